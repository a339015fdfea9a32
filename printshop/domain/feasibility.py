"""Can it be printed with what is on hand, and if not, what is short: the answer's shape."""

from decimal import Decimal
from enum import StrEnum
from typing import Final

from printshop.domain.filament import Filament
from printshop.domain.units import Frozen


class FeasibilityState(StrEnum):
    """From good to bad; analytics.feasibility says when each holds."""

    READY = "ready"
    READY_REFILL = "ready_refill"
    READY_SWAP = "ready_swap"
    READY_SUBSTITUTE = "ready_substitute"
    UNVERIFIED = "unverified"
    SHORT = "short"
    UNMATCHED = "unmatched"
    UNKNOWN = "unknown"


# With what is weighed it can be printed; a substitute counts only where somebody takes it.
READY: Final = frozenset(
    {FeasibilityState.READY, FeasibilityState.READY_REFILL, FeasibilityState.READY_SWAP}
)


class FilamentNeed(Frozen):
    """One filament of a plate, variant or job: what it needs and what is there, grams.

    on_hand_g is all on its spools. available_g counts weighed spools only, after what
    earlier jobs reserve; unweighed_g is what spools that were never weighed are assumed
    to hold, after the same.
    """

    filament: Filament | None
    required_g: Decimal | None
    on_hand_g: Decimal
    available_g: Decimal
    unweighed_g: Decimal
    short_g: Decimal
    spools_needed: int | None
    state: FeasibilityState
    substitute: Filament | None = None

    @property
    def reserved_g(self) -> Decimal:
        """Grams on hand that earlier jobs will take."""
        return self.on_hand_g - self.available_g - self.unweighed_g


class Feasibility(Frozen):
    """The worst state of all filaments, with each filament's reason."""

    state: FeasibilityState
    filaments: tuple[FilamentNeed, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether weighed stock is enough."""
        return self.state in READY

    @property
    def missing(self) -> tuple[FilamentNeed, ...]:
        """The filaments that stop the print."""
        stops = {FeasibilityState.SHORT, FeasibilityState.UNVERIFIED}
        return tuple(need for need in self.filaments if need.state in stops)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is odd, a sentence each."""
        return tuple(filter(None, (_warning(need) for need in self.filaments)))


def _warning(need: FilamentNeed) -> str:
    label = need.filament.label if need.filament else "A filament of the file"
    match need.state:
        case FeasibilityState.SHORT:
            return f"{label} is short by {need.short_g.normalize():,f} g."
        case FeasibilityState.UNVERIFIED:
            return f"{label} is enough only if spools that were never weighed are full."
        case FeasibilityState.UNMATCHED:
            return f"{label} is not matched to a filament of the shop."
        case FeasibilityState.UNKNOWN:
            return f"{label}: nobody has said how many grams it takes."
        case FeasibilityState.READY_SWAP:
            return f"{label} needs {need.spools_needed} spools: somebody must change them."
        case _:
            return ""
