"""Where the demo's grams came from and went: purchases, bookings, weigh-ins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.domain.print_queue import JobStatus
from printshop.domain.spools import MovementReason
from printshop.domain.units import from_centigrams, to_centigrams, to_grams
from printshop.services.demo.assortment import DemoFilament
from printshop.services.demo.calendar import Calendar
from printshop.services.demo.plan import PlannedJob, PlannedLine, PlannedSpool, PlannedUse

SPOOLS_ON_THE_SHELF: Final = 40
_REORDER_G: Final = Decimal(260)
_EXACT_SHARE: Final = 0.45
_DEVIATION: Final = 0.022
_CALIBRATED_SHARE: Final = 0.035
_WEIGHED_SHARE: Final = 0.05
_WORTH_WEIGHING_G: Final = 80
_CENT: Final = Decimal("0.01")


class Stock:
    """The shelf as it stood at each moment of the history, told from its beginning."""

    def __init__(
        self, filaments: Mapping[str, DemoFilament], calendar: Calendar, random: Random
    ) -> None:
        """Put the first spools on the shelf."""
        self._filaments = filaments
        self._calendar = calendar
        self._random = random
        self._purchases = 0
        self._last_bought_at: dict[str, datetime] = {}
        self._left_g: list[Decimal] = []
        self.spools: list[PlannedSpool] = []
        self.lines: list[PlannedLine] = []
        self.uses: list[PlannedUse] = []
        self.emptied: dict[int, datetime] = {}
        for place, filament in enumerate(filaments.values()):
            days = 189 + place % 4 * 2
            self._buy(filament, filament.opening, calendar.days_ago(days))
            if filament.unweighed:
                self._buy(filament, filament.unweighed, calendar.days_ago(40), is_weighed=False)

    def can_print(self, job: PlannedJob) -> bool:
        """Whether the shelf holds what the job takes, after buying what can be bought."""
        for need in job.order.plate.needs:
            filament = self._filaments[need.key]
            missing = need.used_g + _REORDER_G - self._on_hand_g(need.key)
            if missing > 0 and filament.is_bought_again:
                self._reorder(filament, job)
        return all(
            self._on_hand_g(need.key) >= need.used_g * Decimal("1.1")
            for need in job.order.plate.needs
        )

    def book(self, place: int, job: PlannedJob) -> None:
        """Take from the shelf what the job really used, and note it need by need."""
        at = job.finished_at or self._calendar.as_of
        deviation = self._deviation(job)
        for number, need in enumerate(job.order.plate.needs):
            actual_g = to_grams(need.used_g * job.share * deviation)
            taken = list(self._take(need.key, actual_g))
            estimates = _in_proportion(need.used_g, [grams for _, grams in taken])
            for (spool, grams), estimated_g in zip(taken, estimates, strict=True):
                line = self._line(spool, -grams, MovementReason.USED, at, job_place=place)
                self.uses.append(
                    PlannedUse(
                        job=place,
                        need=number,
                        spool=spool,
                        line=line,
                        estimated_g=estimated_g,
                        actual_g=grams,
                        # Where the grams are the slicer's own, nobody weighed.
                        is_measured=deviation != 1,
                    )
                )
            if not taken:
                self.uses.append(
                    PlannedUse(
                        job=place,
                        need=number,
                        spool=None,
                        line=None,
                        estimated_g=need.used_g,
                        actual_g=actual_g,
                    )
                )

    def tend(self, job: PlannedJob) -> None:
        """Now and then somebody prints a calibration tower, or weighs a reel."""
        key = job.order.plate.needs[0].key
        at = job.finished_at or self._calendar.as_of
        held = [s for s in self._held(key) if self._left_g[s] > _WORTH_WEIGHING_G]
        dice = self._random.random()
        if not held or dice > _CALIBRATED_SHARE + _WEIGHED_SHARE:
            return
        if dice < _CALIBRATED_SHARE:
            grams = to_grams(self._random.uniform(6, 22))
            self._line(held[0], -grams, MovementReason.SUBTRACTED, at, note="Calibration tower")
        else:
            grams = to_grams(self._random.uniform(-7, 4))
            self._line(held[0], grams, MovementReason.SET, at, note="Weighed")

    def close(self, at: datetime) -> None:
        """Give away what is not bought again, and fill the shelf for the season."""
        for filament in self._filaments.values():
            if not filament.is_bought_again:
                self._run_down(filament, at)
        bought_again = (f for f in self._filaments.values() if f.is_bought_again)
        fillable = sorted(bought_again, key=lambda f: (self._on_hand_g(f.key), f.key))
        missing = SPOOLS_ON_THE_SHELF - (len(self.spools) - len(self.put_away(at)))
        for place in range(missing):
            self._buy(fillable[place % len(fillable)], 1, self._calendar.days_ago(9))

    def on_shelf(self, key: str) -> list[int]:
        """The weighed spools of a filament that hold something, by place, the fullest last."""
        return sorted(self._held(key), key=lambda spool: (self._left_g[spool], spool))

    def left_g(self, spool: int) -> Decimal:
        """What is on a spool."""
        return self._left_g[spool]

    def put_away(self, at: datetime) -> dict[int, datetime]:
        """Which empty reels have left the shelf, and when: two weeks after they ran out."""
        return {
            spool: emptied_at + timedelta(days=14)
            for spool, emptied_at in self.emptied.items()
            if self._left_g[spool] == 0 and emptied_at + timedelta(days=14) < at
        }

    def _deviation(self, job: PlannedJob) -> Decimal:
        """How far the scales differed from the slicer; mostly nobody weighs."""
        if job.status is not JobStatus.COMPLETED or self._random.random() < _EXACT_SHARE:
            return Decimal(1)
        return Decimal(f"{1 + self._random.triangular(-_DEVIATION, _DEVIATION * 2):.4f}")

    def _take(self, key: str, needed_g: Decimal) -> Iterator[tuple[int, Decimal]]:
        """Spools and grams by the shop's own rule of booking."""
        balances = [
            SpoolBalance(
                spool_id=f"{spool:06}",
                on_hand_cg=to_centigrams(self._left_g[spool]),
                is_weighed=self.spools[spool].is_weighed,
                expires_on=self.spools[spool].expires_on,
            )
            for spool in self._held(key)
        ]
        for spool_id, taken_cg in booking_order(balances, to_centigrams(needed_g)):
            yield int(spool_id), from_centigrams(taken_cg)

    def _line(
        self,
        spool: int,
        amount_g: Decimal,
        reason: MovementReason,
        at: datetime,
        *,
        note: str = "",
        job_place: int | None = None,
    ) -> int:
        self.lines.append(
            PlannedLine(
                spool=spool,
                amount_g=amount_g,
                reason=reason,
                booked_at=at,
                note=note,
                job=job_place,
            )
        )
        self._left_g[spool] += amount_g
        if self._left_g[spool] == 0:
            self.emptied[spool] = at
        return len(self.lines) - 1

    def _reorder(self, filament: DemoFilament, job: PlannedJob) -> None:
        """Buy some days before the job began, but not before the last purchase."""
        wanted = (job.started_at or job.order.ordered_at) - timedelta(
            days=self._random.randint(1, 5), minutes=self._random.randint(0, 300)
        )
        at = self._calendar.noticed(max(wanted, self._last_bought_at[filament.key]), self._random)
        self._buy(filament, filament.pack, min(at, job.started_at or at))

    def _buy(
        self, filament: DemoFilament, count: int, at: datetime, *, is_weighed: bool = True
    ) -> None:
        self._purchases += 1
        self._last_bought_at[filament.key] = at
        market = Decimal(f"{self._random.uniform(0.92, 1.05):.3f}")
        days = filament.shelf_life_days
        spool = PlannedSpool(
            key=filament.key,
            purchase=self._purchases,
            position=0,
            net_g=filament.net_g,
            total_price=(filament.price_usd * filament.net_g / 1000 * count * market).quantize(
                _CENT
            ),
            count=count,
            bought_at=at,
            expires_on=at.date() + timedelta(days=days) if days else None,
            batch_identifier=f"{at:%y%m}-{self._random.randint(100, 999)}",
            location=self._location(filament),
            is_weighed=is_weighed,
        )
        for position in range(count):
            self.spools.append(replace(spool, position=position))
            self._left_g.append(Decimal(0))
            self._line(
                len(self.spools) - 1,
                filament.net_g,
                MovementReason.RECEIVED,
                at,
                note=filament.supplier,
            )

    def _location(self, filament: DemoFilament) -> str:
        place = list(self._filaments).index(filament.key)
        if filament.shelf_life_days:
            return f"Dry box {place % 3 + 1}"
        return f"Shelf {'ABCD'[place // 4]}{place % 4 + 1}"

    def _run_down(self, filament: DemoFilament, at: datetime) -> None:
        rest_g = filament.rest_g
        for spool in self.on_shelf(filament.key)[::-1]:
            thrown_g = self._left_g[spool] - rest_g
            if thrown_g > 0:
                self._line(
                    spool,
                    -thrown_g,
                    MovementReason.SUBTRACTED,
                    at,
                    note="Given to the school's print club",
                )
            rest_g = Decimal(0)

    def _held(self, key: str) -> list[int]:
        """The weighed spools of a filament that still hold something."""
        return [
            place
            for place, spool in enumerate(self.spools)
            if spool.key == key and spool.is_weighed and self._left_g[place] > 0
        ]

    def _on_hand_g(self, key: str) -> Decimal:
        return sum((self._left_g[spool] for spool in self._held(key)), Decimal(0))


def _in_proportion(total_g: Decimal, parts_g: Sequence[Decimal]) -> list[Decimal]:
    """The estimate shared out over the spools that gave; the last takes the rest."""
    whole = sum(parts_g, Decimal(0))
    shares = [to_grams(total_g * part / whole) for part in parts_g[:-1]]
    return [*shares, total_g - sum(shares, Decimal(0))] if parts_g else []
