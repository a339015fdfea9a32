"""What an empty reel weighs, and how we know."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from printshop.domain.spools import Spool
from printshop.repo import UnitOfWork

TareSource = Literal["spool", "filament", "brand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tare:
    """The weight of an empty reel, grams; `source` says who said so."""

    grams: Decimal
    source: TareSource


def tare_within(uow: UnitOfWork, spool: Spool) -> Tare | None:
    """The reel's own weight, else its filament's, else that of most filaments of the brand."""
    if spool.tare_g is not None:
        return Tare(grams=spool.tare_g, source="spool")
    filament = uow.filaments.get(spool.filament_id)
    if filament.tare_g is not None:
        return Tare(grams=filament.tare_g, source="filament")
    of_brand = Counter(uow.filaments.tares_of_brand(filament.brand))
    if not of_brand:
        return None
    # Of equally common ones the lighter: what is left is then rather too much than too little
    # by a little, and the next weigh-in of a full reel tells.
    grams = min(of_brand, key=lambda tare_g: (-of_brand[tare_g], tare_g))
    return Tare(grams=grams, source="brand")
