"""Spools by what people call them: their number and where they lie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import polars as pl

from printshop.domain.filament import Filament
from printshop.domain.printers import EXTERNAL_SLOT
from printshop.domain.units import from_centigrams
from printshop.repo import UnitOfWork
from printshop.services.print_now.view import SpoolTake


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The spools of some filaments: rows of SHELF by spool_id, and the slots they sit in."""

    rows: Mapping[str, Mapping[str, Any]]
    slots: Mapping[str, str]
    filaments: Mapping[str, Filament]

    @classmethod
    def of(cls, uow: UnitOfWork, frame: pl.DataFrame, filaments: Mapping[str, Filament]) -> Self:
        """Read the spools of all filaments that a frame names, as such or as a substitute."""
        named = [frame[name] for name in ("filament_id", "substitute_id") if name in frame.columns]
        ids = [UUID(one) for one in pl.concat(named).drop_nulls().unique()]
        rows = uow.frames.shelf(ids).iter_rows(named=True) if ids else ()
        return cls(
            rows={row["spool_id"]: row for row in rows}, slots=_slots(uow), filaments=filaments
        )

    def number(self, spool_id: str) -> int:
        """The number on its label."""
        return self.rows[spool_id]["number"]

    def location(self, spool_id: str) -> str:
        """The slot it sits in, else where it lies, empty where nobody said it."""
        return self.slots.get(spool_id) or self.rows[spool_id]["location"]

    def takes(self, taken: Iterable[tuple[str, int]]) -> tuple[SpoolTake, ...]:
        """(spool_id, centigrams) pairs in the shop's words."""
        return tuple(
            SpoolTake(
                filament=self.filaments[self.rows[spool_id]["filament_id"]],
                spool_id=UUID(spool_id),
                spool_number=self.number(spool_id),
                location=self.location(spool_id),
                taken_g=from_centigrams(taken_cg),
            )
            for spool_id, taken_cg in taken
        )


def _slots(uow: UnitOfWork) -> dict[str, str]:
    """Where each loaded spool sits, by spool_id: `slot 2 of Bellows`."""
    loaded = uow.printer_slots.all()
    names = {printer.id: printer.name for printer in uow.printers.all()} if loaded else {}
    return {
        str(reel.spool_id): (
            f"{'holder' if reel.slot == EXTERNAL_SLOT else f'slot {reel.slot}'} of "
            f"{names[reel.printer_id]}"
        )
        for reel in loaded
        if reel.printer_id in names
    }
