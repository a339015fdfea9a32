"""Months of facts joined with what they speak of, each once, and put together for a look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from printshop.analytics.dashboard.naming import Named, named
from printshop.analytics.dashboard.past import Ended, Past, ended, parted, put_together
from printshop.services.dashboard.dimensions import Dimension, dimensions
from printshop.services.dashboard.reading import Month, Names, Read

# What finished jobs and their uses are joined with, but for what spools cost.
_JOINED_WITH: Final = ("plates", "needs", "filaments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Months put together as they were read, and how things in them are called."""

    names: Names
    zone: str
    months: Mapping[date, Month]
    past: Past
    dimensions: Mapping[str, Dimension]

    def serves(self, joined: "Joined", months: Mapping[date, Month]) -> bool:
        """Whether it is these months, joined with that."""
        return (
            self.names is joined.names
            and self.zone == joined.zone
            and list(self.months) == list(months)
            and all(self.months[on] is one for on, one in months.items())
        )


@dataclass(slots=True, kw_only=True, eq=False)
class Joined:
    """What a shop's facts speak of, and its months joined with that, each as it was read."""

    names: Names
    zone: str
    named: Named
    dimensions: Mapping[str, Dimension]
    months: dict[date, tuple[Month, Ended]] = field(default_factory=dict)

    @classmethod
    def of(cls, read: Read, before: "Joined | None") -> "Joined":
        """Join what is named; months stay joined where nothing that is joined with them changed.

        As a print is finished, its spools lose grams; of spools, uses know the cost alone.
        """
        names, zone = read.names, read.settings.time_zone
        if before is not None and before.zone == zone and before.names is names:
            return before
        known = named(
            plates=names.plates,
            needs=names.needs,
            filaments=names.filaments,
            spools=names.spools,
            printers=names.printers,
        )
        is_same = before is not None and (
            before.zone == zone
            and all(getattr(names, one) is getattr(before.names, one) for one in _JOINED_WITH)
            and known.costs.equals(before.named.costs)
        )
        return cls(
            names=names,
            zone=zone,
            named=known,
            dimensions=dimensions(known),
            months=before.months if before is not None and is_same else {},
        )

    def month(self, on: date, month: Month) -> Ended:
        """A month as it was read, joined."""
        known = self.months.get(on)
        if known is None or known[0] is not month:
            known = (month, ended(month.jobs, month.uses, self.named, zone=self.zone))
            self.months[on] = known
        return known[1]

    def put_together(self, months: Mapping[date, Month]) -> Together:
        """One past of these months."""
        parts = [self.month(on, one) for on, one in months.items()]
        past = put_together(parts, self.names.running, self.named, zone=self.zone)
        for (on, month), part in zip(months.items(), parted(past, parts), strict=True):
            self.months[on] = (month, part)
        return Together(
            names=self.names,
            zone=self.zone,
            months=months,
            past=past,
            dimensions=self.dimensions,
        )

    def keep_only(self, months: Mapping[date, Month]) -> None:
        """Let go of months that are not these."""
        self.months = {on: one for on, one in self.months.items() if months.get(on) is one[0]}
