"""Rows of spools: which are new, which are changed, whose grams differ from the ledger's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from printshop.domain.filament import Filament, Material, NewFilament
from printshop.domain.purchases import NewPurchase
from printshop.domain.spools import Spool, SpoolDetails
from printshop.domain.units import Frozen, Grams
from printshop.services.exchange.columns import SPOOLS
from printshop.services.exchange.faults import RowFaultError, checked
from printshop.services.exchange.filament_rows import filament_of
from printshop.services.exchange.known import Known, usable
from printshop.services.exchange.plans import (
    ChangeSpool,
    FieldChange,
    ReceiveSpools,
    RowPlan,
    RowState,
    changes_between,
    shown,
)
from printshop.services.exchange.rows import Reading, Said, raise_fault

NAMES: Final = {column.field: column.name for column in SPOOLS} | {"net_g": "initial_g"}
_RECEIPTS: Final = UUID("6f0d4a4e-0b0e-5b0c-9d0f-6a7b3e0e7a51")
# Until the filament is there, a purchase names none.
NO_FILAMENT: Final = UUID(int=0)
_DETAILS: Final = tuple(SpoolDetails.model_fields)
_OF_THE_FILAMENT: Final = (
    "brand",
    "material",
    "slicer_name",
    "color_name",
    "color_hex",
    "other_color_hexes",
    "diameter_mm",
)
_FIXED: Final = {
    "initial_g": "what it came with stays as it was received",
    "price": "correct it on the spool's page, so that all that was bought with it is",
    "is_weighed": "weigh it, or count it, instead",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How spools are to be taken in.

    with_grams: whether grams that differ from the ledger's are booked as counted. salt: other
    for each time that the same rows are to be received once more.
    """

    with_grams: bool = True
    salt: str = ""


class _Counted(Frozen):
    """Grams that were found, within the limits of grams."""

    quantity_g: Grams


@dataclass(slots=True)
class _SoFar:
    spool_ids: set[UUID] = field(default_factory=set)


def plan_spools(reading: Reading, known: Known, options: Options) -> Iterator[RowPlan]:
    """What would become of each row."""
    digest, so_far = reading.table.digest, _SoFar()
    for said in reading.rows():
        where = f"Row {said.number}"
        try:
            raise_fault(said)
            spool = _named(said, known)
            if spool is None:
                key = f"{digest}:{said.number}:{options.salt}"
                yield _new(where, said, known, uuid5(_RECEIPTS, key))
            elif spool.id in so_far.spool_ids:
                raise RowFaultError("A row above is the same spool. Remove one of them.")  # noqa: TRY301 - the faults of a row end here
            else:
                so_far.spool_ids.add(spool.id)
                yield _compared(where, said, spool, known, options)
        except RowFaultError as fault:
            yield RowPlan(where=where, what=_called(said), state=RowState.WRONG, fault=str(fault))


def _named(said: Said, known: Known) -> Spool | None:
    """The spool that the row is about; None for a new one."""
    spool_id, number = said.values.get("spool_id"), said.values.get("number")
    if spool_id is None and number is None:
        return None
    hint = "Leave spool_id and number empty for a new one."
    spool = known.spools.get(UUID(str(spool_id))) if spool_id is not None else None
    of_number = known.spool_of_number(int(str(number))) if number is not None else None
    if spool_id is not None and spool is None:
        raise RowFaultError(f"spool_id: there is no such spool in this shop. {hint}")
    if number is not None and of_number is None:
        raise RowFaultError(f"number: there is no spool #{number} in this shop. {hint}")
    if spool is not None and of_number is not None and spool.id != of_number.id:
        raise RowFaultError(
            f"number is {number}, and spool_id is that of spool {spool.label}. Correct one of them."
        )
    return spool or of_number


def _compared(where: str, said: Said, spool: Spool, known: Known, options: Options) -> RowPlan:
    filament = known.filament_of(spool)
    _check_filament(said, spool, filament)
    _check_fixed(said, spool)
    cleared = {
        name: SpoolDetails.model_fields[name].default for name in said.empty if name in _DETAILS
    }
    own = {name: value for name, value in said.values.items() if name in _DETAILS}
    details = checked(SpoolDetails, NAMES, spool.details.model_dump() | cleared | own)
    changes = list(changes_between(spool.details, details, _DETAILS, NAMES))
    counted_g, note = _counted(said, spool, options, changes)
    is_away = said.values.get("is_archived")
    if is_away is not None and is_away != (spool.archived_at is not None):
        changes.append(
            FieldChange(field="archived", was=shown(not is_away), becomes=shown(is_away))
        )
    else:
        is_away = None
    what = f"{spool.label} {filament.label}"
    if not changes:
        return RowPlan(where=where, what=what, state=RowState.UNCHANGED, note=note)
    return RowPlan(
        where=where,
        what=what,
        state=RowState.CHANGED,
        changes=tuple(changes),
        note=note,
        action=ChangeSpool(
            spool_id=spool.id,
            filament_id=filament.id,
            details=details if details != spool.details else None,
            counted_g=counted_g,
            is_archived=None if is_away is None else bool(is_away),
        ),
    )


def _counted(
    said: Said, spool: Spool, options: Options, changes: list[FieldChange]
) -> tuple[Decimal | None, str]:
    if "quantity_g" not in said.values:
        return None, ""
    found_g = checked(_Counted, NAMES, {"quantity_g": said.values["quantity_g"]}).quantity_g
    if found_g == spool.quantity_g:
        return None, ""
    if not options.with_grams:
        return None, f"{shown(found_g)} g here, {shown(spool.quantity_g)} g in the ledger: left"
    difference_g = found_g - spool.quantity_g
    changes.append(
        FieldChange(field="quantity_g", was=shown(spool.quantity_g), becomes=shown(found_g))
    )
    return found_g, f"{difference_g.normalize():+f} g booked as counted"


def _check_filament(said: Said, spool: Spool, filament: Filament) -> None:
    if said.values.get("filament_id", filament.id) != filament.id:
        raise RowFaultError(
            f"filament_id is that of another filament: spool {spool.label} is {filament.label}. "
            "Merge filaments that are the same on their page."
        )
    for name in _OF_THE_FILAMENT:
        value = said.values.get(name, getattr(filament, name))
        if value != getattr(filament, name):
            raise RowFaultError(
                f"{NAMES[name]} is {shown(value)}, and spool {spool.label} is {filament.label}. "
                "Change filaments in the table of filaments."
            )


def _check_fixed(said: Said, spool: Spool) -> None:
    for name, why in _FIXED.items():
        if said.values.get(name, getattr(spool, name)) != getattr(spool, name):
            raise RowFaultError(f"{NAMES[name]} cannot be changed by a table: {why}.")


def _new(where: str, said: Said, known: Known, purchase_id: UUID) -> RowPlan:
    received = known.of_purchase(purchase_id)
    if received:
        filament = known.filament_of(received[0])
        labels = ", ".join(spool.label for spool in received)
        return RowPlan(where=where, what=f"{labels} {filament.label}", state=RowState.RECEIVED)
    filament = _filament(said.values, known)
    initial_g, rest_g = _grams(said.values, filament)
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
        NAMES,
        {
            "id": purchase_id,
            "lines": (line,),
            **_picked(said.values, "supplier", "purchased_on"),
        },
    )
    note = checked(SpoolDetails, NAMES, _picked(said.values, "note")).note
    return RowPlan(
        where=where,
        what=filament.label,
        state=RowState.NEW,
        note=received_note(filament, count, initial_g, rest_g),
        action=ReceiveSpools(
            filament=filament.id if isinstance(filament, Filament) else filament,
            purchase=purchase,
            rest_g=rest_g,
            note=note,
            is_archived=bool(said.values.get("is_archived", False)),
        ),
    )


def received_note(
    filament: Filament | NewFilament, count: int, initial_g: Decimal, rest_g: Decimal | None
) -> str:
    """What would be received, in words."""
    spools = f"{count} x {shown(initial_g)} g"
    rest = "" if rest_g is None else f", {shown(rest_g)} g left"
    return f"{spools}{rest}{'' if isinstance(filament, Filament) else ', a new filament'}"


def _grams(
    values: Mapping[str, object], filament: Filament | NewFilament
) -> tuple[Decimal, Decimal | None]:
    """What a new spool came with, and what is left of it where that is something else."""
    rest, initial = values.get("quantity_g"), values.get("initial_g")
    if rest is not None:
        rest = checked(_Counted, NAMES, {"quantity_g": rest}).quantity_g
    initial_g = Decimal(str(initial)) if initial is not None else rest or filament.net_g
    if initial_g is None:
        raise RowFaultError("quantity_g is missing. Write the grams of filament on the spool.")
    return initial_g, None if rest is None or rest == initial_g else rest


def _filament(values: Mapping[str, object], known: Known) -> Filament | NewFilament:
    if "filament_id" in values:
        filament = known.filaments.get(UUID(str(values["filament_id"])))
        if filament is None:
            raise RowFaultError(
                "filament_id: there is no such filament in this shop. Leave it empty, and say "
                "brand, material and color."
            )
        return usable(known.heir(filament))
    values = dict(values)
    if "material" not in values and "slicer_name" in values:
        values["material"] = Material.from_slicer(str(values["slicer_name"]))
    for name in ("brand", "material"):
        if name not in values:
            raise RowFaultError(f"{name} is missing. Write it, or the filament_id.")
    said = _picked(values, *_OF_THE_FILAMENT)
    if "color_hex" in said:
        # A name beside its hex says the same twice, and may be another word for it.
        said.pop("color_name", None)
    alike = known.like(**said) if {"color_hex", "color_name"} & said.keys() else ()
    # One that was put away is only meant where no other is.
    alike = tuple(one for one in alike if one.archived_at is None) or alike
    if len(alike) > 1:
        names = ", ".join(one.label for one in alike[:3])
        raise RowFaultError(
            f"Several filaments are like this: {names}. Say kind and color_hex too, or the "
            "filament_id."
        )
    if alike:
        return usable(alike[0])
    new = filament_of(_picked(values, *_OF_THE_FILAMENT, "supplier"))
    twin = known.twin_of(new)
    return new if twin is None else usable(twin)


def _picked(values: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: values[name] for name in names if name in values}


def _called(said: Said) -> str:
    number = f"#{said.values['number']} " if "number" in said.values else ""
    words = (said.values.get(name) for name in ("brand", "material", "color_name"))
    return number + " ".join(str(word) for word in words if word) or "?"
