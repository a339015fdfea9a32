"""Which costs moved, and what moved them, in words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson
import polars as pl

from printshop.analytics.cost.history import WORTH_NOTING
from printshop.domain.costing import MATERIAL, MILLIONTHS, CostKind
from printshop.frames import DRIFTS, conform
from printshop.repo import UnitOfWork

_PER_CENT: Final = 100
_WHAT: Final = {
    CostKind.ELECTRICITY: "Electricity",
    CostKind.MACHINE: "Machine time",
    CostKind.LABOUR: "Labour",
    CostKind.FAILURES: "Runs that fail",
    CostKind.FINISHING: "Finishing",
    CostKind.PACKAGING: "Packaging",
}
_UNKNOWN_NOW: Final = "Something of it is unknown by now."


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that a unit is made of: a filament, or a kind of line."""

    filament_id: str | None
    kind: CostKind
    amount: float
    per_g: float | None


@dataclass(frozen=True, slots=True)
class _Moved:
    """The part that moved a cost most."""

    filament_id: str | None
    change_pct: float | None
    reason: str


def drifts(uow: UnitOfWork, since: date) -> pl.DataFrame:
    """DRIFTS: what units cost on a day, or when they were first noted after it, and last.

    Args:
        uow: the transaction, which should be a snapshot.
        since: the day.

    """
    then = uow.frames.last_noted_costs(until=since)
    later = uow.frames.first_noted_costs(after=since)
    before = pl.concat([then, later.join(then, on="variant_id", how="anti")])
    pairs = before.join(uow.frames.last_noted_costs(), on="variant_id", suffix="_now")
    was, now = pl.col("unit_e6"), pl.col("unit_e6_now")
    moved = pairs.filter(
        was.is_not_null()
        & (now.is_null() | ((now - was).abs() >= (was * WORTH_NOTING).clip(lower_bound=1)))
    )
    if moved.is_empty():
        return DRIFTS.to_frame()
    named = _with_lines(uow, moved.join(uow.frames.version_names(), on="variant_id"))
    labels = {str(f.id): f.label for f in uow.filaments.list(with_archived=True)}
    rows = [_row(row, labels) for row in named.iter_rows(named=True)]
    rows.sort(key=_size, reverse=True)
    return pl.DataFrame(rows, schema=DRIFTS, orient="row").pipe(conform, DRIFTS, "drifts")


def _with_lines(uow: UnitOfWork, moved: pl.DataFrame) -> pl.DataFrame:
    """What those that moved were made of then, and now."""
    then = moved.select("variant_id", "noted_on")
    now = moved.select("variant_id", noted_on="noted_on_now")
    lines = uow.frames.noted_lines(pl.concat([then, now]).unique())
    return moved.join(lines, on=["variant_id", "noted_on"]).join(
        lines.rename({"noted_on": "noted_on_now"}), on=["variant_id", "noted_on_now"], suffix="_now"
    )


def _row(row: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[object, ...]:
    was, now = row["unit_e6"] / MILLIONTHS, row["unit_e6_now"]
    moved = _Moved(None, None, _UNKNOWN_NOW)
    if now is not None:
        moved = _largest(_parts(row["lines"]), _parts(row["lines_now"]), labels)
    return (
        *(row[name] for name in ("variant_id", "model_id", "model_name", "version")),
        was,
        None if now is None else now / MILLIONTHS,
        moved.filament_id,
        moved.change_pct,
        moved.reason,
    )


def _size(row: Sequence[Any]) -> float:
    """How far a cost moved, as a part of what it was; one that became unknown comes first."""
    was, now = row[4], row[5]
    if now is None or not was:
        return float("inf")
    return abs(now / was - 1)


def _parts(lines: str) -> dict[tuple[str | None, CostKind], _Part]:
    """What a unit was made of: the lines of one filament are one part."""
    amounts: defaultdict[tuple[str | None, CostKind], float] = defaultdict(float)
    prices: dict[tuple[str | None, CostKind], float | None] = {}
    for line in orjson.loads(lines):
        kind = CostKind(line["kind"])
        key = (line["filament_id"], CostKind.MODEL if kind in MATERIAL else kind)
        amounts[key] += line["amount"] or 0
        prices.setdefault(key, line["per_g"])
    return {key: _Part(*key, amount, prices[key]) for key, amount in amounts.items()}


def _largest(
    before: Mapping[tuple[str | None, CostKind], _Part],
    now: Mapping[tuple[str | None, CostKind], _Part],
    labels: Mapping[str, str],
) -> _Moved:
    nothing = _Part(None, CostKind.MODEL, 0, None)
    pairs = {key: (before.get(key, nothing), now.get(key, nothing)) for key in {**before, **now}}
    total = sum(new.amount - old.amount for old, new in pairs.values())
    # What moved against the whole explains nothing.
    key = max(pairs, key=lambda key: _toward(total, *pairs[key]), default=None)
    if key is None:
        return _Moved(None, None, "What it was made of was not noted.")
    old, new = pairs[key]
    filament_id, kind = key
    if kind is not CostKind.MODEL:
        return _Moved(None, None, f"{_WHAT[kind]} {_than(old.amount, new.amount)}.")
    name = labels.get(filament_id or "", "A filament")
    change_pct = _change_pct(old.per_g, new.per_g)
    if change_pct is None or abs(change_pct) < WORTH_NOTING * _PER_CENT:
        more = "More" if new.amount > old.amount else "Less"
        return _Moved(filament_id, change_pct, f"{more} of {name} goes into it.")
    return _Moved(filament_id, change_pct, f"{name} {_than(old.per_g, new.per_g)} per gram.")


def _toward(total: float, old: _Part, new: _Part) -> float:
    change = new.amount - old.amount
    return change if total >= 0 else -change


def _than(old: float | None, new: float | None) -> str:
    """Costs 12 % more, or less; without a cost before there is nothing to compare."""
    change_pct = _change_pct(old, new)
    if change_pct is None:
        return "did not cost anything before"
    return f"costs {abs(change_pct):.0f} % {'more' if change_pct > 0 else 'less'}"


def _change_pct(old: float | None, new: float | None) -> float | None:
    return None if not old or new is None else (new / old - 1) * _PER_CENT
