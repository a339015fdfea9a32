"""How runs ended, as it is counted while they end, is what counting the jobs gives."""

from collections.abc import Iterator
from random import Random
from uuid import UUID

import psycopg
import pytest

from printshop.domain.catalog import Variant
from printshop.domain.print_queue import CompleteJob, FailJob, FailureReason, JobStatus
from printshop.platform.postgres import LocalPostgres
from printshop.services import demo, printers, printing
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON

KEPT = b"""
    SELECT variant_id, printer_id, sum(completed), sum(failed), sum(good)
      FROM run_outcomes WHERE user_id = %s
     GROUP BY variant_id, printer_id HAVING sum(completed) + sum(failed) > 0
"""
PLAIN = b"""
    SELECT variant_id, printer_id, count(*) FILTER (WHERE status = 'completed'),
           count(*) FILTER (WHERE status = 'failed'),
           sum(good_of_run(status, units_good, units_rejected))
      FROM print_jobs WHERE user_id = %s AND status IN ('completed', 'failed')
     GROUP BY variant_id, printer_id
"""
ANOTHER_END = b"""
    UPDATE print_jobs
       SET status = %(status)s::text::job_status_enum, units_good = %(good)s,
           units_rejected = %(rejected)s, printer_id = %(printer)s,
           finished_at = CASE WHEN %(status)s::text <> 'queued' THEN now() END
     WHERE id = %(id)s
"""


@pytest.fixture
def owner(database: LocalPostgres) -> Iterator[psycopg.Connection]:
    """A transaction of the owner, who sees all shops."""
    with psycopg.connect(database.urls.owner) as connection:
        yield connection


@pytest.fixture
def vase(shop: Shop) -> Variant:
    """Give a version that was printed forty times, the half of it well."""
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "10"})
    builders.past_runs(shop, variant, good=20, failed=10, cancelled=10)
    return variant


def counted(connection: psycopg.Connection, shop: Shop) -> set[tuple[object, ...]]:
    """What is kept, which is what counting the jobs gives."""
    kept = set(connection.execute(KEPT, [shop.user_id]).fetchall())
    assert kept == set(connection.execute(PLAIN, [shop.user_id]).fetchall())
    return kept


def jobs_of(connection: psycopg.Connection, shop: Shop) -> list[UUID]:
    query = b"SELECT id FROM print_jobs WHERE user_id = %s ORDER BY number"
    return [row[0] for row in connection.execute(query, [shop.user_id])]


def test_a_run_counts_from_its_end_until_that_is_taken_back(
    shop: Shop, vase: Variant, owner: psycopg.Connection
) -> None:
    printer = builders.a_printer(shop)
    job = builders.a_printing_job(shop, vase, printer)
    step = CompleteJob(job_id=job.id, units_good=0, units_rejected=1)

    printing.complete(shop, step, as_of=MONDAY_NOON)
    assert (vase.id, printer.id, 1, 0, 0) in counted(owner, shop)

    owner.rollback()
    printing.undo(shop, job.id, expected=JobStatus.COMPLETED)
    assert {row[1] for row in counted(owner, shop)} == {None}


def test_runs_of_a_printer_that_is_removed_count_for_none(
    shop: Shop, vase: Variant, owner: psycopg.Connection
) -> None:
    printer = builders.a_printer(shop)
    job = builders.a_printing_job(shop, vase, printer)
    step = FailJob(job_id=job.id, reason=FailureReason.CLOG, completion_percentage=50)
    printing.fail(shop, step, as_of=MONDAY_NOON)

    printers.remove_printer(shop, printer.id)
    owner.execute(b"DELETE FROM printers WHERE id = %s", [printer.id])

    assert counted(owner, shop) == {(vase.id, None, 20, 11, 20)}


def test_nothing_is_left_of_a_demo_that_was_removed(
    shop: Shop, vase: Variant, owner: psycopg.Connection
) -> None:
    owner.execute(b"UPDATE models SET is_demo = true WHERE id = %s", [vase.model_id])
    owner.commit()

    demo.remove_demo(shop)

    left = owner.execute(b"SELECT count(*) FROM run_outcomes WHERE variant_id = %s", [vase.id])
    assert left.fetchone() == (0,)


def test_jobs_that_are_deleted_count_no_more(
    shop: Shop, vase: Variant, owner: psycopg.Connection
) -> None:
    assert counted(owner, shop) == {(vase.id, None, 20, 10, 20)}

    owner.execute(b"DELETE FROM print_jobs WHERE user_id = %s", [shop.user_id])

    assert counted(owner, shop) == set()


@pytest.mark.usefixtures("vase")
@pytest.mark.parametrize("seed", range(3))
def test_two_transactions_at_once_neither_wait_nor_lose_a_run(
    seed: int, shop: Shop, owner: psycopg.Connection, database: LocalPostgres
) -> None:
    draw = Random(seed)  # noqa: S311 - the same steps each time
    on = [None, builders.a_printer(shop, "Anna").id, builders.a_printer(shop, "Bert").id]
    jobs = jobs_of(owner, shop)
    owner.commit()
    with psycopg.connect(database.urls.owner) as other:
        both = (owner, other)
        for connection in both:
            connection.execute(b"SET lock_timeout = '1s'")
        for _ in range(150):
            place = draw.randrange(len(jobs))
            # Each job belongs to one of the two: only the counts are common to both.
            connection = both[place % 2]
            if draw.random() < 0.05:
                connection.execute(b"DELETE FROM print_jobs WHERE id = %s", [jobs[place]])
            connection.execute(
                ANOTHER_END,
                {
                    "id": jobs[place],
                    "status": draw.choice(["queued", "completed", "completed", "failed"]),
                    "good": draw.choice([None, 0, 1, 2]),
                    "rejected": draw.choice([None, 0, 1, 5]),
                    "printer": draw.choice(on),
                },
            )
            if draw.random() < 0.2:
                draw.choice([connection.commit, connection.rollback])()
        for connection in both:
            connection.commit()

    assert counted(owner, shop)
    owner.execute(b"SELECT count_all_runs()")
    assert counted(owner, shop)


def test_the_app_may_not_write_the_counts(database: LocalPostgres) -> None:
    for attempt in (b"UPDATE run_outcomes SET failed = 0", b"SELECT count_all_runs()"):
        with (
            psycopg.connect(database.urls.app) as app,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            app.execute(attempt)
