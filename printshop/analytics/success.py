"""How often prints succeed, as far as few prints can tell: the shop's own rate, and what it saw.

Each rate is the mean of a Beta posterior, (weight · mean + good) ÷ (weight + tried): one good
print of one is no 100 %. The prior is the shop's own. From more than eight subjects it is fitted
by moments: its mean is what all of them together saw, its weight follows from how much further
they lie apart than chance would have them. From fewer it is what the owner expects, worth ten
runs.

What a good print takes in runs is E[1/p] = (a + b - 1) ÷ (a - 1), more than 1 ÷ E[p], since what
is not well known may also be worse than it looks. Where a is not above 1 there is no such mean,
and just above it nothing that could be believed: 100 runs are the most that is said.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv

from printshop.errors import InvalidInputError
from printshop.frames import RATES, conform

# What `fit_prior` and `rates` take: a row per subject, good of tried runs, good not above tried.
COUNTS: Final = pl.Schema({"subject_id": pl.String, "good": pl.Float64, "tried": pl.Int64})

PRIOR_WEIGHT: Final = 10.0
# A version is made anew because the one before it was not good enough: it counts for less.
INHERITED_WEIGHT: Final = 5.0
MOST_RUNS: Final = 100.0
_FEW_SUBJECTS: Final = 8
# However alike its versions are, thirty prints of one count as much as all of the shop.
_WEIGHTS: Final = (2.0, 30.0)
_MEANS: Final = (0.05, 0.99)
_TAIL: Final = 0.05
_Z_95: Final = 1.959963984540054
# Where a quantile would be 0 or 1 to the last bit, it is this far from it.
_NEVER: Final = 1e-9
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(128)

Floats = NDArray[np.float64]


class Prior(NamedTuple):
    """What is believed before a print: a rate, worth `weight` runs."""

    mean: float
    weight: float = PRIOR_WEIGHT


class Trials(NamedTuple):
    """What was seen: good of tried runs."""

    good: float
    tried: int


def fit_prior(counts: pl.DataFrame, *, mean: float, weight: float = PRIOR_WEIGHT) -> Prior:
    """Learn what a subject that nobody tried is like.

    Args:
        counts: COUNTS; subjects that were never tried teach nothing.
        mean: what the owner expects, above 0 and below 1.
        weight: how many runs that is worth.

    Returns:
        What the owner expects where no more than eight subjects were tried; else the prior that
        they show, its mean drawn towards the owner's by ten runs. Its mean is from 5 % to
        99 %, its weight from 2 to 30 runs, however alike all of them ended.

    Raises:
        InvalidInputError: more are good than were tried, or the mean or weight is no such.
        FrameContractError: `counts` does not match its contract.

    """
    if not (0 < mean < 1 and weight > 0):
        message = (
            f"The expected success is {mean} worth {weight} runs: it must be above 0 and below 1."
        )
        raise InvalidInputError(message)
    good, tried = _checked(counts)
    good, tried = good[tried > 0], tried[tried > 0]
    if len(tried) <= _FEW_SUBJECTS:
        return Prior(float(np.clip(mean, *_MEANS)), weight)
    pooled = (weight * mean + good.sum()) / (weight + tried.sum())
    return Prior(float(np.clip(pooled, *_MEANS)), _fitted_weight(good, tried, pooled, weight))


def rates(
    counts: pl.DataFrame, prior: Prior, *, previous: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Say how often each succeeds, and how sure that is.

    Args:
        counts: COUNTS.
        prior: what is believed of a subject that nobody tried.
        previous: of subjects that follow another one, as a new version does, which that is.
            They begin with what is believed of it, worth no more than five runs; with `prior`
            where it was not tried either, or is none of `counts`.

    Returns:
        RATES, in the order of `counts`.

    Raises:
        InvalidInputError: more are good than were tried.
        FrameContractError: `counts` does not match its contract.

    """
    good, tried = _checked(counts)
    means, weights = np.full(len(good), prior.mean), np.full(len(good), prior.weight)
    if previous:
        begun = beginnings(counts, prior, previous)
        means, weights = np.array([begun[of] for of in counts["subject_id"]]).reshape(-1, 2).T
    a, b = _posterior(good, tried, means, weights)
    mean = a / (a + b)
    low, high = (np.clip(betaincinv(a, b, q), _NEVER, 1 - _NEVER) for q in (_TAIL, 1 - _TAIL))
    wilson_low, wilson_high = _wilson(good, tried)
    columns = {
        "subject_id": counts["subject_id"],
        "good": good,
        "tried": counts["tried"],
        "mean": mean,
        "low": np.minimum(low, mean),
        "high": np.maximum(high, mean),
        "wilson_low": wilson_low,
        "wilson_high": wilson_high,
        "cost_factor": _runs_for_a_good_one(a, b),
    }
    said = pl.DataFrame(columns, schema_overrides=RATES)
    return said.with_columns(pl.col("wilson_low", "wilson_high").fill_nan(None)).pipe(
        conform, RATES, "rates"
    )


def beginnings(counts: pl.DataFrame, prior: Prior, previous: Mapping[str, str]) -> dict[str, Prior]:
    """What is believed of each before a run of its own.

    Args:
        counts: COUNTS.
        prior: what is believed of a subject that nobody tried.
        previous: as for `rates`.

    """
    seen = {of: Trials(good, tried) for of, good, tried in counts.iter_rows()}
    begun: dict[str, Prior] = {}
    for subject_id in seen:
        line = [subject_id]
        while line[-1] not in begun and (other := previous.get(line[-1])) in seen:
            # A ring of versions would have no first one: it is cut where it closes.
            if other is None or other in line:
                break
            line.append(other)
        begun.setdefault(line[-1], prior)
        for older, newer in zip(reversed(line), reversed(line[:-1]), strict=False):
            begun[newer] = _handed_on(begun[older], seen[older], prior)
    return begun


def probability_better(new: Trials, old: Trials, prior: Prior) -> float:
    """How probable it is that one succeeds more often than another, both judged by themselves.

    The integral of one's density times the other's distribution, taken over the quantiles of
    the first. It is 0.5 for equals, and the other way round it is what is left to 1.

    Raises:
        InvalidInputError: more are good than were tried.

    """
    seen = pl.DataFrame([("new", *new), ("old", *old)], schema=COUNTS, orient="row")
    good, tried = _checked(seen)
    a, b = _posterior(good, tried, np.full(2, prior.mean), np.full(2, prior.weight))
    # Both ways, so that what the nodes leave out favors neither.
    over = _over((a[0], b[0]), (a[1], b[1]))
    under = _over((a[1], b[1]), (a[0], b[0]))
    return float(np.clip((over + 1 - under) / 2, 0.0, 1.0))


def _over(one: tuple[float, float], other: tuple[float, float]) -> float:
    quantiles = betaincinv(*one, (_NODES + 1) / 2)
    return float(np.sum(_NODE_WEIGHTS / 2 * betainc(*other, quantiles)))


def _checked(counts: pl.DataFrame) -> tuple[Floats, Floats]:
    rows = conform(counts, COUNTS, "counts")
    wrong = rows.filter(~(pl.col("good").is_between(0, pl.col("tried"))).fill_null(value=False))
    if not wrong.is_empty():
        subject_id, good, tried = wrong.row(0)
        message = f"{subject_id} has {good} good runs of {tried} tried: count them again."
        raise InvalidInputError(message)
    return rows["good"].to_numpy(), rows["tried"].cast(pl.Float64).to_numpy()


def _fitted_weight(good: Floats, tried: Floats, mean: float, fallback: float) -> float:
    """By moments: how far the subjects lie apart beside how far chance alone would have them.

    A rate of n runs varies by mean · (1 - mean) · (r + (1 - r) / n) where the subjects' own rates
    lie apart by r, and a Beta prior of weight w has r = 1 / (w + 1). The squares of all
    subjects, each weighted by its runs, are set beside what they would be.
    """
    runs, subjects = tried.sum(), len(tried)
    room = runs - (tried**2).sum() / runs - (subjects - 1)
    # One run each says nothing of how far they lie apart.
    if room <= 0:
        return fallback
    squares = (tried * (good / tried - good.sum() / runs) ** 2).sum() / (mean * (1 - mean))
    apart = (squares - (subjects - 1)) / room
    if apart <= 0:
        return _WEIGHTS[1]
    return float(np.clip(1 / apart - 1, *_WEIGHTS))


def _handed_on(begun: Prior, seen: Trials, prior: Prior) -> Prior:
    if seen.tried == 0 and begun == prior:
        return prior
    weight = begun.weight + seen.tried
    mean = (begun.weight * begun.mean + seen.good) / weight
    return Prior(mean, min(INHERITED_WEIGHT, weight))


def _posterior(good: Floats, tried: Floats, mean: Floats, weight: Floats) -> tuple[Floats, Floats]:
    return mean * weight + good, (1 - mean) * weight + tried - good


def _wilson(good: Floats, tried: Floats) -> tuple[Floats, Floats]:
    """The 95 % interval without a prior; not a number where nothing was tried."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share, z2 = good / tried, _Z_95**2 / tried
        half = _Z_95 * np.sqrt(share * (1 - share) / tried + z2 / (4 * tried))
        middle = share + z2 / 2
        low, high = (middle - half) / (1 + z2), (middle + half) / (1 + z2)
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def _runs_for_a_good_one(a: Floats, b: Floats) -> Floats:
    factor = np.full_like(a, MOST_RUNS)
    np.divide(a + b - 1, a - 1, out=factor, where=a > 1)
    return np.minimum(factor, MOST_RUNS)
