"""Where a filament runs out."""

import polars as pl

from printshop.analytics.allocation import RUN_OUTS, run_outs
from tests.analytics.allocation.shop_frames import (
    allocate,
    one_filament,
    plates,
    queue,
    substitutes,
    weighed,
)


def test_a_filament_runs_out_at_the_first_job_that_lacks_some_of_it() -> None:
    needed, jobs = one_filament(150, 112, 30)

    allocation = allocate(needed, jobs, weighed("red", 100, 100))

    assert run_outs(allocation, jobs).rows() == [("red", "job1", 62_00, 92_00)]


def test_filaments_run_out_in_the_order_of_the_queue_and_unmatched_ones_do_not() -> None:
    needed = plates(
        ("cup", "red", 10_00), ("cup", None, 5_00), ("lid", "blue", 20_00), ("lid", "red", 1_00)
    )
    jobs = queue("lid", "cup", "cup")

    allocation = allocate(needed, jobs, weighed("red", 5))

    assert run_outs(allocation, jobs).rows() == [
        ("blue", "job0", 20_00, 20_00),
        ("red", "job1", 6_00, 16_00),
    ]


def test_a_job_that_a_substitute_serves_lacks_nothing() -> None:
    needed, jobs = one_filament(100, 61)
    stock = pl.concat([weighed("red", 50), weighed("rose", 100)])

    allocation = allocate(needed, jobs, stock, substitutes=substitutes(("red", "rose", 3.0)))

    assert run_outs(allocation, jobs).rows() == [("red", "job1", 11_00, 11_00)]


def test_where_there_is_enough_nothing_runs_out() -> None:
    needed, jobs = one_filament(1)

    assert run_outs(allocate(needed, jobs, weighed("red", 1)), jobs).equals(RUN_OUTS.to_frame())
