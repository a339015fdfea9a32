"""What the queue will do: which spool serves which job, on which printer, and when it is done.

One snapshot of the shop goes through calibration, allocation and schedule, and comes back as
`view.QueueView`. Nothing of it is stored.
"""

from printshop.services.planning.finished import list_finished
from printshop.services.planning.holding import held
from printshop.services.planning.loads import Load, loads
from printshop.services.planning.promised import Promised, Shortage, promised
from printshop.services.planning.queue import list_queue
from printshop.services.planning.sorting import usual_order
from printshop.services.planning.timing import staffed_hours

__all__ = [
    "Load",
    "Promised",
    "Shortage",
    "held",
    "list_finished",
    "list_queue",
    "loads",
    "promised",
    "staffed_hours",
    "usual_order",
]
