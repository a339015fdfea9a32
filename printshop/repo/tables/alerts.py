"""Alerts."""

from typing import Final

from sqlalchemy import (
    Column,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)

from printshop.domain.alerts import AlertKind
from printshop.repo.tables.columns import (
    enum_of,
    moment,
    owner_id,
    row_id,
    tenant_table,
)

alerts: Final = tenant_table(
    "alerts",
    row_id(),
    owner_id(),
    Column("kind", enum_of(AlertKind, "alert_kind_enum"), nullable=False),
    Column("subject", String(100), nullable=False),
    Column("rule", String(50), nullable=False),
    Column("text", Text, nullable=False),
    moment("raised_at", nullable=False),
    moment("seen_at"),
    moment("cleared_at"),
    moment("emailed_at"),
    UniqueConstraint("user_id", "id"),
    Index(
        "uq_alerts_open",
        "user_id",
        "kind",
        "subject",
        unique=True,
        postgresql_where=text("cleared_at IS NULL"),
    ),
    Index("ix_alerts_raised_at", "user_id", text("raised_at DESC")),
)
