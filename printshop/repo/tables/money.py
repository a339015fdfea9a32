"""What is to be bought, what was sold, what a unit cost and when that changed."""

from typing import Final

from sqlalchemy import (
    CHAR,
    BigInteger,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    Numeric,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from printshop.domain.sales import ProductReason
from printshop.domain.shopping import ShoppingStatus
from printshop.repo.tables.columns import (
    STAMPS,
    enum_of,
    flag,
    grams,
    metadata,
    moment,
    owner_id,
    row_id,
    set_null,
    short_text,
    tenant_table,
    within_shop,
)

variant_costs: Final = Table(
    "variant_costs",
    metadata,
    owner_id(),
    Column("variant_id", Uuid, primary_key=True),
    Column("noted_on", Date, primary_key=True),
    Column("unit_cost", Numeric(12, 4)),
    Column("lines", JSONB, nullable=False, server_default=text("'[]'")),
    within_shop("variant_id", "model_variants", "CASCADE"),
)

currency_changes: Final = Table(
    "currency_changes",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    owner_id(),
    Column("from_currency", CHAR(3), nullable=False),
    Column("to_currency", CHAR(3), nullable=False),
    Column("rate", Numeric(18, 8), nullable=False),
    moment("changed_at", nullable=False),
    Index("ix_currency_changes_user_id", "user_id", "changed_at"),
)

shopping_list_items: Final = tenant_table(
    "shopping_list_items",
    row_id(),
    owner_id(),
    Column("filament_id", Uuid, nullable=False),
    Column(
        "status",
        enum_of(ShoppingStatus, "shopping_status_enum"),
        nullable=False,
        server_default=text("'needed'"),
    ),
    Column("rolls", Integer, nullable=False),
    Column("received_rolls", Integer, nullable=False, server_default=text("0")),
    grams("roll_g"),
    Column("price", Numeric(12, 2)),
    short_text("supplier", 100),
    short_text("purchase_url", 500),
    short_text("reference", 100),
    short_text("reason", 500),
    flag("is_manual", default=False),
    Column("ordered_on", Date),
    Column("expected_on", Date),
    Column("purchase_id", Uuid),
    Column("request_id", Uuid),
    within_shop("filament_id", "filaments", "CASCADE"),
    set_null("purchase_id", "purchases"),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("user_id", "request_id"),
    Index("ix_shopping_list_items_status", "user_id", "status"),
    Index("ix_shopping_list_items_filament_id", "user_id", "filament_id"),
    Index(
        "ix_shopping_list_items_purchase_id",
        "user_id",
        "purchase_id",
        postgresql_where=text("purchase_id IS NOT NULL"),
    ),
    stamps=STAMPS,
)

product_movements: Final = Table(
    "product_movements",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    owner_id(),
    Column("model_id", Uuid, nullable=False),
    Column("variant_id", Uuid),
    Column("units", Integer, nullable=False),
    Column("reason", enum_of(ProductReason, "product_reason_enum"), nullable=False),
    Column("unit_price", Numeric(12, 2)),
    Column("moved_on", Date, nullable=False),
    short_text("note", 500),
    Column("reverses_id", BigInteger),
    Column("request_id", Uuid),
    Column(
        "booked_by",
        String(200),
        nullable=False,
        server_default=text("\"left\"(COALESCE(current_setting('app.actor', true), ''), 200)"),
    ),
    moment("booked_at", nullable=False),
    within_shop("model_id", "models", "CASCADE"),
    set_null("variant_id", "model_variants"),
    within_shop("reverses_id", "product_movements", None),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("reverses_id"),
    UniqueConstraint("user_id", "request_id"),
    Index("ix_product_movements_model_id", "user_id", "model_id", "moved_on"),
    Index("ix_product_movements_moved_on", "user_id", "moved_on"),
)

# Kept by triggers of the jobs alone.
run_outcomes: Final = Table(
    "run_outcomes",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    owner_id(),
    Column("variant_id", Uuid, nullable=False),
    Column("printer_id", Uuid),
    Column("completed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("good", Numeric(20, 12), nullable=False),
    within_shop("variant_id", "model_variants", "CASCADE"),
    Index("ix_run_outcomes_variant_id", "user_id", "variant_id"),
)
