"""The queue as all pages see it that one change has drawn: read once, its rows packed once."""

from dataclasses import dataclass, field
from typing import Self

from printshop.domain.print_queue import JobStatus
from printshop.services import planning
from printshop.services.planning.view import QueuedJob, QueueView
from printshop.services.shop import Shop
from printshop.ui import shared_reads
from printshop.ui.components import queue_list
from printshop.ui.queue import rows, strip
from printshop.ui.queue.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The queue, and the moment it is drawn for."""

    clock: Clock
    queue: QueueView
    # By how many are shown. Two that pack at the same time pack the same.
    _packed: dict[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, shop: Shop) -> Self:
        """Read the queue as of now."""
        clock = Clock.now(shop.settings())
        return cls(clock=clock, queue=planning.list_queue(shop, as_of=clock.as_of))

    @property
    def waiting(self) -> list[QueuedJob]:
        """The waiting jobs."""
        return [row for row in self.queue.jobs if row.job.status is JobStatus.QUEUED]

    def packed(self, shop: Shop, shown: int) -> str:
        """The first of the waiting jobs as they are sent to the browser."""
        if shown not in self._packed:
            idle, first = strip.idle_printers(self.queue), self.waiting[:shown]
            self._packed[shown] = queue_list.packed(
                [rows.row_of(row, idle, self.clock) for row in first],
                rows.pictures_of(shop, first),
            )
        return self._packed[shown]


def seen(shop: Shop) -> Seen:
    """Read the queue, once for all the pages that one change has drawn."""
    return shared_reads.once(shop.user_id, "queue", lambda: Seen.read(shop))
