"""What the shop has already of many files at once: by content, by file name, by title."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, exists, func, select, union

from printshop.domain.catalog import GramSource
from printshop.repo.tables import filament_requirements, files, models, plates
from printshop.repo.tables import model_variants as variants

_PROJECTS: Final = files.alias("projects")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVersion:
    """A version in a line, with its model; of a model without versions only the model.

    is_sliced: its grams stand in its file, and were not said by a person.
    """

    model_id: UUID
    model_name: str
    model_created_at: datetime
    is_archived: bool
    variant_id: UUID | None
    variant_name: str | None
    version: int | None
    created_at: datetime | None
    is_sliced: bool
    source_file_id: UUID | None
    project_file_id: UUID | None
    file_name: str | None
    sha256: str | None
    project_sha256: str | None

    @property
    def label(self) -> str:
        """Name and version as people say them."""
        return f"{self.variant_name} v{self.version}"


# What the slicer wrote is a large JSON, which takes 10 ms to look into for some versions.
_IS_SLICED: Final = exists().where(
    plates.c.variant_id == variants.c.id,
    filament_requirements.c.plate_id == plates.c.id,
    filament_requirements.c.source != GramSource.MANUAL,
)
_COLUMNS: Final = (
    models.c.id.label("model_id"),
    models.c.name.label("model_name"),
    models.c.created_at.label("model_created_at"),
    models.c.archived_at.is_not(None).label("is_archived"),
    variants.c.id.label("variant_id"),
    variants.c.name.label("variant_name"),
    variants.c.version,
    variants.c.created_at,
    _IS_SLICED.label("is_sliced"),
    variants.c.source_file_id,
    variants.c.project_file_id,
    files.c.name.label("file_name"),
    files.c.sha256,
    _PROJECTS.c.sha256.label("project_sha256"),
)
_JOINED: Final = (
    models.outerjoin(variants, variants.c.model_id == models.c.id)
    .outerjoin(files, files.c.id == variants.c.source_file_id)
    .outerjoin(_PROJECTS, _PROJECTS.c.id == variants.c.project_file_id)
)


class Versions:
    """Versions in a line each, for lists that compare many files with the shop."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def like(
        self,
        *,
        contents: Collection[str] = (),
        file_names: Collection[str] = (),
        titles: Collection[str] = (),
        variant_ids: Collection[UUID] = (),
        model_ids: Collection[UUID] = (),
    ) -> tuple[KnownVersion, ...]:
        """All versions of every model that any of this points to, newest version first.

        Args:
            contents: SHA-256 of source files, or of projects kept beside them.
            file_names: of source files.
            titles: names of models, in any case of letters.
            variant_ids: versions.
            model_ids: models.

        """
        # From each thing that points to its models: joined with all of them first, every
        # version would be looked at for every model.
        made_of = variants.join(files, files.c.id == variants.c.source_file_id)
        beside = variants.join(files, files.c.id == variants.c.project_file_id)
        of_version = select(variants.c.model_id)
        lowered = {title.lower() for title in titles}
        pointed_to = union(
            of_version.select_from(made_of).where(files.c.sha256.in_(contents)),
            of_version.select_from(made_of).where(files.c.name.in_(file_names)),
            of_version.select_from(beside).where(files.c.sha256.in_(contents)),
            of_version.where(variants.c.id.in_(variant_ids)),
            select(models.c.id).where(func.lower(models.c.name).in_(lowered)),
            select(models.c.id).where(models.c.id.in_(model_ids)),
        )
        wanted = tuple(self._connection.scalars(pointed_to))
        if not wanted:
            return ()
        query = (
            select(*_COLUMNS)
            .select_from(_JOINED)
            .where(models.c.id.in_(wanted))
            .order_by(models.c.created_at.desc(), models.c.id, variants.c.version.desc())
        )
        rows = self._connection.execute(query).mappings()
        return tuple(KnownVersion(**row) for row in rows)
