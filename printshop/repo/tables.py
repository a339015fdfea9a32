"""The tables as SQLAlchemy sees them. No behaviour.

The SQL in `migrations/sql` is what makes them, with its triggers, checks and
policies; a test holds these columns, keys and indexes against it.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CHAR,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
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

from printshop.domain.catalog import Category, GramSource, VariantStatus
from printshop.domain.filament import Material, MovementReason
from printshop.domain.print_queue import FailureReason, JobStatus

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    }
)


def _enum(kind: type[StrEnum], name: str) -> Enum:
    return Enum(kind, name=name, values_callable=lambda k: [member.value for member in k])


def _grams(name: str, *, nullable: bool = False, default: str | None = None) -> Column[Any]:
    return Column(name, Numeric(10, 2), nullable=nullable, server_default=_default(default))


def _default(value: str | None) -> Any:  # noqa: ANN401 - SQLAlchemy's own argument type
    return None if value is None else text(value)


def _text(name: str, length: int) -> Column[Any]:
    return Column(name, String(length), nullable=False, server_default=text("''"))


def _time(name: str, *, nullable: bool = True) -> Column[Any]:
    default = None if nullable else text("now()")
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=default)


def _flag(name: str, *, default: bool) -> Column[Any]:
    return Column(name, Boolean, nullable=False, server_default=text(str(default).lower()))


def _id() -> Column[Any]:
    return Column("id", Uuid, primary_key=True, server_default=text("gen_random_uuid()"))


def _user_id() -> Column[Any]:
    return Column("user_id", Uuid, ForeignKey("users.id", ondelete="CASCADE"), nullable=False)


def _within_shop(column: str, parent: str, ondelete: str | None) -> ForeignKeyConstraint:
    """A reference that cannot leave the shop: the user's id goes with it."""
    return ForeignKeyConstraint(
        ["user_id", column], [f"{parent}.user_id", f"{parent}.id"], ondelete=ondelete
    )


def _set_null(column: str, parent: str) -> ForeignKeyConstraint:
    return _within_shop(column, parent, f"SET NULL ({column})")


def _tenant_table(name: str, *items: Any, stamps: Iterable[str] = ()) -> Table:  # noqa: ANN401 - columns and constraints alike
    return Table(
        name,
        metadata,
        *items,
        *(_time(stamp, nullable=False) for stamp in stamps),
    )


STAMPS: Final = ("created_at", "updated_at")

users: Final = Table(
    "users",
    metadata,
    _id(),
    Column("issuer", String(500), nullable=False),
    Column("subject", String(255), nullable=False),
    _text("email", 320),
    _text("name", 255),
    _text("business_name", 255),
    Column("business_description", Text, nullable=False, server_default=text("''")),
    Column("preferences", JSONB, nullable=False, server_default=text("'{}'")),
    _time("created_at", nullable=False),
    _time("updated_at", nullable=False),
    _time("last_login_at"),
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
    Column("last_spool_number", Integer, nullable=False, server_default=text("0")),
    Column("last_job_number", Integer, nullable=False, server_default=text("0")),
    _time("created_at", nullable=False),
    _time("updated_at", nullable=False),
)

printers: Final = _tenant_table(
    "printers",
    _id(),
    _user_id(),
    Column("name", String(100), nullable=False),
    _text("model", 100),
    Column("nozzle_diameter_mm", Numeric(4, 2), nullable=False, server_default=text("0.4")),
    Column("ams_slots", Integer, nullable=False, server_default=text("4")),
    Column("watts", Integer, nullable=False, server_default=text("120")),
    Column("cost_per_hour", Numeric(10, 4)),
    _flag("is_active", default=True),
    _flag("is_demo", default=False),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("user_id", "name"),
    stamps=STAMPS,
)

files: Final = _tenant_table(
    "files",
    _id(),
    _user_id(),
    Column("sha256", CHAR(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("name", String(255), nullable=False),
    Column("storage_key", String(255), nullable=False),
    _time("verified_at"),
    _time("damaged_at"),
    _flag("is_demo", default=False),
    Column("split", JSONB),
    Column("split_rules", Integer),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("user_id", "sha256"),
    Index("ix_files_split_rules", "split_rules"),
    stamps=("created_at",),
)

models: Final = _tenant_table(
    "models",
    _id(),
    _user_id(),
    Column("name", String(255), nullable=False),
    _text("designer", 255),
    Column("description", Text, nullable=False, server_default=text("''")),
    Column("category", _enum(Category, "category_enum"), nullable=False),
    _text("license", 100),
    _text("source_url", 500),
    Column("tags", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("image_urls", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    _time("archived_at"),
    _flag("is_demo", default=False),
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

model_variants: Final = _tenant_table(
    "model_variants",
    _id(),
    _user_id(),
    Column("model_id", Uuid, nullable=False),
    Column("name", String(255), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("previous_variant_id", Uuid),
    Column("source_file_id", Uuid),
    Column(
        "status",
        _enum(VariantStatus, "variant_status_enum"),
        nullable=False,
        server_default=text("'untested'"),
    ),
    _text("producer_name", 100),
    _text("producer_version", 100),
    _text("printer_model", 100),
    Column("layer_height_mm", Numeric(5, 3)),
    Column("nozzle_temperature_c", Integer),
    Column("bed_temperature_c", Integer),
    Column("print_duration_s", Integer),
    Column("bambu_metadata", JSONB, nullable=False, server_default=text("'{}'")),
    Column("notes", Text, nullable=False, server_default=text("''")),
    Column("cost_to_produce_usd", Numeric(10, 2)),
    Column("success_rate_pct", Numeric(5, 2)),
    _within_shop("model_id", "models", "CASCADE"),
    UniqueConstraint("user_id", "id"),
    _set_null("previous_variant_id", "model_variants"),
    _set_null("source_file_id", "files"),
    UniqueConstraint("model_id", "version"),
    UniqueConstraint("user_id", "source_file_id"),
    Index("ix_model_variants_user_id_layer_height_mm", "user_id", "layer_height_mm"),
    Index("ix_model_variants_user_id_print_duration_s", "user_id", "print_duration_s"),
    Index("ix_model_variants_bambu_metadata", "bambu_metadata", postgresql_using="gin"),
    stamps=STAMPS,
)

plates: Final = _tenant_table(
    "plates",
    _id(),
    _user_id(),
    Column("variant_id", Uuid, nullable=False),
    Column("plate_index", Integer, nullable=False),
    _text("name", 100),
    Column("thumbnail_key", String(255)),
    Column("print_time_s", Integer),
    Column("preparation_time_s", Integer),
    _grams("weight_g", nullable=True),
    Column("layers", Integer),
    Column("filament_changes", Integer),
    Column("units", Integer, nullable=False, server_default=text("1")),
    _within_shop("variant_id", "model_variants", "CASCADE"),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("variant_id", "plate_index"),
)

filaments: Final = _tenant_table(
    "filaments",
    _id(),
    _user_id(),
    Column("brand", String(100), nullable=False),
    Column("material_type", _enum(Material, "material_type_enum"), nullable=False),
    _text("slicer_name", 100),
    Column("color_name", String(100), nullable=False),
    Column("color_hex", CHAR(7), nullable=False),
    Column("cost_per_gram_base", Numeric(10, 6), nullable=False, server_default=text("0")),
    Column("density_g_cm3", Numeric(6, 3)),
    Column("diameter_mm", Numeric(4, 2), nullable=False, server_default=text("1.75")),
    _text("bambu_id", 100),
    _text("purchase_url", 500),
    _grams("low_stock_grams", default="100"),
    Column("demand_count", Integer, nullable=False, server_default=text("0")),
    _flag("is_demo", default=False),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint(
        "user_id",
        "brand",
        "material_type",
        "slicer_name",
        "color_hex",
        name="uq_filaments_kind",
    ),
    Index("ix_filaments_material_color", "user_id", "material_type", "color_hex"),
    Index("ix_filaments_demand", "user_id", text("demand_count DESC")),
    stamps=STAMPS,
)

filament_inventory: Final = _tenant_table(
    "filament_inventory",
    _id(),
    _user_id(),
    Column("filament_id", Uuid, nullable=False),
    Column("purchase_id", Uuid, nullable=False),
    Column("purchase_position", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    _text("batch_identifier", 100),
    _grams("initial_grams"),
    _grams("quantity_grams", default="0"),
    Column("actual_cost_per_gram", Numeric(10, 6), nullable=False, server_default=text("0")),
    _flag("is_weighed", default=True),
    _text("location", 100),
    _text("supplier", 100),
    Column("purchase_date", Date),
    Column("expiry_date", Date),
    _time("archived_at"),
    _within_shop("filament_id", "filaments", "CASCADE"),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("user_id", "number"),
    UniqueConstraint(
        "user_id", "purchase_id", "purchase_position", name="uq_filament_inventory_purchase"
    ),
    Index("ix_filament_inventory_filament_id", "user_id", "filament_id"),
    Index("ix_filament_inventory_quantity", "user_id", "quantity_grams"),
    stamps=STAMPS,
)

filament_requirements: Final = _tenant_table(
    "filament_requirements",
    _id(),
    _user_id(),
    Column("plate_id", Uuid, nullable=False),
    Column("filament_index", Integer, nullable=False),
    Column("filament_id", Uuid),
    _grams("usage_model_g", nullable=True),
    _grams("usage_waste_g", nullable=True),
    _grams("usage_purge_g", nullable=True),
    _flag("split_known", default=False),
    Column("source", _enum(GramSource, "gram_source_enum"), nullable=False),
    _text("slicer_type", 100),
    _text("slicer_name", 200),
    _text("slicer_vendor", 100),
    _text("bambu_id", 100),
    Column("color_hex", CHAR(7), nullable=False, server_default=text("'#808080'")),
    _grams("usage_support_g", nullable=True),
    _within_shop("plate_id", "plates", "CASCADE"),
    _set_null("filament_id", "filaments"),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("plate_id", "filament_index"),
    Index("ix_filament_requirements_filament_id", "user_id", "filament_id"),
    stamps=("created_at",),
)

print_jobs: Final = _tenant_table(
    "print_jobs",
    _id(),
    _user_id(),
    Column("number", Integer, nullable=False),
    Column("variant_id", Uuid, nullable=False),
    Column("plate_id", Uuid, nullable=False),
    Column("printer_id", Uuid),
    Column("batch_id", Uuid, nullable=False),
    Column("batch_position", Integer, nullable=False),
    Column(
        "status",
        _enum(JobStatus, "job_status_enum"),
        nullable=False,
        server_default=text("'queued'"),
    ),
    Column("priority", Integer, nullable=False, server_default=text("0")),
    Column("queue_position", Integer, nullable=False),
    _time("started_at"),
    _time("finished_at"),
    Column("failure_reason", _enum(FailureReason, "failure_reason_enum")),
    Column("failure_note", Text, nullable=False, server_default=text("''")),
    Column("completion_percentage", Integer),
    Column("units_good", Integer),
    _within_shop("variant_id", "model_variants", "CASCADE"),
    _within_shop("plate_id", "plates", "CASCADE"),
    _set_null("printer_id", "printers"),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("user_id", "number"),
    UniqueConstraint("user_id", "batch_id", "batch_position", name="uq_print_jobs_batch"),
    Index(
        "ix_print_jobs_queue_order", "user_id", "status", text("priority DESC"), "queue_position"
    ),
    Index("ix_print_jobs_variant_id", "user_id", "variant_id"),
    Index("ix_print_jobs_plate_id", "user_id", "plate_id"),
    Index("ix_print_jobs_printer_id", "user_id", "printer_id"),
    stamps=STAMPS,
)

inventory_movements: Final = _tenant_table(
    "inventory_movements",
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    _user_id(),
    Column("spool_id", Uuid, nullable=False),
    _grams("amount_grams"),
    _grams("balance_grams"),
    Column("reason", _enum(MovementReason, "movement_reason_enum"), nullable=False),
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("job_id", Uuid),
    Column("reverses_id", BigInteger),
    Column("request_id", Uuid),
    _time("booked_at", nullable=False),
    _within_shop("spool_id", "filament_inventory", "CASCADE"),
    _set_null("job_id", "print_jobs"),
    UniqueConstraint("user_id", "id"),
    _within_shop("reverses_id", "inventory_movements", None),
    UniqueConstraint("reverses_id"),
    UniqueConstraint("user_id", "request_id"),
    Index("ix_inventory_movements_spool_id", "user_id", "spool_id", "id"),
    Index("ix_inventory_movements_job_id", "user_id", "job_id"),
)

job_filament_usage: Final = _tenant_table(
    "job_filament_usage",
    _id(),
    _user_id(),
    Column("job_id", Uuid, nullable=False),
    Column("requirement_id", Uuid),
    Column("filament_id", Uuid),
    Column("spool_id", Uuid),
    Column("movement_id", BigInteger),
    _grams("estimated_g"),
    _grams("actual_g"),
    _within_shop("job_id", "print_jobs", "CASCADE"),
    _set_null("requirement_id", "filament_requirements"),
    _set_null("filament_id", "filaments"),
    _set_null("spool_id", "filament_inventory"),
    _set_null("movement_id", "inventory_movements"),
    UniqueConstraint("movement_id"),
    Index("ix_job_filament_usage_job_id", "user_id", "job_id"),
    Index("ix_job_filament_usage_spool_id", "user_id", "spool_id"),
    Index("ix_job_filament_usage_filament_id", "user_id", "filament_id"),
    Index("ix_job_filament_usage_requirement_id", "user_id", "requirement_id"),
    stamps=("created_at",),
)
