"""Which spools give the grams of a booking."""

from dataclasses import replace
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from printshop.analytics.booking import SpoolBalance, booking_order

MAY = date(2026, 5, 31)
JUNE = date(2026, 6, 30)

# The worked example of the docstring.
A = SpoolBalance(spool_id="A", on_hand_cg=50_00, expires_on=MAY)
B = SpoolBalance(spool_id="B", on_hand_cg=220_00, expires_on=JUNE)
C = SpoolBalance(spool_id="C", on_hand_cg=180_00, expires_on=JUNE)
D = SpoolBalance(spool_id="D", on_hand_cg=90_00, expires_on=JUNE)

stocks = st.lists(
    st.builds(
        SpoolBalance,
        spool_id=st.uuids().map(str),
        on_hand_cg=st.integers(0, 1_000_00),
        is_weighed=st.booleans(),
        expires_on=st.none() | st.sampled_from([MAY, JUNE]),
    ),
    max_size=8,
    unique_by=lambda spool: spool.spool_id,
)
needs = st.integers(0, 5_000_00)


def test_the_smallest_spool_that_alone_suffices_gives() -> None:
    assert booking_order([B, C, D, A], 30_00) == [("A", 30_00)]
    assert booking_order([B, C, D, A], 100_00) == [("C", 100_00)]


def test_an_old_spool_is_not_opened_where_another_does_alone() -> None:
    booked = booking_order([B, C, D, A], 200_00)

    assert booked == [("B", 200_00)]


def test_where_no_spool_does_alone_the_largest_goes_first_and_the_smallest_fitting_last() -> None:
    booked = booking_order([B, C, D, A], 350_00)

    assert booked == [("B", 220_00), ("C", 130_00)]


def test_a_stock_that_is_not_enough_gives_what_it_has() -> None:
    booked = booking_order([B, C, D, A], 600_00)

    assert booked == [("B", 220_00), ("C", 180_00), ("D", 90_00), ("A", 50_00)]


def test_a_spool_that_holds_exactly_the_need_suffices() -> None:
    booked = booking_order([B, C, D], 180_00)

    assert booked == [("C", 180_00)]


def test_of_equal_spools_the_one_that_expires_first_gives_and_one_without_a_date_last() -> None:
    undated, june, may = (
        SpoolBalance(spool_id=name, on_hand_cg=100_00, expires_on=day)
        for name, day in (("a", None), ("b", JUNE), ("c", MAY))
    )

    assert booking_order([undated, june, may], 250_00) == [
        ("c", 100_00),
        ("b", 100_00),
        ("a", 50_00),
    ]


def test_a_spool_never_weighed_gives_when_the_weighed_ones_are_empty() -> None:
    # It expires first, and alone would do.
    assumed = SpoolBalance(
        spool_id="assumed", on_hand_cg=1_000_00, is_weighed=False, expires_on=MAY
    )

    booked = booking_order([assumed, D], 100_00)

    assert booked == [("D", 90_00), ("assumed", 10_00)]


def test_equal_spools_go_by_their_identifier() -> None:
    twins = [SpoolBalance(spool_id=name, on_hand_cg=100_00) for name in ("second", "first")]

    booked = booking_order(twins, 40_00)

    assert booked == [("first", 40_00)]


def test_an_empty_shelf_or_an_empty_need_books_nothing() -> None:
    assert booking_order([], 100_00) == []
    assert booking_order([A], 0) == []


@given(spools=stocks, needed_cg=needs)
def test_what_is_booked_is_the_need_or_all_there_is(
    spools: list[SpoolBalance], needed_cg: int
) -> None:
    booked = booking_order(spools, needed_cg)

    assert sum(taken for _, taken in booked) == min(needed_cg, sum(s.on_hand_cg for s in spools))


@given(spools=stocks, needed_cg=needs)
def test_no_spool_gives_more_than_it_holds_nor_twice_nor_nothing(
    spools: list[SpoolBalance], needed_cg: int
) -> None:
    held = {spool.spool_id: spool.on_hand_cg for spool in spools}

    booked = booking_order(spools, needed_cg)

    assert all(0 < taken <= held[spool_id] for spool_id, taken in booked)
    assert all(type(taken) is int for _, taken in booked)
    assert len({spool_id for spool_id, _ in booked}) == len(booked)


@given(spools=stocks, needed_cg=needs)
def test_spools_never_weighed_are_touched_only_when_the_weighed_ones_are_empty(
    spools: list[SpoolBalance], needed_cg: int
) -> None:
    booked = dict(booking_order(spools, needed_cg))

    weighed = [spool for spool in spools if spool.is_weighed]
    touched = any(not spool.is_weighed and spool.spool_id in booked for spool in spools)
    assert not touched or all(booked.get(s.spool_id, 0) == s.on_hand_cg for s in weighed)


@given(spools=stocks, needed_cg=needs, chance=st.randoms())
def test_the_order_of_the_shelf_does_not_matter(
    spools: list[SpoolBalance], needed_cg: int, chance: Random
) -> None:
    shuffled = list(spools)
    chance.shuffle(shuffled)

    assert booking_order(shuffled, needed_cg) == booking_order(spools, needed_cg)


@given(spools=stocks, needed_cg=needs)
def test_no_fewer_spools_could_give_the_need(spools: list[SpoolBalance], needed_cg: int) -> None:
    same = [replace(spool, is_weighed=True) for spool in spools]
    largest_first = sorted((s.on_hand_cg for s in same if s.on_hand_cg), reverse=True)
    fewest = next(
        (n for n in range(len(largest_first)) if sum(largest_first[:n]) >= needed_cg),
        len(largest_first),
    )

    assert len(booking_order(same, needed_cg)) == fewest


def test_of_equal_spools_the_one_dried_last_gives_then_one_in_a_printer() -> None:
    wet, dry, loaded = (
        SpoolBalance(spool_id=name, on_hand_cg=100_00, dried_on=dried_on, is_loaded=is_loaded)
        for name, dried_on, is_loaded in (
            ("wet", None, False),
            ("dry", date(2026, 5, 1), False),
            ("loaded", None, True),
        )
    )

    assert booking_order([wet, loaded, dry], 250_00) == [
        ("dry", 100_00),
        ("loaded", 100_00),
        ("wet", 50_00),
    ]
