"""Plates of variants, and what each of them requires."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    case,
    func,
    insert,
    null,
    select,
    update,
)

from printshop.domain.catalog import GramSource, NewPlate, NewRequirement, Plate, Requirement
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.rows import AnySelect
from printshop.repo.tables import filament_requirements as requirements
from printshop.repo.tables import filaments, plates
from printshop.repo.tables import model_variants as variants

_PLATE: Final = {"index": "plate_index"}
_REQUIREMENT: Final = {
    "model_g": "usage_model_g",
    "waste_g": "usage_waste_g",
    "purge_g": "usage_purge_g",
    "support_g": "usage_support_g",
}
_PLATE_FIELDS: Final = [name for name in Plate.model_fields if name != "requirements"]
_PLATE_COLUMNS: Final = [plates.c[_PLATE.get(name, name)] for name in _PLATE_FIELDS]
_REQUIREMENT_COLUMNS: Final = [
    requirements.c[_REQUIREMENT.get(name, name)] for name in Requirement.model_fields
]

used_g: Final = (
    requirements.c.usage_model_g
    + func.coalesce(requirements.c.usage_waste_g, 0)
    + func.coalesce(requirements.c.usage_purge_g, 0)
)


class Plates:
    """Plates by id, by variant; their requirements and their numbers."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def by_ids(self, plate_ids: Sequence[UUID]) -> dict[UUID, Plate]:
        """These plates with their requirements."""
        query = select(*_PLATE_COLUMNS).where(plates.c.id.in_(plate_ids))
        return {plate.id: plate for plate in self._list(query)}

    def of_variants(self, variant_ids: Sequence[UUID]) -> dict[UUID, tuple[Plate, ...]]:
        """The plates of these variants in the order of their files, by variant."""
        if not variant_ids:
            return {}
        found: dict[UUID, list[Plate]] = defaultdict(list)
        query = select(*_PLATE_COLUMNS).where(plates.c.variant_id.in_(variant_ids))
        for plate in self._list(query):
            found[plate.variant_id].append(plate)
        return {variant_id: tuple(of_variant) for variant_id, of_variant in found.items()}

    def lock_filaments(self, new: Sequence[NewPlate]) -> None:
        """Take the locks that counting the demand will take, always in the same order.

        Two uploads of the same filaments then wait for each other and never deadlock.
        """
        self._lock_filaments({need.filament_id for plate in new for need in plate.requirements})

    def _lock_filaments(self, named: Collection[UUID | None]) -> None:
        self._connection.execute(
            select(filaments.c.id)
            .where(filaments.c.id.in_(named))
            .order_by(filaments.c.id)
            .with_for_update(key_share=True)
        )

    def add(self, variant_id: UUID, new: Sequence[NewPlate]) -> None:
        """Add a variant's plates with their requirements."""
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

    def lock_matched(self, matches: Mapping[UUID, UUID | None]) -> None:
        """Lock the filaments of requirements, those of now and those that are to be.

        Before the plates: a merge locks them in that order too.
        """
        query = select(requirements.c.filament_id).where(requirements.c.id.in_(matches))
        named = {*self._connection.scalars(query), *matches.values()} - {None}
        self._lock_filaments(named)

    def match(self, plate_id: UUID, requirement_id: UUID, filament_id: UUID | None) -> None:
        """Say which filament of the shop a requirement of a plate means.

        Raises:
            NotFoundError: there is no such requirement or filament in the shop.

        """
        lock_plates(self._connection, plates.c.id == plate_id)
        statement = (
            update(requirements)
            .where(requirements.c.id == requirement_id, requirements.c.plate_id == plate_id)
            .values(filament_id=filament_id)
        )
        with translated():
            if self._connection.execute(statement).rowcount == 0:
                raise NotFoundError("requirement", requirement_id)

    def assign_filament(
        self, from_id: UUID, to_id: UUID, *, only: Sequence[UUID] | None = None
    ) -> tuple[UUID, ...]:
        """Let another filament fulfil what one does, on every plate.

        Args:
            from_id: the filament that does now.
            to_id: the one that shall.
            only: these requirements; all without it.

        Returns:
            The requirements that changed.

        """
        which = requirements.c.filament_id == from_id
        if only is not None:
            which &= requirements.c.id.in_(only)
        lock_plates(self._connection, plates.c.id.in_(select(requirements.c.plate_id).where(which)))
        statement = (
            update(requirements).where(which).values(filament_id=to_id).returning(requirements.c.id)
        )
        with translated():
            return tuple(self._connection.scalars(statement))

    def set_numbers(
        self, plate_id: UUID, *, print_time_s: int | None, grams: dict[int, Decimal]
    ) -> None:
        """Set a plate's time and grams (by filament index) as a person says them.

        The plate weighs what its filaments weigh together, unknown while one is.

        Raises:
            NotFoundError: there is no such plate, or it has no such filament index.

        """
        lock_plates(self._connection, plates.c.id == plate_id)
        for index, grams_said in grams.items():
            changed = self._connection.execute(
                update(requirements)
                .where(requirements.c.plate_id == plate_id, requirements.c.filament_index == index)
                .values(
                    usage_model_g=grams_said,
                    usage_waste_g=0,
                    usage_purge_g=0,
                    usage_support_g=null(),
                    split_known=False,
                    source=GramSource.MANUAL,
                )
            )
            if changed.rowcount == 0:
                raise NotFoundError("filament position", index)
        variant_id = self._connection.scalar(
            update(plates)
            .where(plates.c.id == plate_id)
            .values(print_time_s=print_time_s, weight_g=_weight_g(plate_id))
            .returning(plates.c.variant_id)
        )
        if variant_id is None:
            raise NotFoundError("plate", plate_id)
        stored = self.of_variants([variant_id])[variant_id]
        self._connection.execute(
            update(variants)
            .where(variants.c.id == variant_id)
            .values(print_duration_s=print_duration_s(stored))
        )

    def _list(self, query: AnySelect) -> tuple[Plate, ...]:
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


def lock_plates(connection: Connection, which: ColumnElement[bool]) -> None:
    """Lock plates before what hangs on them, always in the same order.

    A person who says the grams of a plate and the worker that tells them apart then
    wait for each other and never deadlock.
    """
    connection.execute(
        select(plates.c.id).where(which).order_by(plates.c.id).with_for_update(key_share=True)
    )


def _weight_g(plate_id: UUID) -> ScalarSelect[Decimal | None]:
    """What a plate's filaments weigh together, unknown while one is."""
    used_g_of_all = func.sum(used_g)
    is_known = func.bool_and(requirements.c.usage_model_g.is_not(None))
    total = select(case((is_known, used_g_of_all))).where(requirements.c.plate_id == plate_id)
    return total.scalar_subquery()


def _values(need: NewRequirement) -> dict[str, Any]:
    return {name: getattr(need, name) for name in NewRequirement.model_fields}


def _renamed(values: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {names.get(name, name): value for name, value in values.items()}


def print_duration_s(of: Sequence[NewPlate]) -> int | None:
    """All plates printed once, seconds; None where one is unknown."""
    times = [plate.print_time_s for plate in of]
    return None if None in times else sum(time for time in times if time is not None)
