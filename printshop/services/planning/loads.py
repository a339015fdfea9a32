"""Which reel goes into which slot before a job starts."""

from collections.abc import Sequence
from dataclasses import dataclass

from printshop.domain.printers import EXTERNAL_SLOT
from printshop.services.planning.view import PlannedTake, PrinterState


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A spool of a job and its slot; None where it waits until one before it is used up.

    is_there: it sits there already.
    """

    take: PlannedTake
    slot: int | None
    is_there: bool


def loads(takes: Sequence[PlannedTake], state: PrinterState) -> tuple[Load, ...]:
    """Find a slot for every spool of a job: where it sits, else an empty one, else another's.

    A reel that the job does not need makes room only where nothing is empty. The holder
    outside the AMS counts where there is no AMS.
    """
    sits = {reel.spool_id: reel.slot for reel in state.loaded}
    wanted = {take.spool_id for take in takes}
    slots = range(1, state.printer.ams_slots + 1) if state.printer.ams_slots else [EXTERNAL_SLOT]
    taken = {reel.slot for reel in state.loaded}
    kept = {reel.slot for reel in state.loaded if reel.spool_id in wanted}
    room = [slot for slot in slots if slot not in taken]
    room += [slot for slot in slots if slot in taken - kept]
    found = []
    for take in takes:
        slot = sits.get(take.spool_id)
        is_there = slot is not None
        if slot is None and room:
            slot = room.pop(0)
        found.append(Load(take=take, slot=slot, is_there=is_there))
    return tuple(found)
