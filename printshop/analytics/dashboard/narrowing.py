"""Which of a shop's facts a figure is about: what the page is narrowed to, and what was clicked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Self

import polars as pl

from printshop.analytics.dashboard.past import Past
from printshop.analytics.dashboard.spans import Span

Value = str | int | None
# What is bought and lies on the shelf is of no printer and no model.
_OF_FILAMENT: Final = frozenset({"filament_key", "material", "brand"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a narrowing leaves: frames as of Past."""

    jobs: pl.DataFrame
    made_of: pl.DataFrame
    uses: pl.DataFrame
    purchases: pl.DataFrame
    stock: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Days, all where that is None, and what else a row must be.

    wanted, unwanted: by column, the values that a row must have one of, or none of. None is
    what is gone. Columns that a frame knows nothing of narrow nothing.
    """

    span: Span | None
    wanted: Mapping[str, frozenset[Value]] = field(default_factory=dict)
    unwanted: Mapping[str, frozenset[Value]] = field(default_factory=dict)

    def to(self, **values: Value) -> Self:
        """The same, and of these values."""
        return replace(self, wanted={**self.wanted, **_each(values)})

    def within(self, span: Span | None) -> Self:
        """The same on other days; None is ever."""
        return replace(self, span=span)

    def jobs(self, past: Past) -> pl.DataFrame:
        """Finished jobs; narrowed to a filament, those that are printed of it."""
        return self._printed_of(past, past.jobs.filter(*self._days("on")))

    def ran(self, past: Past) -> pl.DataFrame:
        """The same prints whenever they ended, and those that still run."""
        ever = self.within(None)
        return ever._printed_of(past, pl.concat([past.jobs, past.running]))  # noqa: SLF001

    def _printed_of(self, past: Past, jobs: pl.DataFrame) -> pl.DataFrame:
        rows = jobs.filter(*self.conditions(jobs))
        if not _OF_FILAMENT & {*self.wanted, *self.unwanted}:
            return rows
        numbers = self._of_filament(past)
        return rows.join(numbers, on="number", how="semi", maintain_order="left")

    def uses(self, past: Past) -> pl.DataFrame:
        """What finished jobs took."""
        of_filament = self._of_brand(past)
        return past.uses.filter(*self._days("on"), *of_filament.conditions(past.uses))

    def made_of(self, past: Past) -> pl.DataFrame:
        """Finished jobs, once for each material that they are printed of."""
        return past.made_of.filter(*self._days("on"), *self.conditions(past.made_of))

    def purchases(self, past: Past) -> pl.DataFrame:
        """Spools that came and were kept, whatever they are used for."""
        came = pl.col("received_on").is_not_null()
        return past.spools.filter(came, *self._days("received_on"), *self.conditions(past.spools))

    def stock(self, past: Past) -> pl.DataFrame:
        """Spools that hold anything now."""
        return past.spools.filter(pl.col("on_hand_cg") > 0, *self.conditions(past.spools))

    def all_rows(self, past: Past) -> Narrowed:
        """All of these."""
        return Narrowed(
            jobs=self.jobs(past),
            made_of=self.made_of(past),
            uses=self.uses(past),
            purchases=self.purchases(past),
            stock=self.stock(past),
        )

    def _of_filament(self, past: Past) -> pl.DataFrame:
        if not {"filament_key", "brand"} & {*self.wanted, *self.unwanted}:
            return self.made_of(past).select("number")
        return self.uses(past).select("number")

    def _days(self, column: str) -> list[pl.Expr]:
        return [] if self.span is None else [self.span.has(column)]

    def _of_brand(self, past: Past) -> Self:
        """With the filaments of a brand instead of the brand."""
        if "brand" not in self.wanted and "brand" not in self.unwanted:
            return self
        are_meant = self.conditions(past.filaments.select("brand"))
        keys = past.filaments.filter(*are_meant)["own_key"].to_list()
        gone = [None] if None in self.wanted.get("brand", ()) else []
        own = self.wanted.get("filament_key")
        brands = frozenset([*keys, *gone])
        return replace(
            self, wanted={**self.wanted, "filament_key": brands & own if own else brands}
        )

    def conditions(self, frame: pl.DataFrame) -> list[pl.Expr]:
        """What the rows of a frame must be, as far as it has columns for it."""
        are = [_is_one(frame, *each) for each in self.wanted.items() if each[0] in frame.columns]
        return are + [
            ~_is_one(frame, *each) for each in self.unwanted.items() if each[0] in frame.columns
        ]


def _each(values: Mapping[str, Value]) -> dict[str, frozenset[Value]]:
    return {name: frozenset([value]) for name, value in values.items()}


def _is_one(frame: pl.DataFrame, column: str, values: frozenset[Value]) -> pl.Expr:
    known = pl.Series(sorted(v for v in values if v is not None), dtype=frame.schema[column])
    is_known = pl.col(column).is_in(known.implode()).fill_null(value=False)
    return is_known | pl.col(column).is_null() if None in values else is_known
