"""The queue as all pages see it that one change has drawn: read once, its rows packed once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from printshop.domain.costing import ProductionCost
from printshop.domain.print_queue import JobStatus
from printshop.services import costs, planning
from printshop.services.planning.view import QueuedJob, QueueView
from printshop.services.shop import Shop
from printshop.ui import shared_reads
from printshop.ui.components import queue_list
from printshop.ui.formats import amount, count
from printshop.ui.queue import rows, strip, words
from printshop.ui.queue.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The queue, and the moment it is drawn for."""

    clock: Clock
    queue: QueueView
    # One run of each plate that waits or prints, by its id.
    costs: Mapping[UUID, ProductionCost] = field(default_factory=dict)
    currency: str = ""
    # By how many are shown. Two that pack at the same time pack the same.
    _packed: dict[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, shop: Shop) -> Self:
        """Read the queue as of now."""
        settings = shop.settings()
        clock = Clock.now(settings)
        queue = planning.list_queue(shop, as_of=clock.as_of)
        variant_ids = list({row.job.variant_id for row in queue.jobs})
        of_plates = costs.by_plate(costs.of_variants(shop, variant_ids))
        return cls(clock=clock, queue=queue, costs=of_plates, currency=settings.currency)

    @property
    def waiting(self) -> list[QueuedJob]:
        """The waiting jobs."""
        return [row for row in self.queue.jobs if row.job.status is JobStatus.QUEUED]

    @property
    def cost(self) -> str:
        """What it costs to print all of it; empty in a shop that has said no prices at all."""
        runs = ((self.costs.get(row.job.plate_id), 1) for row in self.queue.jobs)
        all_of_it = costs.together(runs)
        unknown = all_of_it.unknown_runs
        if not all_of_it.known:
            return ""
        rest = f" and {count(unknown, 'job')} of unknown cost" if unknown else ""
        return f"**{amount(all_of_it.known, self.currency)}** to print{rest}"

    def cost_of(self, row: QueuedJob) -> str:
        """What a run of a job's plate costs, in a few words."""
        cost = self.costs.get(row.job.plate_id)
        return words.run_cost(cost, self.currency)

    def packed(self, shop: Shop, shown: int) -> str:
        """The first of the waiting jobs as they are sent to the browser."""
        if shown not in self._packed:
            idle, first = strip.idle_printers(self.queue), self.waiting[:shown]
            self._packed[shown] = queue_list.packed(
                [rows.row_of(row, idle, self.clock, self.cost_of(row)) for row in first],
                rows.pictures_of(shop, first),
            )
        return self._packed[shown]


def seen(shop: Shop) -> Seen:
    """Read the queue, once for all the pages that one change has drawn."""
    return shared_reads.once(shop.user_id, "queue", lambda: Seen.read(shop))
