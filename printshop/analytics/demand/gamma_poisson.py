"""Sales in a week with few sales to tell from: what all products do, corrected by each one's own.

Sales of a product are Poisson with a rate of its own, and the rates of a catalogue lie around
their mean as a Gamma distribution does. So a product's rate is Gamma(a + sold, b + weeks), and
what it will sell in some weeks is negative binomial.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammaincinv

Floats = npt.NDArray[np.float64]

# With fewer products to tell from, the rates are held to lie as they do in shops like this one.
LEAST_PRODUCTS: Final = 8
# A catalogue of products that all sell alike says much of a new one, yet never more than a year.
_MOST_WEEKS: Final = 52.0
_LEAST_WEEKS: Final = 1.0
_LOW, _HIGH = 0.05, 0.95
_QUANTILE: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePrior:
    """What is held of a product before it sold anything: so many a week, worth so many weeks."""

    mean_per_week: float
    weeks: float

    @property
    def a(self) -> float:
        """The shape of the Gamma distribution; `weeks` is its rate."""
        return self.mean_per_week * self.weeks


FALLBACK: Final = RatePrior(mean_per_week=0.4, weeks=3.75)


def fit_rates(sold: Floats, weeks: Floats) -> RatePrior:
    """The prior by moments: how far the rates of the products lie apart beyond chance.

    Of eight products or more that there was anything to sell of, and of which any was sold; else
    0.4 a week worth 3.75 weeks.

    Args:
        sold: units of each product.
        weeks: in which there was anything to sell of it.

    """
    is_seen = weeks > 0
    sold, weeks = sold[is_seen], weeks[is_seen]
    if len(weeks) < LEAST_PRODUCTS or not sold.sum():
        return FALLBACK
    mean = sold.sum() / weeks.sum()
    squares = (weeks * (sold / weeks - mean) ** 2).sum() - (len(weeks) - 1) * mean
    variance = squares / (weeks.sum() - (weeks**2).sum() / weeks.sum())
    worth = mean / variance if variance > 0 else _MOST_WEEKS
    worth = float(np.clip(worth, _LEAST_WEEKS, _MOST_WEEKS))
    return RatePrior(mean_per_week=float(mean), weeks=worth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Rates in a week, one of each product: mean, and within what they lie nine times in ten."""

    a: Floats
    b: Floats

    @property
    def mean(self) -> Floats:
        """What is expected in a week."""
        return self.a / self.b

    @property
    def low(self) -> Floats:
        """Under it is the true rate one time in twenty."""
        return gammaincinv(self.a, _LOW) / self.b

    @property
    def high(self) -> Floats:
        """Above it is the true rate one time in twenty."""
        return gammaincinv(self.a, _HIGH) / self.b

    def quantile(self, weeks: float, *, at: float = _QUANTILE) -> npt.NDArray[np.int64]:
        """How many units are not exceeded in so many weeks, so often: negative binomial."""
        chance = self.b / (self.b + weeks)
        low = np.full(len(self.a), -1, dtype=np.int64)
        mean = self.a / self.b * weeks
        deviation = np.sqrt(mean * (1 + weeks / self.b))
        # Chebyshev: beyond ten deviations lies less than one time in a hundred.
        high = np.ceil(mean + 10 * deviation).astype(np.int64)
        while (high - low > 1).any():
            middle = (low + high) // 2
            is_enough = betainc(self.a, middle + 1.0, chance) >= at
            high, low = np.where(is_enough, middle, high), np.where(is_enough, low, middle)
        return high


def rates(prior: RatePrior, sold: Floats, weeks: Floats) -> Rates:
    """What each product's own sales make of the prior.

    Worked example, a prior of 0.4 a week worth 3.75 weeks: none in 2 weeks 0.26 a week, 3 in 2
    weeks 0.78 (1.5 without the prior), 7 in 20 weeks 0.36. Of the last, the next four weeks take
    1.43 on average, and 3 at most nine times in ten.
    """
    return Rates(a=prior.a + np.maximum(sold, 0), b=prior.weeks + weeks)
