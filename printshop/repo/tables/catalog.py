"""The catalog: stored files, models, their variants, plates and needs."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    CHAR,
    BigInteger,
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

from printshop.domain.catalog import Category, GramSource, VariantStatus
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

files: Final = tenant_table(
    "files",
    row_id(),
    owner_id(),
    Column("sha256", CHAR(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("name", String(255), nullable=False),
    Column("storage_key", String(255), nullable=False),
    moment("verified_at"),
    moment("damaged_at"),
    flag("is_demo", default=False),
    Column("split", JSONB),
    Column("split_rules", Integer),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("user_id", "sha256"),
    Index("ix_files_split_rules", "split_rules"),
    stamps=("created_at",),
)

models: Final = tenant_table(
    "models",
    row_id(),
    owner_id(),
    Column("name", String(255), nullable=False),
    short_text("designer", 255),
    Column("description", Text, nullable=False, server_default=text("''")),
    Column("category", enum_of(Category, "category_enum"), nullable=False),
    short_text("license", 100),
    short_text("source_url", 500),
    Column("tags", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("image_urls", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    moment("archived_at"),
    flag("is_demo", default=False),
    UniqueConstraint("user_id", "id"),
    Index("ix_models_user_id_created_at", "user_id", text("created_at DESC")),
    Index(
        "ix_models_search",
        # As PostgreSQL writes it back, so that the comparison finds them alike.
        text(
            "to_tsvector('english'::regconfig,"
            " (name::text || ' '::text) || COALESCE(description, ''::text))"
        ),
        postgresql_using="gin",
    ),
    stamps=STAMPS,
)

model_variants: Final = tenant_table(
    "model_variants",
    row_id(),
    owner_id(),
    Column("model_id", Uuid, nullable=False),
    Column("name", String(255), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("previous_variant_id", Uuid),
    Column("source_file_id", Uuid),
    Column(
        "status",
        enum_of(VariantStatus, "variant_status_enum"),
        nullable=False,
        server_default=text("'untested'"),
    ),
    short_text("producer_name", 100),
    short_text("producer_version", 100),
    short_text("printer_model", 100),
    Column("layer_height_mm", Numeric(5, 3)),
    Column("nozzle_temperature_c", Integer),
    Column("bed_temperature_c", Integer),
    Column("print_duration_s", Integer),
    Column("bambu_metadata", JSONB, nullable=False, server_default=text("'{}'")),
    Column("notes", Text, nullable=False, server_default=text("''")),
    Column("cost_to_produce_usd", Numeric(10, 2)),
    Column("success_rate_pct", Numeric(5, 2)),
    within_shop("model_id", "models", "CASCADE"),
    UniqueConstraint("user_id", "id"),
    set_null("previous_variant_id", "model_variants"),
    set_null("source_file_id", "files"),
    UniqueConstraint("model_id", "version"),
    UniqueConstraint("user_id", "source_file_id"),
    Index("ix_model_variants_user_id_layer_height_mm", "user_id", "layer_height_mm"),
    Index("ix_model_variants_user_id_print_duration_s", "user_id", "print_duration_s"),
    Index("ix_model_variants_bambu_metadata", "bambu_metadata", postgresql_using="gin"),
    stamps=STAMPS,
)

plates: Final = tenant_table(
    "plates",
    row_id(),
    owner_id(),
    Column("variant_id", Uuid, nullable=False),
    Column("plate_index", Integer, nullable=False),
    short_text("name", 100),
    Column("thumbnail_key", String(255)),
    Column("print_time_s", Integer),
    Column("preparation_time_s", Integer),
    grams("weight_g", nullable=True),
    Column("layers", Integer),
    Column("filament_changes", Integer),
    Column("units", Integer, nullable=False, server_default=text("1")),
    within_shop("variant_id", "model_variants", "CASCADE"),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("variant_id", "plate_index"),
)

filament_requirements: Final = tenant_table(
    "filament_requirements",
    row_id(),
    owner_id(),
    Column("plate_id", Uuid, nullable=False),
    Column("filament_index", Integer, nullable=False),
    Column("filament_id", Uuid),
    grams("usage_model_g", nullable=True),
    grams("usage_waste_g", nullable=True),
    grams("usage_purge_g", nullable=True),
    flag("split_known", default=False),
    Column("source", enum_of(GramSource, "gram_source_enum"), nullable=False),
    short_text("slicer_type", 100),
    short_text("slicer_name", 200),
    short_text("slicer_vendor", 100),
    short_text("bambu_id", 100),
    Column("color_hex", CHAR(7), nullable=False, server_default=text("'#808080'")),
    grams("usage_support_g", nullable=True),
    within_shop("plate_id", "plates", "CASCADE"),
    set_null("filament_id", "filaments"),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("plate_id", "filament_index"),
    Index("ix_filament_requirements_filament_id", "user_id", "filament_id"),
    stamps=("created_at",),
)
