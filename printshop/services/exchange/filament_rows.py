"""Rows of filaments: which are new, which are changed, which are there as they stand."""

from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

from printshop.domain.filament import Filament, NewFilament
from printshop.services.colors import name_of
from printshop.services.exchange.cells import CellError, color
from printshop.services.exchange.columns import FILAMENTS
from printshop.services.exchange.faults import RowFaultError, checked
from printshop.services.exchange.known import KindKey, Known, kind_key
from printshop.services.exchange.plans import (
    AddFilament,
    ChangeFilament,
    RowPlan,
    RowState,
    changes_between,
)
from printshop.services.exchange.rows import Reading, Said, raise_fault

NAMES: Final = {column.field: column.name for column in FILAMENTS}
_FIELDS: Final = tuple(NewFilament.model_fields)


def plan_filaments(reading: Reading, known: Known) -> Iterator[RowPlan]:
    """What would become of each row."""
    ids: set[UUID] = set()
    kinds: set[KindKey] = set()
    for said in reading.rows():
        try:
            raise_fault(said)
            yield _planned(said, known, ids, kinds)
        except RowFaultError as fault:
            yield RowPlan(
                where=f"Row {said.number}",
                what=_called(said),
                state=RowState.WRONG,
                fault=str(fault),
            )


def filament_of(values: Mapping[str, object], names: Mapping[str, str] = NAMES) -> NewFilament:
    """A new filament from what a row says of it; names: field name → its column.

    Raises:
        RowFaultError: something is missing or cannot be.

    """
    said = {name: value for name, value in with_color(values).items() if name in _FIELDS}
    if "color_hex" not in said:
        said["color_hex"] = _hex_of(said.get("color_name"), names)
    said.setdefault("color_name", name_of(str(said["color_hex"])))
    return checked(NewFilament, names, said)


def with_color(values: Mapping[str, object]) -> dict[str, object]:
    """The same; a hex where the colour's name belongs is its hex."""
    said = dict(values)
    name = str(said.get("color_name", ""))
    if name.startswith("#"):
        try:
            code = color(name)
        except CellError:
            return said
        said.setdefault("color_hex", code)
        del said["color_name"]
    return said


def _hex_of(color_name: object, names: Mapping[str, str]) -> str:
    if color_name is None:
        raise RowFaultError("color_hex is missing. Write it as hex, such as 1A2B3C.")
    try:
        return color(str(color_name))
    except CellError as error:
        raise RowFaultError(f"{names['color_name']}: {error}.") from error


def _planned(said: Said, known: Known, ids: set[UUID], kinds: set[KindKey]) -> RowPlan:
    where = f"Row {said.number}"
    if "filament_id" in said.values:
        filament = known.filaments.get(UUID(str(said.values["filament_id"])))
        if filament is None:
            raise RowFaultError(
                "filament_id: there is no such filament in this shop. Leave it empty for a new one."
            )
    else:
        new = filament_of(said.values, said.named(NAMES))
        filament = known.twin_of(new)
        if filament is None:
            if kind_key(new) in kinds:
                raise RowFaultError("A row above is the same filament. Remove one of them.")
            kinds.add(kind_key(new))
            return RowPlan(
                where=where,
                what=new.label,
                state=RowState.NEW,
                note=f"added as {told_filament(new, said)}",
                action=AddFilament(new=new),
            )
    if filament.id in ids:
        raise RowFaultError("A row above is the same filament. Remove one of them.")
    ids.add(filament.id)
    return _compared(where, said, filament, known)


def _compared(where: str, said: Said, filament: Filament, known: Known) -> RowPlan:
    wanted = checked(
        NewFilament,
        said.named(NAMES),
        filament.said.model_dump() | _cleared(said) | _only_of_filaments(said),
    )
    changes = changes_between(filament.said, wanted, _FIELDS, NAMES)
    if not changes:
        return RowPlan(where=where, what=filament.label, state=RowState.UNCHANGED)
    twin = known.twin_of(wanted)
    if twin is not None and twin.id != filament.id:
        raise RowFaultError(
            f"{twin.label} is in your shop already. Merge the two on the page of the filament."
        )
    return RowPlan(
        where=where,
        what=filament.label,
        state=RowState.CHANGED,
        changes=changes,
        action=ChangeFilament(filament_id=filament.id, said=wanted),
    )


def told_filament(new: NewFilament, said: Said) -> str:
    """How a new filament was understood: `PLA, Black #000000`."""
    unknown = said.unknown_material
    why = f" (no material is called “{unknown}”)" if unknown else ""
    return f"{new.material}{why}, {new.color_name} {new.color_hex}"


def _cleared(said: Said) -> dict[str, object]:
    """An empty cell takes away what may be empty, and leaves alone what may not."""
    fields = NewFilament.model_fields
    return {
        name: fields[name].default
        for name in said.empty
        if name in fields and fields[name].default in ("", None, ())
    }


def _only_of_filaments(said: Said) -> dict[str, object]:
    return {name: value for name, value in said.values.items() if name in _FIELDS}


def _called(said: Said) -> str:
    words = (said.values.get(name) for name in ("brand", "material", "color_name"))
    return " ".join(str(word) for word in words if word) or "?"
