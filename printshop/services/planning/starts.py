"""Where and when each version could start, and whether it would be done before the shop closes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self
from uuid import UUID

import polars as pl

from printshop.analytics.print_ends import closes_after, done_at
from printshop.analytics.printable import ASKED, asked
from printshop.analytics.staffed_hours import StaffedHours
from printshop.domain.catalog import MAX_PLATES, Variant
from printshop.domain.units import MAX_DURATION_S
from printshop.domain.users import ShopSettings
from printshop.repo import UnitOfWork
from printshop.services.planning import standing
from printshop.services.planning.print_now_view import PrinterFree

_SECONDS_A_MINUTE: Final = 60
_WISHES: Final = [name for name in ASKED.names() if name != "variant_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """The printer that is free first of those that can, by version.

    printer_of names none where no printer can, or where nobody knows when one is free.
    """

    first: PrinterFree | None
    closes_at: datetime | None
    staffed: StaffedHours | None
    turnaround_s: int
    printer_of: Mapping[str, PrinterFree]

    @classmethod
    def read(
        cls,
        uow: UnitOfWork,
        everything: pl.DataFrame,
        stood: standing.Standing,
        settings: ShopSettings,
        as_of: datetime,
    ) -> Self:
        """Find the printer of each version of PRINTABLE."""
        printers = uow.frames.printers()
        free = standing.free_printers(stood.queue, printers, settings, as_of)
        staffed = standing.hours_of(settings)
        known = {row["printer_id"]: row for row in printers.iter_rows(named=True)}
        able = [(known[str(one.printer_id)], one) for one in free]
        found: dict[str, PrinterFree] = {}
        # Files ask for few different things, however many there are.
        for (*wishes,), own in asked(everything, stood.requirements).group_by(_WISHES):
            wish = dict(zip(_WISHES, wishes, strict=True))
            first = next((one for row, one in able if standing.can_print(wish, row)), None)
            if first is not None:
                found.update(dict.fromkeys(own["variant_id"], first))
        return cls(
            first=free[0] if free else None,
            closes_at=closes_after(staffed, free[0].free_at) if free and staffed else None,
            staffed=staffed,
            turnaround_s=settings.turnaround_min * _SECONDS_A_MINUTE,
            printer_of=found,
        )

    def printer(self, variant_id: UUID) -> PrinterFree | None:
        """The printer that could print a version first."""
        return self.printer_of.get(str(variant_id))

    def done_at(self, variant: Variant) -> datetime | None:
        """When a version would be done there, its plates one after the other."""
        plates_s = [plate.print_time_s for plate in variant.plates]
        known_s = [print_s for print_s in plates_s if print_s is not None]
        printer = self.printer(variant.id)
        if printer is None or self.staffed is None or len(known_s) < len(plates_s):
            return None
        return done_at(printer.free_at, known_s, self.staffed, turnaround_s=self.turnaround_s)

    def before_closing(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows of RANKED that are done before the shop closes on the day they start.

        While somebody is there, plates follow each other at once.
        """
        open_s = {printer: self._open_s(printer) for printer in set(self.printer_of.values())}
        printers = [self.printer_of.get(one) for one in rows["variant_id"]]
        most_s = pl.Series([open_s[one] if one else None for one in printers], dtype=pl.Int64)
        in_between_s = (rows["plate_count"].cast(pl.Int64) - 1) * self.turnaround_s
        return rows.filter((rows["print_s"] + in_between_s <= most_s).fill_null(value=False))

    def _open_s(self, printer: PrinterFree) -> int:
        """For how long somebody is there once a printer is free."""
        closes_at = closes_after(self.staffed, printer.free_at) if self.staffed else None
        if closes_at is None:
            return MAX_DURATION_S * MAX_PLATES
        return int((closes_at - printer.free_at).total_seconds())
