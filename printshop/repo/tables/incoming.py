"""Files on their way in, the keys of programs that send them, learnt filament choices."""

from typing import Final

from sqlalchemy import (
    ARRAY,
    CHAR,
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from printshop.domain.incoming import IncomingSource, IncomingStage, IncomingStatus
from printshop.repo.tables.columns import (
    STAMPS,
    enum_of,
    flag,
    moment,
    owner_id,
    row_id,
    set_null,
    short_text,
    tenant_table,
    within_shop,
)

processing_jobs: Final = tenant_table(
    "processing_jobs",
    row_id(),
    owner_id(),
    Column("batch_id", Uuid, nullable=False),
    Column("source", enum_of(IncomingSource, "incoming_source_enum"), nullable=False),
    Column("name", String(255), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", CHAR(64)),
    Column("transfer", JSONB(none_as_null=True)),
    Column("file_id", Uuid),
    Column("status", enum_of(IncomingStatus, "incoming_status_enum"), nullable=False),
    Column(
        "stage",
        enum_of(IncomingStage, "incoming_stage_enum"),
        nullable=False,
        server_default=text("'receive'"),
    ),
    Column("progress_pct", SmallInteger, nullable=False, server_default=text("0")),
    Column("message", Text, nullable=False, server_default=text("''")),
    Column("error", Text, nullable=False, server_default=text("''")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("outline", LargeBinary),
    flag("outline_is_checked", default=False),
    Column("summary", JSONB, nullable=False, server_default=text("'{}'")),
    Column("thumbnail_keys", JSONB, nullable=False, server_default=text("'{}'")),
    Column("picture_keys", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("form_values", JSONB, nullable=False, server_default=text("'{}'")),
    moment("accepted_at"),
    Column("variant_id", Uuid),
    UniqueConstraint("user_id", "id"),
    set_null("file_id", "files"),
    set_null("variant_id", "model_variants"),
    Index("ix_processing_jobs_user_id_status", "user_id", "status", text("created_at")),
    Index("ix_processing_jobs_user_id_file_id", "user_id", "file_id"),
    Index("ix_processing_jobs_user_id_variant_id", "user_id", "variant_id"),
    Index("ix_processing_jobs_user_id_sha256", "user_id", "sha256"),
    stamps=STAMPS,
)

access_tokens: Final = tenant_table(
    "access_tokens",
    row_id(),
    owner_id(),
    Column("name", String(100), nullable=False),
    Column("token_hash", CHAR(64), nullable=False),
    moment("last_used_at"),
    moment("revoked_at"),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint("token_hash"),
    stamps=("created_at",),
)

filament_choices: Final = tenant_table(
    "filament_choices",
    row_id(),
    owner_id(),
    short_text("slicer_type", 100),
    short_text("slicer_name", 200),
    short_text("slicer_vendor", 100),
    short_text("bambu_id", 100),
    Column("color_hex", CHAR(7), nullable=False),
    Column("filament_id", Uuid, nullable=False),
    UniqueConstraint("user_id", "id"),
    UniqueConstraint(
        "user_id",
        "slicer_type",
        "slicer_name",
        "slicer_vendor",
        "bambu_id",
        "color_hex",
        name="uq_filament_choices_words",
    ),
    within_shop("filament_id", "filaments", "CASCADE"),
    Index("ix_filament_choices_user_id_filament_id", "user_id", "filament_id"),
    stamps=STAMPS,
)
