"""Everything that planning reads of a shop, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

import polars as pl

from printshop.domain.units import to_centigrams
from printshop.domain.users import ShopSettings
from printshop.repo import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Frames of one moment: they fit together where the transaction is a snapshot."""

    settings: ShopSettings
    requirements: pl.DataFrame
    queue: pl.DataFrame
    spools: pl.DataFrame
    stock: pl.DataFrame
    printers: pl.DataFrame
    loaded: pl.DataFrame
    measured: pl.DataFrame
    timed: pl.DataFrame

    @classmethod
    def of(cls, uow: UnitOfWork, variant_ids: Sequence[UUID] = ()) -> Self:
        """Read the queue and all it stands on, and what these variants take beside it."""
        frames = uow.frames
        return cls(
            settings=uow.users.settings(),
            requirements=frames.requirements(variant_ids),
            queue=frames.queue(),
            spools=frames.spools(),
            stock=frames.stock(),
            printers=frames.printers(),
            loaded=frames.loaded(),
            measured=frames.measured(),
            timed=frames.timed(),
        )

    @property
    def tail_cg(self) -> int:
        """What stays on each reel, centigrams."""
        return to_centigrams(self.settings.spool_tail_g)
