"""The filaments of the shop."""

from collections.abc import Sequence
from decimal import Decimal
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


_SEARCHED: Final = (
    "brand",
    "slicer_name",
    "color_name",
    "color_hex",
    "bambu_id",
    "gtin",
    "maker_code",
)


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
        with_archived: bool = False,
    ) -> tuple[Filament, ...]:
        """The filaments that fit all that was asked; those put away only `with_archived`."""
        query = select(*_COLUMNS).order_by(*_ORDER[sort], filaments.c.id)
        if not with_archived:
            query = query.where(filaments.c.archived_at.is_(None))
        if material:
            query = query.where(filaments.c.material_type == material)
        if brand:
            query = query.where(filaments.c.brand == brand)
        for word in search.split():
            names = _SEARCHED
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

    def of_ids(self, filament_ids: Sequence[UUID]) -> tuple[Filament, ...]:
        """Those of these filaments that there are, put away and merged ones too."""
        query = select(*_COLUMNS).where(filaments.c.id.in_(filament_ids))
        return tuple(_filament(row) for row in self._connection.execute(query))

    def find_kind(self, new: NewFilament) -> Filament | None:
        """The filament that a new one would be a double of, archived ones too.

        Brand and kind are compared without regard to capitals.
        """
        query = select(*_COLUMNS).where(
            func.lower(filaments.c.brand) == new.brand.lower(),
            filaments.c.material_type == new.material,
            func.lower(filaments.c.slicer_name) == new.slicer_name.lower(),
            filaments.c.color_hex == new.color_hex,
            filaments.c.other_color_hexes == list(new.other_color_hexes),
            filaments.c.diameter_mm == new.diameter_mm,
        )
        row = self._connection.execute(query.order_by(filaments.c.archived_at.desc())).first()
        return _filament(row) if row else None

    def tares_of_brand(self, brand: str) -> tuple[Decimal, ...]:
        """The weights of empty reels that the shop's filaments of a brand have, one each."""
        query = select(filaments.c.tare_g).where(
            func.lower(filaments.c.brand) == brand.lower(), filaments.c.tare_g.is_not(None)
        )
        return tuple(self._connection.scalars(query))

    def lock(self, filament_ids: Sequence[UUID]) -> tuple[Filament, ...]:
        """These filaments, locked until the transaction ends, always in the same order.

        Whoever locks filaments and spools locks the filaments first.

        Raises:
            NotFoundError: one of them is not in the shop.

        """
        query = select(*_COLUMNS).where(filaments.c.id.in_(filament_ids))
        rows = self._connection.execute(
            query.order_by(filaments.c.id).with_for_update(key_share=True)
        )
        found = tuple(_filament(row) for row in rows)
        missing = set(filament_ids) - {filament.id for filament in found}
        if missing:
            raise NotFoundError("filament", min(missing))
        return found

    def stand_ins(self) -> dict[UUID, UUID | None]:
        """What is meant by each filament that was put away: its heir, or nothing any more."""
        query = select(filaments.c.id, filaments.c.merged_into_id).where(
            filaments.c.archived_at.is_not(None)
        )
        heirs = {row[0]: row[1] for row in self._connection.execute(query)}
        found = {}
        for filament_id in heirs:
            heir, seen = filament_id, {filament_id}
            while heir is not None and heir in heirs:
                heir = heirs[heir]
                # A circle cannot come about by merging; a restored backup may hold anything.
                heir = None if heir in seen else heir
                seen.add(heir or filament_id)
            found[filament_id] = heir
        return found

    def archive(self, filament_id: UUID, *, merged_into_id: UUID | None = None) -> None:
        """Put a filament away; it keeps its history and its name."""
        self._set(filament_id, archived_at=func.now(), merged_into_id=merged_into_id)

    def restore(self, filament_id: UUID) -> None:
        """Take a filament out again."""
        self._set(filament_id, archived_at=None, merged_into_id=None)

    def set_average_cost(self, filament_id: UUID, cost_per_gram: Decimal) -> None:
        """Note the moving weighted average over a filament's purchases."""
        self._set(filament_id, average_cost_per_gram=cost_per_gram)

    def _set(self, filament_id: UUID, **values: object) -> None:
        with translated():
            self._connection.execute(
                update(filaments).where(filaments.c.id == filament_id).values(values)
            )

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
    return {_RENAMED.get(name, name): _plain(value) for name, value in new.model_dump().items()}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _filament(row: AnyRow) -> Filament:
    return Filament(**dict(zip(Filament.model_fields, row, strict=True)))
