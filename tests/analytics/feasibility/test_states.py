"""Can this be printed with what is on hand, and if not, what is short."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.allocation import HELD, left_over
from printshop.analytics.feasibility import (
    STATES,
    by_filament,
    overall,
)
from printshop.analytics.needs import NEEDS, variant_needs
from printshop.analytics.substitutes import SUBSTITUTES
from printshop.errors import FrameContractError
from printshop.frames import (
    FEASIBILITY,
    FEASIBILITY_BY_FILAMENT,
    QUEUE,
    REQUIREMENTS,
    SPOOLS,
)
from tests.analytics.allocation.shop_frames import allocate


def catalog(plates: pl.DataFrame, stock: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Each variant, printed once, by what the whole queue leaves over."""
    return by_filament(variant_needs(plates), left_over(stock, held))


def needs(*rows: tuple[str, str | None, int | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=NEEDS, orient="row")


def weighed(filament: str, *grams: int) -> pl.DataFrame:
    return spools(filament, grams, is_weighed=True)


def assumed(filament: str, *grams: int) -> pl.DataFrame:
    return spools(filament, grams, is_weighed=False)


def spools(filament: str, grams: tuple[int, ...], *, is_weighed: bool) -> pl.DataFrame:
    rows = [
        (f"{filament}-{is_weighed}-{number}", filament, held_g * 100, is_weighed, None)
        for number, held_g in enumerate(grams)
    ]
    return pl.DataFrame(rows, schema=SPOOLS, orient="row")


def requirements(*rows: tuple[str, str | None, int | None]) -> pl.DataFrame:
    """Build REQUIREMENTS from (variant, filament, centigrams); one plate of the same name."""
    full = [
        (variant, f"{variant} plate", 1, index, filament, needed_cg)
        for index, (variant, filament, needed_cg) in enumerate(rows)
    ]
    cells = [(*row, None, None) for row in full]
    return pl.DataFrame(cells, schema=REQUIREMENTS, orient="row")


def queue(*variants: str, printing: tuple[int, ...] = ()) -> pl.DataFrame:
    """Build QUEUE with jobs named job0, job1 … for the variants, in this order."""
    rows = [
        (
            f"job{n}",
            f"{variant} plate",
            variant,
            "printing" if n in printing else "queued",
            n,
            None,
            3600,
            None,
        )
        for n, variant in enumerate(variants)
    ]
    cells = [(*row, *(None,) * (len(QUEUE) - len(row))) for row in rows]
    return pl.DataFrame(cells, schema=QUEUE, orient="row")


def states(judged: pl.DataFrame) -> list[str]:
    return judged["state"].to_list()


ROLLS = weighed("red", 220, 180, 90)
NOTHING_HELD = HELD.to_frame()


def standing_in(*pairs: tuple[str, str, float]) -> pl.DataFrame:
    rows = [(asked, other, distance, distance <= 5) for asked, other, distance in pairs]
    return pl.DataFrame(rows, schema=SUBSTITUTES, orient="row")


@pytest.mark.parametrize(
    ("needed_g", "state", "short_g", "spools_needed"),
    [
        (0, "ready", 0, 0),
        (200, "ready", 0, 1),
        (220, "ready", 0, 1),  # exactly one spool
        (221, "ready_swap", 0, 2),
        (300, "ready_swap", 0, 2),
        (400, "ready_swap", 0, 2),  # exactly two spools
        (460, "ready_swap", 0, 3),
        (490, "ready_swap", 0, 3),  # exactly all
        (500, "short", 10, None),
    ],
)
def test_three_weighed_spools_of_220_180_and_90_grams(
    needed_g: int, state: str, short_g: int, spools_needed: int | None
) -> None:
    judged = by_filament(needs(("vase", "red", needed_g * 100)), ROLLS)

    expected = ("vase", "red", needed_g * 100, 490_00, 0, short_g * 100, spools_needed, state)
    assert judged.drop("substitute_id").rows() == [expected]


@pytest.mark.parametrize(
    ("needed_g", "tail_g", "state", "short_g"),
    [
        (200, 15, "ready", 0),  # 205 of the 220 are usable
        (205, 15, "ready", 0),
        (206, 15, "ready_refill", 0),
        (445, 15, "ready_refill", 0),  # 205 + 165 + 75
        (460, 15, "short", 15),  # 490 are on hand
        (480, 0, "ready_refill", 0),
        (90, 90, "ready", 0),  # the roll of 90 is all tail, and no roll any more
        (221, 90, "short", 1),
    ],
)
def test_what_stays_on_every_reel_is_not_usable(
    needed_g: int, tail_g: int, state: str, short_g: int
) -> None:
    vase = needs(("vase", "red", needed_g * 100))

    judged = by_filament(vase, ROLLS, tail_cg=tail_g * 100, refill_slots=4)

    assert judged.select("state", "short_cg").rows() == [(state, short_g * 100)]


@pytest.mark.parametrize(
    ("slots", "red_state"),
    [(0, "ready_swap"), (1, "ready_swap"), (2, "ready_swap"), (3, "ready_refill")],
)
def test_the_ams_refills_only_where_all_reels_of_all_filaments_fit(
    slots: int, red_state: str
) -> None:
    stock = pl.concat([ROLLS, weighed("blue", 50)])
    vase = needs(("vase", "red", 300_00), ("vase", "blue", 10_00))

    judged = by_filament(vase, stock, refill_slots=slots)

    assert states(judged) == [red_state, "ready"]


def test_a_filament_that_is_not_there_counts_as_the_one_reel_it_will_be_on() -> None:
    vase = needs(("vase", "red", 300_00), ("vase", "blue", 10_00), ("vase", None, 1))

    assert states(by_filament(vase, ROLLS, refill_slots=3))[0] == "ready_swap"
    assert states(by_filament(vase, ROLLS, refill_slots=4))[0] == "ready_refill"


def test_the_nearest_filament_that_is_enough_by_itself_stands_in() -> None:
    stock = pl.concat([ROLLS, weighed("ruby", 499), weighed("brick", 300, 300)])
    near = standing_in(("red", "ruby", 2.0), ("red", "brick", 4.0), ("red", "rust", 1.0))

    judged = by_filament(needs(("vase", "red", 500_00)), stock, substitutes=near)

    assert judged.rows() == [
        ("vase", "red", 500_00, 490_00, 0, 10_00, 2, "brick", "ready_substitute"),
    ]


def test_what_is_enough_by_itself_needs_no_substitute() -> None:
    stock = pl.concat([ROLLS, weighed("ruby", 1000)])

    judged = by_filament(
        needs(("vase", "red", 300_00)), stock, substitutes=standing_in(("red", "ruby", 0.0))
    )

    assert judged.select("state", "substitute_id").rows() == [("ready_swap", None)]


def test_a_spool_never_weighed_stands_in_for_nothing() -> None:
    judged = by_filament(
        needs(("vase", "red", 500_00)),
        assumed("ruby", 1000),
        substitutes=standing_in(("red", "ruby", 0.0)),
    )

    assert states(judged) == ["short"]


def test_two_colours_of_a_print_never_become_one() -> None:
    stock = weighed("ruby", 1000)
    near = standing_in(
        ("red", "ruby", 1.0), ("wine", "ruby", 1.0), ("ruby", "red", 1.0), ("wine", "plum", 3.0)
    )
    asks_for_it = needs(("vase", "red", 10_00), ("vase", "ruby", 10_00))
    both_want_it = needs(("cup", "red", 10_00), ("cup", "wine", 10_00))
    second_choice = pl.concat([stock, weighed("plum", 10)])

    asked = by_filament(asks_for_it, stock, substitutes=near)
    wanted = by_filament(both_want_it, stock, substitutes=near)
    chosen = by_filament(both_want_it, second_choice, substitutes=near)

    assert asked["state"].to_list() == ["short", "ready"]
    assert wanted["state"].to_list() == ["ready_substitute", "short"]
    assert chosen["substitute_id"].to_list() == ["ruby", "plum"]


def test_a_spool_never_weighed_makes_a_variant_unverified_never_ready() -> None:
    judged = by_filament(needs(("vase", "red", 100_00)), assumed("red", 1000))

    assert judged.drop("substitute_id").rows() == [
        ("vase", "red", 100_00, 0, 1000_00, 0, None, "unverified")
    ]


def test_assumed_grams_may_fill_up_weighed_ones_but_only_as_unverified() -> None:
    stock = pl.concat([ROLLS, assumed("red", 50)])

    judged = by_filament(needs(("a", "red", 490_00), ("b", "red", 500_00)), stock)

    assert states(judged) == ["ready_swap", "unverified"]


def test_short_grams_are_what_neither_weighed_nor_assumed_spools_hold() -> None:
    stock = pl.concat([ROLLS, assumed("red", 50)])

    judged = by_filament(needs(("vase", "red", 600_01)), stock)

    assert judged.drop("substitute_id").rows() == [
        ("vase", "red", 600_01, 490_00, 50_00, 60_01, None, "short")
    ]


def test_a_filament_without_any_spool_is_short_by_all_of_it() -> None:
    judged = by_filament(needs(("vase", "blue", 12_34)), ROLLS)

    assert judged.drop("substitute_id").rows() == [
        ("vase", "blue", 12_34, 0, 0, 12_34, None, "short")
    ]


def test_a_need_without_a_filament_is_unmatched_whatever_is_on_the_shelf() -> None:
    judged = by_filament(needs(("vase", None, 12_34)), ROLLS)

    assert judged.drop("substitute_id").rows() == [
        ("vase", None, 12_34, 0, 0, 12_34, None, "unmatched")
    ]


def test_a_need_nobody_has_said_is_unknown_with_and_without_a_filament() -> None:
    judged = by_filament(needs(("vase", "red", None), ("cup", None, None)), ROLLS)

    assert judged.drop("substitute_id").rows() == [
        ("vase", "red", None, 490_00, 0, 0, None, "unknown"),
        ("cup", None, None, 0, 0, 0, None, "unknown"),
    ]


def test_each_subject_is_judged_as_if_it_were_alone() -> None:
    judged = by_filament(needs(("vase", "red", 400_00), ("cup", "red", 400_00)), ROLLS)

    assert states(judged) == ["ready_swap", "ready_swap"]


@pytest.mark.parametrize("worst", range(len(STATES)))
def test_a_subject_has_the_worst_state_of_its_filaments(worst: int) -> None:
    rows = [
        ("vase", None, 1, 0, 0, 0, None, None, state) for state in reversed(STATES[: worst + 1])
    ]
    judged = pl.DataFrame(rows, schema=FEASIBILITY_BY_FILAMENT, orient="row")

    assert overall(judged).rows() == [("vase", STATES[worst])]


def test_the_states_from_best_to_worst() -> None:
    assert STATES == (
        "ready",
        "ready_refill",
        "ready_swap",
        "ready_substitute",
        "unverified",
        "short",
        "unmatched",
        "unknown",
    )


def test_subjects_that_lie_apart_are_still_judged_once_each() -> None:
    stock = pl.concat([ROLLS, weighed("blue", 10)])
    judged = by_filament(
        needs(("vase", "red", 1), ("cup", "red", 1), ("vase", "blue", 20_00)), stock
    )

    assert overall(judged).rows() == [("cup", "ready"), ("vase", "short")]


def test_the_catalog_is_judged_by_what_the_queue_leaves_over() -> None:
    vase_and_cup = requirements(("cup", "red", 200_00), ("vase", "red", 250_00))

    judged = catalog(vase_and_cup, ROLLS, allocate(vase_and_cup, queue("cup"), ROLLS).held)

    # The queued cup takes 200 of the 220, so 20, 180 and 90 are left.
    assert judged.drop("substitute_id").rows() == [
        ("cup", "red", 200_00, 290_00, 0, 0, 2, "ready_swap"),
        ("vase", "red", 250_00, 290_00, 0, 0, 2, "ready_swap"),
    ]


def test_an_empty_queue_leaves_everything_over() -> None:
    vase = requirements(("vase", "red", 200_00))

    judged = catalog(vase, ROLLS, NOTHING_HELD)

    assert judged.drop("substitute_id").rows() == [
        ("vase", "red", 200_00, 490_00, 0, 0, 1, "ready")
    ]


def test_a_job_is_judged_per_filament_and_its_worst_filament_decides() -> None:
    plates = requirements(("vase", "red", 100_00), ("vase", "blue", 1_00), ("vase", None, 1_00))

    judged = allocate(plates, queue("vase"), ROLLS).by_filament

    assert judged.select("filament_id", "state").rows() == [
        ("red", "ready"),
        ("blue", "short"),
        (None, "unmatched"),
    ]
    assert overall(judged).rows() == [("job0", "unmatched")]


def test_an_empty_shop_has_empty_answers() -> None:
    nothing = FEASIBILITY_BY_FILAMENT.to_frame()
    plates, stock = REQUIREMENTS.to_frame(), SPOOLS.to_frame()

    assert by_filament(NEEDS.to_frame(), stock).equals(nothing)
    assert catalog(plates, stock, NOTHING_HELD).equals(nothing)
    assert overall(nothing).equals(FEASIBILITY.to_frame())


def test_a_shop_without_spools_is_short_of_everything() -> None:
    plates = requirements(("vase", "red", 5_00))

    assert states(catalog(plates, SPOOLS.to_frame(), NOTHING_HELD)) == ["short"]


def test_a_frame_that_breaks_its_contract_is_refused() -> None:
    with pytest.raises(FrameContractError, match="The frame spools breaks its contract"):
        by_filament(needs(), ROLLS.drop("is_weighed"))


stocks = st.lists(
    st.tuples(
        st.sampled_from(["red", "blue"]),
        st.integers(1, 500_00),
        st.booleans(),
        st.none() | st.just(date(2026, 5, 31)),
    ),
    max_size=8,
)
plates_needed = st.lists(
    st.tuples(
        st.sampled_from(["cup", "vase", "box"]),
        st.sampled_from([None, "red", "blue", "green"]),
        st.none() | st.integers(0, 800_00),
    ),
    max_size=8,
)

Stock = list[tuple[str, int, bool, date | None]]
Plates = list[tuple[str, str | None, int | None]]


def shelf(stock: Stock) -> pl.DataFrame:
    rows = [(f"s{n}", *spool) for n, spool in enumerate(stock)]
    return pl.DataFrame(rows, schema=SPOOLS, orient="row")


@given(stock=stocks, needed_cg=st.integers(1, 2_000_00))
def test_the_fewest_spools_agree_with_trying_largest_first(stock: Stock, needed_cg: int) -> None:
    held = sorted((cg for name, cg, known, _ in stock if known and name == "red"), reverse=True)
    expected = next((n + 1 for n in range(len(held)) if sum(held[: n + 1]) >= needed_cg), None)

    judged = by_filament(needs(("x", "blue", 1), ("vase", "red", needed_cg)), shelf(stock))

    assert judged["spools_needed"].to_list()[1] == expected


@settings(max_examples=40)
@given(stock=stocks, more=stocks, plates=plates_needed)
def test_more_stock_never_makes_a_state_worse(stock: Stock, more: Stock, plates: Plates) -> None:
    before = catalog(requirements(*plates), shelf(stock), NOTHING_HELD)
    after = catalog(requirements(*plates), shelf(stock + more), NOTHING_HELD)

    ranks_before = [STATES.index(state) for state in states(before)]
    ranks_after = [STATES.index(state) for state in states(after)]
    assert all(b >= a for b, a in zip(ranks_before, ranks_after, strict=True))


@settings(max_examples=40)
@given(stock=stocks, plates=plates_needed)
def test_the_only_job_of_a_queue_is_judged_like_its_variant(stock: Stock, plates: Plates) -> None:
    variants = sorted({variant for variant, _, _ in plates})
    for variant in variants:
        alone = by_filament_of(variant, plates, stock)
        queued = allocate(requirements(*plates), queue(variant), shelf(stock)).by_filament
        assert queued.drop("subject_id").equals(alone.drop("subject_id"))


def by_filament_of(variant: str, plates: Plates, stock: Stock) -> pl.DataFrame:
    judged = catalog(requirements(*plates), shelf(stock), NOTHING_HELD)
    return judged.filter(pl.col("subject_id") == variant)
