"""Filaments: the shop's own, and those that makers are known to sell."""

from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CHAR,
    REAL,
    Column,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from printshop.domain.filament import ColorPattern, Finish, Material
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
)


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
    cost("cost_per_gram_base"),
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
    cost("average_cost_per_gram"),
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
    Index(
        "ix_filaments_color",
        "user_id",
        "color_hex",
        postgresql_where=text("merged_into_id IS NULL"),
    ),
    Index(
        "ix_filaments_several_colors",
        "user_id",
        postgresql_where=text("other_color_hexes <> '{}' AND merged_into_id IS NULL"),
    ),
    Index("ix_filaments_demand", "user_id", text("demand_count DESC")),
    stamps=STAMPS,
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
