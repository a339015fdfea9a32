"""What people do with the stock of a shop, a step for each, legal or not.

Spools, lines and jobs are named by any number: it is taken modulo how many there are, so that
neither a property test nor a thread has to know what is there.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal
from uuid import UUID, uuid4

from printshop.domain.print_queue import ActualUse, CompleteJob, JobStatus, PrintJob, StartJob
from printshop.domain.purchases import NewPurchase, PurchaseExtras, PurchaseLine
from printshop.domain.spools import (
    QuantityChange,
    QuantityOperation,
    Respooling,
    Scrapping,
    WeighIn,
)
from printshop.domain.stock_taking import Count
from printshop.errors import IllegalTransitionError, RuleError
from printshop.services import printing, stock
from printshop.services.shop import Shop
from printshop.services.stock import taking
from tests import builders
from tests.builders import MONDAY_NOON

TARE_G = Decimal(200)


class Stockroom:
    """A shop with two filaments, some spools of each, and a plate that takes both."""

    def __init__(self, shop: Shop, *, spools_of_each: int = 2) -> None:
        self.shop = shop
        self.filaments = [
            builders.a_filament(shop, color_hex=color, tare_g=TARE_G, cost_per_gram_base=base)
            for color, base in (("#101010", "0"), ("#C12E1F", "0.03"))
        ]
        self.spools: list[UUID] = []
        for which in range(len(self.filaments)):
            People(self).receive(which, spools_of_each, Decimal(50), Decimal("2.50"))
        self.variant = builders.a_variant(shop, {f.id: "5" for f in self.filaments})


class People:
    """One of the people at work in a stockroom, with a printer of their own.

    `change` is handed each request, which may be sent as often as one likes.
    """

    def __init__(
        self, room: Stockroom, change: Callable[[Callable[[], object]], object] | None = None
    ) -> None:
        self._room = room
        self._shop = room.shop
        self._change = change or (lambda request: request())
        self._jobs: list[PrintJob] = []
        self._printer = None
        self.requests: list[UUID] = []

    def receive(self, which: int, count: int, grams: Decimal, price: Decimal | None) -> None:
        line = PurchaseLine(
            filament_id=self._room.filaments[which % 2].id, count=count, net_g=grams, price=price
        )
        bill = NewPurchase(id=uuid4(), lines=(line,), shipping=Decimal("0.99"))
        self._change(lambda: stock.receive(self._shop, bill))
        with self._shop.unit_of_work() as uow:
            self._room.spools += [spool.id for spool in uow.spools.of_purchase(bill.id)]

    def adjust(self, spool: int, operation: QuantityOperation, grams: Decimal) -> None:
        change = QuantityChange(
            request_id=uuid4(), spool_id=self._spool(spool), operation=operation, quantity_g=grams
        )
        self._once(change.request_id, lambda: stock.update_quantity(self._shop, change))

    def weigh(self, spool: int, gross_g: Decimal) -> None:
        weighed = WeighIn(request_id=uuid4(), spool_id=self._spool(spool), gross_g=gross_g)
        self._once(weighed.request_id, lambda: stock.weigh_in(self._shop, weighed))

    def scrap(self, spool: int, grams: Decimal | None) -> None:
        thrown = Scrapping(request_id=uuid4(), spool_id=self._spool(spool), quantity_g=grams)
        self._once(thrown.request_id, lambda: stock.scrap(self._shop, thrown))

    def wind(self, giving: int, taking_: int, grams: Decimal) -> None:
        move = Respooling(
            request_id=uuid4(),
            from_spool_id=self._spool(giving),
            to_spool_id=self._spool(taking_),
            quantity_g=grams,
        )
        self._once(move.request_id, lambda: stock.respool(self._shop, move))

    def count_shelf(self, found: Sequence[tuple[int, Decimal]]) -> None:
        take = taking.start_stock_take(self._shop, uuid4())
        for spool, grams in found:
            taking.count_spool(self._shop, take.id, Count(spool_id=self._spool(spool), net_g=grams))
        self._change(lambda: taking.book_stock_take(self._shop, take.id))

    def use(self, *grams: Decimal) -> None:
        job = builders.a_queued_job(self._shop, self._room.variant)
        if self._printer is None:
            self._printer = builders.a_printer(self._shop, uuid4().hex)
        start = StartJob(job_id=job.id, printer_id=self._printer.id, note="It prints all the same.")
        printing.start(self._shop, start, as_of=MONDAY_NOON)
        uses = tuple(
            ActualUse(filament_id=filament.id, used_g=used_g)
            for filament, used_g in zip(self._room.filaments, grams, strict=True)
        )
        step = CompleteJob(job_id=job.id, actual_use=uses)
        try:
            self._change(lambda: printing.complete(self._shop, step, as_of=MONDAY_NOON))
        except RuleError:
            printing.cancel(self._shop, job.id, as_of=MONDAY_NOON)
            raise
        self._jobs.append(job)

    def undo_use(self, which: int) -> None:
        if not self._jobs:
            return
        job = self._jobs.pop(which % len(self._jobs))
        self._change(lambda: printing.undo(self._shop, job.id, expected=JobStatus.COMPLETED))
        printing.cancel(self._shop, job.id, as_of=MONDAY_NOON)

    def take_back(self, spool: int, which: int) -> None:
        lines = stock.ledger(self._shop, self._spool(spool))
        line = lines[which % len(lines)]
        self._change(lambda: stock.take_back(self._shop, line.id))

    def correct_price(self, spool: int, price: Decimal | None) -> None:
        bought = stock.spool_by_id(self._shop, self._spool(spool))
        extras = PurchaseExtras(tax=Decimal("0.50"))
        self._change(
            lambda: stock.correct_price(self._shop, bought.purchase_id, {bought.id: price}, extras)
        )

    def merge_and_part(self) -> None:
        keep, gone = self._room.filaments
        merge = stock.merge_filaments(self._shop, keep_id=keep.id, gone_id=gone.id)
        stock.unmerge(self._shop, merge)

    def _once(self, request_id: UUID, request: Callable[[], object]) -> None:
        self._change(request)
        self.requests.append(request_id)

    def _spool(self, which: int) -> UUID:
        return self._room.spools[which % len(self._room.spools)]


def again(request: Callable[[], object]) -> None:
    """Send a request that was done once more; a step of a job is refused then."""
    with suppress(IllegalTransitionError):
        request()


_WRITTEN = (
    "SELECT id, spool_id, amount_grams FROM inventory_movements ORDER BY id",
    """
    SELECT id, filament_id, quantity_grams, actual_cost_per_gram, landed_cost_per_gram, is_weighed
      FROM filament_inventory ORDER BY id
    """,
    "SELECT id, average_cost_per_gram FROM filaments ORDER BY id",
)
# What must hold whatever was done, asked in SQL: each query finds what breaks a rule.
_BROKEN = {
    "the balance is the sum of the ledger, and not below zero": """
        SELECT s.number FROM filament_inventory s
          LEFT JOIN inventory_movements m ON m.spool_id = s.id
         GROUP BY s.id
        HAVING s.quantity_grams <> coalesce(sum(m.amount_grams), 0) OR s.quantity_grams < 0
    """,
    "each line holds the balance that stood after it": """
        SELECT id FROM (
            SELECT id, balance_grams,
                   sum(amount_grams) OVER (PARTITION BY spool_id ORDER BY id) AS sum_grams
              FROM inventory_movements
        ) lines WHERE balance_grams <> sum_grams OR balance_grams < 0
    """,
    "a line is taken back by its opposite": """
        SELECT m.id FROM inventory_movements m JOIN inventory_movements r ON r.reverses_id = m.id
         WHERE r.amount_grams <> -m.amount_grams OR r.spool_id <> m.spool_id
    """,
    "an average lies between the lowest and the highest known cost": """
        SELECT f.id FROM filaments f JOIN filament_inventory s ON s.filament_id = f.id
         GROUP BY f.id
        HAVING f.average_cost_per_gram < 0 OR f.average_cost_per_gram > max(s.landed_cost_per_gram)
            OR f.average_cost_per_gram > 0
           AND f.average_cost_per_gram
               < min(s.landed_cost_per_gram) FILTER (WHERE s.landed_cost_per_gram > 0)
    """,
    "a spool's cost lies between the lowest and the highest that was ever on a reel": """
        WITH known AS (
            SELECT landed_cost_per_gram AS cost FROM filament_inventory
            UNION ALL SELECT cost_per_gram FROM inventory_movements WHERE cost_per_gram > 0
        )
        SELECT number FROM filament_inventory
         WHERE actual_cost_per_gram < 0
            OR actual_cost_per_gram > (SELECT max(cost) FROM known)
            OR actual_cost_per_gram > 0
           AND actual_cost_per_gram < (SELECT min(cost) FROM known WHERE cost > 0)
    """,
}


def assert_kept(shop: Shop) -> None:
    """Nothing that must hold is broken."""
    with shop.snapshot() as uow:
        for rule, query in _BROKEN.items():
            broken = uow.connection.exec_driver_sql(query).fetchall()
            assert broken == [], rule


def written(shop: Shop) -> list[object]:
    """All that the stock's tables hold, to see whether anything changed."""
    with shop.snapshot() as uow:
        return [uow.connection.exec_driver_sql(query).fetchall() for query in _WRITTEN]
