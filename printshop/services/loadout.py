"""What sits in the shop's printers, and what could."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.printers import Printer
from printshop.domain.spools import Spool
from printshop.services.shop import Shop

Place = tuple[UUID, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """A spool that holds something, with its filament."""

    spool: Spool
    filament: Filament


@dataclass(frozen=True, slots=True, kw_only=True)
class Loadout:
    """The printers, what sits in which (printer, slot), and every reel by its spool's id.

    models and bed_types are what the shop's files were sliced for.
    """

    printers: tuple[Printer, ...]
    loaded: Mapping[Place, UUID]
    reels: Mapping[UUID, Reel]
    models: tuple[str, ...]
    bed_types: tuple[str, ...]

    def reel_in(self, printer_id: UUID, slot: int) -> Reel | None:
        """What sits in a slot; None where it is empty."""
        spool_id = self.loaded.get((printer_id, slot))
        return None if spool_id is None else self.reels.get(spool_id)

    def place_of(self, spool_id: UUID) -> tuple[Printer, int] | None:
        """The printer and the slot that a spool sits in."""
        by_id = {printer.id: printer for printer in self.printers}
        place = next((at for at, there in self.loaded.items() if there == spool_id), None)
        return None if place is None else (by_id[place[0]], place[1])


def list_loadout(shop: Shop) -> Loadout:
    """Everything that the form of the printers shows and offers."""
    with shop.snapshot() as uow:
        printers = uow.printers.all()
        loaded = uow.printer_slots.all()
        spools = uow.spools.all()
        filaments = {filament.id: filament for filament in uow.filaments.list(with_archived=True)}
        models = uow.printers.models_in_files()
        bed_types = uow.printers.bed_types_in_files()
    sits = {reel.spool_id for reel in loaded}
    return Loadout(
        printers=printers,
        loaded={(reel.printer_id, reel.slot): reel.spool_id for reel in loaded},
        reels={
            spool.id: Reel(spool=spool, filament=filaments[spool.filament_id])
            for spool in spools
            if spool.filament_id in filaments and (spool.quantity_g > 0 or spool.id in sits)
        },
        models=models,
        bed_types=bed_types,
    )
