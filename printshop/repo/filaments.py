"""The filaments of the shop."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from printshop.domain.filament import Filament, FilamentSort, Material, NewFilament
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.rows import AnyRow, contains
from printshop.repo.tables import filaments

_RENAMED: Final = {"material": "material_type", "low_stock_g": "low_stock_grams"}
_COLUMNS: Final = [filaments.c[_RENAMED.get(name, name)] for name in Filament.model_fields]
_ORDER: Final[dict[FilamentSort, Sequence[ColumnElement[Any]]]] = {
    FilamentSort.DEMAND: (filaments.c.demand_count.desc(), filaments.c.brand),
    FilamentSort.NAME: (filaments.c.brand, filaments.c.material_type, filaments.c.color_name),
    FilamentSort.CREATED: (filaments.c.created_at.desc(),),
}


class Filaments:
    """Filaments by id, by kind, by what the slicer calls them."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def list(
        self,
        *,
        material: Material | None = None,
        brand: str = "",
        search: str = "",
        sort: FilamentSort = FilamentSort.NAME,
    ) -> tuple[Filament, ...]:
        """The filaments that fit all that was asked."""
        query = select(*_COLUMNS).order_by(*_ORDER[sort], filaments.c.id)
        if material:
            query = query.where(filaments.c.material_type == material)
        if brand:
            query = query.where(filaments.c.brand == brand)
        for word in search.split():
            names = ("brand", "slicer_name", "color_name", "color_hex", "bambu_id")
            query = query.where(or_(*(contains(filaments.c[name], word) for name in names)))
        return tuple(_filament(row) for row in self._connection.execute(query))

    def count(self) -> int:
        """How many filaments the shop has."""
        return self._connection.scalar(select(func.count()).select_from(filaments)) or 0

    def get(self, filament_id: UUID) -> Filament:
        """One filament.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = select(*_COLUMNS).where(filaments.c.id == filament_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("filament", filament_id)
        return _filament(row)

    def find_kind(self, new: NewFilament) -> Filament | None:
        """The filament that a new one would be a double of."""
        query = select(*_COLUMNS).where(
            filaments.c.brand == new.brand,
            filaments.c.material_type == new.material,
            filaments.c.slicer_name == new.slicer_name,
            filaments.c.color_hex == new.color_hex,
        )
        row = self._connection.execute(query).one_or_none()
        return _filament(row) if row else None

    def add(self, new: NewFilament, *, is_demo: bool = False) -> Filament:
        """Add a filament.

        Raises:
            DuplicateError: brand, material, slicer's name and colour are there already.

        """
        values = {**_values(new), "user_id": self._user_id, "is_demo": is_demo}
        with translated():
            row = self._connection.execute(insert(filaments).values(values).returning(*_COLUMNS))
        return _filament(row.one())

    def update(self, filament_id: UUID, changes: NewFilament) -> Filament:
        """Replace what a person says of a filament.

        Raises:
            DuplicateError: another filament is of that kind already.
            NotFoundError: there is none of this id in the shop.

        """
        statement = (
            update(filaments)
            .where(filaments.c.id == filament_id)
            .values(_values(changes))
            .returning(*_COLUMNS)
        )
        with translated():
            row = self._connection.execute(statement).one_or_none()
        if row is None:
            raise NotFoundError("filament", filament_id)
        return _filament(row)


def _values(new: NewFilament) -> dict[str, Any]:
    return {_RENAMED.get(name, name): value for name, value in new.model_dump().items()}


def _filament(row: AnyRow) -> Filament:
    return Filament(**dict(zip(Filament.model_fields, row, strict=True)))
