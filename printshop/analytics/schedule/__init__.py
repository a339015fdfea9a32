"""When each job of the queue starts and ends, on what, how late that may become, and why not."""

from printshop.analytics.schedule.due import DUE, due_dates
from printshop.analytics.schedule.free import NEXT_FREE, earliest, next_free
from printshop.analytics.schedule.line import (
    NO_ABLE_PRINTER,
    NO_HOURS,
    NO_PRINTER,
    OVERDUE,
    PRINTER_BUSY,
    PRINTER_INACTIVE,
    SPOOL_BUSY,
    TOO_FAR,
    UNKNOWN_END,
    UNKNOWN_TIME,
)
from printshop.analytics.schedule.nights import TONIGHT, longest_tonight
from printshop.analytics.schedule.order import suggested_order
from printshop.analytics.schedule.planning import TURNAROUND_S, Plan, schedule
from printshop.analytics.schedule.totals import QueueTotals, totals

__all__ = [
    "DUE",
    "NEXT_FREE",
    "NO_ABLE_PRINTER",
    "NO_HOURS",
    "NO_PRINTER",
    "OVERDUE",
    "PRINTER_BUSY",
    "PRINTER_INACTIVE",
    "SPOOL_BUSY",
    "TONIGHT",
    "TOO_FAR",
    "TURNAROUND_S",
    "UNKNOWN_END",
    "UNKNOWN_TIME",
    "Plan",
    "QueueTotals",
    "due_dates",
    "earliest",
    "longest_tonight",
    "next_free",
    "schedule",
    "suggested_order",
    "totals",
]
