"""What sits in each printer while a plan goes on, as far as choosing a printer needs it."""

from collections.abc import Iterable, Sequence

import polars as pl

from printshop.analytics.schedule.jobs import Machine
from printshop.frames import LOADED, REQUIREMENTS, conform


class Reels:
    """The filaments in each printer; what was not used for longest makes room first."""

    def __init__(
        self,
        machines: Sequence[Machine],
        requirements: pl.DataFrame | None,
        loaded: pl.DataFrame | None,
        plate_ids: Iterable[str] | None = None,
    ) -> None:
        """Begin with what is loaded.

        Args:
            machines: the printers.
            requirements: REQUIREMENTS; None where changes do not matter.
            plate_ids: the plates that will be asked about; all of them without.
            loaded: LOADED; None where nobody knows.

        Raises:
            FrameContractError: a frame does not match its contract.

        """
        self._slots = [machine.slots for machine in machines]
        self._of_plate = filaments_of_plates(requirements, plate_ids)
        found = filaments_of_printers(loaded)
        self._inside = [list(found.get(machine.printer_id, ())) for machine in machines]

    def missing(self, place: int, plate_id: str) -> int:
        """How many filaments of a plate would have to be loaded into a printer."""
        return len(self._of_plate.get(plate_id, frozenset()).difference(self._inside[place]))

    def inside(self, place: int) -> tuple[str, ...]:
        """The filaments in a printer."""
        return tuple(self._inside[place])

    def load(self, place: int, plate_id: str) -> None:
        """Put a plate's filaments into a printer."""
        needed = self._of_plate.get(plate_id)
        if not needed:
            return
        kept = [filament for filament in self._inside[place] if filament not in needed]
        room = max(self._slots[place] - len(needed), 0)
        self._inside[place] = [
            *kept[len(kept) - room if len(kept) > room else 0 :],
            *sorted(needed),
        ]


def filaments_of_plates(
    requirements: pl.DataFrame | None, plate_ids: Iterable[str] | None = None
) -> dict[str, frozenset[str]]:
    """The matched filaments of each plate of REQUIREMENTS, or of those of them that are named.

    Raises:
        FrameContractError: `requirements` does not match its contract.

    """
    if requirements is None:
        return {}
    matched = conform(requirements, REQUIREMENTS, "requirements").drop_nulls("filament_id")
    if plate_ids is not None:
        matched = matched.filter(pl.col("plate_id").is_in(list(set(plate_ids))))
    grouped = matched.group_by("plate_id").agg(pl.col("filament_id").unique())
    return {plate_id: frozenset(ids) for plate_id, ids in grouped.iter_rows()}


def filaments_of_printers(loaded: pl.DataFrame | None) -> dict[str, list[str]]:
    """The filaments in each printer of LOADED, by slot, each once.

    Raises:
        FrameContractError: `loaded` does not match its contract.

    """
    if loaded is None:
        return {}
    rows = conform(loaded, LOADED, "loaded").group_by("printer_id", maintain_order=True)
    grouped = rows.agg(pl.col("filament_id").unique(maintain_order=True))
    return dict(grouped.iter_rows())
