"""What is read of a shop for its dashboard, and how it is read anew after a change.

Finished jobs and what they took are read by months. A month is read again only where its mark
says that a job in it was changed; what is named (plates, filaments, spools, printers) is little,
and read again after every change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Final

import polars as pl

from printshop.analytics.dashboard.spans import Span
from printshop.domain.units import MAX_DURATION_S
from printshop.domain.users import ShopSettings
from printshop.frames import JOB_FACTS, USE_FACTS
from printshop.repo import UnitOfWork

_EVER: Final = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
_DAY: Final = timedelta(days=1)
# A print that ends after the days that are looked at may have begun in them.
_LONGEST: Final = timedelta(seconds=MAX_DURATION_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What finished in a month, and the mark it had then."""

    mark: str
    jobs: pl.DataFrame
    uses: pl.DataFrame

    @property
    def size_bytes(self) -> int:
        """How much memory it takes."""
        return int(self.jobs.estimated_size() + self.uses.estimated_size())


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the facts speak of, and what prints now."""

    running: pl.DataFrame
    plates: pl.DataFrame
    needs: pl.DataFrame
    filaments: pl.DataFrame
    spools: pl.DataFrame
    printers: pl.DataFrame

    def kept_from(self, before: "Names | None") -> "Names":
        """The same, with the very frames that were there before where nothing of them differs."""
        if before is None:
            return self
        both = {one.name: (getattr(self, one.name), getattr(before, one.name)) for one in _NAMES}
        same = {name: old for name, (new, old) in both.items() if new.equals(old)}
        return before if len(same) == len(both) else replace(self, **same)


_NAMES: Final = fields(Names)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Read:
    """What is known of a shop at a version of it.

    marks are those of all months, months those that were read. moment is unlike that of any
    other time at which the shop was asked anew.
    """

    version: object | None
    moment: object
    settings: ShopSettings
    names: Names
    marks: Mapping[date, str]
    months: Mapping[date, Month]

    @property
    def first_on(self) -> date | None:
        """The first day of which the shop may know anything."""
        bought = self.names.spools["received_on"].drop_nulls().to_list()
        return min([*self.marks, *bought], default=None)

    def months_of(self, span: Span) -> tuple[date, ...]:
        """The months in which prints finished that ran on these days."""
        first, last = (span.since - _DAY).replace(day=1), span.until + _DAY + _LONGEST
        return tuple(month for month in self.marks if first <= month <= last)

    def missing(self, months: Iterable[date]) -> tuple[date, ...]:
        """Which of them are to be read yet."""
        return tuple(month for month in months if month not in self.months)


def read_anew(uow: UnitOfWork, version: object | None, before: Read | None) -> Read:
    """Read what is named, and which months changed; those that did not are kept."""
    settings, marks = uow.users.settings(), _marks(uow, *_EVER)
    kept = before.months if before else {}
    return Read(
        version=version,
        moment=object(),
        settings=settings,
        names=_names(uow, settings.time_zone).kept_from(before.names if before else None),
        marks=marks,
        months={month: one for month, one in kept.items() if one.mark == marks.get(month)},
    )


def read_months(uow: UnitOfWork, read: Read, months: Iterable[date]) -> Read:
    """Read these months too, in as few questions as there are gaps between them."""
    found = reduce(or_, (_stretch(uow, one) for one in _stretches(months)), {})
    return replace(read, months={**read.months, **found})


def _names(uow: UnitOfWork, zone: str) -> Names:
    frames = uow.frames
    return Names(
        running=frames.running_facts(),
        plates=frames.plate_facts(),
        needs=frames.need_facts(),
        filaments=frames.filament_facts(),
        spools=frames.spool_facts(zone),
        printers=frames.printer_facts(),
    )


def _marks(uow: UnitOfWork, since: datetime, until: datetime) -> dict[date, str]:
    found = uow.frames.fact_months(since, until)
    return dict(found.select("month", pl.format("{} {}", "jobs", "mark")).iter_rows())


def _stretches(months: Iterable[date]) -> list[list[date]]:
    """Months that follow each other, together."""
    stretches: list[list[date]] = []
    for month in sorted(months):
        if stretches and _next(stretches[-1][-1]) == month:
            stretches[-1].append(month)
        else:
            stretches.append([month])
    return stretches


def _stretch(uow: UnitOfWork, months: list[date]) -> dict[date, Month]:
    since, until = _begin(months[0]), _begin(_next(months[-1]))
    marks = _marks(uow, since, until)
    jobs = uow.frames.job_facts(since, until)
    uses = uow.frames.use_facts(since, until)
    of_job = jobs.select("number", month=pl.col("finished_at").dt.truncate("1mo").dt.date())
    jobs_of = jobs.with_columns(of_job["month"]).partition_by(
        "month", as_dict=True, include_key=False
    )
    uses_of = uses.join(of_job, on="number").partition_by("month", as_dict=True, include_key=False)
    return {
        month: Month(
            mark=marks.get(month, ""),
            jobs=jobs_of.get((month,), JOB_FACTS.to_frame()),
            uses=uses_of.get((month,), USE_FACTS.to_frame()),
        )
        for month in months
    }


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _begin(month: date) -> datetime:
    return datetime.combine(month, time.min, tzinfo=UTC)
