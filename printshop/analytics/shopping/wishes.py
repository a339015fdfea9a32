"""What cannot be printed for lack of filament, and which rolls would bring the most."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final, Literal

import polars as pl

from printshop.analytics.shopping.rolls import ROLLS
from printshop.frames import FEASIBILITY_BY_FILAMENT, conform

# One row per version, key variant_id. pieces is what all its plates printed once yield, per_week
# how many are expected to be asked for, margin what is left of a piece's price after its cost and
# fees, in the shop's currency; null unknown.
VERSIONS: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "pieces": pl.Int64,
        "per_week": pl.Float64,
        "margin": pl.Float64,
    }
)
# Of more colours than these, parts of the set are not looked for: they double with each.
_MOST_COLORS: Final = 6
_MILLION: Final = 1_000_000
_CENTIGRAMS: Final = 100

Unknown = Literal["price", "margin", "demand"]


@dataclass(frozen=True, slots=True)
class WishedRolls:
    """Whole packs of a filament that is missing. cost is None where no price is known."""

    filament_id: str
    rolls: int
    cost: float | None


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A version that could be printed then, and how many pieces the rolls suffice for.

    worth is pieces x per_week x margin, None where one of them is unknown.
    """

    variant_id: str
    pieces: int
    per_week: float | None
    margin: float | None
    worth: float | None


@dataclass(frozen=True, slots=True)
class Wish:
    """Rolls that are bought together, and what they unlock.

    score is the worth of all they unlock by the price of the rolls, None where `unknown` says
    what is not known.
    """

    rolls: tuple[WishedRolls, ...]
    unlocks: tuple[Unlocked, ...]
    cost: float | None
    score: float | None
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lacking:
    """A version, how many rolls of each missing filament it takes, and what limits its prints."""

    variant_id: str
    missing: Mapping[str, int]
    # (filament_id, needed_cg, available_cg) of all its filaments.
    needs: tuple[tuple[str, int, int], ...]


def wishes(
    judged: pl.DataFrame,
    versions: pl.DataFrame,
    rolls: pl.DataFrame,
    coming_cg: Mapping[str, int],
) -> tuple[Wish, ...]:
    """Rank the rolls that would unlock versions.

    score = sum over what they unlock of (pieces x expected a week x margin) / price of the rolls.

    Only what is missing counts: of three colours of which two are there, the third is bought, and
    what is on order or already on the list is as good as there. A set of colours unlocks whatever
    a part of it unlocks. A price or margin that nobody knows ranks last.

    Worked example: a roll for 20 gives 10 pieces of 0.5 a week at a margin of 4: 10 x 0.5 x 4 / 20
    = 1.0. Two rolls for 40 that give 30 pieces of the same are 1.5, and stand first.

    Args:
        judged: FEASIBILITY_BY_FILAMENT, subject_id = variant_id, each printed once.
        versions: VERSIONS; others are left out.
        rolls: ROLLS.
        coming_cg: what is on order or to be bought anyway and can be printed, by filament.

    Returns:
        The best first.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    known = {row["variant_id"]: row for row in conform(versions, VERSIONS, "versions").to_dicts()}
    of_roll = {row["filament_id"]: row for row in conform(rolls, ROLLS, "rolls").to_dicts()}
    lacking = [
        found
        for variant_id, needs in _needs(judged).items()
        if variant_id in known
        and (found := _lacking(variant_id, needs, of_roll, coming_cg)) is not None
    ]
    by_set: dict[frozenset[str], list[_Lacking]] = defaultdict(list)
    for one in lacking:
        by_set[frozenset(one.missing)].append(one)
    found = [_wish(colors, by_set, known, of_roll, coming_cg) for colors in by_set]
    return tuple(sorted(found, key=_rank))


def _needs(judged: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Rows of versions that lack filament and nothing else that rolls would not help."""
    rows = conform(judged, FEASIBILITY_BY_FILAMENT, "judged")
    hopeless = rows.filter(pl.col("state").is_in(["unmatched", "unknown"]))["subject_id"].unique()
    short = rows.filter(pl.col("state") == "short")["subject_id"].unique()
    wanted = rows.filter(
        pl.col("subject_id").is_in(short.implode()), ~pl.col("subject_id").is_in(hopeless.implode())
    )
    needs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in wanted.iter_rows(named=True):
        needs[row["subject_id"]].append(row)
    return needs


def _lacking(
    variant_id: str,
    needs: Sequence[Mapping[str, Any]],
    of_roll: Mapping[str, Mapping[str, Any]],
    coming_cg: Mapping[str, int],
) -> _Lacking | None:
    missing = {}
    for row in needs:
        filament_id = row["filament_id"]
        lacks_cg = row["short_cg"] - coming_cg.get(filament_id, 0)
        if row["state"] != "short" or lacks_cg <= 0:
            continue
        roll = of_roll.get(filament_id)
        if roll is None:
            return None
        packs = -(-lacks_cg // (roll["usable_cg"] * roll["pack_size"]))
        missing[filament_id] = packs * roll["pack_size"]
    if not missing:
        return None
    facts = tuple(
        # Of one that stands in there is enough for this print; how far it goes is not asked.
        (row["filament_id"], row["needed_cg"], row["available_cg"] + row["assumed_cg"])
        for row in needs
        if row["state"] != "ready_substitute"
    )
    return _Lacking(variant_id, missing, facts)


def _wish(
    colors: frozenset[str],
    by_set: Mapping[frozenset[str], Sequence[_Lacking]],
    known: Mapping[str, Mapping[str, Any]],
    of_roll: Mapping[str, Mapping[str, Any]],
    coming_cg: Mapping[str, int],
) -> Wish:
    own = by_set[colors]
    n_rolls = {color: max(one.missing[color] for one in own) for color in colors}
    unlocked = [
        _unlocked(one, known[one.variant_id], n_rolls, of_roll, coming_cg)
        for part in _parts(colors)
        for one in by_set.get(part, ())
        if all(n_rolls[color] >= n for color, n in one.missing.items())
    ]
    bought = tuple(
        WishedRolls(color, n_rolls[color], _cost(of_roll[color], n_rolls[color]))
        for color in sorted(colors)
    )
    costs = [one.cost for one in bought]
    cost = None if None in costs else sum(one for one in costs if one is not None)
    worths = [one.worth for one in unlocked if one.worth is not None]
    unknown = tuple(_unknown(cost, unlocked))
    score = None if unknown or not cost else sum(worths) / cost
    best = sorted(unlocked, key=lambda one: (-(one.worth or 0.0), one.variant_id))
    return Wish(bought, tuple(best), cost, score, unknown)


def _parts(colors: frozenset[str]) -> Iterable[frozenset[str]]:
    """A set of colours and its parts, where they are not too many."""
    if len(colors) > _MOST_COLORS:
        yield colors
        return
    for size in range(1, len(colors) + 1):
        yield from map(frozenset, combinations(sorted(colors), size))


def _unlocked(
    one: _Lacking,
    version: Mapping[str, Any],
    n_rolls: Mapping[str, int],
    of_roll: Mapping[str, Mapping[str, Any]],
    coming_cg: Mapping[str, int],
) -> Unlocked:
    prints = 1
    if limits := [
        (available_cg + coming_cg.get(color, 0) + n_rolls.get(color, 0) * _usable(of_roll, color))
        // needed_cg
        for color, needed_cg, available_cg in one.needs
        if needed_cg > 0
    ]:
        prints = max(1, min(limits))
    pieces = prints * version["pieces"]
    per_week, margin = version["per_week"], version["margin"]
    # Nobody prints at a loss: what has none is worth nothing, not less.
    worth = None if per_week is None or margin is None else pieces * per_week * max(margin, 0.0)
    return Unlocked(one.variant_id, pieces, per_week, margin, worth)


def _unknown(cost: float | None, unlocked: Sequence[Unlocked]) -> Iterable[Unknown]:
    """What is not known, so that nothing can be said of the whole."""
    if cost is None:
        yield "price"
    if all(one.worth is None for one in unlocked):
        yield "margin" if any(one.margin is None for one in unlocked) else "demand"


def _usable(of_roll: Mapping[str, Mapping[str, Any]], color: str) -> int:
    return of_roll[color]["usable_cg"] if color in of_roll else 0


def _cost(roll: Mapping[str, Any], n_rolls: int) -> float | None:
    if roll["cost_e6"] is None:
        return None
    return n_rolls * roll["roll_cg"] * roll["cost_e6"] / (_CENTIGRAMS * _MILLION)


def _rank(wish: Wish) -> tuple[bool, float, int, float, tuple[str, ...]]:
    """By score; without one, what unlocks the most for the least."""
    return (
        wish.score is None,
        -(wish.score or 0.0),
        -len(wish.unlocks),
        float("inf") if wish.cost is None else wish.cost,
        tuple(one.filament_id for one in wish.rolls),
    )
