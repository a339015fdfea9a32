"""How often a print succeeds, as far as few prints can tell."""

from decimal import Decimal

from printshop.domain.units import Frozen


class SuccessRate(Frozen):
    """Success of one run, from what was printed and what the shop otherwise sees.

    tried counts runs that ended well or badly, never cancelled ones; good is what of them ended
    well, in runs: a plate of ten pieces of which two were rejected is 0.8. mean, low and high
    (each end exceeded one time in twenty) are of the Beta posterior, wilson_* the 95 % interval
    that knows nothing of the shop. cost_factor is E[1/p]: how many runs a good one takes.
    """

    good: float
    tried: int
    mean: float
    low: float
    high: float
    wilson_low: float | None
    wilson_high: float | None
    cost_factor: float

    @property
    def mean_pct(self) -> Decimal:
        """The mean in per cent, to the tenth."""
        return Decimal(str(round(self.mean * 100, 1)))
