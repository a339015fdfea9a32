"""Whatever people do in whatever order: a spool holds what its ledger says, never below zero."""

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from random import Random
from uuid import uuid4

import psycopg
import pytest

from printshop.domain.filament import Filament
from printshop.domain.print_queue import (
    ActualUse,
    CompleteJob,
    FailJob,
    FailureReason,
    JobStatus,
    NewJobs,
    PrintJob,
    SpoolChoice,
    SpoolUse,
    StartJob,
)
from printshop.domain.spools import QuantityChange, QuantityOperation, Spool
from printshop.errors import RuleError
from printshop.platform.postgres import LocalPostgres
from printshop.services import planning, printing, stock
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON

_STEPS = 60
# Lines whose balance is not the sum so far or is below zero, spools that hold anything else than
# the sum of their lines, jobs that run and are booked all the same, and reels that two running
# jobs take from: only a person who says why prints two from one, or what moves it.
_NOT_CONSERVED = b"""
    WITH mine AS (
        SELECT id, spool_id, balance_grams,
               sum(amount_grams) OVER (PARTITION BY spool_id ORDER BY id) AS sum_grams
          FROM inventory_movements
         WHERE user_id = current_setting('tests.user_id')::uuid
    )
    SELECT 'line', id::text FROM mine WHERE balance_grams <> sum_grams OR sum_grams < 0
    UNION ALL
    SELECT 'spool', spool.id::text
      FROM filament_inventory spool
      LEFT JOIN (SELECT DISTINCT ON (spool_id) * FROM mine ORDER BY spool_id, id DESC) last
        ON last.spool_id = spool.id
     WHERE spool.user_id = current_setting('tests.user_id')::uuid
       AND spool.quantity_grams <> coalesce(last.sum_grams, 0)
    UNION ALL
    SELECT 'job', job.id::text
      FROM print_jobs job JOIN job_filament_usage ON job_id = job.id
     WHERE job.user_id = current_setting('tests.user_id')::uuid AND job.status = 'printing'
    UNION ALL
    SELECT 'reel', taken.spool_id::text
      FROM print_jobs job JOIN job_spools taken ON taken.job_id = job.id
     WHERE job.user_id = current_setting('tests.user_id')::uuid AND job.status = 'printing'
       AND job.start_note = ''
     GROUP BY taken.spool_id HAVING count(DISTINCT job.id) > 1
"""


@pytest.fixture
def outside(database: LocalPostgres, shop: Shop) -> Iterator[psycopg.Connection]:
    """Give a connection that looks at the shop from outside."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("SELECT set_config('tests.user_id', %s, false)", [str(shop.user_id)])
        yield connection


@pytest.mark.parametrize("seed", range(5))
def test_grams_are_conserved_over_any_sequence_of_steps(
    shop: Shop, outside: psycopg.Connection, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - the same sequence each time
    people = _People(shop, chance)
    refused = 0

    for _ in range(_STEPS):
        try:
            chance.choice(people.steps)()
        except RuleError:
            refused += 1
        _assert_conserved(outside)

    # Otherwise the sequence has tried nothing that books, or nothing that must be refused.
    assert 0 < refused < _STEPS
    # Who is told twice does not print twice, and what runs holds no more than there is.
    people.repeat_all_requests()
    _assert_conserved(outside)
    people.take_all_prints_back()
    _assert_conserved(outside)
    assert _on_hand(shop) == people.delivered_g


class _People:
    """What people of a shop do, each step at random, legal or not."""

    def __init__(self, shop: Shop, chance: Random) -> None:
        self._shop = shop
        self._chance = chance
        self._filaments = [
            builders.a_filament(shop, color_hex=color) for color in ("#101010", "#C12E1F")
        ]
        self.delivered_g = Decimal(0)
        for filament in self._filaments:
            for grams in ("60", "25.5", "9.99"):
                self._deliver(filament, grams)
        needs = dict(zip((f.id for f in self._filaments), ("7.77", "0.92"), strict=True))
        variant = builders.a_variant(shop, needs)
        self._printers = [builders.a_printer(shop, name) for name in ("One", "Two")]
        printing.add_to_queue(shop, NewJobs(batch_id=uuid4(), variant_id=variant.id, quantity=10))
        self.steps = (
            self._start,
            self._start,
            self._complete,
            self._complete,
            self._fail,
            self._cancel,
            self._requeue,
            self._undo,
            self._weigh,
        )
        self._completed: list[CompleteJob] = []

    def repeat_all_requests(self) -> None:
        """Send every completion that was booked once more; of one that was undone, say so."""
        before_g = _on_hand(self._shop)
        for step in self._completed:
            with suppress(RuleError):
                printing.complete(self._shop, step, as_of=MONDAY_NOON)
        assert _on_hand(self._shop) == before_g

    def take_all_prints_back(self) -> None:
        """Undo each finished job; then only deliveries and weighings are left."""
        for job in self._jobs(JobStatus.QUEUED):
            printing.cancel(self._shop, job.id, as_of=MONDAY_NOON)
        for row in planning.list_finished(self._shop, limit=100):
            if row.job.status is JobStatus.CANCELLED:
                continue  # It booked nothing, and a job that failed is queued again but once.
            for job in self._jobs(JobStatus.PRINTING):
                printing.cancel(self._shop, job.id, as_of=MONDAY_NOON)
            printing.undo(self._shop, row.job.id, expected=row.job.status)

    def _deliver(self, filament: Filament, grams: str) -> None:
        is_weighed = self._chance.random() < 0.7
        builders.a_spool(self._shop, filament, grams, is_weighed=is_weighed)
        self.delivered_g += Decimal(grams)

    def _start(self) -> None:
        chosen = self._chosen() if self._chance.random() < 0.5 else ()
        step = StartJob(
            job_id=self._any_job().id,
            printer_id=self._chance.choice(self._printers).id,
            spools=chosen,
            note=self._chance.choice(("", "It prints all the same.")),
        )
        printing.start(self._shop, step, as_of=MONDAY_NOON)

    def _complete(self) -> None:
        step = CompleteJob(
            job_id=self._any_job().id,
            actual_use=self._uses() if self._chance.random() < 0.3 else (),
            spool_use=self._spool_uses() if self._chance.random() < 0.5 else (),
            is_confirmed=self._chance.random() < 0.7,
            request_id=uuid4(),
        )
        printing.complete(self._shop, step, as_of=MONDAY_NOON)
        self._completed.append(step)

    def _fail(self) -> None:
        is_weighed = self._chance.random() < 0.5
        step = FailJob(
            job_id=self._any_job().id,
            reason=FailureReason.OTHER,
            completion_percentage=None if is_weighed else self._chance.randint(0, 100),
            actual_use=self._uses() if is_weighed else (),
            spool_use=self._spool_uses() if self._chance.random() < 0.5 else (),
            is_confirmed=self._chance.random() < 0.7,
        )
        printing.fail(self._shop, step, as_of=MONDAY_NOON)

    def _requeue(self) -> None:
        printing.requeue(self._shop, self._any_job().id, uuid4())

    def _cancel(self) -> None:
        printing.cancel(self._shop, self._any_job().id, as_of=MONDAY_NOON)

    def _undo(self) -> None:
        job = self._any_job()
        printing.undo(self._shop, job.id, expected=job.status)

    def _weigh(self) -> None:
        spool = self._any_spool()
        change = QuantityChange(
            request_id=uuid4(),
            spool_id=spool.id,
            operation=self._chance.choice(list(QuantityOperation)),
            quantity_g=self._grams(40),
        )
        after = stock.update_quantity(self._shop, change)
        self.delivered_g += after.quantity_g - spool.quantity_g

    def _uses(self) -> tuple[ActualUse, ...]:
        return tuple(ActualUse(filament_id=f.id, used_g=self._grams(30)) for f in self._filaments)

    def _chosen(self) -> tuple[SpoolChoice, ...]:
        return tuple(
            SpoolChoice(filament_id=filament.id, spool_id=self._any_spool().id)
            for filament in self._filaments
        )

    def _spool_uses(self) -> tuple[SpoolUse, ...]:
        return tuple(
            SpoolUse(
                filament_id=choice.filament_id, spool_id=choice.spool_id, used_g=self._grams(10)
            )
            for choice in self._chosen()
        )

    def _any_spool(self) -> Spool:
        with self._shop.unit_of_work() as uow:
            return self._chance.choice(uow.spools.all())

    def _grams(self, most_g: int) -> Decimal:
        return Decimal(self._chance.randint(0, 100 * most_g)) / 100

    def _any_job(self) -> PrintJob:
        return self._chance.choice(self._jobs(*JobStatus))

    def _jobs(self, *statuses: JobStatus) -> list[PrintJob]:
        with self._shop.unit_of_work() as uow:
            known = [*uow.jobs.open(), *uow.jobs.finished(limit=100)]
        return [job for job in known if job.status in statuses]


def _assert_conserved(connection: psycopg.Connection) -> None:
    assert connection.execute(_NOT_CONSERVED).fetchall() == []


def _on_hand(shop: Shop) -> Decimal:
    with shop.unit_of_work() as uow:
        return sum((spool.quantity_g for spool in uow.spools.all()), Decimal(0))
