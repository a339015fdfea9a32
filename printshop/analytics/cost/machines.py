"""What the hours of a print cost: on the printers that its file was sliced for.

Which printer a print will run on is not known before it is started. So an hour costs what it costs
on average on those that the file names; where the shop has none of that model, on those that
take any; where none fits, on all it has; and without printers, 120 W at the shop's own rate.
Each printer's hours are those that it really takes, as its own prints taught.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from printshop.analytics.calibration import TIME_FACTORS
from printshop.domain.costing import MILLIONTHS
from printshop.domain.printers import plain_model
from printshop.domain.users import ShopSettings
from printshop.frames import PRINTER_RATES, conform

DEFAULT_WATTS: Final = 120
_WATTS_A_KW: Final = 1000
_SECONDS_AN_HOUR: Final = 3600
_KINDS: Final = ["sliced_for", "material"]

# One row per (sliced_for, material) of a print's most used filament: seconds that it takes for
# each of the file's, watts while it does, and what a second of the file's costs in electricity
# and for the machine, millionths. printers names those that were meant, joined by line breaks.
MACHINE_HOURS: Final = pl.Schema(
    {
        "sliced_for": pl.String,
        "material": pl.String,
        "time_factor": pl.Float64,
        "watts": pl.Float64,
        "electricity_e6": pl.Float64,
        "machine_e6": pl.Float64,
        "printers": pl.String,
        "choice": pl.String,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Machine:
    """A printer, or what stands for one."""

    printer_id: str
    name: str
    models: tuple[str, ...]
    takes_any_model: bool
    watts: int
    per_hour_e6: int


def machine_hours(
    kinds: pl.DataFrame, printers: pl.DataFrame, time_factors: pl.DataFrame, settings: ShopSettings
) -> pl.DataFrame:
    """Say what an hour of each kind of print costs.

    Args:
        kinds: sliced_for and material, each pair once; few.
        printers: PRINTER_RATES.
        time_factors: TIME_FACTORS.
        settings: tariff and the shop's own rate.

    Returns:
        MACHINE_HOURS, a row for each of `kinds`. choice: "named", "any", "all" or "none", which
        says why those printers.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    own_e6 = int(settings.machine_per_hour * MILLIONTHS)
    machines = [
        _machine(row, own_e6)
        for row in conform(printers, PRINTER_RATES, "printers").iter_rows(named=True)
    ]
    learnt = {
        (printer_id, material): factor
        for printer_id, material, factor in conform(time_factors, TIME_FACTORS, "factors")
        .select("printer_id", "material", "factor")
        .iter_rows()
    }
    rows = []
    for sliced_for, material in kinds.select(_KINDS).iter_rows():
        meant, choice = _meant(machines, plain_model(sliced_for or ""))
        hours = _hours(meant or [_usual(own_e6)], material, learnt, settings.electricity_per_kwh)
        names = "\n".join(machine.name for machine in meant)
        rows.append((sliced_for, material, *hours, names, choice))
    return pl.DataFrame(rows, schema=MACHINE_HOURS, orient="row")


def _machine(row: dict[str, object], own_e6: int) -> _Machine:
    models = [str(row["model"]), *str(row["accepts_models"]).split("|")]
    per_hour_e6, watts = row["per_hour_e6"], row["watts"]
    return _Machine(
        printer_id=str(row["printer_id"]),
        name=str(row["name"]),
        models=tuple(plain_model(model) for model in models if model),
        takes_any_model=bool(row["takes_any_model"]),
        watts=watts if isinstance(watts, int) else DEFAULT_WATTS,
        per_hour_e6=per_hour_e6 if isinstance(per_hour_e6, int) else own_e6,
    )


def _usual(own_e6: int) -> _Machine:
    """What stands for a printer where there is none."""
    return _Machine(
        printer_id="",
        name="",
        models=(),
        takes_any_model=True,
        watts=DEFAULT_WATTS,
        per_hour_e6=own_e6,
    )


def _meant(machines: list[_Machine], wanted: str) -> tuple[list[_Machine], str]:
    """The printers a file is printed on, and why these."""
    named = [machine for machine in machines if wanted and wanted in machine.models]
    if named:
        return named, "named"
    # As the queue has it: what either side does not say fits.
    fitting = [m for m in machines if m.takes_any_model or not wanted or not m.models]
    if fitting:
        return fitting, "any"
    return machines, "all" if machines else "none"


def _hours(
    machines: list[_Machine],
    material: str | None,
    learnt: dict[tuple[str, str], float],
    tariff: Decimal,
) -> tuple[float, float, float, float]:
    """Time factor, watts, and what a second of the file's costs: electricity and machine."""
    factors = [learnt.get((machine.printer_id, material or ""), 1.0) for machine in machines]
    pairs = list(zip(machines, factors, strict=True))
    energy = sum(machine.watts * factor for machine, factor in pairs)
    rate_e6 = sum(machine.per_hour_e6 * factor for machine, factor in pairs)
    kw_e6 = float(tariff) * MILLIONTHS / _WATTS_A_KW
    count = len(machines)
    return (
        sum(factors) / count,
        energy / sum(factors),
        energy / count * kw_e6 / _SECONDS_AN_HOUR,
        rate_e6 / count / _SECONDS_AN_HOUR,
    )
