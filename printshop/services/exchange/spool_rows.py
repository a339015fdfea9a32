"""Rows of spools: which are new, which are changed, whose grams differ from the ledger's."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from printshop.domain.filament import Filament
from printshop.domain.spools import Spool, SpoolDetails
from printshop.services.exchange.faults import RowFaultError, checked
from printshop.services.exchange.known import Known
from printshop.services.exchange.new_spools import (
    NAMES,
    OF_THE_FILAMENT,
    counted_g,
    plan_receipt,
)
from printshop.services.exchange.plans import (
    ChangeSpool,
    FieldChange,
    RowPlan,
    RowState,
    changes_between,
    shown,
)
from printshop.services.exchange.rows import Reading, Said, raise_fault

_RECEIPTS: Final = UUID("6f0d4a4e-0b0e-5b0c-9d0f-6a7b3e0e7a51")
_DETAILS: Final = tuple(SpoolDetails.model_fields)
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


def plan_spools(reading: Reading, known: Known, options: Options) -> Iterator[RowPlan]:
    """What would become of each row."""
    seen: set[UUID] = set()
    alike: Counter[str] = Counter()
    for said in reading.rows():
        where = f"Row {said.number}"
        try:
            raise_fault(said)
            spool = _named(said, known)
            if spool is None:
                key = _receipt_key(said)
                alike[key] += 1
                receipt = uuid5(_RECEIPTS, f"{key}:{alike[key]}:{options.salt}")
                yield plan_receipt(where, said, known, receipt)
            elif spool.id in seen:
                raise RowFaultError("A row above is the same spool. Remove one of them.")  # noqa: TRY301 - the faults of a row end here
            else:
                seen.add(spool.id)
                yield _compared(where, said, spool, known, options)
        except RowFaultError as fault:
            yield RowPlan(where=where, what=_called(said), state=RowState.WRONG, fault=str(fault))


def _receipt_key(said: Said) -> str:
    """What a row of new spools says, the same wherever it stands and however it is written.

    So the rows that were good are known again in a file in which the others were corrected.
    """
    return "\x1f".join(f"{name}={said.values[name]}" for name in sorted(said.values))


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
    emptied = said.empty & set(_DETAILS)
    if spool.quantity_g < spool.initial_g:
        # A reel that lacks grams was opened, whether or not the table says when.
        emptied -= {"opened_on"}
    cleared = {name: SpoolDetails.model_fields[name].default for name in emptied}
    own = {name: value for name, value in said.values.items() if name in _DETAILS}
    details = checked(SpoolDetails, said.named(NAMES), spool.details.model_dump() | cleared | own)
    changes = list(changes_between(spool.details, details, _DETAILS, NAMES))
    found_g, note = _counted(said, spool, options, changes)
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
            details=details if details != spool.details else None,
            counted_g=found_g,
            is_archived=None if is_away is None else bool(is_away),
        ),
    )


def _counted(
    said: Said, spool: Spool, options: Options, changes: list[FieldChange]
) -> tuple[Decimal | None, str]:
    found_g = counted_g(said.values, said.named(NAMES))
    if found_g is None or found_g == spool.quantity_g:
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
    for name in OF_THE_FILAMENT:
        value = said.values.get(name, getattr(filament, name))
        if value != getattr(filament, name):
            column = said.named(NAMES)[name]
            raise RowFaultError(
                f"{column} is {shown(value)}, and spool {spool.label} is {filament.label}. "
                "Change filaments in the table of filaments."
            )


def _check_fixed(said: Said, spool: Spool) -> None:
    for name, why in _FIXED.items():
        if said.values.get(name, getattr(spool, name)) != getattr(spool, name):
            raise RowFaultError(f"{said.named(NAMES)[name]} cannot be changed by a table: {why}.")


def _called(said: Said) -> str:
    number = f"#{said.values['number']} " if "number" in said.values else ""
    words = (said.values.get(name) for name in ("brand", "material", "color_name"))
    return number + " ".join(str(word) for word in words if word) or "?"
