"""Rows of spools that the shop does not have yet: what would be received, and of which filament."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from uuid import UUID

from printshop.domain.filament import Filament, Material, NewFilament
from printshop.domain.purchases import NewPurchase
from printshop.domain.spools import SpoolDetails
from printshop.domain.units import Frozen, Grams
from printshop.services.exchange.columns import SPOOLS
from printshop.services.exchange.faults import RowFaultError, checked
from printshop.services.exchange.filament_rows import (
    filament_of,
    told_filament,
    with_color,
)
from printshop.services.exchange.known import Known, usable
from printshop.services.exchange.plans import ReceiveSpools, RowPlan, RowState, shown
from printshop.services.exchange.rows import Said

NAMES: Final = {column.field: column.name for column in SPOOLS} | {"net_g": "initial_g"}
# Until the filament is there, a purchase names none.
NO_FILAMENT: Final = UUID(int=0)
OF_THE_FILAMENT: Final = (
    "brand",
    "material",
    "slicer_name",
    "color_name",
    "color_hex",
    "other_color_hexes",
    "diameter_mm",
)


class _Counted(Frozen):
    """Grams that were found, within the limits of grams."""

    quantity_g: Grams


def counted_g(values: Mapping[str, object], names: Mapping[str, str] = NAMES) -> Decimal | None:
    """The grams that a row says are on the spool; names: field name → its column.

    Raises:
        RowFaultError: a spool cannot hold them.

    """
    if "quantity_g" not in values:
        return None
    return checked(_Counted, names, {"quantity_g": values["quantity_g"]}).quantity_g


def plan_receipt(where: str, said: Said, known: Known, purchase_id: UUID) -> RowPlan:
    """What would be received; nothing where it was received before.

    Raises:
        RowFaultError: something is missing or cannot be.

    """
    received = known.of_purchase(purchase_id)
    if received:
        filament = known.filament_of(received[0])
        labels = ", ".join(spool.label for spool in received)
        return RowPlan(where=where, what=f"{labels} {filament.label}", state=RowState.RECEIVED)
    names = said.named(NAMES) | (
        {"net_g": said.names["initial_g"]} if "initial_g" in said.names else {}
    )
    filament = _filament(said, known, names)
    initial_g, rest_g = _grams(said.values, filament, names)
    count = int(str(said.values.get("count", 1)))
    price = said.values.get("price")
    line = {
        "filament_id": NO_FILAMENT,
        "count": count,
        "net_g": initial_g,
        "price": None if price is None else Decimal(str(price)) * count,
        **_picked(said.values, "is_weighed", "batch_identifier", "location", "tare_g"),
        **_picked(said.values, "opened_on", "dried_on", "expires_on"),
    }
    purchase = checked(
        NewPurchase,
        names,
        {
            "id": purchase_id,
            "lines": (line,),
            **_picked(said.values, "supplier", "purchased_on"),
        },
    )
    note = checked(SpoolDetails, names, _picked(said.values, "note")).note
    return RowPlan(
        where=where,
        what=filament.label,
        state=RowState.NEW,
        note=_told(said, filament, received_note(count, initial_g, rest_g)),
        action=ReceiveSpools(
            filament=filament.id if isinstance(filament, Filament) else filament,
            purchase=purchase,
            rest_g=rest_g,
            note=note,
            is_archived=bool(said.values.get("is_archived", False)),
        ),
    )


def _told(said: Said, filament: Filament | NewFilament, received: str) -> str:
    """What is received, at which price and place, and how a new filament was understood."""
    price, place = said.values.get("price"), said.values.get("location")
    is_new = isinstance(filament, NewFilament) and not isinstance(filament, Filament)
    parts = (
        received,
        "" if price is None else f"{shown(price)} each",
        f"at {place}" if place else "",
        f"a new filament: {told_filament(filament, said)}" if is_new else "",
    )
    return ", ".join(filter(None, parts))


def received_note(count: int, initial_g: Decimal, rest_g: Decimal | None) -> str:
    """What would be received, in words."""
    rest = "" if rest_g is None else f", {shown(rest_g)} g left"
    return f"{count} x {shown(initial_g)} g{rest}"


def _grams(
    values: Mapping[str, object], filament: Filament | NewFilament, names: Mapping[str, str]
) -> tuple[Decimal, Decimal | None]:
    """What a new spool came with, and what is left of it where that is something else."""
    rest_g, initial = counted_g(values, names), values.get("initial_g")
    initial_g = Decimal(str(initial)) if initial is not None else rest_g or filament.net_g
    if initial_g is None:
        column = names["quantity_g"]
        raise RowFaultError(f"{column} is missing. Write the grams of filament on the spool.")
    return initial_g, None if rest_g == initial_g else rest_g


def _filament(said: Said, known: Known, names: Mapping[str, str]) -> Filament | NewFilament:
    values = said.values
    if "filament_id" in values:
        filament = known.filaments.get(UUID(str(values["filament_id"])))
        if filament is None:
            raise RowFaultError(
                "filament_id: there is no such filament in this shop. Leave it empty, and say "
                "brand, material and color."
            )
        return usable(known.heir(filament))
    values = with_color(values)
    if "material" not in values and "slicer_name" in values:
        values["material"] = Material.from_slicer(str(values["slicer_name"]))
    for name in ("brand", "material"):
        if name not in values:
            raise RowFaultError(f"{names[name]} is missing. Write it, or the filament_id.")
    wanted = _picked(values, *OF_THE_FILAMENT)
    if "color_hex" in wanted:
        # A name beside its hex says the same twice, and may be another word for it.
        wanted.pop("color_name", None)
    alike = known.like(**wanted) if {"color_hex", "color_name"} & wanted.keys() else ()
    # One that was put away is only meant where no other is.
    alike = tuple(one for one in alike if one.archived_at is None) or alike
    if len(alike) > 1:
        labels = ", ".join(one.label for one in alike[:3])
        raise RowFaultError(
            f"Several filaments are like this: {labels}. Say kind and color_hex too, or the "
            "filament_id."
        )
    if alike:
        return usable(alike[0])
    new = filament_of(_picked(values, *OF_THE_FILAMENT, "supplier"), names)
    twin = known.twin_of(new)
    return new if twin is None else usable(twin)


def _picked(values: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: values[name] for name in names if name in values}
