"""Why prints failed, and what that cost in grams."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import polars as pl

from printshop.domain.print_queue import FailureReason
from printshop.domain.units import from_centigrams
from printshop.repo import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureCount:
    """How many runs failed of one reason (None where nobody said it), and the grams booked."""

    reason: FailureReason | None
    runs: int
    lost_g: Decimal


def failures(
    uow: UnitOfWork, variant_ids: Sequence[UUID] | None = None
) -> tuple[FailureCount, ...]:
    """Why runs of these versions failed, or of all of them; what happens most stands first."""
    rows = (
        uow.frames.failures(variant_ids)
        .group_by("reason")
        .agg(pl.col("failed").sum(), pl.col("lost_cg").sum())
        .sort("failed", "lost_cg", "reason", descending=[True, True, False])
    )
    return tuple(
        FailureCount(
            reason=None if reason is None else FailureReason(reason),
            runs=failed,
            lost_g=from_centigrams(lost_cg),
        )
        for reason, failed, lost_cg in rows.iter_rows()
    )
