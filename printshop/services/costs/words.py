"""Where the numbers of a cost come from, in words, and what is missing."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from printshop.domain.costing import MATERIAL, MILLIONTHS, CostKind
from printshop.domain.currencies import rate_text
from printshop.domain.success import SuccessRate
from printshop.domain.units import from_centigrams, rounded
from printshop.errors.base import shown_amount
from printshop.services.costs.gaps import Gap, sentences
from printshop.services.costs.of_plates import NOT_APART
from printshop.services.costs.reading import WorkedOut

Row = Mapping[str, Any]
_SECONDS_AN_HOUR: Final = 3600
_PER_GRAM: Final = Decimal("0.0001")
_TENTH: Final = Decimal("0.1")
_HUNDREDTH: Final = Decimal("0.01")
_THOUSANDTH: Final = Decimal("0.001")
_WHOLE_PCT: Final = 100
_OF_FILAMENT: Final = {
    "average": "the filament's average",
    "base": "the filament's own price",
    "file": "what the file says",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words for lines of costs that were worked out together."""

    of: WorkedOut
    takes: Mapping[int, Sequence[Row]]
    runs: Mapping[str, Row]
    versions: Mapping[str, Row]
    success: Mapping[str, SuccessRate]

    @classmethod
    def about(cls, of: WorkedOut) -> "Words":
        """Look up what the lines stand on."""
        takes: defaultdict[int, list[Row]] = defaultdict(list)
        for row in of.costs.takes.iter_rows(named=True):
            takes[row["need"]].append(row)
        runs = {row["plate_id"]: row for row in of.costs.runs.iter_rows(named=True)}
        versions = {row["variant_id"]: row for row in of.versions.iter_rows(named=True)}
        return cls(of, takes, runs, versions, of.success())

    def source(self, line: Row, pieces: int = 1) -> str:
        """Where a line's amount comes from; what is missing, where it is unknown.

        Args:
            line: of a run.
            pieces: of the run, where the amount is that of one: what the run takes is said so.

        """
        kind = CostKind(line["kind"])
        if line["run_e6"] is None:
            return " ".join(sentences(self.missing(line))) or "Something of the run is unknown."
        if kind in MATERIAL:
            return self._of_material(line, pieces)
        return self._of_other(kind)(line)

    def is_of_spools(self, line: Row) -> bool:
        """Whether grams of a line are at what was paid for the spools they are taken from."""
        takes = self.takes.get(line["need"], ()) if line["need"] is not None else ()
        return any(take["origin"] == "own" for take in takes)

    def quantity(self, line: Row, units: int = 1) -> str:
        """How much of it: grams, hours or minutes of a run, or of one of `units` pieces."""
        kind = CostKind(line["kind"])
        if line["cg"] is not None:
            return f"{shown_amount(rounded(from_centigrams(line['cg']) / units, _HUNDREDTH))} g"
        run = self.runs[line["plate_id"]]
        if kind in {CostKind.ELECTRICITY, CostKind.MACHINE} and run["runs_s"] is not None:
            return f"{_hours(run['runs_s'] / units)} h"
        if kind is CostKind.LABOUR:
            minutes = rounded(self.of.settings.setup_min / units, _HUNDREDTH)
            return f"{shown_amount(minutes)} min"
        return ""

    def missing(self, line: Row) -> Iterator[Gap]:
        """Each thing that keeps a line unknown."""
        kind, plate = CostKind(line["kind"]), line["plate_index"]
        if line["run_e6"] is not None:
            return
        if kind in {CostKind.ELECTRICITY, CostKind.MACHINE}:
            yield Gap("time", plate)
        elif kind in MATERIAL:
            if line["filament_id"] is None:
                yield Gap("filament", plate, str(line["filament_index"]))
            if line["cg"] is None:
                yield Gap("grams", plate)
            elif line["filament_id"] is not None:
                yield Gap("price", plate, self.of.filaments.get(line["filament_id"], "a filament"))

    def _of_other(self, kind: CostKind) -> Callable[[Row], str]:
        return {
            CostKind.ELECTRICITY: self._of_electricity,
            CostKind.MACHINE: self._of_machine,
            CostKind.LABOUR: self._of_labour,
            CostKind.FAILURES: self._of_failures,
            CostKind.FINISHING: self._of_finishing,
            CostKind.PACKAGING: self._of_packaging,
        }[kind]

    def _of_material(self, line: Row, pieces: int) -> str:
        takes = self.takes.get(line["need"], ())
        if not takes:
            return "No grams."
        alone = len(takes) == 1
        currency = self.of.settings.currency
        sentence = _alone(takes[0], currency) if alone else _parts(takes, currency)
        # Beside what one piece or one part has, the grams of all would read as a mistake.
        if not alone and (pieces > 1 or sum(take["cg"] for take in takes) != line["cg"]):
            run = f"a run of {pieces} pieces" if pieces > 1 else "a run with its waste"
            sentence = f"{run} takes {sentence}"
        apart = f" {NOT_APART}" if line["kind"] == CostKind.MODEL and not line["is_whole"] else ""
        return f"{_capital(sentence)}.{apart}"

    def _of_electricity(self, line: Row) -> str:
        run, tariff = self.runs[line["plate_id"]], self.of.settings.electricity_per_kwh
        watts = rounded(run["watts"] or 0, _TENTH)
        return f"{shown_amount(watts)} W at {self._rate(tariff)} per kWh{self._on(run)}"

    def _of_machine(self, line: Row) -> str:
        run = self.runs[line["plate_id"]]
        hours = (run["runs_s"] or 0) / _SECONDS_AN_HOUR
        if not hours:
            return f"Nothing per hour{self._on(run)}"
        rate = rounded(line["run_e6"] / MILLIONTHS / hours, _PER_GRAM)
        return f"{self._rate(rate)} per hour{self._on(run)}"

    def _on(self, run: Row) -> str:
        """On which printers that is, and how far their prints are from the file's time."""
        names = run["printers"].split("\n")
        several = "the mean of " if len(names) > 1 else ""
        choice = run["choice"]
        where = (
            f"on {several}{_listed(names)}" if choice != "none" else "while no printer is set up"
        )
        unfit = ": none takes files of this model" if choice == "all" else ""
        factor = rounded(run["time_factor"], _THOUSANDTH)
        took = f" Prints took {shown_amount(factor)} times the file's time." if factor != 1 else ""
        return f" {where}{unfit}.{took}"

    def _of_labour(self, line: Row) -> str:
        del line
        settings = self.of.settings
        return (
            f"{shown_amount(settings.setup_min)} min of setting up a run"
            f" at {self._rate(settings.labour_per_hour)} per hour."
        )

    def _of_failures(self, line: Row) -> str:
        rate = self.success.get(line["variant_id"])
        if rate is None:
            return "No run is expected to fail."
        runs = rounded(rate.cost_factor, _THOUSANDTH)
        good = shown_amount(rounded(rate.good, _TENTH))
        seen = f"{good} of {rate.tried} runs were good" if rate.tried else "not printed yet"
        lost = rounded(self.of.lost_share * _WHOLE_PCT, Decimal(1))
        share = f" One that is not loses {lost} % of its filament and time."
        if lost >= _WHOLE_PCT:
            share = ""
        return f"{shown_amount(runs)} runs for a good one ({seen}).{share}"

    def _of_finishing(self, line: Row) -> str:
        version = self.version(line["variant_id"])
        own = version["finishing_min"]
        minutes = self.of.settings.finishing_min if own is None else rounded(own, _HUNDREDTH)
        whose = "the shop's" if own is None else "the model's own"
        wage = self._rate(self.of.settings.labour_per_hour)
        of = "piece" if version["plate_count"] <= 1 else "unit"
        return f"{shown_amount(minutes)} min a {of} at {wage} per hour, {whose} minutes."

    def _rate(self, amount: Decimal) -> str:
        return rate_text(amount, self.of.settings.currency)

    def _of_packaging(self, line: Row) -> str:
        own = self.version(line["variant_id"])["packaging_e6"] is not None
        return "The model's own packaging." if own else "The shop's packaging."

    def version(self, variant_id: str) -> Row:
        """A row of COSTED_VERSIONS."""
        return self.versions[variant_id]


def _alone(take: Row, currency: str) -> str:
    """One spool, or one price, for all of it: `#12's own, €0.0197 per g`."""
    price = _price(take, currency)
    if take["origin"] == "own":
        return f"#{take['number']}'s own, {price}"
    whose = f"{_OF_FILAMENT[take['origin']]}, {price}"
    if take["number"] is None:
        return whose
    return f"#{take['number']} has no price: {whose}"


def _parts(takes: Sequence[Row], currency: str) -> str:
    """Several, each with its price: `220 g of #12 at €0.0197 per g, 80 g …`."""
    return ", ".join(_part(take, currency) for take in takes)


def _part(take: Row, currency: str) -> str:
    grams = shown_amount(from_centigrams(take["cg"]))
    if take["origin"] == "own":
        return f"{grams} g of #{take['number']} at {_price(take, currency)}"
    of = f"of #{take['number']}, which has no price," if take["number"] else "beyond the stock"
    return f"{grams} g {of} at {_OF_FILAMENT[take['origin']]}, {_price(take, currency)}"


def _price(take: Row, currency: str) -> str:
    return f"{rate_text(Decimal(take['cost_e6']) / MILLIONTHS, currency)} per g"


def _hours(seconds: float) -> str:
    return shown_amount(rounded(seconds / _SECONDS_AN_HOUR, _HUNDREDTH))


def _listed(names: Sequence[str]) -> str:
    """A, B and C; of many the first and how many more."""
    few = 3
    if len(names) > few:
        return f"{', '.join(names[:few])} and {len(names) - few} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
