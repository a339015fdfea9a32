"""A spool is in one printer at a time, and what has no filament keeps no printer."""

from datetime import timedelta

import polars as pl

from printshop.analytics.allocation import HELD
from printshop.analytics.schedule import SPOOL_BUSY, next_free, schedule
from printshop.frames import SPOOLS
from tests.analytics.schedule.queues import (
    ALWAYS,
    NINE,
    TURNAROUND,
    TWO,
    at,
    hours,
    printing,
    queue,
)


def held(*rows: tuple[str, str]) -> pl.DataFrame:
    """Build HELD: 100 g of red of a spool for each job."""
    cells = [(job_id, "red", "red", spool_id, 100_00) for job_id, spool_id in rows]
    return pl.DataFrame(cells, schema=HELD, orient="row")


def reels(**grams: int) -> pl.DataFrame:
    cells = [(spool_id, "red", held * 100, True, None) for spool_id, held in grams.items()]
    return pl.DataFrame(cells, schema=SPOOLS, orient="row")


def test_jobs_of_one_spool_do_not_overlap_on_two_printers() -> None:
    spools = held(("job0", "a"), ("job1", "a"))

    plan = schedule(
        hours(2, 1), TWO, as_of=NINE, staffed=ALWAYS, held=spools, spools=reels(a=1000)
    ).planned

    assert plan["starts_at"].to_list() == [NINE, at(11) + TURNAROUND]
    # Nor do they where everything takes longest.
    assert plan["late_starts_at"][1] >= plan["late_ends_at"][0] - timedelta(seconds=1)


def test_another_spool_serves_where_it_holds_enough() -> None:
    spools = held(("job0", "a"), ("job1", "a"))
    starts = {
        grams: schedule(
            hours(2, 1), TWO, as_of=NINE, staffed=ALWAYS, held=spools, spools=reels(a=900, b=grams)
        ).planned["starts_at"][1]
        for grams in (100, 99)
    }

    assert starts == {100: NINE, 99: at(11) + TURNAROUND}


def test_a_spool_in_a_print_without_end_is_never_free() -> None:
    jobs = queue(printing("A", NINE, None), {})

    planned = schedule(
        jobs,
        TWO,
        as_of=NINE,
        staffed=ALWAYS,
        held=held(("job0", "a"), ("job1", "a")),
        spools=reels(a=900),
    ).planned

    assert planned["reason"][1] == SPOOL_BUSY


def test_what_waits_for_filament_is_left_out_of_all_times() -> None:
    waits = {"job0": "Short by 5 g."}

    plan = schedule(hours(9, 1), TWO, as_of=NINE, staffed=ALWAYS, waits=waits)
    free = next_free(plan.planned, TWO, as_of=NINE, staffed=ALWAYS)

    assert plan.planned.select("starts_at", "reason").rows() == [
        (None, "Short by 5 g."),
        (NINE, None),
    ]
    assert (plan.done_at, plan.turns) == (at(10), {"job0": NINE})
    assert free["free_at"].to_list() == [at(10) + TURNAROUND, NINE]
