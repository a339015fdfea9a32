"""Whether versions and plates can be printed, each as if it were printed next."""

from datetime import date
from uuid import UUID

import polars as pl

from printshop.analytics.needs import plate_needs, variant_needs
from printshop.domain.feasibility import Feasibility
from printshop.repo import UnitOfWork
from printshop.services.planning.standing import Standing, filaments_by_text


def of_variants(
    uow: UnitOfWork, variant_ids: list[UUID], *, as_of: date | None = None
) -> dict[UUID, Feasibility]:
    """Each variant, all its plates printed once, against what the queue leaves over.

    Args:
        uow: the transaction.
        variant_ids: those asked about.
        as_of: today in the shop's time zone; without it nothing is warned of.

    """
    stood = Standing.read(uow, variant_ids)
    wanted = pl.Series([str(variant_id) for variant_id in variant_ids], dtype=pl.String)
    asked = stood.requirements.filter(pl.col("variant_id").is_in(wanted.implode()))
    judged = stood.judge(variant_needs(asked))
    return stood.in_words(uow, judged, filaments_by_text(uow), as_of=as_of)


def of_plates(
    uow: UnitOfWork, variant_id: UUID, *, as_of: date | None = None
) -> dict[UUID, Feasibility]:
    """Each plate of a variant printed once, against what the queue leaves over.

    Args:
        uow: the transaction.
        variant_id: whose plates.
        as_of: today in the shop's time zone; without it nothing is warned of.

    """
    stood = Standing.read(uow, [variant_id])
    own = stood.requirements.filter(pl.col("variant_id") == str(variant_id))
    judged = stood.judge(plate_needs(own), of="plate_id")
    return stood.in_words(uow, judged, filaments_by_text(uow), as_of=as_of)
