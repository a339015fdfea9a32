"""Filaments, spools and their ledger."""

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CHAR,
    REAL,
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
from sqlalchemy.dialects.postgresql import JSONB

from printshop.domain.alerts import AlertKind
from printshop.domain.filament import ColorPattern, Finish, Material
from printshop.domain.spools import MovementReason
from printshop.repo.tables.columns import (
    STAMPS,
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


def _cost(name: str) -> Column[Any]:
    return Column(name, Numeric(10, 6), nullable=False, server_default=text("0"))


def _money(name: str) -> Column[Any]:
    return Column(name, Numeric(12, 2), nullable=False, server_default=text("0"))


def _finish() -> Column[Any]:
    kind = enum_of(Finish, "filament_finish_enum")
    return Column("finish", kind, nullable=False, server_default=text("'plain'"))


def _color_pattern() -> Column[Any]:
    kind = enum_of(ColorPattern, "color_pattern_enum")
    return Column("color_pattern", kind, nullable=False, server_default=text("'single'"))


def _other_colors() -> Column[Any]:
    return Column("other_color_hexes", ARRAY(CHAR(7)), nullable=False, server_default=text("'{}'"))


def _net_and_tare() -> tuple[Column[Any], ...]:
    return grams("net_g", nullable=True), grams("tare_g", nullable=True)


def _temperatures() -> tuple[Column[Any], ...]:
    names = ("nozzle_min_c", "nozzle_max_c", "bed_min_c", "bed_max_c", "drying_c")
    return tuple(Column(name, Integer) for name in names)


filaments: Final = tenant_table(
    "filaments",
    row_id(),
    owner_id(),
    Column("brand", String(100), nullable=False),
    Column("material_type", enum_of(Material, "material_type_enum"), nullable=False),
    short_text("slicer_name", 100),
    Column("color_name", String(100), nullable=False),
    Column("color_hex", CHAR(7), nullable=False),
    _cost("cost_per_gram_base"),
    Column("density_g_cm3", Numeric(6, 3)),
    Column("diameter_mm", Numeric(4, 2), nullable=False, server_default=text("1.75")),
    short_text("bambu_id", 100),
    short_text("purchase_url", 500),
    grams("low_stock_grams", default="100"),
    Column("demand_count", Integer, nullable=False, server_default=text("0")),
    flag("is_demo", default=False),
    _finish(),
    _color_pattern(),
    _other_colors(),
    *_net_and_tare(),
    *_temperatures(),
    Column("drying_h", Integer),
    short_text("gtin", 14),
    short_text("maker_code", 100),
    short_text("supplier", 100),
    Column("low_stock_spools", Integer, nullable=False, server_default=text("0")),
    Column("lead_time_days", Integer),
    Column("pack_size", Integer, nullable=False, server_default=text("1")),
    _cost("average_cost_per_gram"),
    Column("known_filament_id", Uuid),
    Column("known_values", JSONB, nullable=False, server_default=text("'{}'")),
    Column("merged_into_id", Uuid),
    moment("archived_at"),
    UniqueConstraint("user_id", "id"),
    set_null("merged_into_id", "filaments"),
    set_null("known_filament_id", "known_filaments"),
    UniqueConstraint(
        "user_id",
        "brand",
        "material_type",
        "slicer_name",
        "color_hex",
        "other_color_hexes",
        "diameter_mm",
        name="uq_filaments_kind",
    ),
    Index("ix_filaments_merged_into_id", "user_id", "merged_into_id"),
    Index("ix_filaments_known_filament_id", "user_id", "known_filament_id"),
    Index("ix_filaments_gtin", "user_id", "gtin", postgresql_where=text("gtin <> ''")),
    Index("ix_filaments_material_color", "user_id", "material_type", "color_hex"),
    Index("ix_filaments_demand", "user_id", text("demand_count DESC")),
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
    _cost("actual_cost_per_gram"),
    flag("is_weighed", default=True),
    short_text("location", 100),
    short_text("supplier", 100),
    Column("purchase_date", Date),
    Column("expiry_date", Date),
    moment("archived_at"),
    Column("price", Numeric(12, 2)),
    _cost("landed_cost_per_gram"),
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
)

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

known_filaments: Final = tenant_table(
    "known_filaments",
    row_id(),
    owner_id(),
    Column("source", String(50), nullable=False),
    Column("source_key", String(300), nullable=False),
    Column("brand", String(100), nullable=False),
    Column("material_type", enum_of(Material, "material_type_enum"), nullable=False),
    short_text("line", 100),
    Column("color_name", String(100), nullable=False),
    Column("color_hex", CHAR(7), nullable=False),
    _other_colors(),
    _color_pattern(),
    _finish(),
    Column("density_g_cm3", Numeric(6, 3)),
    Column("diameter_mm", Numeric(4, 2), nullable=False, server_default=text("1.75")),
    *_net_and_tare(),
    flag("is_refill", default=False),
    *_temperatures(),
    short_text("bambu_id", 100),
    short_text("maker_code", 100),
    short_text("gtin", 14),
    flag("gtin_is_valid", default=False),
    short_text("purchase_url", 500),
    flag("is_discontinued", default=False),
    Column("findings", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("content_hash", CHAR(64), nullable=False),
    *(Column(name, REAL, nullable=False) for name in ("lab_l", "lab_a", "lab_b")),
    moment("taken_in_at", nullable=False),
    moment("gone_at"),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("user_id", "source", "source_key", name="uq_known_filaments_source"),
    Index("ix_known_filaments_gtin", "user_id", "gtin", postgresql_where=text("gtin <> ''")),
    Index("ix_known_filaments_brand", "user_id", "brand", "line", "color_name"),
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
