"""When printers printed, as far as it is known, and how much of their hours that is.

The clock between two clicks is no measure: a print that ended at night is cleared in the
morning. A print took what a person said; else what the slicer says, as far as it got; and never
longer than from its start to its end. Where neither is known, nor are its hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from printshop.analytics.staffed_hours import StaffedHours, staffed_on

HOUR_S: Final = 3600
_WHOLE_PCT: Final = 100
_DAY: Final = timedelta(days=1)
Moments = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From a moment to another one, aware, and when of it somebody was there."""

    begins: datetime
    ends: datetime
    staffed: StaffedHours | None

    def staffed_s(self, begins: Moments, ends: Moments) -> Moments:
        """Seconds between pairs of moments (epoch seconds) in which somebody was there."""
        knots, so_far = _knots(self)
        return np.interp(ends, knots, so_far) - np.interp(begins, knots, so_far)

    def shifts(self) -> Iterator[tuple[float, float]]:
        """When somebody came and went, epoch seconds."""
        day = self.begins.date() - _DAY - _DAY
        while self.staffed is not None and day <= self.ends.date() + _DAY:
            shift = staffed_on(self.staffed, day)
            day += _DAY
            if shift is not None:
                came, went = max(shift[0], self.begins), min(shift[1], self.ends)
                if came < went:
                    yield came.timestamp(), went.timestamp()


# One look asks several times about the same years.
@lru_cache(maxsize=4)
def _knots(stretch: Stretch) -> tuple[Moments, Moments]:
    """Moments at which somebody comes or goes, and how many seconds were staffed by then."""
    knots, so_far = [stretch.begins.timestamp()], [0.0]
    for came, went in stretch.shifts():
        knots += [came, went]
        so_far += [so_far[-1], so_far[-1] + went - came]
    return np.array(knots), np.array(so_far)


def busy(jobs: pl.DataFrame, stretch: Stretch) -> pl.DataFrame:
    """When prints ran within a stretch.

    Args:
        jobs: of a past, finished and running.
        stretch: what is looked at; it ends now at the latest.

    Returns:
        The jobs that ran in it, with busy_s and staffed_s, whole seconds; those whose time
        nobody knows have null in both.

    """
    begins, ends = _epoch(pl.lit(stretch.begins)), _epoch(pl.lit(stretch.ends))
    started = _epoch(pl.col("started_at"))
    cleared = _epoch(pl.col("finished_at")).fill_null(ends)
    sliced = pl.col("expected_s") * pl.col("done_pct").fill_null(_WHOLE_PCT) // _WHOLE_PCT
    took = pl.coalesce(pl.col("print_s").cast(pl.Int64), sliced)
    ran = (
        jobs.filter(pl.col("started_at") < stretch.ends)
        .with_columns(
            ran_from=pl.max_horizontal(started, begins),
            ran_until=pl.when(took.is_not_null()).then(
                pl.min_horizontal(started + took, cleared, ends)
            ),
            cleared=cleared,
        )
        .filter(pl.col("cleared") > begins)
    )
    staffed = stretch.staffed_s(_moments(ran["ran_from"]), _moments(ran["ran_until"]))
    is_known = pl.col("ran_until").is_not_null()
    return (
        ran.with_columns(
            pl.Series("staffed_s", np.nan_to_num(staffed).round().clip(0)).cast(pl.Int64)
        )
        .with_columns(
            busy_s=(pl.col("ran_until") - pl.col("ran_from")).clip(0),
            staffed_s=pl.when(is_known).then("staffed_s"),
        )
        .filter(~is_known | (pl.col("busy_s") > 0))
        .drop("ran_from", "ran_until", "cleared")
    )


def utilisation(busy_jobs: pl.DataFrame, printers: pl.DataFrame, stretch: Stretch) -> pl.DataFrame:
    """How much of its hours each printer printed.

    Args:
        busy_jobs: what `busy` gave.
        printers: those that are asked about, PRINTER_FACTS.
        stretch: as of `busy`.

    Returns:
        printer_key, busy_s, staffed_busy_s, there_s and staffed_there_s by printer, most busy
        first: there_s as far as it was there.

    """
    sums = busy_jobs.group_by("printer_key").agg(
        pl.col("busy_s").sum(),
        pl.col("staffed_s").sum().alias("staffed_busy_s"),
    )
    there = printers.join(sums, on="printer_key", how="left").with_columns(
        pl.col("busy_s", "staffed_busy_s").fill_null(0),
        since=_epoch(pl.col("there_since"))
        .clip(lower_bound=int(stretch.begins.timestamp()))
        .clip(upper_bound=int(stretch.ends.timestamp())),
    )
    ends = np.full(len(there), stretch.ends.timestamp())
    staffed = stretch.staffed_s(_moments(there["since"]), ends)
    return (
        there.with_columns(
            there_s=int(stretch.ends.timestamp()) - pl.col("since"),
            staffed_there_s=pl.Series(staffed.round()).cast(pl.Int64),
        )
        .select("printer_key", "busy_s", "staffed_busy_s", "there_s", "staffed_there_s")
        .sort("busy_s", "printer_key", descending=[True, False])
    )


def _epoch(moment: pl.Expr) -> pl.Expr:
    return moment.dt.epoch("s")


def _moments(seconds: pl.Series) -> Moments:
    return seconds.cast(pl.Float64).to_numpy()


def stretch_of(
    begins: datetime, ends: datetime, *, as_of: datetime, staffed: StaffedHours | None
) -> Stretch:
    """A stretch that ends now at the latest."""
    until = min(ends, as_of).astimezone(UTC)
    return Stretch(begins=min(begins.astimezone(UTC), until), ends=until, staffed=staffed)
