"""Variants of models: their versions, each with its plates."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from printshop.domain.catalog import NewVariant, Variant, VariantFacts, VariantUpdate
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.plates import Plates, print_duration_s
from printshop.repo.rows import AnySelect
from printshop.repo.tables import files, models
from printshop.repo.tables import model_variants as variants

_VARIANT_FIELDS: Final = [name for name in Variant.model_fields if name != "plates"]
_VARIANT_COLUMNS: Final = [variants.c[name] for name in _VARIANT_FIELDS]


class Variants:
    """Variants by id, by model, by file."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id
        self._plates = Plates(connection, user_id)

    def get(self, variant_id: UUID) -> Variant:
        """One variant with its plates.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        found = self.by_ids([variant_id])
        if variant_id not in found:
            raise NotFoundError("variant", variant_id)
        return found[variant_id]

    def by_ids(self, variant_ids: Sequence[UUID]) -> dict[UUID, Variant]:
        """These variants with their plates."""
        query = _select().where(variants.c.id.in_(variant_ids))
        return {variant.id: variant for variant in self._list(query)}

    def of_model(self, model_id: UUID) -> tuple[Variant, ...]:
        """All variants of a model, newest version first."""
        query = _select().where(variants.c.model_id == model_id)
        return self._list(query.order_by(variants.c.version.desc()))

    def newest_of(self, model_ids: Sequence[UUID]) -> dict[UUID, Variant]:
        """The newest version of each of these models, by model id."""
        query = (
            _select()
            .ext(distinct_on(variants.c.model_id))
            .where(variants.c.model_id.in_(model_ids))
            .order_by(variants.c.model_id, variants.c.version.desc())
        )
        return {variant.model_id: variant for variant in self._list(query)}

    def of_file(self, file_id: UUID) -> Variant | None:
        """The variant that was made from this file."""
        found = self._list(_select().where(variants.c.source_file_id == file_id))
        return found[0] if found else None

    def of_content(self, sha256: str) -> Variant | None:
        """The variant that was made from a file of these bytes."""
        query = _select().join(files, files.c.id == variants.c.source_file_id)
        found = self._list(query.where(files.c.sha256 == sha256))
        return found[0] if found else None

    def of_file_name(self, name: str) -> Variant | None:
        """The newest variant that was made from a file of this name."""
        query = _select().join(files, files.c.id == variants.c.source_file_id)
        query = query.where(files.c.name == name).order_by(variants.c.created_at.desc())
        found = self._list(query.limit(1))
        return found[0] if found else None

    def metadata(self, variant_id: UUID) -> dict[str, Any]:
        """What the slicer wrote of this variant, as it was stored."""
        query = select(variants.c.bambu_metadata).where(variants.c.id == variant_id)
        return self._connection.scalar(query) or {}

    def set_metadata(self, variant_id: UUID, metadata: Mapping[str, Any]) -> None:
        """Replace what the slicer wrote of this variant, as it is now understood."""
        statement = update(variants).where(variants.c.id == variant_id)
        self._connection.execute(statement.values(bambu_metadata=metadata))

    def add(self, model_id: UUID, new: NewVariant) -> Variant:
        """Add the next version of a model.

        Raises:
            DuplicateError: another variant was made from the same file already.
            NotFoundError: there is no such model, file or filament in the shop.

        """
        # The model's row lock makes two browsers take two different version numbers.
        locked = select(models.c.id).where(models.c.id == model_id).with_for_update()
        if self._connection.scalar(locked) is None:
            raise NotFoundError("model", model_id)
        newest = self._connection.execute(
            select(variants.c.id, variants.c.version)
            .where(variants.c.model_id == model_id)
            .order_by(variants.c.version.desc())
            .limit(1)
        ).one_or_none()
        values = {name: getattr(new, name) for name in VariantFacts.model_fields}
        values |= {
            "user_id": self._user_id,
            "model_id": model_id,
            "version": newest.version + 1 if newest else 1,
            "previous_variant_id": newest.id if newest else None,
            "bambu_metadata": new.bambu_metadata,
            "print_duration_s": print_duration_s(new.plates),
        }
        with translated():
            self._plates.lock_filaments(new.plates)
            statement = insert(variants).values(values).returning(variants.c.id)
            variant_id = self._connection.scalars(statement).one()
            self._plates.add(variant_id, new.plates)
        return self.get(variant_id)

    def update(self, variant_id: UUID, changes: VariantUpdate) -> Variant:
        """Change what a person may change of a variant."""
        statement = update(variants).where(variants.c.id == variant_id)
        with translated():
            # The model first, as where it goes with its versions; jobs that are queued at this
            # moment hold it too, so that the search has each of them under the new name.
            model = select(variants.c.model_id).where(variants.c.id == variant_id)
            self._connection.execute(
                select(models.c.id)
                .where(models.c.id == model.scalar_subquery())
                .with_for_update(key_share=True)
            )
            self._connection.execute(statement.values(changes.model_dump()))
        return self.get(variant_id)

    def keep_project(self, variant_id: UUID, file_id: UUID) -> None:
        """Keep a stored file beside a version, as the project it was sliced from."""
        statement = update(variants).where(variants.c.id == variant_id)
        with translated():
            self._connection.execute(statement.values(project_file_id=file_id))

    def _list(self, query: AnySelect) -> tuple[Variant, ...]:
        rows = self._connection.execute(query).all()
        of_variants = self._plates.of_variants([row.id for row in rows])
        return tuple(
            Variant(
                **dict(zip(_VARIANT_FIELDS, row, strict=True)),
                plates=of_variants.get(row.id, ()),
            )
            for row in rows
        )


def _select() -> AnySelect:
    return select(*_VARIANT_COLUMNS)
