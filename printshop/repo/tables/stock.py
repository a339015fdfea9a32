"""Spools, the purchases they came with, their ledger, and counts of a shelf."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from printshop.domain.spools import MovementReason
from printshop.repo.tables.columns import (
    STAMPS,
    cost,
    enum_of,
    flag,
    grams,
    moment,
    owner_id,
    row_id,
    set_null,
    short_text,
    tenant_table,
    within_shop,
)


def _money(name: str) -> Column[Any]:
    return Column(name, Numeric(12, 2), nullable=False, server_default=text("0"))


purchases: Final = tenant_table(
    "purchases",
    Column("id", Uuid, nullable=False, server_default=text("gen_random_uuid()")),
    owner_id(),
    short_text("supplier", 100),
    short_text("reference", 100),
    Column("purchased_on", Date),
    _money("discount"),
    _money("shipping"),
    _money("tax"),
    flag("is_demo", default=False),
    PrimaryKeyConstraint("user_id", "id"),
    stamps=STAMPS,
)

filament_inventory: Final = tenant_table(
    "filament_inventory",
    row_id(),
    owner_id(),
    Column("filament_id", Uuid, nullable=False),
    Column("purchase_id", Uuid, nullable=False),
    Column("purchase_position", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    short_text("batch_identifier", 100),
    grams("initial_grams"),
    grams("quantity_grams", default="0"),
    cost("actual_cost_per_gram"),
    flag("is_weighed", default=True),
    short_text("location", 100),
    short_text("supplier", 100),
    Column("purchase_date", Date),
    Column("expiry_date", Date),
    moment("archived_at"),
    Column("price", Numeric(12, 2)),
    cost("landed_cost_per_gram"),
    grams("tare_g", nullable=True),
    Column("opened_on", Date),
    Column("dried_on", Date),
    moment("weighed_at"),
    short_text("note", 500),
    within_shop("filament_id", "filaments", "CASCADE"),
    within_shop("purchase_id", "purchases", None),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("user_id", "number"),
    UniqueConstraint(
        "user_id", "purchase_id", "purchase_position", name="uq_filament_inventory_purchase"
    ),
    Index("ix_filament_inventory_filament_id", "user_id", "filament_id"),
    Index("ix_filament_inventory_quantity", "user_id", "quantity_grams"),
    Index("ix_filament_inventory_location", "user_id", "location"),
    stamps=STAMPS,
)

inventory_movements: Final = tenant_table(
    "inventory_movements",
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    owner_id(),
    Column("spool_id", Uuid, nullable=False),
    grams("amount_grams"),
    grams("balance_grams"),
    Column("reason", enum_of(MovementReason, "movement_reason_enum"), nullable=False),
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("job_id", Uuid),
    Column("reverses_id", BigInteger),
    Column("request_id", Uuid),
    moment("booked_at", nullable=False),
    Column("group_id", Uuid),
    Column("cost_per_gram", Numeric(10, 6)),
    Column(
        "booked_by",
        String(200),
        nullable=False,
        server_default=text("\"left\"(COALESCE(current_setting('app.actor', true), ''), 200)"),
    ),
    Column("was_weighed", Boolean),
    within_shop("spool_id", "filament_inventory", "CASCADE"),
    set_null("job_id", "print_jobs"),
    UniqueConstraint("user_id", "id"),
    within_shop("reverses_id", "inventory_movements", None),
    UniqueConstraint("reverses_id"),
    UniqueConstraint("user_id", "request_id"),
    Index("ix_inventory_movements_spool_id", "user_id", "spool_id", "id"),
    Index("ix_inventory_movements_job_id", "user_id", "job_id"),
    Index(
        "ix_inventory_movements_group_id",
        "user_id",
        "group_id",
        postgresql_where=text("group_id IS NOT NULL"),
    ),
    Index(
        "ix_inventory_movements_by_hand",
        "user_id",
        "booked_at",
        postgresql_where=text("job_id IS NULL AND reason <> 'used' AND reason <> 'received'"),
    ),
)

stock_takes: Final = tenant_table(
    "stock_takes",
    row_id(),
    owner_id(),
    short_text("location", 100),
    moment("booked_at"),
    moment("dropped_at"),
    UniqueConstraint("user_id", "id"),
    Index(
        "uq_stock_takes_open",
        "user_id",
        "location",
        unique=True,
        postgresql_where=text("booked_at IS NULL AND dropped_at IS NULL"),
    ),
    stamps=("created_at",),
)

stock_take_lines: Final = tenant_table(
    "stock_take_lines",
    row_id(),
    owner_id(),
    Column("stock_take_id", Uuid, nullable=False),
    Column("spool_id", Uuid, nullable=False),
    grams("gross_g", nullable=True),
    grams("tare_g", nullable=True),
    grams("net_g"),
    grams("balance_g"),
    Column("ledger_id", BigInteger, nullable=False),
    moment("counted_at", nullable=False),
    within_shop("stock_take_id", "stock_takes", "CASCADE"),
    within_shop("spool_id", "filament_inventory", "CASCADE"),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("user_id", "stock_take_id", "spool_id", name="uq_stock_take_lines_spool"),
    Index("ix_stock_take_lines_spool_id", "user_id", "spool_id"),
)
