"""The whole catalogue at once says what is said of each variant by itself."""

from collections import defaultdict

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.feasibility import STATES, Catalogue, by_filament, overall, variant_needs
from printshop.analytics.substitutes import SUBSTITUTES
from printshop.errors import FrameContractError
from printshop.frames import FEASIBILITY, REQUIREMENTS, SPOOLS

FILAMENTS = ("red", "ruby", "wine", "blue")
TAIL_CG = 15_00
Ask = tuple[str, str | None, int | None]
Reel = tuple[str, int, bool]
Pair = tuple[str, str, float]

asks = st.lists(
    st.tuples(
        st.sampled_from(["box", "cup", "vase"]),
        st.sampled_from([None, *FILAMENTS]),
        st.none() | st.integers(0, 700_00),
    ),
    max_size=10,
)
reels = st.lists(
    st.tuples(st.sampled_from([*FILAMENTS, "gone"]), st.integers(1, 500_00), st.booleans()),
    max_size=10,
)
pairs = st.lists(
    st.tuples(
        st.sampled_from(FILAMENTS), st.sampled_from(FILAMENTS), st.sampled_from([0.0, 3.0, 7.0])
    ).filter(lambda pair: pair[0] != pair[1]),
    unique_by=lambda pair: pair[:2],
    max_size=8,
)
slots = st.sampled_from([0, 2, 4])


def requirements(rows: list[Ask]) -> pl.DataFrame:
    cells = [
        (variant, f"{variant} plate", 1, index, filament, needed_cg, None, None)
        for index, (variant, filament, needed_cg) in enumerate(sorted(rows, key=lambda r: r[0]))
    ]
    return pl.DataFrame(cells, schema=REQUIREMENTS, orient="row")


def shelf(rows: list[Reel]) -> pl.DataFrame:
    cells = [(f"s{n}", *row, None) for n, row in enumerate(rows)]
    return pl.DataFrame(cells, schema=SPOOLS, orient="row")


def near(rows: list[Pair]) -> pl.DataFrame:
    cells = [(*row, row[2] <= 5) for row in rows]
    return pl.DataFrame(cells, schema=SUBSTITUTES, orient="row").sort(
        "filament_id", "distance", "substitute_id"
    )


def by_hand(rows: list[Ask], stock: list[Reel], others: list[Pair], slots: int) -> dict[str, str]:
    """Judge in plain Python, one need after the other."""
    wanted: dict[str, dict[str | None, int | None]] = defaultdict(dict)
    for variant, filament, needed_cg in sorted(rows, key=lambda row: row[0]):
        before = wanted[variant].get(filament, 0)
        is_unsaid = needed_cg is None or before is None
        wanted[variant][filament] = None if is_unsaid else before + needed_cg
    return {
        variant: variant_by_hand(needs, stock, others, slots) for variant, needs in wanted.items()
    }


def variant_by_hand(
    needs: dict[str | None, int | None], stock: list[Reel], others: list[Pair], slots: int
) -> str:
    found: list[tuple[str, int]] = []
    taken = set(needs)
    for filament, needed_cg in needs.items():
        if needed_cg is None:
            found.append(("unknown", 1))
        elif filament is None:
            found.append(("unmatched", 1))
        else:
            found.append(need_by_hand(filament, needed_cg, stock, others, taken))
    fits = slots > 1 and sum(reels for _, reels in found) <= slots
    said = ["ready_refill" if state == "ready_swap" and fits else state for state, _ in found]
    return max(said, key=STATES.index)


def need_by_hand(
    filament: str, needed_cg: int, stock: list[Reel], others: list[Pair], taken: set[str | None]
) -> tuple[str, int]:
    held = weighed_by_hand(filament, stock)
    if needed_cg <= sum(held):
        reels = next(n for n in range(len(held) + 1) if sum(held[:n]) >= needed_cg)
        return ("ready" if reels <= 1 else "ready_swap", reels)
    for _, other in sorted((apart, other) for asked, other, apart in others if asked == filament):
        if other not in taken and sum(weighed_by_hand(other, stock)) >= needed_cg:
            taken.add(other)
            return ("ready_substitute", 1)
    assumed = sum(
        max(cg - TAIL_CG, 0) for name, cg, known in stock if name == filament and not known
    )
    return ("unverified" if needed_cg <= sum(held) + assumed else "short", 1)


def weighed_by_hand(filament: str, stock: list[Reel]) -> list[int]:
    held = [cg - TAIL_CG for name, cg, known in stock if name == filament and known]
    return sorted((cg for cg in held if cg > 0), reverse=True)


def catalogue(rows: list[Ask], others: list[Pair], slots: int) -> Catalogue:
    return Catalogue(
        requirements(rows), tail_cg=TAIL_CG, refill_slots=slots, substitutes=near(others)
    )


@settings(max_examples=40, deadline=None)
@given(rows=asks, stock=reels, others=pairs, slots=slots)
def test_kernel_frames_and_plain_python_give_the_same_verdict(
    rows: list[Ask], stock: list[Reel], others: list[Pair], slots: int
) -> None:
    at_once = catalogue(rows, others, slots).judge(shelf(stock))
    one_by_one = overall(
        by_filament(
            variant_needs(requirements(rows)),
            shelf(stock),
            tail_cg=TAIL_CG,
            refill_slots=slots,
            substitutes=near(others),
        )
    )

    assert at_once.equals(one_by_one)
    assert dict(at_once.iter_rows()) == by_hand(rows, stock, others, slots)


@settings(max_examples=20, deadline=None)
@given(rows=asks, stock=reels, later=reels, others=pairs)
def test_variants_that_are_not_judged_again_would_be_judged_the_same(
    rows: list[Ask], stock: list[Reel], later: list[Reel], others: list[Pair]
) -> None:
    known = catalogue(rows, others, 4)
    filaments = [name for name, _, _ in later]
    before = dict(known.judge(shelf(stock)).iter_rows())
    after = dict(known.judge(shelf(stock + later)).iter_rows())

    changed = dict(known.changed(filaments, shelf(stock + later)).iter_rows())

    assert before | changed == after
    assert changed.keys() <= after.keys()


def test_only_variants_that_could_use_a_filament_are_judged_again() -> None:
    many: list[Ask] = [(f"other {n}", "blue", 1_00) for n in range(40)]
    rows: list[Ask] = [("vase", "red", 1_00), ("cup", "ruby", 1_00), *many]
    known = catalogue(rows, [("ruby", "red", 3.0)], 0)

    changed = known.changed(["red"], shelf([("red", 100_00, True)]))

    assert changed.rows() == [("cup", "ready_substitute"), ("vase", "ready")]


def test_a_filament_that_nothing_asks_for_changes_nothing() -> None:
    known = catalogue([("vase", "red", 1_00)], [], 0)

    assert known.changed(["gone"], shelf([("gone", 100_00, True)])).is_empty()


def test_an_empty_catalogue_has_no_states() -> None:
    known = catalogue([], [], 0)

    assert known.judge(shelf([("red", 1, True)])).equals(FEASIBILITY.to_frame())


def test_spools_that_break_their_contract_are_refused() -> None:
    with pytest.raises(FrameContractError, match="The frame spools breaks its contract"):
        catalogue([], [], 0).judge(shelf([]).drop("is_weighed"))
