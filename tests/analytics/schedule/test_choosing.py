"""Which printer a job goes to, and why not to the others."""

import polars as pl

from printshop.analytics.schedule import (
    NO_ABLE_PRINTER,
    NO_PRINTER,
    PRINTER_INACTIVE,
    schedule,
)
from printshop.frames import LOADED, REQUIREMENTS
from tests.analytics.schedule.queues import (
    ALWAYS,
    NINE,
    ONE,
    TWO,
    at,
    can,
    likely,
    printers,
    printing,
    queue,
    shop_of,
)


def test_a_job_with_a_printer_waits_for_that_one() -> None:
    jobs = queue({"printer_id": "B"}, {"printer_id": "B"}, {})

    planned = likely(jobs, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.select("printer_id", "starts_at").rows() == [
        ("B", at(9)),
        ("B", at(10, 15)),
        ("A", at(9)),
    ]


def test_a_job_for_a_printer_that_is_not_active_says_so() -> None:
    planned = likely(queue({"printer_id": "sold"}), ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [("job0", "sold", None, None, PRINTER_INACTIVE)]


def test_without_printers_no_time_can_be_said() -> None:
    planned = likely(queue({}), printers(), as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [("job0", None, None, None, NO_PRINTER)]


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
