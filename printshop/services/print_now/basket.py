"""What would become of a basket of versions: tried behind the queue, and queued at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

import polars as pl

from printshop.analytics.feasibility import overall
from printshop.domain.catalog import Variant
from printshop.domain.feasibility import READY, FeasibilityState
from printshop.domain.filament import Filament
from printshop.domain.print_queue import NewJobs, PrintJob
from printshop.domain.printable import MAX_BASKET_PRINTS, Basket, BasketLine
from printshop.domain.units import from_centigrams
from printshop.errors import InvalidInputError
from printshop.repo import UnitOfWork
from printshop.repo.one_transaction import OneTransaction
from printshop.services import printing
from printshop.services.planning import standing
from printshop.services.planning.standing import Standing
from printshop.services.print_now import basket_end
from printshop.services.print_now.listing import thumbnail_key
from printshop.services.print_now.spool_words import Shelf
from printshop.services.print_now.view import BasketNeed, TriedBasket, TriedLine
from printshop.services.shop import Shop


def try_basket(shop: Shop, basket: Basket, *, as_of: datetime) -> TriedBasket:
    """Say what of a basket can be printed after all that is queued; nothing is booked.

    The copies go one after the other, in the order of the basket: what an earlier one takes, a
    later one does not find. A line whose version is gone is counted and left out.

    Args:
        shop: whose.
        basket: what to try.
        as_of: now, aware.

    Raises:
        InvalidInputError: it holds more prints than can be tried at once.

    """
    with shop.snapshot() as uow:
        variants = uow.variants.by_ids([line.variant_id for line in basket.lines])
        lines = [line for line in basket.lines if line.variant_id in variants]
        prints = [_prints(line, variants[line.variant_id]) for line in lines]
        _check_size(prints)
        stood = Standing.read(uow, list(variants))
        flat = [one for of in prints for one in of]
        job_ids, judged, held = stood.behind_the_queue(flat)
        names = uow.models.names([variant.model_id for variant in variants.values()])
        filaments = standing.filaments_by_text(uow)
        needs = _needs(uow, stood, judged, held, filaments)
        done_at = basket_end.done_at(uow, stood, job_ids, flat, variants, as_of=as_of)
    states = dict(overall(judged).iter_rows())
    tried, at = [], 0
    for line, of_line in zip(lines, prints, strict=True):
        own = [states.get(job_id, "unknown") for job_id in job_ids[at : at + len(of_line)]]
        at += len(of_line)
        variant = variants[line.variant_id]
        tried.append(_tried(line, variant, names[variant.model_id], own))
    known = [line.print_s for line in tried if line.print_s is not None]
    return TriedBasket(
        lines=tuple(tried),
        needs=needs,
        print_s=sum(known),
        unknown_time_prints=sum(line.line.copies for line in tried if line.print_s is None),
        missing=len(basket.lines) - len(lines),
        done_at=done_at,
    )


def queue_all(
    shop: Shop,
    lines: Sequence[BasketLine],
    *,
    request_id: UUID,
    priority: int = 0,
    due_at: datetime | None = None,
) -> tuple[PrintJob, ...]:
    """Queue all of these or none, a batch for each line. The same request twice queues once.

    Raises:
        NotFoundError: a version or plate is gone.

    """
    with shop.unit_of_work() as uow:
        part = replace(shop, database=OneTransaction(uow))
        jobs = [
            job
            for place, line in enumerate(lines)
            for job in printing.add_to_queue(
                part,
                NewJobs(
                    batch_id=uuid5(request_id, f"{place} {line.variant_id}"),
                    variant_id=line.variant_id,
                    plate_ids=line.plate_ids,
                    quantity=line.copies,
                    priority=priority,
                    due_at=due_at,
                ),
            )
        ]
        uow.commit()
    return tuple(jobs)


def take_back(shop: Shop, batch_ids: Sequence[UUID], *, as_of: datetime) -> tuple[PrintJob, ...]:
    """Take what was queued together out of the queue again, as far as it still waits."""
    with shop.unit_of_work() as uow:
        # In one order for all batches, so that nobody who reorders waits in a circle.
        uow.jobs.lock_queued()
        part = replace(shop, database=OneTransaction(uow))
        cancelled = [
            job
            for batch_id in batch_ids
            for job in printing.cancel_batch(part, batch_id, as_of=as_of)
        ]
        uow.commit()
    return tuple(cancelled)


def _prints(line: BasketLine, variant: Variant) -> list[tuple[str, str]]:
    """(variant_id, plate_id) copy by copy, so that the first whole set is ready first."""
    plates = line.plate_ids or tuple(plate.id for plate in variant.plates)
    return [(str(variant.id), str(plate)) for _ in range(line.copies) for plate in plates]


def _check_size(prints: Sequence[Sequence[object]]) -> None:
    n_prints = sum(map(len, prints))
    if n_prints > MAX_BASKET_PRINTS:
        raise InvalidInputError(
            f"The basket holds {n_prints:,} prints; at most {MAX_BASKET_PRINTS} can be tried.",
            hint="Take copies out, or queue a part of it first.",
        )


def _tried(line: BasketLine, variant: Variant, model_name: str, states: Sequence[str]) -> TriedLine:
    """How many whole copies are ready: the states stand copy by copy."""
    per_copy = len(states) // line.copies
    ranks = list(FeasibilityState)
    copies = [
        max((FeasibilityState(s) for s in states[i : i + per_copy]), key=ranks.index)
        for i in range(0, len(states), per_copy)
    ]
    blocked = [state for state in copies if state not in READY]
    chosen = [p for p in variant.plates if not line.plate_ids or p.id in line.plate_ids]
    times = [plate.print_time_s for plate in chosen]
    known = [print_s for print_s in times if print_s is not None]
    return TriedLine(
        line=line,
        variant=variant,
        model_name=model_name,
        thumbnail_key=thumbnail_key(variant),
        ready_copies=len(copies) - len(blocked),
        state=blocked[0] if blocked else max(copies, key=ranks.index),
        print_s=sum(known) * line.copies if len(known) == len(times) else None,
    )


def _needs(
    uow: UnitOfWork,
    stood: Standing,
    judged: pl.DataFrame,
    held: pl.DataFrame,
    filaments: Mapping[str, Filament],
) -> tuple[BasketNeed, ...]:
    """What all copies take of each filament together, the shortest of them first."""
    sums = judged.group_by("filament_id", maintain_order=True).agg(
        pl.when(~pl.col("needed_cg").has_nulls()).then(pl.col("needed_cg").sum()).alias("needed"),
        # What a substitute serves is not missing.
        pl.col("short_cg").filter(pl.col("state") != "ready_substitute").sum().alias("short"),
    )
    usable = (pl.col("on_hand_cg") - stood.tail_cg).clip(lower_bound=0).sum()
    left_cg = dict(stood.left.group_by("filament_id").agg(usable).iter_rows())
    taken = held.group_by("for_filament_id", "spool_id", maintain_order=True).agg(
        pl.col("held_cg").sum()
    )
    shelf = Shelf.of(uow, held, filaments)
    found = [
        BasketNeed(
            filament=filaments.get(row["filament_id"] or ""),
            needed_g=None if row["needed"] is None else from_centigrams(row["needed"]),
            usable_g=from_centigrams(left_cg.get(row["filament_id"], 0)),
            short_g=from_centigrams(row["short"]),
            takes=shelf.takes(
                taken.filter(pl.col("for_filament_id") == row["filament_id"])
                .select("spool_id", "held_cg")
                .iter_rows()
            ),
        )
        for row in sums.iter_rows(named=True)
    ]
    return tuple(sorted(found, key=lambda need: (-need.short_g, -(need.needed_g or Decimal(0)))))
