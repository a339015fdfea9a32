"""What matters on the first page, picked out of the queue and the stock. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from printshop.domain.alerts import Alert, AlertKind
from printshop.domain.print_queue import JobStatus
from printshop.services import alerts
from printshop.services.planning.view import QueuedJob

# A row of a Polars frame: each column has its own type.
StockRow = Mapping[str, Any]


def printing(jobs: Iterable[QueuedJob]) -> tuple[QueuedJob, ...]:
    """The jobs that print now, in the order of the queue."""
    return tuple(row for row in jobs if row.job.status is JobStatus.PRINTING)


def waiting(jobs: Iterable[QueuedJob]) -> tuple[QueuedJob, ...]:
    """The jobs that wait, in the order of the queue."""
    return tuple(row for row in jobs if row.job.status is JobStatus.QUEUED)


def running_low(stock: pl.DataFrame) -> tuple[StockRow, ...]:
    """The filaments that a rule calls low, those in demand first, then the emptiest.

    Args:
        stock: STOCK_WITH_RULES.

    """
    low = stock.filter(pl.col("low_rule") != "").sort(
        pl.col("demand_count") == 0, "on_hand_cg", maintain_order=True
    )
    return tuple(low.iter_rows(named=True))


def still_true(told: Iterable[Alert], low: Iterable[StockRow]) -> tuple[Alert, ...]:
    """Alerts as things stand now: a booking of this moment is in the stock, not yet in them.

    Args:
        told: unseen alerts.
        low: the filaments that are low now.

    """
    texts = {row["filament_id"]: alerts.alert_text(row) for row in low}
    return tuple(
        alert.model_copy(update={"text": texts.get(alert.subject, alert.text)})
        for alert in told
        if alert.kind is not AlertKind.LOW_STOCK or alert.subject in texts
    )
