"""The shop itself: who it belongs to, its settings, its printers."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    CHAR,
    Column,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from printshop.domain.filament import Material
from printshop.repo.tables.columns import (
    STAMPS,
    enum_of,
    flag,
    metadata,
    moment,
    owner_id,
    row_id,
    short_text,
    tenant_table,
    within_shop,
)

users: Final = Table(
    "users",
    metadata,
    row_id(),
    Column("issuer", String(500), nullable=False),
    Column("subject", String(255), nullable=False),
    short_text("email", 320),
    short_text("name", 255),
    short_text("business_name", 255),
    Column("business_description", Text, nullable=False, server_default=text("''")),
    Column("preferences", JSONB, nullable=False, server_default=text("'{}'")),
    moment("created_at", nullable=False),
    moment("updated_at", nullable=False),
    moment("last_login_at"),
    UniqueConstraint("issuer", "subject"),
    Index("ix_users_email", "email"),
    Index("ix_users_created_at", "created_at"),
)

shop_settings: Final = Table(
    "shop_settings",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("currency", CHAR(3), nullable=False, server_default=text("'USD'")),
    Column("electricity_per_kwh", Numeric(10, 4), nullable=False, server_default=text("0.30")),
    Column("labour_per_hour", Numeric(10, 2), nullable=False, server_default=text("15")),
    Column("machine_per_hour", Numeric(10, 4), nullable=False, server_default=text("0.20")),
    Column("opens_at", Time, nullable=False, server_default=text("'08:00'")),
    Column("closes_at", Time, nullable=False, server_default=text("'20:00'")),
    Column(
        "staffed_days",
        ARRAY(SmallInteger),
        nullable=False,
        server_default=text("'{0,1,2,3,4,5,6}'"),
    ),
    Column("time_zone", String(100), nullable=False, server_default=text("'UTC'")),
    Column("turnaround_min", Integer, nullable=False, server_default=text("15")),
    Column("lead_time_days", Integer, nullable=False, server_default=text("7")),
    Column("safety_days", Integer, nullable=False, server_default=text("14")),
    Column("target_margin_pct", Numeric(5, 2), nullable=False, server_default=text("50")),
    Column("spool_tail_g", Numeric(10, 2), nullable=False, server_default=text("10")),
    Column("last_spool_number", Integer, nullable=False, server_default=text("0")),
    Column("last_job_number", Integer, nullable=False, server_default=text("0")),
    moment("created_at", nullable=False),
    moment("updated_at", nullable=False),
)

printers: Final = tenant_table(
    "printers",
    row_id(),
    owner_id(),
    Column("name", String(100), nullable=False),
    short_text("model", 100),
    Column("nozzle_diameter_mm", Numeric(4, 2), nullable=False, server_default=text("0.4")),
    Column("ams_slots", Integer, nullable=False, server_default=text("4")),
    Column("watts", Integer, nullable=False, server_default=text("120")),
    Column("cost_per_hour", Numeric(10, 4)),
    Column("extruder_count", SmallInteger, nullable=False, server_default=text("1")),
    flag("takes_any_model", default=True),
    Column("accepts_models", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column(
        "materials",
        ARRAY(enum_of(Material, "material_type_enum")),
        nullable=False,
        server_default=text("'{}'"),
    ),
    Column("bed_types", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("turnaround_min", Integer),
    flag("is_active", default=True),
    flag("is_demo", default=False),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("user_id", "name"),
    stamps=STAMPS,
)

printer_slots: Final = Table(
    "printer_slots",
    metadata,
    owner_id(),
    Column("printer_id", Uuid, primary_key=True),
    Column("slot", SmallInteger, primary_key=True),
    Column("spool_id", Uuid, nullable=False),
    moment("loaded_at", nullable=False),
    within_shop("printer_id", "printers", "CASCADE"),
    within_shop("spool_id", "filament_inventory", "CASCADE"),
    UniqueConstraint("user_id", "spool_id"),
)
