"""Alerts: what the shop should hear of, which rule said so, and since when."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from printshop.domain.units import Frozen


class AlertKind(StrEnum):
    """What an alert is about; a person can want or not want each kind."""

    LOW_STOCK = "low_stock"
    PRINT_COMPLETE = "print_complete"
    SYSTEM_UPDATE = "system_update"


class NewAlert(Frozen):
    """Something to be said. subject is the id of a filament or a job, or a version."""

    kind: AlertKind
    subject: str
    rule: str
    text: str


class Alert(NewAlert):
    """Something that was said; open until its cause is gone."""

    id: UUID
    raised_at: datetime
    seen_at: datetime | None
    cleared_at: datetime | None
    emailed_at: datetime | None
