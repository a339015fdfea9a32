"""Finding a maker's filament: by words, by its barcode, by a colour that is near."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.gtin import is_gtin
from printshop.domain.known_filaments import KnownFilament, Wish
from printshop.services.colors import distance, lab_of
from printshop.services.shop import Shop

PAGE_ROWS: Final = 50
# So many are the nearest by Lab; CIEDE2000, which is nearer to the eye, sorts those.
_NEAR: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A data set that was taken in."""

    source: str
    n_filaments: int
    taken_in_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A page of what was found.

    distances: CIEDE2000 to the colour that was asked for, one for each; empty without one.
    n_found: how many fit in all; of near colours no more than are looked at.
    """

    filaments: tuple[KnownFilament, ...]
    distances: tuple[float, ...] = ()
    n_found: int


def data_sets(shop: Shop) -> tuple[DataSet, ...]:
    """Which data sets the shop took in, and when."""
    with shop.unit_of_work() as uow:
        return tuple(
            DataSet(source=source, n_filaments=n_filaments, taken_in_at=taken_in_at)
            for source, n_filaments, taken_in_at in uow.known_filaments.sources()
        )


def brands(shop: Shop) -> tuple[str, ...]:
    """The brands of all makers' filaments, by name."""
    with shop.unit_of_work() as uow:
        return uow.known_filaments.brands()


def search(shop: Shop, wish: Wish, *, page: int = 0) -> FoundPage:
    """A page of the filaments in which all words are found, by name; the first page is 0."""
    with shop.snapshot() as uow:
        filaments, n_found = uow.known_filaments.search(
            wish, limit=PAGE_ROWS, offset=page * PAGE_ROWS
        )
    return FoundPage(filaments=filaments, n_found=n_found)


def nearest(shop: Shop, wish: Wish, color_hex: str, *, page: int = 0) -> FoundPage:
    """A page of the filaments whose first colour is nearest to a #RRGGBB colour."""
    with shop.unit_of_work() as uow:
        near = uow.known_filaments.nearest(wish, lab_of(color_hex), limit=_NEAR)
    by_eye = sorted(
        ((distance(color_hex, filament.color_hex), filament) for filament in near),
        key=lambda pair: pair[0],
    )
    some = by_eye[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
    return FoundPage(
        filaments=tuple(filament for _, filament in some),
        distances=tuple(away for away, _ in some),
        n_found=len(by_eye),
    )


def of_barcode(shop: Shop, scanned: str) -> tuple[KnownFilament, ...]:
    """The filaments with exactly this barcode; none where it is no whole barcode."""
    digits = scanned.strip()
    if not is_gtin(digits):
        return ()
    bare = digits.lstrip("0")
    # The same number is written with more or fewer zeros in front.
    spellings = [bare.zfill(n) for n in (8, 12, 13, 14) if len(bare) <= n]
    with shop.unit_of_work() as uow:
        return uow.known_filaments.of_gtin(spellings)


def known_by_id(shop: Shop, known_id: UUID) -> KnownFilament:
    """One maker's filament.

    Raises:
        NotFoundError: there is none of this id in the shop.

    """
    with shop.unit_of_work() as uow:
        return uow.known_filaments.get(known_id)


def in_shop(shop: Shop, known: KnownFilament) -> Filament | None:
    """The shop's filament that was made from a maker's, or that is of the same kind."""
    with shop.snapshot() as uow:
        made = uow.known_filaments.made_from([known.id]).get(known.id)
        if made is not None:
            return uow.filaments.get(made)
        return uow.filaments.find_kind(known.as_new_filament())
