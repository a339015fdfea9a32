"""When each job of the queue starts and ends."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.schedule import (
    NO_ABLE_PRINTER,
    NO_HOURS,
    NO_PRINTER,
    OVERDUE,
    PRINTER_BUSY,
    PRINTER_INACTIVE,
    TOO_FAR,
    UNKNOWN_END,
    UNKNOWN_TIME,
    Plan,
    schedule,
)
from printshop.analytics.schedule.abilities import refusal
from printshop.analytics.schedule.jobs import Job, Machine
from printshop.analytics.staffed_hours import StaffedHours, next_staffed
from printshop.errors import InvalidInputError
from printshop.frames import LOADED, QUEUE, REFUSED, REQUIREMENTS, SCHEDULE
from tests.analytics.schedule.queues import (
    ALWAYS,
    EIGHT_TO_TWENTY,
    NINE,
    ONE,
    SIX_JOBS,
    TURNAROUND,
    TWO,
    at,
    can,
    hours,
    likely,
    printers,
    printing,
    queue,
    shop_of,
)


def test_six_jobs_on_two_printers_end_at_1015_next_morning() -> None:
    planned = likely(SIX_JOBS, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert planned.rows() == [
        ("job0", "A", at(9), at(14), None),
        ("job1", "B", at(9), at(16), None),
        ("job2", "A", at(14, 15), at(23, 15), None),
        ("job3", "B", at(16, 15), at(19, 15), None),
        ("job4", "B", at(19, 30), at(23, 30), None),
        ("job5", "A", at(8, 15, day=2), at(10, 15, day=2), None),
    ]


def test_the_same_jobs_always_staffed_end_at_0130() -> None:
    planned = likely(SIX_JOBS, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.rows()[5] == ("job5", "A", at(23, 30), at(1, 30, day=2), None)
    assert (
        planned.rows()[:5] == likely(SIX_JOBS, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY).rows()[:5]
    )


def test_nobody_starts_a_print_before_opening() -> None:
    planned = likely(hours(1), ONE, as_of=at(5), staffed=EIGHT_TO_TWENTY)

    assert planned.rows() == [("job0", "A", at(8), at(9), None)]


def test_a_turnaround_that_ends_after_closing_starts_the_next_print_in_the_morning() -> None:
    planned = likely(hours(10.9, 1), ONE, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert planned["starts_at"].to_list() == [at(9), at(8, day=2)]  # cleared at 20:09


def test_staffed_hours_are_those_of_the_shop_s_time_zone() -> None:
    berlin = StaffedHours.every_day(time(8), time(20), zone="Europe/Berlin")
    evening = datetime(2026, 3, 28, 21, tzinfo=ZoneInfo("Europe/Berlin"))

    planned = likely(hours(1), ONE, as_of=evening, staffed=berlin)

    assert planned["starts_at"].to_list() == [datetime(2026, 3, 29, 6, tzinfo=UTC)]


def test_a_job_with_a_printer_waits_for_that_one() -> None:
    jobs = queue({"printer_id": "B"}, {"printer_id": "B"}, {})

    planned = likely(jobs, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.select("printer_id", "starts_at").rows() == [
        ("B", at(9)),
        ("B", at(10, 15)),
        ("A", at(9)),
    ]


def test_a_printing_job_holds_its_printer_until_it_ends() -> None:
    jobs = queue(printing("A", at(7), 4 * 3600), {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(7), at(11), None),
        ("job1", "A", at(11, 15), at(12, 15), None),
    ]


def test_a_printing_job_counts_first_wherever_it_stands_in_the_queue() -> None:
    jobs = queue({}, printing("A", at(7), 4 * 3600))

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["job_id"].to_list() == ["job0", "job1"]
    assert planned["starts_at"].to_list() == [at(11, 15), at(7)]


def test_an_overdue_job_counts_as_ending_now() -> None:
    jobs = queue(printing("A", at(5), 3600), {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(5), at(9), OVERDUE),
        ("job1", "A", at(9, 15), at(10, 15), None),
    ]


def test_two_printing_jobs_on_one_printer_hold_it_until_the_later_end() -> None:
    jobs = queue(printing("A", at(8), 5 * 3600), printing("A", at(8), 2 * 3600), {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["starts_at"].to_list()[2] == at(13, 15)


def test_a_printing_job_of_unknown_time_keeps_its_printer_busy() -> None:
    jobs = queue(printing("A", at(8), None), {}, {"printer_id": "A"})

    planned = likely(jobs, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(8), None, UNKNOWN_END),
        ("job1", "B", at(9), at(10), None),
        ("job2", "A", None, None, PRINTER_BUSY),
    ]


def test_a_later_print_on_a_printer_of_unknown_end_does_not_free_it() -> None:
    jobs = queue(printing("A", at(8), None), printing("A", at(8), 3600), {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["reason"].to_list() == [UNKNOWN_END, None, PRINTER_BUSY]


def test_a_printing_job_without_a_printer_or_a_start_still_has_an_end() -> None:
    jobs = queue(
        {"status": "printing"},
        printing("sold", at(8, 30), 3600),
        printing("sold", at(8, 30), None),
        {},
    )

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", None, at(9), at(10), None),
        ("job1", "sold", at(8, 30), at(9, 30), None),
        ("job2", "sold", at(8, 30), None, UNKNOWN_END),
        ("job3", "A", at(9), at(10), None),
    ]


def test_a_queued_job_of_unknown_time_is_left_out_and_says_so() -> None:
    jobs = queue({"duration_s": None}, {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", None, None, None, UNKNOWN_TIME),
        ("job1", "A", at(9), at(10), None),
    ]


def test_a_job_for_a_printer_that_is_not_active_says_so() -> None:
    planned = likely(queue({"printer_id": "sold"}), ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [("job0", "sold", None, None, PRINTER_INACTIVE)]


def test_without_printers_no_time_can_be_said() -> None:
    planned = likely(queue({}), printers(), as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [("job0", None, None, None, NO_PRINTER)]


def test_a_print_takes_as_much_longer_as_its_printer_has_shown_with_its_material() -> None:
    learnt = pl.DataFrame(
        {
            "printer_id": ["A", "A", "A"],
            "material": ["PETG", "PLA", "ABS"],
            "factor": [1.5, 1.2, 9.0],
            "high_factor": [1.8, 1.2, 9.0],
            "n_jobs": [4, 2, 0],
        }
    )
    jobs = queue(
        {**printing("A", at(8), 2 * 3600), "materials": "PETG"},
        {"materials": "PLA|PETG"},  # the slower of the two
        {"materials": "ABS"},  # nothing learnt
    )

    plan = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS, time_factors=learnt)

    assert plan.planned["ends_at"].to_list() == [at(11), at(12, 45), at(14)]
    assert plan.planned["late_ends_at"].to_list()[0] == at(11, 36)  # 2 h x 1.8


def test_no_turnaround_starts_the_next_print_at_once() -> None:
    planned = likely(hours(1, 1), ONE, as_of=NINE, staffed=ALWAYS, turnaround_s=0)

    assert planned["starts_at"].to_list() == [at(9), at(10)]


def test_an_empty_queue_is_an_empty_plan() -> None:
    planned = schedule(QUEUE.to_frame(), ONE, as_of=NINE, staffed=ALWAYS).planned

    assert planned.equals(SCHEDULE.to_frame())


def _learnt(factor: float) -> pl.DataFrame:
    row = {"printer_id": "A", "material": "PLA", "factor": factor, "high_factor": 1.0, "n_jobs": 1}
    return pl.DataFrame([row])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"turnaround_s": -1}, "The turnaround is -1 s: it cannot be negative."),
        (
            {"time_factors": _learnt(0.0)},
            "The time factor is 0.0: it must be a number above zero.",
        ),
        (
            {"time_factors": _learnt(float("nan"))},
            "The time factor is nan: it must be a number above zero.",
        ),
        (
            {"as_of": datetime(2026, 6, 1, 9)},  # noqa: DTZ001
            "The time 2026-06-01T09:00:00 needs a time zone.",
        ),
    ],
)
def test_arguments_that_make_no_plan_are_refused(
    arguments: dict[str, Any],  # Any: the arguments differ in type
    sentence: str,
) -> None:
    arguments = {"as_of": NINE, "staffed": ALWAYS, **arguments}

    with pytest.raises(InvalidInputError) as refused:
        schedule(hours(1), ONE, **arguments)

    assert refused.value.message == sentence


def test_what_was_said_of_a_print_s_progress_counts_from_when_it_was_said() -> None:
    said = {"progress_pct": 75, "progress_at": at(8, 30)}
    jobs = queue({**printing("A", at(5), 4 * 3600), **said}, {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["ends_at"].to_list() == [at(9, 30), at(10, 45)]


def test_a_print_that_was_said_to_be_done_counts_as_ending_now() -> None:
    said = {"progress_pct": 100, "progress_at": at(8, 30)}

    planned = likely(
        queue({**printing("A", at(5), 9 * 3600), **said}), ONE, as_of=NINE, staffed=ALWAYS
    )

    assert planned.rows() == [("job0", "A", at(5), at(9), OVERDUE)]


def test_a_clock_that_was_put_back_makes_no_print_start_in_the_future() -> None:
    said = {"progress_pct": 50, "progress_at": at(9, 40)}
    jobs = queue(printing("A", at(9, 50), 3600), {**printing("B", at(9, 30), 3600), **said})

    planned = likely(jobs, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(9), at(10), None),
        ("job1", "B", at(9), at(9, 30), None),
    ]


def test_a_printer_has_its_own_turnaround_or_the_shop_s() -> None:
    shop = shop_of(can("Anna", turnaround_s=3600), can("Bert"))
    jobs = queue(*({"printer_id": letter} for letter in "ABAB"))

    planned = likely(jobs, shop, as_of=NINE, staffed=ALWAYS)

    assert planned["starts_at"].to_list() == [at(9), at(9), at(11), at(10, 15)]


def test_durations_of_nothing_and_of_three_weeks_are_planned() -> None:
    planned = likely(hours(0, 21 * 24, 0), ONE, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert planned["starts_at"].to_list() == [at(9), at(9, 15), at(9, 30, day=22)]
    assert planned["ends_at"].to_list() == [at(9), at(9, 15, day=22), at(9, 30, day=22)]


@pytest.mark.parametrize(
    ("evening", "ends", "opens"),
    [
        # Clocks go forward: 12 hours from 19:00 are until 8:00. Back: until 6:00.
        ((2026, 3, 28, 19), (2026, 3, 29, 8), (2026, 3, 29, 8, 15)),
        ((2026, 10, 24, 19), (2026, 10, 25, 6), (2026, 10, 25, 8, 15)),
    ],
)
def test_a_night_in_which_the_clocks_change_is_an_hour_shorter_or_longer(
    evening: tuple[int, ...], ends: tuple[int, ...], opens: tuple[int, ...]
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    as_of, ends_at, next_at = (datetime(*parts, tzinfo=zone) for parts in (evening, ends, opens))
    staffed = StaffedHours.every_day(time(8), time(20), zone="Europe/Berlin")

    planned = likely(hours(12, 1), ONE, as_of=as_of, staffed=staffed)

    assert planned["ends_at"][0] == ends_at
    assert planned["starts_at"][1] == next_at


def test_without_opening_hours_nothing_can_be_started_but_what_prints_still_ends() -> None:
    jobs = queue(printing("A", at(8), 2 * 3600), {}, {"duration_s": None})

    planned = likely(jobs, ONE, as_of=NINE, staffed=None)

    assert planned.rows() == [
        ("job0", "A", at(8), at(10), None),
        ("job1", None, None, None, NO_HOURS),
        ("job2", None, None, None, UNKNOWN_TIME),
    ]


def test_what_would_start_in_more_than_ten_years_is_not_planned() -> None:
    sixty_days = {"duration_s": 60 * 24 * 3600}

    planned = likely(queue(*[sixty_days] * 70), ONE, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert planned["reason"].null_count() == 61
    assert set(planned["reason"].drop_nulls()) == {TOO_FAR}


def test_a_job_goes_to_a_printer_that_can_print_it() -> None:
    shop = shop_of(can("Anvil", nozzle_um=600), can("Bert"))
    jobs = queue({}, {"nozzle_um": 400}, {"nozzle_um": 400}, {"nozzle_um": 800})

    plan = schedule(jobs, shop, as_of=NINE, staffed=ALWAYS)

    assert plan.planned["printer_id"].to_list() == ["A", "B", "B", None]
    assert plan.planned["reason"].to_list() == [None, None, None, NO_ABLE_PRINTER]
    assert plan.refused.rows() == [
        ("job1", "A", "Anvil has a 0.6 mm nozzle; the file needs 0.4 mm."),
        ("job2", "A", "Anvil has a 0.6 mm nozzle; the file needs 0.4 mm."),
        ("job3", "A", "Anvil has a 0.6 mm nozzle; the file needs 0.8 mm."),
        ("job3", "B", "Bert has a 0.4 mm nozzle; the file needs 0.8 mm."),
    ]


def test_a_shop_s_only_printer_says_itself_why_not() -> None:
    planned = likely(
        queue({"nozzle_um": 400}),
        shop_of(can("Anvil", nozzle_um=600)),
        as_of=NINE,
        staffed=ALWAYS,
    )

    assert planned["reason"].to_list() == ["Anvil has a 0.6 mm nozzle; the file needs 0.4 mm."]


def test_a_chosen_printer_that_cannot_print_the_job_says_so_and_stays_chosen() -> None:
    shop = shop_of(can("Anvil", nozzle_um=600), can("Bert"))

    plan = schedule(queue({"nozzle_um": 400, "printer_id": "A"}), shop, as_of=NINE, staffed=ALWAYS)

    sentence = "Anvil has a 0.6 mm nozzle; the file needs 0.4 mm."
    assert plan.planned.select("printer_id", "starts_at", "reason").rows() == [
        ("A", None, f"{sentence} Choose another printer.")
    ]
    assert plan.refused.rows() == [
        ("job0", "A", sentence),
        ("job0", "B", "Anvil was chosen for this job."),
    ]


def test_a_printer_that_nobody_knows_the_end_of_is_refused() -> None:
    jobs = queue(printing("A", at(8), None), {})

    plan = schedule(jobs, TWO, as_of=NINE, staffed=ALWAYS)

    assert plan.refused.rows() == [("job1", "A", "Anna is busy with a print whose end is unknown.")]


def test_of_printers_free_at_the_same_time_the_one_with_the_filament_in_it_prints() -> None:
    needs = pl.DataFrame(
        [
            {"plate_id": "red", "filament_id": "r", "filament_index": 1},
            {"plate_id": "blue", "filament_id": "b", "filament_index": 1},
        ],
        schema=REQUIREMENTS,
    )
    inside = pl.DataFrame(
        [{"printer_id": "B", "slot": 1, "spool_id": "s", "filament_id": "r"}], schema=LOADED
    )
    jobs = queue({"plate_id": "red"}, {"plate_id": "blue"}, {"plate_id": "blue"})

    planned = likely(jobs, TWO, as_of=NINE, staffed=ALWAYS, requirements=needs, loaded=inside)

    assert planned["printer_id"].to_list() == ["B", "A", "A"]


def test_the_end_of_the_queue_is_that_of_its_last_job() -> None:
    plan = schedule(SIX_JOBS, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY)
    empty = schedule(queue(), TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert plan.done_at == at(10, 15, day=2)
    assert plan.late_done_at is not None
    assert at(10, 15, day=2) < plan.late_done_at < at(14, day=2)
    assert (empty.done_at, empty.late_done_at) == (None, None)
    assert empty.refused.equals(REFUSED.to_frame())


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
