"""What the latest weeks say of products that sell seldom: Teunter, Syntetos and Babai (TSB).

The chance of a sale and its size are smoothed apart, the chance every week, so that it fades once
sales stop. Croston's way smooths it at sales only, and goes on forecasting what nobody buys.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

_WEIGHT: Final = 0.1


def latest_rates(
    units: npt.NDArray[np.int64], is_counted: npt.NDArray[np.bool_], *, weight: float = _WEIGHT
) -> npt.NDArray[np.float64]:
    """A product's rate in a week by its latest weeks; nan where it was never sold.

    It starts with the first sale: its size, and a chance of one in so many weeks as went by until
    then. Weeks that do not count change nothing.

    Worked example: 0 1 0 1 0 0 0 0 0 1 2 2 and eight weeks without a sale: 0.25, where the mean of
    the twenty weeks is 0.35, and Croston's forecast 0.81.

    Args:
        units: a row per product, a column per week, the oldest first.
        is_counted: whether there was anything to sell in that week.
        weight: of the week that is added, in what is known until then.

    """
    chance = np.full(len(units), np.nan)
    size = np.full(len(units), np.nan)
    gone_by = np.zeros(len(units))
    for sold, counts in zip(units.T, is_counted.T, strict=True):
        gone_by += counts
        is_first = (sold > 0) & counts & np.isnan(size)
        is_later = counts & ~np.isnan(size)
        is_sale = is_later & (sold > 0)
        chance[is_later] += weight * ((sold > 0)[is_later] - chance[is_later])
        size[is_sale] += weight * (sold[is_sale] - size[is_sale])
        size[is_first] = sold[is_first]
        chance[is_first] = 1 / gone_by[is_first]
    return chance * size
