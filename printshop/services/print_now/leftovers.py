"""What uses up the last grams of a reel."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import polars as pl

from printshop.analytics.allocation import FINISHER_NEEDS, Finish, finishers
from printshop.analytics.feasibility import STATES
from printshop.analytics.needs import plate_needs
from printshop.domain.catalog import Plate, Variant
from printshop.domain.spools import Spool
from printshop.domain.units import from_centigrams, to_money
from printshop.repo import UnitOfWork
from printshop.services.planning import standing
from printshop.services.planning.standing import Standing
from printshop.services.print_now.spool_words import Shelf
from printshop.services.print_now.view import (
    Finisher,
    FinisherPart,
    Leftover,
    LeftoverSpool,
)
from printshop.services.shop import Shop

# Less than a third of a usual reel: worth a thought before a new one is opened.
_LITTLE_CG: Final = 30_000
_READY_STATES: Final = STATES[: STATES.index("ready_substitute")]
_MOST_SPOOLS: Final = 60
# More of one plate would use any reel up, and nobody would print them.
_MOST_COPIES: Final = 3


def leftover_spools(shop: Shop, *, as_of: datetime) -> tuple[LeftoverSpool, ...]:
    """The reels that hold little after the queue and enough for some plate, the emptiest first."""
    with shop.snapshot() as uow:
        everything = uow.frames.printable(demand_since=standing.demand_since(as_of))
        ids = [UUID(one) for one in everything["variant_id"]]
        stood = Standing.read(uow, ids)
        least = plate_needs(stood.requirements).filter(pl.col("needed_cg") > 0)
        little = (
            stood.left.filter(pl.col("on_hand_cg") <= _LITTLE_CG)
            .join(least.group_by("filament_id").agg(pl.col("needed_cg").min()), on="filament_id")
            .filter(pl.col("on_hand_cg") - stood.tail_cg >= pl.col("needed_cg"))
            .sort("on_hand_cg", "spool_id")
            .head(_MOST_SPOOLS)
        )
        filaments = standing.filaments_by_text(uow)
        shelf = Shelf.of(uow, little, filaments)
    return tuple(
        LeftoverSpool(
            filament=filaments[row["filament_id"]],
            spool_id=UUID(row["spool_id"]),
            spool_number=shelf.number(row["spool_id"]),
            location=shelf.location(row["spool_id"]),
            on_hand_g=from_centigrams(stood.on_hand_cg[row["spool_id"]]),
            left_g=from_centigrams(row["on_hand_cg"]),
        )
        for row in little.iter_rows(named=True)
    )


def use_up(shop: Shop, spool_number: int, *, as_of: datetime) -> Leftover:
    """Say which plates leave as little as possible on a reel.

    Only plates count whose other filaments are there too; what was asked for most of late is
    preferred among equals.

    Raises:
        NotFoundError: there is no such spool.

    """
    with shop.snapshot() as uow:
        spool = uow.spools.by_number(spool_number)
        everything = uow.frames.printable(demand_since=standing.demand_since(as_of)).sort(
            "demand", descending=True, maintain_order=True
        )
        ids = [UUID(one) for one in everything["variant_id"]]
        stood = Standing.read(uow, ids)
        left_cg = stood.left_on(spool.id)
        usable_cg = max(0, left_cg - stood.tail_cg)
        plates = _plates(stood, str(spool.filament_id), everything)
        chosen = finishers(usable_cg, _wanted(plates))
        found = _finishers(uow, spool, usable_cg, plates, chosen, everything)
        filament = uow.filaments.get(spool.filament_id)
    return Leftover(
        filament=filament,
        spool_id=spool.id,
        spool_number=spool.number,
        location=spool.location,
        on_hand_g=spool.quantity_g,
        held_g=spool.quantity_g - from_centigrams(left_cg),
        tail_g=from_centigrams(stood.tail_cg),
        usable_g=from_centigrams(usable_cg),
        is_weighed=spool.is_weighed,
        finishers=found,
    )


def _plates(stood: Standing, filament_id: str, everything: pl.DataFrame) -> pl.DataFrame:
    """(plate_id, needed_cg) of plates that take of a filament, in the order of `everything`."""
    judged = stood.of_plates()
    others = judged.filter(pl.col("filament_id").ne_missing(filament_id))
    blocked = others.filter(~pl.col("state").is_in(_READY_STATES))["subject_id"]
    takers = judged.filter(
        (pl.col("filament_id") == filament_id)
        & (pl.col("needed_cg") > 0)
        & ~pl.col("subject_id").is_in(blocked.implode())
    ).select(pl.col("subject_id").alias("plate_id"), "needed_cg")
    order = everything.select("variant_id").with_row_index("place")
    of_plate = stood.requirements.select("plate_id", "variant_id").unique()
    return (
        takers.join(of_plate, on="plate_id")
        .join(order, on="variant_id")
        .sort("place", "plate_id")
        .select("plate_id", "variant_id", "needed_cg")
    )


def _wanted(plates: pl.DataFrame) -> pl.DataFrame:
    """FINISHER_NEEDS of plates, in their order."""
    return plates.select(
        pl.col("plate_id").alias("subject_id"),
        "needed_cg",
        pl.lit(_MOST_COPIES, pl.Int32).alias("max_copies"),
    ).match_to_schema(FINISHER_NEEDS)


def _finishers(  # noqa: PLR0917 - what one snapshot holds
    uow: UnitOfWork,
    spool: Spool,
    usable_cg: int,
    plates: pl.DataFrame,
    chosen: Sequence[Finish],
    everything: pl.DataFrame,
) -> tuple[Finisher, ...]:
    rows = {row["plate_id"]: row for row in plates.to_dicts()}
    named = {UUID(rows[one]["variant_id"]) for finish in chosen for one, _ in finish.copies}
    variants = uow.variants.by_ids(list(named))
    known = {str(plate.id): plate for v in variants.values() for plate in v.plates}
    names = dict(everything.select("variant_id", "model_name").iter_rows())
    cost = spool.actual_cost_per_gram
    return tuple(
        Finisher(
            parts=tuple(
                _part(rows[one], copies, variants, known, names) for one, copies in finish.copies
            ),
            used_g=from_centigrams(usable_cg - finish.left_cg),
            left_g=from_centigrams(finish.left_cg),
            left_value=to_money(from_centigrams(finish.left_cg) * cost) if cost else None,
        )
        for finish in chosen
    )


def _part(
    row: Mapping[str, str | int],
    copies: int,
    variants: Mapping[UUID, Variant],
    plates: Mapping[str, Plate],
    names: Mapping[str, str],
) -> FinisherPart:
    return FinisherPart(
        model_name=names[str(row["variant_id"])],
        variant=variants[UUID(str(row["variant_id"]))],
        plate=plates[str(row["plate_id"])],
        needed_g=from_centigrams(int(row["needed_cg"])),
        copies=copies,
    )
