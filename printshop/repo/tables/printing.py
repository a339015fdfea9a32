"""The print queue and what its jobs used."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, Text, UniqueConstraint, Uuid, text

from printshop.domain.print_queue import FailureReason, JobStatus
from printshop.repo.tables.columns import (
    STAMPS,
    enum_of,
    grams,
    moment,
    owner_id,
    row_id,
    set_null,
    tenant_table,
    within_shop,
)

print_jobs: Final = tenant_table(
    "print_jobs",
    row_id(),
    owner_id(),
    Column("number", Integer, nullable=False),
    Column("variant_id", Uuid, nullable=False),
    Column("plate_id", Uuid, nullable=False),
    Column("printer_id", Uuid),
    Column("batch_id", Uuid, nullable=False),
    Column("batch_position", Integer, nullable=False),
    Column(
        "status",
        enum_of(JobStatus, "job_status_enum"),
        nullable=False,
        server_default=text("'queued'"),
    ),
    Column("priority", Integer, nullable=False, server_default=text("0")),
    Column("queue_position", Integer, nullable=False),
    moment("started_at"),
    moment("finished_at"),
    Column("failure_reason", enum_of(FailureReason, "failure_reason_enum")),
    Column("failure_note", Text, nullable=False, server_default=text("''")),
    Column("completion_percentage", Integer),
    Column("units_good", Integer),
    within_shop("variant_id", "model_variants", "CASCADE"),
    within_shop("plate_id", "plates", "CASCADE"),
    set_null("printer_id", "printers"),
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

job_filament_usage: Final = tenant_table(
    "job_filament_usage",
    row_id(),
    owner_id(),
    Column("job_id", Uuid, nullable=False),
    Column("requirement_id", Uuid),
    Column("filament_id", Uuid),
    Column("spool_id", Uuid),
    Column("movement_id", BigInteger),
    grams("estimated_g"),
    grams("actual_g"),
    within_shop("job_id", "print_jobs", "CASCADE"),
    set_null("requirement_id", "filament_requirements"),
    set_null("filament_id", "filaments"),
    set_null("spool_id", "filament_inventory"),
    set_null("movement_id", "inventory_movements"),
    UniqueConstraint("movement_id"),
    Index("ix_job_filament_usage_job_id", "user_id", "job_id"),
    Index("ix_job_filament_usage_spool_id", "user_id", "spool_id"),
    Index("ix_job_filament_usage_filament_id", "user_id", "filament_id"),
    Index("ix_job_filament_usage_requirement_id", "user_id", "requirement_id"),
    stamps=("created_at",),
)
