"""What is to be known of the spools a print would take, although it can be printed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

import polars as pl

from printshop.analytics.stock_rules import EXPIRES_SOON_DAYS, with_rules
from printshop.domain.drying import DRY_FOR_DAYS, days_in_the_open, is_drying_due
from printshop.domain.feasibility import FeasibilityWarning, WarningKind
from printshop.domain.filament import Filament
from printshop.frames import STOCK
from printshop.repo import UnitOfWork
from printshop.services.stock.standing_words import low_text

# A row of SHELF or STOCK: each column has its own type.
_Row = Mapping[str, Any]
_Told = tuple[WarningKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """What a subject (a plate, a variant or a job) takes from one spool, centigrams."""

    subject_id: str
    filament_id: str
    spool_id: str
    taken_cg: int


# Not slotted: what is asked of it for every print is sorted once.
@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What warnings are told from: the spools, the filaments and their thresholds, the day."""

    reels: Mapping[str, _Row]
    stock: Mapping[str, _Row]
    filaments: Mapping[str, Filament]
    as_of: date

    @cached_property
    def reels_of(self) -> Mapping[str, Sequence[_Row]]:
        """The spools of each filament."""
        found: dict[str, list[_Row]] = defaultdict(list)
        for reel in self.reels.values():
            found[reel["filament_id"]].append(reel)
        return found

    @classmethod
    def read(
        cls,
        uow: UnitOfWork,
        filaments: Mapping[str, Filament],
        stock: pl.DataFrame,
        *,
        filament_ids: Iterable[str],
        as_of: date,
    ) -> "Surroundings":
        """Read the spools of these filaments.

        Args:
            uow: the transaction.
            filaments: of the shop, by id.
            stock: STOCK.
            filament_ids: those that are taken from.
            as_of: today in the shop's time zone.

        """
        shelf = uow.frames.shelf([UUID(filament_id) for filament_id in set(filament_ids)])
        return cls(
            reels={row["spool_id"]: row for row in shelf.iter_rows(named=True)},
            stock={row["filament_id"]: row for row in stock.iter_rows(named=True)},
            filaments=filaments,
            as_of=as_of,
        )


def cautions(
    takes: Sequence[Take],
    around: Surroundings,
    *,
    left_cg: Mapping[str, int],
    in_turn: bool = False,
) -> dict[str, tuple[FeasibilityWarning, ...]]:
    """Warn of what is odd about the spools that each subject takes.

    - The spool is past its date, or will be within a month.
    - It is longer in the open than its material likes (`domain.drying`).
    - Spools of several lots go into one print: the colour may change.
    - After the print its filament is low, by the thresholds of `analytics.stock_rules`.
    - Nobody has said what the spool cost, so the print's cost is too low.

    Args:
        takes: of all subjects, those of a subject together.
        around: what the spools and filaments are.
        left_cg: what each spool holds before the first of them.
        in_turn: whether each subject finds what those before it left (jobs of a queue), or
            all find the same (variants to choose from).

    Returns:
        By subject_id, in the order of its filaments; nothing for one that is all right.

    """
    groups = list(_groups(takes, around, dict(left_cg), in_turn=in_turn))
    lows = _lows([group.after for group in groups], around.as_of)
    found: dict[str, list[FeasibilityWarning]] = defaultdict(list)
    for group, low in zip(groups, lows, strict=True):
        found[group.subject_id] += [
            FeasibilityWarning(kind=kind, filament=group.filament, text=text)
            for kind, text in _told(group, low, around.as_of)
        ]
    return {subject_id: tuple(warnings) for subject_id, warnings in found.items() if warnings}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """The spools of one filament that a subject takes, and how the filament stands afterwards."""

    subject_id: str
    filament: Filament
    reels: Sequence[_Row]
    after: _Row


def _groups(
    takes: Sequence[Take], around: Surroundings, held: dict[str, int], *, in_turn: bool
) -> Iterator[_Group]:
    for subject_id, of_subject in groupby(takes, key=lambda take: take.subject_id):
        by_filament: dict[str, list[Take]] = defaultdict(list)
        left = held if in_turn else dict(held)
        for take in of_subject:
            by_filament[take.filament_id].append(take)
            left[take.spool_id] = left.get(take.spool_id, 0) - take.taken_cg
        for filament_id, taken in by_filament.items():
            if filament_id in around.filaments and filament_id in around.stock:
                taken_ids = {take.spool_id for take in taken}
                yield _Group(
                    subject_id=subject_id,
                    filament=around.filaments[filament_id],
                    reels=[around.reels[i] for i in taken_ids & around.reels.keys()],
                    after=_after(around, filament_id, taken_ids, left),
                )


def _after(
    around: Surroundings, filament_id: str, taken_ids: set[str], left: Mapping[str, int]
) -> _Row:
    """The row of STOCK of a filament when the print is done."""
    held = [
        (reel, left[reel["spool_id"]])
        for reel in around.reels_of[filament_id]
        if left.get(reel["spool_id"], 0) > 0
    ]
    return {
        **around.stock[filament_id],
        "on_hand_cg": sum(cg for _, cg in held),
        "unweighed_cg": sum(cg for reel, cg in held if not reel["is_weighed"]),
        "spool_count": len(held),
        "sealed_count": sum(
            reel["opened_on"] is None and reel["spool_id"] not in taken_ids for reel, _ in held
        ),
    }


def _lows(after: Sequence[_Row], as_of: date) -> list[str]:
    """What the thresholds say of each row, all asked at once."""
    # Column by column: taking apart row after row takes ten times as long.
    columns = {name: [row[name] for row in after] for name in STOCK}
    ruled = with_rules(pl.DataFrame(columns, schema=STOCK), as_of=as_of).with_row_index("place")
    lows = [""] * len(after)
    for row in ruled.filter(pl.col("low_rule") != "").iter_rows(named=True):
        lows[row["place"]] = low_text(row, is_after=True)
    return lows


def _told(group: _Group, low: str, as_of: date) -> Iterator[_Told]:
    reels, filament = sorted(group.reels, key=lambda reel: reel["number"]), group.filament
    yield from _expiry(reels, filament, as_of)
    yield from _drying(reels, filament, as_of)
    yield from _lots(reels, filament)
    if low:
        yield WarningKind.LOW_AFTER, f"{filament.label} will be low after this print: {low}"
    yield from _price(reels, filament)


def _expiry(reels: Sequence[_Row], filament: Filament, as_of: date) -> Iterator[_Told]:
    for reel in reels:
        day = reel["expires_on"]
        if day is not None and day <= as_of:
            yield WarningKind.EXPIRED, f"{_spool(reel, filament)} expired on {_day(day)}."
        elif day is not None and day <= as_of + timedelta(days=EXPIRES_SOON_DAYS):
            yield WarningKind.EXPIRES_SOON, f"{_spool(reel, filament)} expires on {_day(day)}."


def _drying(reels: Sequence[_Row], filament: Filament, as_of: date) -> Iterator[_Told]:
    for reel in reels:
        days = days_in_the_open(opened_on=reel["opened_on"], dried_on=reel["dried_on"], as_of=as_of)
        if is_drying_due(filament.material, days):
            limit = DRY_FOR_DAYS[filament.material]
            since = "was dried" if reel["dried_on"] else "was opened"
            text = (
                f"{_spool(reel, filament)} {since} {days} days ago; {filament.material} is to be "
                f"dried after {limit}."
            )
            yield WarningKind.DRYING_DUE, text


def _lots(reels: Sequence[_Row], filament: Filament) -> Iterator[_Told]:
    lots = sorted({reel["batch_identifier"] for reel in reels if reel["batch_identifier"]})
    if len(lots) > 1:
        text = (
            f"The spools of {filament.label} are of different lots ({', '.join(lots)}): the "
            "colour may change from one to the next."
        )
        yield WarningKind.MIXED_LOTS, text


def _price(reels: Sequence[_Row], filament: Filament) -> Iterator[_Told]:
    unpriced = [reel["number"] for reel in reels if reel["cost_e6"] == 0]
    if unpriced:
        noun = "spool" if len(unpriced) == 1 else "spools"
        numbers = ", ".join(f"#{number}" for number in unpriced)
        yield (
            WarningKind.PRICE_UNKNOWN,
            f"Nobody has said what {noun} {numbers} of {filament.label} cost.",
        )


def _spool(reel: _Row, filament: Filament) -> str:
    return f"Spool #{reel['number']} of {filament.label}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
