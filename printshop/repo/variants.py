"""Variants of models: versions, their plates and what the plates require."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, case, func, insert, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from printshop.domain.catalog import (
    GramSource,
    NewPlate,
    NewRequirement,
    NewVariant,
    Plate,
    Requirement,
    Variant,
    VariantFacts,
    VariantUpdate,
)
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.rows import AnySelect
from printshop.repo.tables import filament_requirements as requirements
from printshop.repo.tables import filaments, files, models, plates
from printshop.repo.tables import model_variants as variants

_PLATE: Final = {"index": "plate_index"}
_REQUIREMENT: Final = {
    "model_g": "usage_model_g",
    "waste_g": "usage_waste_g",
    "purge_g": "usage_purge_g",
}
_VARIANT_FIELDS: Final = [name for name in Variant.model_fields if name != "plates"]
_PLATE_FIELDS: Final = [name for name in Plate.model_fields if name != "requirements"]
_VARIANT_COLUMNS: Final = [variants.c[name] for name in _VARIANT_FIELDS]
_PLATE_COLUMNS: Final = [plates.c[_PLATE.get(name, name)] for name in _PLATE_FIELDS]
_REQUIREMENT_COLUMNS: Final = [
    requirements.c[_REQUIREMENT.get(name, name)] for name in Requirement.model_fields
]


class Variants:
    """Variants by id, by model, by file."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

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
            "print_duration_s": _duration(new.plates),
        }
        with translated():
            self._lock_filaments(new.plates)
            statement = insert(variants).values(values).returning(variants.c.id)
            variant_id = self._connection.scalars(statement).one()
            self._add_plates(variant_id, new.plates)
        return self.get(variant_id)

    def update(self, variant_id: UUID, changes: VariantUpdate) -> Variant:
        """Change what a person may change of a variant."""
        statement = update(variants).where(variants.c.id == variant_id)
        with translated():
            self._connection.execute(statement.values(changes.model_dump()))
        return self.get(variant_id)

    def match(self, plate_id: UUID, requirement_id: UUID, filament_id: UUID | None) -> None:
        """Say which filament of the shop a requirement of a plate means.

        Raises:
            NotFoundError: there is no such requirement or filament in the shop.

        """
        statement = (
            update(requirements)
            .where(requirements.c.id == requirement_id, requirements.c.plate_id == plate_id)
            .values(filament_id=filament_id)
        )
        with translated():
            if self._connection.execute(statement).rowcount == 0:
                raise NotFoundError("requirement", requirement_id)

    def plates_by_ids(self, plate_ids: Sequence[UUID]) -> dict[UUID, Plate]:
        """These plates with their requirements."""
        query = select(*_PLATE_COLUMNS).where(plates.c.id.in_(plate_ids))
        return {plate.id: plate for plate in self._plates(query)}

    def set_numbers(
        self, plate_id: UUID, *, print_time_s: int | None, grams: dict[int, Decimal]
    ) -> None:
        """Set a plate's time and grams (by filament index) as a person says them.

        The plate weighs what its filaments weigh together, unknown while one is.

        Raises:
            NotFoundError: there is no such plate, or it has no such filament index.

        """
        for index, used_g in grams.items():
            changed = self._connection.execute(
                update(requirements)
                .where(requirements.c.plate_id == plate_id, requirements.c.filament_index == index)
                .values(
                    usage_model_g=used_g,
                    usage_waste_g=0,
                    usage_purge_g=0,
                    split_known=False,
                    source=GramSource.MANUAL,
                )
            )
            if changed.rowcount == 0:
                raise NotFoundError("filament position", index)
        used_g_of_all = func.sum(
            requirements.c.usage_model_g
            + func.coalesce(requirements.c.usage_waste_g, 0)
            + func.coalesce(requirements.c.usage_purge_g, 0)
        )
        is_known = func.bool_and(requirements.c.usage_model_g.is_not(None))
        total = select(case((is_known, used_g_of_all))).where(requirements.c.plate_id == plate_id)
        variant_id = self._connection.scalar(
            update(plates)
            .where(plates.c.id == plate_id)
            .values(print_time_s=print_time_s, weight_g=total.scalar_subquery())
            .returning(plates.c.variant_id)
        )
        if variant_id is None:
            raise NotFoundError("plate", plate_id)
        stored = self.get(variant_id).plates
        self._connection.execute(
            update(variants)
            .where(variants.c.id == variant_id)
            .values(print_duration_s=_duration(stored))
        )

    def _lock_filaments(self, new: Sequence[NewPlate]) -> None:
        """Take the locks that counting the demand will take, always in the same order.

        Two uploads of the same filaments then wait for each other and never deadlock.
        """
        named = {need.filament_id for plate in new for need in plate.requirements}
        self._connection.execute(
            select(filaments.c.id)
            .where(filaments.c.id.in_(named))
            .order_by(filaments.c.id)
            .with_for_update(key_share=True)
        )

    def _add_plates(self, variant_id: UUID, new: Sequence[NewPlate]) -> None:
        owner = {"user_id": self._user_id}
        plate_rows, requirement_rows = [], []
        for plate in new:
            plate_id = uuid4()
            values = plate.model_dump(exclude={"requirements"})
            plate_rows.append(
                _renamed(values, _PLATE) | owner | {"id": plate_id, "variant_id": variant_id}
            )
            requirement_rows += [
                _renamed(_values(need), _REQUIREMENT) | owner | {"plate_id": plate_id}
                for need in plate.requirements
            ]
        self._connection.execute(insert(plates), plate_rows)
        if requirement_rows:
            self._connection.execute(insert(requirements), requirement_rows)

    def _list(self, query: AnySelect) -> tuple[Variant, ...]:
        rows = self._connection.execute(query).all()
        by_variant: dict[UUID, list[Plate]] = defaultdict(list)
        wanted = select(*_PLATE_COLUMNS).where(plates.c.variant_id.in_([row.id for row in rows]))
        for plate in self._plates(wanted) if rows else ():
            by_variant[plate.variant_id].append(plate)
        return tuple(
            Variant(
                **dict(zip(_VARIANT_FIELDS, row, strict=True)), plates=tuple(by_variant[row.id])
            )
            for row in rows
        )

    def _plates(self, query: AnySelect) -> tuple[Plate, ...]:
        rows = self._connection.execute(query.order_by(plates.c.plate_index)).all()
        needs: dict[UUID, list[Requirement]] = defaultdict(list)
        wanted = (
            select(*_REQUIREMENT_COLUMNS)
            .where(requirements.c.plate_id.in_([row.id for row in rows]))
            .order_by(requirements.c.filament_index)
        )
        for row in self._connection.execute(wanted) if rows else ():
            need = Requirement(**dict(zip(Requirement.model_fields, row, strict=True)))
            needs[need.plate_id].append(need)
        return tuple(
            Plate(**dict(zip(_PLATE_FIELDS, row, strict=True)), requirements=tuple(needs[row.id]))
            for row in rows
        )


def _select() -> AnySelect:
    return select(*_VARIANT_COLUMNS)


def _values(need: NewRequirement) -> dict[str, Any]:
    return {name: getattr(need, name) for name in NewRequirement.model_fields}


def _renamed(values: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in values.items()}


def _duration(of: Sequence[NewPlate]) -> int | None:
    """All plates printed once, seconds; None where one is unknown."""
    times = [plate.print_time_s for plate in of]
    return None if None in times else sum(time for time in times if time is not None)
