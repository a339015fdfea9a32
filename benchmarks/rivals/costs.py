"""The cost of each version in a plain loop: slow, and easily seen to be right."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.analytics.calibration import calibrated
from printshop.analytics.cost import Costed
from printshop.domain.printers import plain_model
from printshop.frames import REQUIREMENTS

Row = Mapping[str, Any]


class Loop:
    """The shop as rows and dictionaries, and a loop over its versions."""

    def __init__(self, of: Costed, shelf: pl.DataFrame, stock: pl.DataFrame) -> None:
        """Take what costs are worked out from."""
        self._of = of
        whole = calibrated(of.grams.select(REQUIREMENTS.names()), of.gram_factors, is_safe=False)
        self._grams: defaultdict[str, list[Row]] = defaultdict(list)
        for row in of.grams.with_columns(whole["needed_cg"]).iter_rows(named=True):
            self._grams[row["plate_id"]].append(row)
        self._spools: defaultdict[str, list[SpoolBalance]] = defaultdict(list)
        for row in shelf.iter_rows(named=True):
            self._spools[row["filament_id"]].append(
                SpoolBalance(
                    spool_id=row["spool_id"],
                    on_hand_cg=row["on_hand_cg"],
                    is_weighed=row["is_weighed"],
                    expires_on=row["expires_on"],
                    dried_on=row["dried_on"],
                )
            )
        self._prices = dict(shelf.select("spool_id", "cost_e6").iter_rows())
        self._fallbacks = {
            filament_id: average or base or None
            for filament_id, average, base in stock.select(
                "filament_id", "average_cost_e6", "base_cost_e6"
            ).iter_rows()
        }
        self._plates: defaultdict[str, list[Row]] = defaultdict(list)
        for row in of.plates.iter_rows(named=True):
            self._plates[row["variant_id"]].append(row)
        self._factors = dict(of.rates.select("subject_id", "cost_factor").iter_rows())
        self._printers = list(of.printers.iter_rows(named=True))
        self._times = {
            (row["printer_id"], row["material"]): row["factor"]
            for row in of.time_factors.iter_rows(named=True)
        }

    def units(self) -> dict[str, float | None]:
        """The cost of a unit of each version."""
        return {
            version["variant_id"]: self._unit(version)
            for version in self._of.versions.iter_rows(named=True)
            if version["variant_id"] in self._plates
        }

    def _unit(self, version: Row) -> float | None:
        settings = self._of.settings
        wage = float(settings.labour_per_hour) / 60
        minutes, packaging = version["finishing_min"], version["packaging_e6"]
        total = (float(settings.finishing_min) if minutes is None else minutes) * wage
        total += float(settings.packaging_cost) if packaging is None else packaging / 10**6
        factor = self._factors.get(version["variant_id"], 1.0)
        for plate in self._plates[version["variant_id"]]:
            lost = self._lost(plate)
            if lost is None:
                return None
            setup = float(settings.setup_min) * wage
            again = (lost * self._of.lost_share + setup) * (factor - 1)
            total += (lost + setup + again) / plate["units"]
        return total

    def _lost(self, plate: Row) -> float | None:
        """Filament, electricity and machine of a run; None where something is unknown."""
        filament = self._filament(self._grams[plate["plate_id"]])
        hours = self._hours(plate)
        return None if filament is None or hours is None else filament + hours

    def _filament(self, needs: Sequence[Row]) -> float | None:
        needed: defaultdict[tuple[str | None, int], int] = defaultdict(int)
        for need in needs:
            if need["needed_cg"] is None:
                return None
            alone = 0 if need["filament_id"] else need["filament_index"]
            needed[need["filament_id"], alone] += need["needed_cg"]
        total = 0.0
        for (filament_id, _), cg in needed.items():
            cost = self._of_need(filament_id, cg)
            if cost is None:
                return None
            total += cost
        return total

    def _of_need(self, filament_id: str | None, cg: int) -> float | None:
        takes = booking_order(self._spools[filament_id or ""], cg)
        beyond = cg - sum(taken for _, taken in takes)
        fallback = self._fallbacks.get(filament_id or "")
        pairs = [(self._prices[spool] or fallback, taken) for spool, taken in takes]
        pairs += [(fallback, beyond)] if beyond else []
        if any(price is None for price, _ in pairs):
            return None
        return sum(price * taken for price, taken in pairs if price) / 10**8

    def _hours(self, plate: Row) -> float | None:
        settings = self._of.settings
        if plate["print_s"] is None:
            return None if settings.electricity_per_kwh or settings.machine_per_hour else 0.0
        wanted = plain_model(plate["sliced_for"])
        fits = [p for p in self._printers if wanted and wanted in _models(p)]
        fits = fits or [
            p for p in self._printers if p["takes_any_model"] or not wanted or not _models(p)
        ]
        used = fits or self._printers
        needs = self._grams[plate["plate_id"]]
        most = max(needs, key=lambda need: need["needed_cg"] or -1, default={"material": ""})
        costs = []
        for printer in used or [{"printer_id": "", "watts": 120, "per_hour_e6": None}]:
            hours = plate["print_s"] / 3600
            hours *= self._times.get((printer["printer_id"], most["material"]), 1.0)
            rate_e6 = printer["per_hour_e6"]
            rate = float(settings.machine_per_hour) if rate_e6 is None else rate_e6 / 10**6
            kwh = printer["watts"] / 1000 * hours
            costs.append(kwh * float(settings.electricity_per_kwh) + hours * rate)
        return sum(costs) / len(costs)


def _models(printer: Row) -> set[str]:
    named = [printer["model"], *printer["accepts_models"].split("|")]
    return {plain_model(model) for model in named if model}
