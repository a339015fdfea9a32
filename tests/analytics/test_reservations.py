"""What the jobs of the queue hold back."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.analytics.reservations import HELD, left_over, reserve
from printshop.frames import QUEUE, REQUIREMENTS, SPOOLS

SPOOL_ROWS = [
    ("big", "red", 220_00, True, None),
    ("old", "red", 50_00, True, date(2026, 5, 31)),
    ("guess", "red", 100_00, False, None),
]


def shelf(*rows: tuple[str, str, int, bool, date | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SPOOLS, orient="row")


def plates(*rows: tuple[str, str | None, int | None]) -> pl.DataFrame:
    """Build REQUIREMENTS from (plate, filament, centigrams)."""
    full = [("v", plate, 1, n, filament, cg) for n, (plate, filament, cg) in enumerate(rows)]
    cells = [(*row, None, None) for row in full]
    return pl.DataFrame(cells, schema=REQUIREMENTS, orient="row")


def queue(*jobs: tuple[str, str]) -> pl.DataFrame:
    """Build QUEUE from (plate, status), named job0, job1 …"""
    rows = [
        (f"job{n}", plate, "v", status, n, None, None, None)
        for n, (plate, status) in enumerate(jobs)
    ]
    cells = [(*row, *(None,) * (len(QUEUE) - len(row))) for row in rows]
    return pl.DataFrame(cells, schema=QUEUE, orient="row")


def test_a_job_holds_what_completing_it_would_book() -> None:
    stock = shelf(*SPOOL_ROWS)
    balances = [
        SpoolBalance(spool_id=spool_id, on_hand_cg=cg, is_weighed=known, expires_on=expiry)
        for spool_id, _, cg, known, expiry in SPOOL_ROWS
    ]

    held = reserve(plates(("cup", "red", 70_00)), queue(("cup", "queued")), stock)

    assert held.select("spool_id", "held_cg").rows() == booking_order(balances, 70_00)
    assert held.rows() == [("job0", "red", "old", 50_00), ("job0", "red", "big", 20_00)]


def test_grams_missing_on_weighed_spools_are_held_on_assumed_ones() -> None:
    held = reserve(plates(("cup", "red", 300_00)), queue(("cup", "queued")), shelf(*SPOOL_ROWS))

    assert held["held_cg"].to_list() == [50_00, 220_00, 30_00]
    assert held["spool_id"].to_list() == ["old", "big", "guess"]


def test_printing_jobs_take_first_then_the_order_of_the_queue_decides() -> None:
    needed = plates(("cup", "red", 220_00))
    jobs = queue(("cup", "queued"), ("cup", "printing"))

    held = reserve(needed, jobs, shelf(("big", "red", 230_00, True, None)))

    assert held.rows() == [("job1", "red", "big", 220_00), ("job0", "red", "big", 10_00)]


def test_jobs_without_grams_filament_or_requirements_hold_nothing() -> None:
    needed = plates(("a", "red", None), ("b", None, 5_00), ("c", "red", 0))
    jobs = queue(("a", "queued"), ("b", "queued"), ("c", "queued"), ("gone", "queued"))

    held = reserve(needed, jobs, shelf(*SPOOL_ROWS))

    assert held.equals(HELD.to_frame())


def test_only_the_queued_plate_is_held_not_its_whole_variant() -> None:
    needed = plates(("cup", "red", 10_00), ("lid", "red", 99_00))

    held = reserve(needed, queue(("cup", "queued")), shelf(*SPOOL_ROWS))

    assert held["held_cg"].sum() == 10_00


def test_what_is_left_over_has_no_empty_spools() -> None:
    stock = shelf(*SPOOL_ROWS)
    held = reserve(plates(("cup", "red", 70_00)), queue(("cup", "queued")), stock)

    assert left_over(stock, held).rows() == [
        ("big", "red", 200_00, True, None),
        ("guess", "red", 100_00, False, None),
    ]


def test_an_empty_shop_holds_nothing() -> None:
    held = reserve(REQUIREMENTS.to_frame(), QUEUE.to_frame(), SPOOLS.to_frame())

    assert held.equals(HELD.to_frame())
    assert left_over(SPOOLS.to_frame(), held).equals(SPOOLS.to_frame())


@given(
    stock=st.lists(
        st.tuples(st.sampled_from(["red", "blue"]), st.integers(1, 300_00), st.booleans()),
        max_size=6,
    ),
    needed=st.lists(
        st.tuples(
            st.sampled_from(["cup", "lid"]),
            st.sampled_from([None, "red", "blue"]),
            st.none() | st.integers(0, 300_00),
        ),
        max_size=5,
    ),
    jobs=st.lists(
        st.tuples(st.sampled_from(["cup", "lid"]), st.sampled_from(["queued", "printing"])),
        max_size=8,
    ),
)
def test_reservations_never_exceed_the_stock_and_leave_exactly_the_rest(
    stock: list[tuple[str, int, bool]],
    needed: list[tuple[str, str | None, int | None]],
    jobs: list[tuple[str, str]],
) -> None:
    spools = shelf(*((f"s{n}", name, cg, known, None) for n, (name, cg, known) in enumerate(stock)))

    held = reserve(plates(*sorted(needed, key=lambda row: row[0])), queue(*jobs), spools)

    on_hand = dict(spools.select("spool_id", "on_hand_cg").iter_rows())
    per_spool = dict(held.group_by("spool_id").agg(pl.col("held_cg").sum()).iter_rows())
    assert all(0 < cg <= on_hand[spool_id] for spool_id, cg in per_spool.items())
    assert held.schema == HELD
    rest = left_over(spools, held)
    assert rest["on_hand_cg"].sum() == sum(on_hand.values()) - sum(per_spool.values())
    assert rest.select((pl.col("on_hand_cg") > 0).all()).item()
