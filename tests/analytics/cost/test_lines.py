"""What a print costs, line by line."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from printshop.analytics.calibration import GRAM_FACTORS, TIME_FACTORS
from printshop.analytics.cost import Costs, costs, price_ladder
from printshop.domain.users import ShopSettings
from printshop.frames import (
    COST_LINES,
    COST_TOTALS,
    COSTED_GRAMS,
    COSTED_PLATES,
    COSTED_VERSIONS,
    PRINTER_RATES,
)
from tests.analytics.cost.frames import (
    a_need,
    a_plate,
    a_printer,
    a_rate,
    a_spool,
    a_stock,
    costed,
    rows_of,
    shelf,
    stock,
)

FREE = ShopSettings(
    electricity_per_kwh=Decimal(0), machine_per_hour=Decimal(0), setup_min=Decimal(0)
)


def amounts(worked_out: Costs, column: str = "run_e6") -> dict[str, float | None]:
    """Amount by kind, of a version of one plate and one filament."""
    rows = worked_out.lines.select("kind", column).rows()
    return {kind: None if e6 is None else e6 / 10**6 for kind, e6 in rows}


def unit(worked_out: Costs) -> float | None:
    """The cost of a piece of the only version."""
    amount_e6 = worked_out.totals["unit_e6"].item()
    return None if amount_e6 is None else amount_e6 / 10**6


def test_the_worked_example_costs_what_it_says() -> None:
    """Of ten runs nine are good: p is 0.9."""
    prices = price_ladder(
        shelf(a_spool(1, 500_00, 19_990), a_spool(2, 500_00, 22_100, filament_id="red")),
        stock(a_stock()),
    )
    settings = ShopSettings(
        electricity_per_kwh=Decimal("0.30"),
        # A printer of 599 that lives 5,000 h, and 0.05 an hour to maintain it.
        machine_per_hour=Decimal(599) / 5000 + Decimal("0.05"),
        labour_per_hour=Decimal(15),
        setup_min=Decimal(6),
        packaging_cost=Decimal("0.35"),
    )
    worked_out = costs(
        costed(
            [a_need(82_00), a_need(31_50, filament_index=2, filament_id="red")],
            [a_plate(print_s=int(6.5 * 3600))],
            prices=prices,
            settings=settings,
            rates=a_rate(1 / 0.9),
        )
    )

    material = worked_out.lines.filter(pl.col("kind") == "model")["run_e6"].sum() / 10**6
    by_kind = amounts(worked_out)
    assert round(material, 3) == 2.335
    assert [by_kind["electricity"], by_kind["machine"], by_kind["labour"]] == [
        pytest.approx(0.234),
        pytest.approx(1.104, abs=0.0005),
        1.5,
    ]
    assert unit(worked_out) == pytest.approx(6.098, abs=0.0005)


def test_a_price_that_spans_two_spools_is_exact() -> None:
    prices = price_ladder(
        shelf(a_spool(1, 220_00, 19_715), a_spool(2, 180_00, 21_000)), stock(a_stock())
    )

    worked_out = costs(costed([a_need(300_00)], prices=prices))

    assert amounts(worked_out)["model"] == pytest.approx(220 * 0.019715 + 80 * 0.021)


def test_waste_and_purge_are_lines_of_their_own_where_they_are_told_apart() -> None:
    worked_out = costs(costed([a_need(100_00, waste_cg=20_00, purge_cg=5_00)]))

    parts = amounts(worked_out)
    assert [parts["model"], parts["waste"], parts["purge"]] == [1.5, 0.4, 0.1]
    assert worked_out.lines["is_whole"].all()


def test_grams_that_are_not_told_apart_stand_in_the_model() -> None:
    """A sliced file has its purge in its grams: none is added."""
    worked_out = costs(costed([a_need(100_00, purge_cg=5_00)]))

    parts = amounts(worked_out)
    assert [parts["model"], parts["purge"]] == [1.9, 0.1]
    assert "waste" not in parts
    assert not worked_out.lines.filter(pl.col("kind") == "model")["is_whole"].item()


def test_all_parts_take_what_prints_really_took() -> None:
    learnt = rows_of(
        GRAM_FACTORS, {"material": "PLA", "factor": 1.1, "high_factor": 1.3, "n_jobs": 5}
    )

    worked_out = costs(costed([a_need(100_00, waste_cg=20_00, purge_cg=5_00)], gram_factors=learnt))

    grams = worked_out.lines.filter(pl.col("cg").is_not_null()).select("kind", "cg").rows()
    assert grams == [("model", 82_50), ("waste", 22_00), ("purge", 5_50)]


def test_a_filament_in_two_positions_is_one_need_of_its_spools() -> None:
    """Each alone would fit on the small spool; together they do not."""
    prices = price_ladder(
        shelf(a_spool(1, 60_00, 10_000), a_spool(2, 500_00, 30_000)), stock(a_stock())
    )

    worked_out = costs(costed([a_need(50_00), a_need(50_00, filament_index=2)], prices=prices))

    assert amounts(worked_out)["model"] == 3.0


@pytest.mark.parametrize(
    ("grams", "plates", "unknown"),
    [
        ([a_need(None)], [a_plate()], {"model", "failures"}),
        ([a_need(filament_id=None)], [a_plate()], {"model", "failures"}),
        ([a_need(filament_id="blue")], [a_plate()], {"model", "failures"}),
        ([a_need()], [a_plate(print_s=None)], {"electricity", "machine", "failures"}),
    ],
)
def test_what_nobody_said_is_unknown_and_no_zero(
    grams: list[dict[str, object]], plates: list[dict[str, object]], unknown: set[str]
) -> None:
    worked_out = costs(costed(grams, plates))

    said = amounts(worked_out)
    assert {kind for kind, amount in said.items() if amount is None} == unknown
    total = worked_out.totals.row(0, named=True)
    assert (total["run_e6"], total["unit_e6"]) == (None, None)
    assert total["known_run_e6"] > 0


def test_no_grams_cost_nothing_even_of_an_unknown_filament() -> None:
    assert amounts(costs(costed([a_need(0, filament_id=None)])))["model"] == 0


def test_rates_of_zero_are_zeros_even_of_an_unknown_time() -> None:
    worked_out = costs(costed(plates=[a_plate(print_s=None)], settings=FREE))

    assert amounts(worked_out) == {
        "model": 2.0,
        "electricity": 0,
        "machine": 0,
        "labour": 0,
        "failures": 0,
        "finishing": 0,
        "packaging": 0,
    }


def test_an_hour_costs_the_mean_of_the_printers_that_the_file_names() -> None:
    printers = rows_of(
        PRINTER_RATES,
        a_printer("Bambu Lab P1S", 100, per_hour_e6=300_000),
        a_printer("P1S", 200),
        a_printer("A1", 0),
    )

    worked_out = costs(costed(plates=[a_plate(sliced_for="bambu lab p1s")], printers=printers))

    assert amounts(worked_out)["electricity"] == 0.15 * 0.3
    assert amounts(worked_out)["machine"] == 0.25
    assert worked_out.runs.select("printers", "choice").row(0) == ("Bambu Lab P1S\nP1S", "named")


@pytest.mark.parametrize(
    ("printers", "choice", "electricity"),
    [
        ([a_printer("A1", 100), a_printer("X1", 300, takes_any_model=True)], "any", 0.09),
        ([a_printer("A1", 100), a_printer("X1", 300)], "all", 0.06),
        ([a_printer("A1", 0)], "all", 0.0),
        ([], "none", 0.036),
    ],
)
def test_without_a_named_printer_the_next_best_are_meant_and_said(
    printers: list[dict[str, object]], choice: str, electricity: float
) -> None:
    worked_out = costs(
        costed(plates=[a_plate(sliced_for="H2D")], printers=rows_of(PRINTER_RATES, *printers))
    )

    assert worked_out.runs["choice"].item() == choice
    assert amounts(worked_out)["electricity"] == electricity


def test_hours_are_those_that_the_printer_really_takes() -> None:
    factors = rows_of(
        TIME_FACTORS,
        {"printer_id": "A1", "material": "PLA", "factor": 1.2, "high_factor": 2.0, "n_jobs": 9},
    )
    printers = rows_of(PRINTER_RATES, a_printer("A1", 100))

    worked_out = costs(costed(printers=printers, time_factors=factors))

    assert worked_out.runs["runs_s"].item() == 4320
    assert amounts(worked_out)["electricity"] == pytest.approx(0.036)
    assert amounts(worked_out)["machine"] == pytest.approx(0.24)


def test_a_failed_run_loses_its_share_and_all_of_the_labour() -> None:
    """2.00 of filament and 2.50 of labour; nine of ten are good, and half a run is lost."""
    settings = FREE.model_copy(update={"setup_min": Decimal(10)})

    worked_out = costs(costed(settings=settings, rates=a_rate(1 / 0.9), lost_share=0.5))

    assert amounts(worked_out)["failures"] == pytest.approx((2 * 0.5 + 2.5) / 9, abs=1e-6)


def test_failures_understated_by_a_percentage_on_top() -> None:
    """At three failures in ten a good print takes 1.429 runs, not 1.30."""
    worked_out = costs(costed(settings=FREE, rates=a_rate(1 / 0.7)))

    assert unit(worked_out) == pytest.approx(2 * 1.429, abs=0.001)


def test_a_unit_is_a_piece_of_each_plate_finished_and_packed_once() -> None:
    settings = FREE.model_copy(
        update={"packaging_cost": Decimal("0.35"), "finishing_min": Decimal(2)}
    )
    plates = [a_plate("lid", units=4), a_plate("box", plate_index=2, units=3)]
    grams = [a_need(plate_id="lid"), a_need(plate_id="box", plate_index=2)]

    worked_out = costs(costed(grams, plates, settings=settings))

    assert unit(worked_out) == pytest.approx(2 / 4 + 2 / 3 + 0.5 + 0.35, abs=2e-6)
    each = worked_out.lines.group_by("plate_id").agg(pl.col("piece_e6").sum())
    assert each["piece_e6"].sum() == worked_out.totals["unit_e6"].item()
    assert worked_out.totals["run_e6"].item() == 4 * 10**6


def test_a_models_own_packaging_and_minutes_replace_the_shops() -> None:
    settings = FREE.model_copy(
        update={"packaging_cost": Decimal("0.35"), "finishing_min": Decimal(2)}
    )
    own = {"variant_id": "vase", "packaging_e6": 1_000_000, "finishing_min": 0.0}
    versions = rows_of(COSTED_VERSIONS, own)

    said = amounts(costs(costed(settings=settings, versions=versions)))

    assert (said["packaging"], said["finishing"]) == (1.0, 0.0)


def test_the_moving_average_stands_beside_each_line() -> None:
    prices = price_ladder(shelf(a_spool(1, 500_00, 19_715)), stock(a_stock(average_e6=19_892)))

    lines = costs(costed(prices=prices)).lines.filter(pl.col("kind") == "model")

    assert lines.select("run_e6", "average_e6").row(0) == (1_971_500, 1_989_200)


def test_nothing_to_print_costs_nothing_to_say() -> None:
    empty = {
        "versions": COSTED_VERSIONS.to_frame(),
        "plates": COSTED_PLATES.to_frame(),
        "grams": COSTED_GRAMS.to_frame(),
    }

    worked_out = costs(replace(costed(), **empty))

    assert worked_out.lines.schema == COST_LINES
    assert worked_out.totals.schema == COST_TOTALS
    assert worked_out.totals.is_empty()
