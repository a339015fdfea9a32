"""A plan is one that people and printers can keep."""

from datetime import datetime, time, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.schedule import (
    Plan,
    schedule,
)
from printshop.analytics.schedule.abilities import refusal
from printshop.analytics.schedule.jobs import Job, Machine
from printshop.analytics.staffed_hours import StaffedHours, next_staffed
from tests.analytics.schedule.queues import (
    NINE,
    TURNAROUND,
    can,
    queue,
    shop_of,
)

jobs_of_a_shop = st.lists(
    st.fixed_dictionaries(
        {
            "duration_s": st.none() | st.integers(0, 30 * 3600) | st.just(21 * 86400),
            "nozzle_um": st.sampled_from([None, 400, 600]),
            "materials": st.sampled_from(["", "PLA", "PLA|PETG"]),
            "filament_count": st.integers(0, 5),
            "printer_id": st.sampled_from([None, None, "A", "Z"]),
        }
    ),
    max_size=10,
)
printers_of_a_shop = st.lists(
    st.fixed_dictionaries(
        {
            "nozzle_um": st.sampled_from([400, 600]),
            "materials": st.sampled_from(["", "PLA"]),
            "ams_slots": st.sampled_from([0, 4, 8]),
            "turnaround_s": st.sampled_from([None, 0, 3600]),
        }
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=50)
@given(
    jobs=jobs_of_a_shop,
    shop=printers_of_a_shop,
    opens=st.integers(0, 12),
    waited_s=st.integers(0, 365 * 86400),
)
def test_a_plan_is_one_that_people_and_printers_can_keep(
    jobs: list[dict[str, Any]],  # Any: cells of QUEUE and PRINTERS
    shop: list[dict[str, Any]],
    opens: int,
    waited_s: int,
) -> None:
    as_of = NINE + timedelta(seconds=waited_s)
    staffed = StaffedHours.every_day(time(opens), time(opens + 6), zone="Europe/Berlin")
    of_shop = shop_of(
        *(can(name, **row) for name, row in zip(["Anna", "Bert", "Carl"], shop, strict=False))
    )
    waiting = queue(*jobs)

    plan = schedule(waiting, of_shop, as_of=as_of, staffed=staffed)

    _all_start_while_somebody_is_there(plan, staffed, as_of)
    _no_two_at_once(plan, of_shop, staffed)
    _all_on_printers_that_can(plan, waiting, of_shop)
    again = schedule(waiting, of_shop, as_of=as_of, staffed=staffed)
    assert again.planned.equals(plan.planned)
    assert again.late_done_at == plan.late_done_at


def _all_start_while_somebody_is_there(plan: Plan, staffed: StaffedHours, as_of: datetime) -> None:
    for row in plan.planned.iter_rows(named=True):
        if row["starts_at"] is None:
            assert row["reason"]
            assert row["late_ends_at"] is None
            continue
        assert next_staffed(staffed, row["starts_at"]) == row["starts_at"] >= as_of
        assert row["late_starts_at"] >= row["starts_at"]
        assert row["late_ends_at"] >= row["ends_at"] >= row["starts_at"]
        assert plan.done_at is not None
        assert plan.late_done_at is not None
        assert plan.late_done_at >= plan.done_at >= row["ends_at"]


def _no_two_at_once(plan: Plan, shop: pl.DataFrame, staffed: StaffedHours) -> None:
    for machine in Machine.read(shop, turnaround_s=int(TURNAROUND.total_seconds())):
        own = plan.planned.filter(pl.col("printer_id") == machine.printer_id)
        own = own.drop_nulls("starts_at").sort("starts_at", maintain_order=True)
        gaps = zip(own["ends_at"].to_list(), own["starts_at"].to_list()[1:], strict=False)
        turnaround = timedelta(microseconds=machine.turnaround_us)
        assert all(start >= next_staffed(staffed, end) + turnaround for end, start in gaps)


def _all_on_printers_that_can(plan: Plan, waiting: pl.DataFrame, shop: pl.DataFrame) -> None:
    machines = {m.printer_id: m for m in Machine.read(shop, turnaround_s=0)}
    refused = set(plan.refused.select("job_id", "printer_id").iter_rows())
    for job, row in zip(Job.read(waiting), plan.planned.iter_rows(named=True), strict=True):
        assert job.job_id == row["job_id"]
        for printer_id, machine in machines.items():
            can_print = refusal(job, machine) is None and job.printer_id in {None, "Z", printer_id}
            assert can_print != ((job.job_id, printer_id) in refused)
        if row["starts_at"] is not None:
            assert (job.job_id, row["printer_id"]) not in refused
            assert job.printer_id in {None, row["printer_id"]}
