"""The words in which the demo shop's goods are described."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from printshop.domain.catalog import NewModel, VariantStatus
from printshop.domain.filament import NewFilament
from printshop.domain.print_queue import FailureReason
from printshop.services.demo.solids import Body

Picture = Callable[[Sequence[str]], list[Body]]
"""Draws a plate from the colours of its filaments, in the file's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFilament:
    """A filament and how the shop buys it.

    `pack` spools of `net_g` at `price_usd` each; `opening` spools stood there when the
    history begins. `preset` is the slicer's profile. One that is not bought again runs
    down to `rest_g`; `unweighed` spools of it are there whose weight nobody checked.
    """

    key: str
    new: NewFilament
    preset: str
    nozzle_temperature_c: int
    bed_temperature_c: int
    price_usd: Decimal
    supplier: str
    net_g: Decimal
    opening: int = 2
    pack: int = 2
    shelf_life_days: int | None = None
    is_bought_again: bool = True
    rest_g: Decimal = Decimal(0)
    unweighed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoNeed:
    """What a plate takes of a filament, grams."""

    key: str
    model_g: Decimal
    support_g: Decimal = Decimal(0)
    tower_g: Decimal = Decimal(0)
    flush_g: Decimal = Decimal(0)

    @property
    def used_g(self) -> Decimal:
        """All of it."""
        return self.model_g + self.support_g + self.tower_g + self.flush_g


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlate:
    """One plate, how long it prints, and how many pieces it yields."""

    picture: Picture
    print_min: int
    needs: tuple[DemoNeed, ...]
    name: str = ""
    units: int = 1
    layers: int = 100
    changes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVariant:
    """One version of a model: a file of its own."""

    name: str
    uploaded_days_ago: int
    plates: tuple[DemoPlate, ...]
    status: VariantStatus = VariantStatus.PROVEN
    notes: str = ""
    printer: str = "Bambu Lab P1S"
    layer_height_mm: str = "0.2"
    is_sliced: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoModel:
    """A model with its versions, oldest first.

    `popularity` weighs how often it is ordered; `failures` are the causes that its
    prints fail of, `failure_share` how many of them do.
    """

    key: str
    new: NewModel
    variants: tuple[DemoVariant, ...]
    popularity: int = 5
    failure_share: float = 0.08
    failures: tuple[FailureReason, ...] = (FailureReason.ADHESION,)


def need(
    key: str, model: str, *, support: str = "0", tower: str = "0", flush: str = "0"
) -> DemoNeed:
    """Grams as they stand in a slicer's table."""
    return DemoNeed(
        key=key,
        model_g=Decimal(model),
        support_g=Decimal(support),
        tower_g=Decimal(tower),
        flush_g=Decimal(flush),
    )
