"""The makers' filaments that a shop took in, and the shop's own that were made from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from printshop.domain.filament import Filament
from printshop.domain.known_filaments import KnownFilament, MakersFilament, Wish
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.filaments import Filaments
from printshop.repo.rows import AnyRow, contains, driver_of
from printshop.repo.tables import filaments
from printshop.repo.tables import known_filaments as known

_RENAMED: Final = {"material": "material_type"}
_COLUMNS: Final = [known.c[_RENAMED.get(name, name)] for name in KnownFilament.model_fields]
# One statement of so many rows is some megabytes of JSON.
_AT_ONCE: Final = 2_000
_DERIVED: Final = ("content_hash", "lab_l", "lab_a", "lab_b")
_WRITTEN: Final = (
    *(_RENAMED.get(name, name) for name in MakersFilament.model_fields),
    *_DERIVED,
)
# Setting them, too, would lock each row against all that point to it.
_KEY: Final = ("source", "source_key")
_UPSERT: Final = f"""
    INSERT INTO known_filaments AS k (user_id, {", ".join(_WRITTEN)})
    SELECT %(user_id)s, {", ".join(f"r.{name}" for name in _WRITTEN)}
      FROM jsonb_populate_recordset(NULL::known_filaments, %(rows)s::jsonb) r
    ON CONFLICT (user_id, source, source_key) DO UPDATE
       SET {", ".join(f"{name} = excluded.{name}" for name in _WRITTEN if name not in _KEY)},
           taken_in_at = now(), gone_at = NULL
"""  # noqa: S608 - the names of our own columns
_LAB: Final = ("lab_l", "lab_a", "lab_b")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHash:
    """What is known of a row without reading it: the hash of its content, and if it is gone."""

    content_hash: str
    brand: str
    is_gone: bool


class KnownFilaments:
    """The makers' filaments by id, by barcode, by words and by colour."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def hold(self, source: str) -> None:
        """Let nobody else take in the same data set until the transaction ends."""
        key = f"{self._user_id}:known:{source}"
        self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))

    def hashes(self, source: str) -> dict[str, StoredHash]:
        """What is stored of a data set, by the data set's own keys."""
        query = select(
            known.c.source_key, known.c.content_hash, known.c.brand, known.c.gone_at.is_not(None)
        ).where(known.c.source == source)
        return {
            key: StoredHash(content_hash=digest, brand=brand, is_gone=is_gone)
            for key, digest, brand, is_gone in self._connection.execute(query)
        }

    def put(self, rows: Sequence[tuple[MakersFilament, Mapping[str, object]]]) -> None:
        """Add filaments, or replace what is stored under their source and key.

        Args:
            rows: each with its content_hash, lab_l, lab_a and lab_b.

        """
        driver = driver_of(self._connection)
        for some in _in_parts(rows):
            payload = orjson.dumps([_written(filament, more) for filament, more in some])
            with translated():
                driver.execute(
                    _UPSERT.encode(),
                    {"user_id": self._user_id, "rows": payload.decode()},
                    prepare=False,
                )

    def mark_gone(self, source: str, keys: Sequence[str]) -> None:
        """Note that a newer data set no longer has them."""
        for some in _in_parts(keys):
            self._connection.execute(
                update(known)
                .where(known.c.source == source, known.c.source_key.in_(some))
                .values(gone_at=func.now())
            )

    def get(self, known_id: UUID) -> KnownFilament:
        """One filament.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = select(*_COLUMNS).where(known.c.id == known_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("maker's filament", known_id)
        return _known(row)

    def of_gtin(self, spellings: Sequence[str]) -> tuple[KnownFilament, ...]:
        """Those with one of these barcodes; wrong ones and those gone never match."""
        query = select(*_COLUMNS).where(
            known.c.gtin.in_(spellings), known.c.gtin_is_valid, known.c.gone_at.is_(None)
        )
        rows = self._connection.execute(query.order_by(known.c.brand, known.c.net_g, known.c.id))
        return tuple(_known(row) for row in rows)

    def search(
        self, wish: Wish, *, limit: int, offset: int
    ) -> tuple[tuple[KnownFilament, ...], int]:
        """A page of what fits, by name, and how many fit in all."""
        fits = _fits(wish)
        order = [known.c[name] for name in ("brand", "line", "color_name", "net_g", "id")]
        query = select(*_COLUMNS).where(fits).order_by(*order).limit(limit).offset(offset)
        total = self._connection.scalar(select(func.count()).select_from(known).where(fits)) or 0
        return tuple(_known(row) for row in self._connection.execute(query)), total

    def shades(self, wish: Wish) -> tuple[tuple[str, tuple[float, float, float], int], ...]:
        """The first colours of what fits: each as hex and in CIE Lab, and how many have it."""
        color = [known.c.color_hex, *(known.c[name] for name in _LAB)]
        query = select(*color, func.count()).where(_fits(wish)).group_by(*color)
        rows = self._connection.execute(query.order_by(known.c.color_hex))
        return tuple((row[0], (row[1], row[2], row[3]), row[4]) for row in rows)

    def of_shades(self, wish: Wish, color_hexes: Sequence[str]) -> tuple[KnownFilament, ...]:
        """What fits and has one of these as its first colour, by name."""
        fits = (_fits(wish), known.c.color_hex.in_(color_hexes))
        order = [known.c[name] for name in ("brand", "line", "color_name", "net_g", "id")]
        query = select(*_COLUMNS).where(*fits).order_by(*order)
        return tuple(_known(row) for row in self._connection.execute(query))

    def brands(self) -> tuple[str, ...]:
        """All brands there are, by name."""
        query = select(known.c.brand).where(known.c.gone_at.is_(None)).distinct()
        return tuple(sorted(self._connection.scalars(query), key=str.casefold))

    def sources(self) -> tuple[tuple[str, int, Any], ...]:
        """Each data set: its name, how many filaments are of it, when it was last taken in."""
        query = (
            select(known.c.source, func.count(), func.max(known.c.taken_in_at))
            .where(known.c.gone_at.is_(None))
            .group_by(known.c.source)
            .order_by(known.c.source)
        )
        return tuple((row[0], row[1], row[2]) for row in self._connection.execute(query))

    def link(self, filament_id: UUID, known_id: UUID, known_values: Mapping[str, object]) -> None:
        """Note which maker's filament one of the shop was made from, and what that said."""
        with translated():
            self._connection.execute(
                update(filaments)
                .where(filaments.c.id == filament_id)
                .values(known_filament_id=known_id, known_values=dict(known_values))
            )

    def known_values(self, filament_id: UUID) -> dict[str, Any]:
        """What the maker last said of a filament of the shop."""
        query = select(filaments.c.known_values).where(filaments.c.id == filament_id)
        return dict(self._connection.scalar(query) or {})

    def made_filaments(
        self, *, lock: bool = True
    ) -> tuple[tuple[Filament, KnownFilament, dict[str, Any]], ...]:
        """The shop's filaments that were made from a maker's: it, whose, what was said of it.

        Those put away are left out. With `lock` they are held until the transaction ends.
        """
        query = select(filaments.c.id, filaments.c.known_filament_id, filaments.c.known_values)
        query = query.where(
            filaments.c.known_filament_id.is_not(None), filaments.c.archived_at.is_(None)
        )
        if lock:
            # As filaments are locked elsewhere: what only points to one need not wait.
            query = query.order_by(filaments.c.id).with_for_update(key_share=True)
        linked = {row[0]: (row[1], row[2]) for row in self._connection.execute(query)}
        if not linked:
            return ()
        of_shop = Filaments(self._connection, self._user_id).list()
        known_ids = {known_id for known_id, _ in linked.values()}
        rows = self._connection.execute(select(*_COLUMNS).where(known.c.id.in_(known_ids)))
        of_id = {row.id: _known(row) for row in rows}
        return tuple(
            (filament, of_id[linked[filament.id][0]], linked[filament.id][1])
            for filament in of_shop
            if filament.id in linked
        )

    def made_from(self, known_ids: Sequence[UUID]) -> dict[UUID, UUID]:
        """Maker's filament → the shop's filament that was made from it."""
        query = select(filaments.c.known_filament_id, filaments.c.id).where(
            filaments.c.known_filament_id.in_(known_ids)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}


_SEARCHED: Final = ("brand", "line", "color_name", "maker_code", "gtin", "bambu_id")


def _fits(wish: Wish) -> ColumnElement[bool]:
    names = func.concat_ws(" ", *(known.c[name] for name in _SEARCHED))
    asked = [known.c.gone_at.is_(None), *(contains(names, word) for word in wish.words.split())]
    if wish.material:
        asked.append(known.c.material_type == wish.material)
    if wish.brand:
        asked.append(known.c.brand == wish.brand)
    return and_(*asked)


def _written(filament: MakersFilament, more: Mapping[str, object]) -> dict[str, Any]:
    values = filament.model_dump(mode="json")
    return {_RENAMED.get(name, name): value for name, value in values.items()} | dict(more)


def _in_parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))


def _known(row: AnyRow) -> KnownFilament:
    return KnownFilament(**dict(zip(KnownFilament.model_fields, row, strict=True)))
