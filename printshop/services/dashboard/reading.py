"""Reading a shop's facts."""

from datetime import UTC, datetime, timedelta

import polars as pl

from printshop.analytics.dashboard.past import Facts
from printshop.analytics.dashboard.spans import Span
from printshop.repo import UnitOfWork


def read(uow: UnitOfWork, span: Span, zone: str) -> Facts:
    """Facts of the months that these days are in."""
    since = datetime.combine(span.since - timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    until = datetime.combine(span.until + timedelta(days=2), datetime.min.time(), tzinfo=UTC)
    frames = uow.frames
    return Facts(
        jobs=frames.job_facts(since, until),
        running=frames.running_facts(),
        uses=frames.use_facts(since, until),
        plates=frames.plate_facts(),
        needs=frames.need_facts(),
        filaments=frames.filament_facts(),
        spools=frames.spool_facts(zone),
        printers=frames.printer_facts(),
    )


def months(uow: UnitOfWork) -> pl.DataFrame:
    """FACT_MONTHS."""
    return uow.frames.fact_months()
