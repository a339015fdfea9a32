"""Finding a maker's filament: by words, by its barcode, by a colour that is near."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np

from printshop.analytics.color_space import distances, lab
from printshop.domain.filament import Filament
from printshop.domain.gtin import is_gtin
from printshop.domain.known_filaments import KnownFilament, Wish
from printshop.services.shop import Shop

PAGE_ROWS: Final = 50
# Beyond so many nothing is near any more.
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
    """A page of the filaments whose first colour is nearest to a #RRGGBB colour.

    Every colour of what fits is held against it by CIEDE2000.
    """
    with shop.snapshot() as uow:
        shades = uow.known_filaments.shades(wish)
        away = _distances(color_hex, [in_lab for _, in_lab, _ in shades])
        by_eye = sorted(zip(away, shades, strict=True), key=lambda pair: pair[0])
        looked_at: dict[str, float] = {}
        n_found = 0
        for one_away, (shade, _, n_filaments) in by_eye:
            if n_found >= _NEAR:
                break
            looked_at[shade] = one_away
            n_found += n_filaments
        near = uow.known_filaments.of_shades(wish, list(looked_at))
    near = sorted(near, key=lambda filament: looked_at[filament.color_hex])[:_NEAR]
    some = near[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
    return FoundPage(
        filaments=tuple(some),
        distances=tuple(looked_at[filament.color_hex] for filament in some),
        n_found=len(near),
    )


def _distances(color_hex: str, in_lab: Sequence[tuple[float, float, float]]) -> list[float]:
    others = np.array(in_lab, dtype=np.float64).reshape(-1, 3)
    return distances(lab([color_hex])[0], others).tolist()


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
