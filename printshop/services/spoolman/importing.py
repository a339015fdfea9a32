"""Taking a Spoolman in: what would be added, then all of it in one transaction."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from printshop.domain.filament import Filament, NewFilament
from printshop.domain.spools import Spool
from printshop.services.exchange.carrying_out import carry_out
from printshop.services.exchange.faults import RowFaultError
from printshop.services.exchange.known import KindKey, Known, kind_key, usable
from printshop.services.exchange.new_spools import received_note
from printshop.services.exchange.plans import (
    AddFilament,
    ChangeSpool,
    FieldChange,
    Plan,
    ReceiveSpools,
    RowPlan,
    RowState,
    shown,
    within_limits,
)
from printshop.services.shop import Shop
from printshop.services.spoolman.mapping import (
    filament_from,
    full_of,
    left_of,
    note_of,
    purchase_from,
    receipt_of,
)
from printshop.services.spoolman.records import SpoolmanStock, SpoolRecord

_COUNTING_NOTE = "As Spoolman says"


def look(shop: Shop, found: SpoolmanStock, *, with_grams: bool = False) -> Plan:
    """What would be added of what was read, and what is there already; nothing is booked.

    Args:
        shop: whose.
        found: what `read_stock` read.
        with_grams: whether grams that differ from the ledger's are booked as counted, on
            spools that were taken in before.

    """
    zone = ZoneInfo(shop.settings().time_zone)
    with shop.snapshot() as uow:
        return _Importer(found, zone, with_grams=with_grams).plan(Known.within(uow))


def import_stock(
    shop: Shop, found: SpoolmanStock, expected: Plan, *, with_grams: bool = False
) -> Plan:
    """Take in what `look` said, all in one transaction; taken in twice, it is taken in once.

    What is in the shop already stays as it is there.

    Returns:
        What was done; without actions where all of it was done before.

    Raises:
        DuplicateError: another browser adds the same at this moment; nothing is booked.
        InvalidInputError: a price cannot be for so few grams; nothing is booked.
        RuleError: the stock changed since `look`; nothing is booked.

    """
    zone = ZoneInfo(shop.settings().time_zone)
    return carry_out(shop, expected, _Importer(found, zone, with_grams=with_grams).plan)


class _Importer:
    """One reading of a Spoolman, held against what the shop has."""

    def __init__(self, found: SpoolmanStock, zone: ZoneInfo, *, with_grams: bool) -> None:
        self._found = found
        self._zone = zone
        self._with_grams = with_grams

    def plan(self, known: Known) -> Plan:
        """What would be added, and what is there already."""
        taken: dict[int, Filament | NewFilament] = {}
        rows = [
            RowPlan(where=one.where, what="", state=RowState.WRONG, fault=one.fault)
            for one in self._found.unreadable
        ]
        rows += self._filaments(known, taken)
        rows += (self._spool(record, known, taken) for record in self._found.spools)
        return Plan(rows=within_limits(rows), counting_note=_COUNTING_NOTE)

    def _filaments(
        self, known: Known, taken: dict[int, Filament | NewFilament]
    ) -> Iterator[RowPlan]:
        """The filaments; `taken` becomes what each of them is in the shop."""
        by_spool = self._of_received(known)
        names: dict[KindKey, str] = {}
        added: set[KindKey] = set()
        listed = {record.id for record in self._found.filaments}
        # One that was added while the list was read comes with its spools alone.
        late = {
            s.filament.id: s.filament for s in self._found.spools if s.filament.id not in listed
        }
        for record in (*self._found.filaments, *late.values()):
            where = f"Filament {record.id}"
            try:
                new, note = filament_from(record)
            except RowFaultError as fault:
                what = record.name or ""
                yield RowPlan(where=where, what=what, state=RowState.WRONG, fault=str(fault))
                continue
            new = _told_apart(new, names)
            there = by_spool.get(record.id) or known.twin_of(new)
            taken[record.id] = there or new
            if there is not None:
                yield RowPlan(where=where, what=there.label, state=RowState.UNCHANGED)
            elif kind_key(new) in added:
                same = "the same as one above"
                yield RowPlan(where=where, what=new.label, state=RowState.UNCHANGED, note=same)
            else:
                added.add(kind_key(new))
                yield RowPlan(
                    where=where,
                    what=new.label,
                    state=RowState.NEW,
                    note=note,
                    action=AddFilament(new=new),
                )

    def _of_received(self, known: Known) -> dict[int, Filament]:
        """What the spools that were taken in before say of their filaments.

        Whatever the shop renamed or merged since, a filament is what its spools are.
        """
        found: dict[int, Filament] = {}
        for record in self._found.spools:
            received = known.of_purchase(receipt_of(record, self._found.address))
            if received:
                found.setdefault(record.filament.id, known.filament_of(received[0]))
        return found

    def _spool(
        self, record: SpoolRecord, known: Known, taken: dict[int, Filament | NewFilament]
    ) -> RowPlan:
        where = f"Spool {record.id}"
        filament = taken.get(record.filament.id)
        try:
            if filament is None:
                raise RowFaultError(f"Its filament {record.filament.id} cannot be taken in.")  # noqa: TRY301 - the faults of a row end here
            received = known.of_purchase(receipt_of(record, self._found.address))
            if received:
                return self._compared(where, record, received[0], known)
            return self._new(where, record, filament)
        except RowFaultError as fault:
            what = filament.label if filament else record.filament.name or ""
            return RowPlan(where=where, what=what, state=RowState.WRONG, fault=str(fault))

    def _new(self, where: str, record: SpoolRecord, filament: Filament | NewFilament) -> RowPlan:
        purchase = purchase_from(record, self._found.address, self._zone)
        full_g, left_g = purchase.lines[0].net_g, left_of(record)
        rest_g = None if left_g == full_g else left_g
        if isinstance(filament, Filament) and not record.archived:
            usable(filament)
        row = RowPlan(
            where=where,
            what=filament.label,
            state=RowState.NEW,
            note=received_note(1, full_g, rest_g),
            action=ReceiveSpools(
                filament=filament.id if isinstance(filament, Filament) else filament,
                purchase=purchase,
                rest_g=rest_g,
                note=note_of(record),
                is_archived=record.archived,
            ),
        )
        row = row.with_note("archived") if record.archived else row
        unknown = "Spoolman does not know its weight: it counts as never weighed"
        return row if full_of(record) is not None else row.with_note(unknown)

    def _compared(self, where: str, record: SpoolRecord, spool: Spool, known: Known) -> RowPlan:
        filament = known.filament_of(spool)
        what = f"{spool.label} {filament.label}"
        left_g = left_of(record)
        row = RowPlan(where=where, what=what, state=RowState.UNCHANGED)
        if left_g == spool.quantity_g or full_of(record) is None:
            return row
        if not self._with_grams:
            return row.with_note(
                f"Spoolman says {shown(left_g)} g, your ledger {shown(spool.quantity_g)} g"
            )
        change = FieldChange(field="quantity_g", was=shown(spool.quantity_g), becomes=shown(left_g))
        return RowPlan(
            where=where,
            what=what,
            state=RowState.CHANGED,
            changes=(change,),
            action=ChangeSpool(spool_id=spool.id, counted_g=left_g),
        )


def _told_apart(new: NewFilament, names: dict[KindKey, str]) -> NewFilament:
    """Two of one brand, material and colour with other names are two: the name is the kind.

    Spoolman has no field for a maker's line, so PolyLite and PolyTerra differ by name alone.
    """
    name = names.setdefault(kind_key(new), new.color_name)
    if name == new.color_name:
        return new
    return new.model_copy(update={"slicer_name": new.color_name})
