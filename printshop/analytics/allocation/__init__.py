"""Which spool serves which job: derived from the queue, and never stored."""

from printshop.analytics.allocation.basket import basket, what_if
from printshop.analytics.allocation.finishers import (
    FINISHER_NEEDS,
    Finish,
    finishers,
)
from printshop.analytics.allocation.ground import Ground
from printshop.analytics.allocation.plan import allocate
from printshop.analytics.allocation.run_out import left_over, run_outs, split_sentence
from printshop.analytics.allocation.shapes import (
    HELD,
    RUN_OUTS,
    SPLIT,
    STARTED,
    Allocation,
)

__all__ = [
    "FINISHER_NEEDS",
    "HELD",
    "RUN_OUTS",
    "SPLIT",
    "STARTED",
    "Allocation",
    "Finish",
    "Ground",
    "allocate",
    "basket",
    "finishers",
    "left_over",
    "run_outs",
    "split_sentence",
    "what_if",
]
