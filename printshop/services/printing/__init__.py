"""The print queue's steps: queue, order, start, report, complete, fail, cancel, undo, requeue.

Each step locks the job's row first, checks that the step is legal, books the grams and notes
the step in the same transaction. Whoever comes second finds the job already moved on; a
request that comes again finds its own step and gets the same answer.
"""

from printshop.services.printing.finishing import cancel, check_can_end, complete, fail
from printshop.services.printing.ordering import Move, move, reorder, set_due, set_priority
from printshop.services.printing.prefill import prefilled
from printshop.services.printing.progress import report_progress
from printshop.services.printing.queueing import add_to_queue, cancel_batch
from printshop.services.printing.requeueing import requeue
from printshop.services.printing.spool_choice import (
    FilamentChoice,
    SpoolOption,
    spools_to_choose,
)
from printshop.services.printing.starting import start
from printshop.services.printing.undoing import undo

__all__ = [
    "FilamentChoice",
    "Move",
    "SpoolOption",
    "add_to_queue",
    "cancel",
    "cancel_batch",
    "check_can_end",
    "complete",
    "fail",
    "move",
    "prefilled",
    "reorder",
    "report_progress",
    "requeue",
    "set_due",
    "set_priority",
    "spools_to_choose",
    "start",
    "undo",
]
