"""What finished prints teach about the slicer's grams and minutes."""

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.calibration import (
    GRAM_FACTORS,
    calibrated,
    gram_factors,
    rejected,
    rejected_times,
    time_factors,
)
from printshop.domain.printers import plain_model
from printshop.frames import MEASURED, REQUIREMENTS, TIMED

_P1S = "Bambu Lab P1S"


def measured(
    *rows: tuple[int, int], model: str = _P1S, is_multicolor: bool = False
) -> pl.DataFrame:
    """Build MEASURED of PLA prints from (estimated, actual) grams."""
    cells = [
        (str(job), "red", model, "PLA", is_multicolor, estimated * 100, actual * 100, None)
        for job, (estimated, actual) in enumerate(rows)
    ]
    return pl.DataFrame(cells, schema=MEASURED, orient="row")


def timed(*rows: tuple[int, int], printer: str | None = "anvil") -> pl.DataFrame:
    """Build TIMED of PLA prints from (estimated, actual) hours."""
    cells = [
        (str(job), printer, _P1S, 400, "PLA", estimated * 3600, actual * 3600, None)
        for job, (estimated, actual) in enumerate(rows)
    ]
    return pl.DataFrame(cells, schema=TIMED, orient="row")


def needs(*grams: int | None, sliced_for: str = _P1S, material: str | None = "PLA") -> pl.DataFrame:
    """Build REQUIREMENTS of one plate from the grams of its filaments."""
    cells = [
        ("vase", "plate", 1, index, "red", None if g is None else g * 100, material, sliced_for)
        for index, g in enumerate(grams)
    ]
    return pl.DataFrame(cells, schema=REQUIREMENTS, orient="row")


def test_nothing_measured_teaches_nothing_and_changes_nothing() -> None:
    learnt = gram_factors(measured())

    assert learnt.equals(pl.DataFrame(schema=GRAM_FACTORS))
    assert calibrated(needs(100, 7), learnt, is_safe=True).equals(needs(100, 7))
    assert time_factors(timed()).is_empty()


def test_one_print_moves_the_factor_by_its_share_of_300_g() -> None:
    # (300 + 120) ÷ (300 + 100)
    [row] = gram_factors(measured((100, 120))).rows(named=True)

    assert (row["factor"], row["high_factor"], row["n_jobs"]) == (1.05, 1.05, 1)


def test_many_grams_outweigh_the_300_g_of_doubt() -> None:
    # 18 prints of 150 g that took 165 g: (300 + 2970) ÷ (300 + 2700)
    [row] = gram_factors(measured(*[(150, 165)] * 18)).rows(named=True)

    assert row["factor"] == pytest.approx(1.09)


def test_ten_hours_weigh_as_much_as_the_slicers_word_on_minutes() -> None:
    # (10 + 12) ÷ (10 + 10)
    [row] = time_factors(timed((4, 5), (6, 7))).rows(named=True)

    assert (row["printer_id"], row["material"], row["factor"]) == ("anvil", "PLA", 1.1)


def test_three_prints_say_how_far_prints_lie_apart() -> None:
    learnt = gram_factors(measured((100, 90), (100, 100), (100, 110)))

    # The mean is 1, so the ratios' own logarithms are how far off they are; four prints of the
    # prior's 15 % beside them.
    squares = sum(math.log(ratio) ** 2 for ratio in (0.9, 1.0, 1.1))
    prior = math.log(1.15) / 1.28155
    spread = math.sqrt((4 * prior**2 + squares) / 7)
    [row] = learnt.rows(named=True)
    assert row["factor"] == 1.0
    assert row["high_factor"] == pytest.approx(math.exp(1.28155 * spread), rel=1e-5)
    assert row["high_factor"] == pytest.approx(1.1344, abs=1e-4)


@pytest.mark.parametrize(
    ("ratio_pct", "is_taken"), [(29, False), (30, True), (300, True), (301, False)]
)
def test_what_is_far_from_its_estimate_is_listed_and_teaches_nothing(
    ratio_pct: int, *, is_taken: bool
) -> None:
    grams, hours = measured((100, ratio_pct)), timed((100, ratio_pct))

    assert len(gram_factors(grams)) == len(time_factors(hours)) == is_taken
    assert len(rejected(grams)) == len(rejected_times(hours)) == (not is_taken)


def test_a_print_of_a_printer_that_is_gone_teaches_no_time() -> None:
    assert time_factors(timed((4, 5), printer=None)).is_empty()


def test_plates_take_the_factor_of_their_printer_rounded_up_to_the_hundredth() -> None:
    learnt = gram_factors(measured((100, 120)))

    took = calibrated(needs(10, sliced_for="P1S"), learnt, is_safe=False)
    odd = calibrated(
        needs(10).with_columns(pl.lit(1001, pl.Int64).alias("needed_cg")), learnt, is_safe=False
    )

    assert took["needed_cg"].to_list() == [1050]
    assert odd["needed_cg"].to_list() == [1052]  # 10.5105 g


def test_several_colours_other_materials_and_other_printers_learn_apart() -> None:
    learnt = gram_factors(measured((100, 120)))

    for others in (needs(10, 10), needs(10, material="PETG"), needs(10, sliced_for="A1")):
        assert calibrated(others, learnt, is_safe=True).equals(others)
    of_many = gram_factors(measured((100, 120), is_multicolor=True))
    assert calibrated(needs(10, None), of_many, is_safe=True)["needed_cg"].to_list() == [1050, None]


def test_a_model_is_one_however_it_is_spaced_and_spelled() -> None:
    learnt = gram_factors(measured((100, 120), model="BAMBU  Lab  P1S "))

    assert learnt["printer_model"].to_list() == [plain_model(_P1S)] == ["p1s"]
    assert calibrated(needs(10), learnt, is_safe=False)["needed_cg"].item() == 1050


def test_a_printer_whose_model_nobody_said_speaks_for_those_that_were_not_measured() -> None:
    learnt = gram_factors(pl.concat([measured((100, 120), model=""), measured((300, 240))]))

    of = {
        model: calibrated(needs(10, sliced_for=model), learnt, is_safe=False)["needed_cg"].item()
        for model in (_P1S, "A1", "")
    }

    assert of == {_P1S: 900, "A1": 1050, "": 1050}


@settings(max_examples=30, deadline=None)
@given(
    rows=st.lists(st.tuples(st.integers(1, 2000), st.integers(0, 6000)), max_size=12),
    grams=st.integers(0, 5000),
)
def test_factors_stay_within_what_was_measured_and_the_safe_one_is_never_lower(
    rows: list[tuple[int, int]], grams: int
) -> None:
    prints = measured(*rows)
    learnt = gram_factors(prints)
    expected, safe = (
        calibrated(needs(grams), learnt, is_safe=is_safe)["needed_cg"].item()
        for is_safe in (False, True)
    )

    for row in learnt.iter_rows(named=True):
        assert 0.3 <= row["factor"] <= 3.0
        assert row["high_factor"] >= row["factor"]
    assert grams * 30 <= expected <= safe
    assert len(rejected(prints)) + sum(learnt["n_jobs"]) == len(rows)
