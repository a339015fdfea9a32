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


class WarningKind(StrEnum):
    """What is to be known before printing although it can be printed."""

    EXPIRED = "expired"
    EXPIRES_SOON = "expires_soon"
    DRYING_DUE = "drying_due"
    MIXED_LOTS = "mixed_lots"
    LOW_AFTER = "low_after"
    PRICE_UNKNOWN = "price_unknown"


class FeasibilityWarning(Frozen):
    """Something odd about what a print would take, in one plain sentence."""

    kind: WarningKind
    filament: Filament
    text: str


class FilamentNeed(Frozen):
    """One filament of a plate, variant or job: what it needs and what is there, grams.

    on_hand_g is all on its spools, tail_g the part of it that stays on the reels.
    available_g counts weighed spools only, after the tails and what earlier jobs reserve;
    unweighed_g is what spools that were never weighed are assumed to hold, after the same.
    spools_needed counts those of the substitute where one stands in.
    """

    filament: Filament | None
    required_g: Decimal | None
    on_hand_g: Decimal
    tail_g: Decimal = Decimal(0)
    available_g: Decimal
    unweighed_g: Decimal
    short_g: Decimal
    spools_needed: int | None
    state: FeasibilityState
    substitute: Filament | None = None

    @property
    def reserved_g(self) -> Decimal:
        """Grams on hand that earlier jobs will take."""
        left_g = self.on_hand_g - self.tail_g - self.available_g - self.unweighed_g
        return max(left_g, Decimal(0))


class Feasibility(Frozen):
    """The worst state of all filaments, with each filament's reason.

    warnings are told only where somebody asked for them.
    """

    state: FeasibilityState
    filaments: tuple[FilamentNeed, ...] = ()
    warnings: tuple[FeasibilityWarning, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether weighed stock is enough."""
        return self.state in READY

    @property
    def missing(self) -> tuple[FilamentNeed, ...]:
        """The filaments that stop the print."""
        stops = {FeasibilityState.SHORT, FeasibilityState.UNVERIFIED}
        return tuple(need for need in self.filaments if need.state in stops)
