"""What stands on the label of a spool."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.label_formats import MAX_LABELS
from printshop.domain.spool_codes import checked_address, code_of
from printshop.domain.spools import Spool
from printshop.errors import InvalidInputError, NotFoundError
from printshop.services.shop import Shop

# An en dash, as in tables of temperatures.
_TO: Final = "\u2013"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolLabel:
    """One label. facts: what else is known, the most useful first; drawn where there is room."""

    number: int
    code: str
    color_hexes: tuple[str, ...]
    brand: str
    kind: str
    color_name: str
    facts: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is to be printed in letters."""
        return (self.brand, self.kind, self.color_name, *self.facts)


def labels_of(shop: Shop, spool_ids: Sequence[UUID], *, address: str) -> tuple[SpoolLabel, ...]:
    """The labels of these spools, in their order; a spool named twice gets two.

    Args:
        shop: whose.
        spool_ids: which; archived ones too.
        address: of the shop, as a phone reaches it.

    Raises:
        InvalidInputError: there are none or too many, or the address is none.
        NotFoundError: one of the spools is not there.

    """
    if not 0 < len(spool_ids) <= MAX_LABELS:
        raise InvalidInputError(
            f"Choose between 1 and {MAX_LABELS} spools to print labels for.",
            hint="Print more of them in several turns.",
        )
    base = checked_address(address)
    with shop.snapshot() as uow:
        spools = {spool.id: spool for spool in uow.spools.of_ids(spool_ids)}
        filament_ids = {spool.filament_id for spool in spools.values()}
        filaments = {one.id: one for one in uow.filaments.of_ids(sorted(filament_ids))}
    for spool_id in spool_ids:
        if spool_id not in spools:
            raise NotFoundError("spool", spool_id)
    return tuple(
        _label(spools[spool_id], filaments[spools[spool_id].filament_id], base)
        for spool_id in spool_ids
    )


def _label(spool: Spool, filament: Filament, address: str) -> SpoolLabel:
    facts = (
        _temperatures("Nozzle", filament.nozzle_min_c, filament.nozzle_max_c),
        _temperatures("Bed", filament.bed_min_c, filament.bed_max_c),
        f"Exp. {spool.expires_on}" if spool.expires_on else "",
        f"Lot {spool.batch_identifier}" if spool.batch_identifier else "",
        spool.location,
        _temperatures("Dry", filament.drying_c, filament.drying_c)
        + (f", {filament.drying_h} h" if filament.drying_c and filament.drying_h else ""),
    )
    return SpoolLabel(
        number=spool.number,
        code=code_of(address, spool.number),
        color_hexes=filament.color_hexes,
        brand=filament.brand,
        kind=filament.slicer_name or filament.material.value,
        color_name=filament.color_name,
        facts=tuple(fact for fact in facts if fact),
    )


def _temperatures(what: str, low_c: int | None, high_c: int | None) -> str:
    known = sorted({value for value in (low_c, high_c) if value is not None})
    return f"{what} {_TO.join(map(str, known))} °C" if known else ""
