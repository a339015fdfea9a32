"""Made-up facts of a shop: as frames, to ask a look of, and as plain rows, to count by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import polars as pl

from printshop import frames
from printshop.analytics.dashboard.naming import Named, named
from printshop.analytics.dashboard.narrowing import Narrowing
from printshop.analytics.dashboard.past import Ended, ended, put_together
from printshop.analytics.dashboard.spans import Span
from printshop.domain.users import ShopSettings
from printshop.services.dashboard.dimensions import dimensions
from printshop.services.dashboard.looking import Look
from printshop.services.dashboard.margins import Margins

NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)
# The clocks of Berlin go back in it.
SPAN = Span(since=date(2026, 10, 20), until=date(2026, 11, 2))
ZONE = "Europe/Berlin"
_DAYS = 30


@dataclass
class PlainFacts:
    """Rows by column."""

    jobs: list[dict[str, Any]]
    uses: list[dict[str, Any]]
    plates: list[dict[str, Any]]
    needs: list[dict[str, Any]]
    filaments: list[dict[str, Any]]
    spools: list[dict[str, Any]]
    printers: list[dict[str, Any]]


def facts_of(seed: int) -> PlainFacts:
    """Some jobs, uses and spools, with whatever may be missing missing."""
    chance = Random(seed)  # noqa: S311 - of examples, not of secrets
    plates = [_plate(key, chance) for key in range(1, 5)]
    filaments = [_filament(key, chance) for key in range(1, 6)]
    filaments[4]["heir_key"] = 1
    spools = [_spool(key, chance) for key in range(1, 9)]
    needs = [_need(10 * plate + place, plate, chance) for plate in range(1, 5) for place in (1, 2)]
    jobs = [_job(number, chance) for number in range(1, chance.randint(0, 30) + 1)]
    uses = [
        {
            "number": job["number"],
            "need_key": chance.choice([None, 10 * job["plate_key"] + place]),
            "filament_key": chance.choice([None, 1, 2, 3, 5]),
            "spool_key": chance.choice([None, *range(1, 9)]),
            "used_cg": chance.randint(0, 5_000),
        }
        for job in jobs
        if job["status"] != "cancelled"
        for place in range(1, chance.randint(1, 3))
    ]
    printers = [
        {
            "printer_key": key,
            "printer_id": _id(700 + key),
            "name": f"Printer {key}",
            "is_active": key < 3,
            "there_since": NOW - timedelta(days=chance.randint(0, 40)),
        }
        for key in (1, 2, 3)
    ]
    return PlainFacts(jobs, uses, plates, needs, filaments, spools, printers)


def look_at(plain: PlainFacts, **wanted: str) -> Look:
    """A look at them, narrowed to some values of columns."""
    jobs = _frame(plain.jobs, frames.JOB_FACTS)
    known = named(
        plates=_frame(plain.plates, frames.PLATE_FACTS),
        needs=_frame(plain.needs, frames.NEED_FACTS),
        filaments=_frame(plain.filaments, frames.FILAMENT_FACTS),
        spools=_frame(plain.spools, frames.SPOOL_FACTS),
        printers=_frame(plain.printers, frames.PRINTER_FACTS),
    )
    uses = _frame(plain.uses, frames.USE_FACTS)
    past = put_together(_halves(jobs, uses, known), jobs.clear(), known, zone=ZONE)
    return Look(
        past=past,
        dimensions=dimensions(known),
        span=SPAN,
        before=SPAN.before,
        now=Narrowing(span=SPAN).to(**wanted),
        settings=ShopSettings(time_zone=ZONE),
        as_of=NOW,
        margins=Margins(facts=frames.MARGIN_FACTS.to_frame(), drifts=frames.DRIFTS.to_frame()),
        is_empty=False,
    )


def _halves(jobs: pl.DataFrame, uses: pl.DataFrame, known: Named) -> list[Ended]:
    """As months are: whatever is counted must not depend on where they part."""
    half = len(jobs) // 2
    parts = (jobs.head(half), jobs.tail(len(jobs) - half))
    return [ended(one, uses.join(one, on="number", how="semi"), known, zone=ZONE) for one in parts]


def _frame(rows: list[dict[str, Any]], contract: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=contract)


def _job(number: int, chance: Random) -> dict[str, Any]:
    finished_at = NOW - timedelta(minutes=chance.randint(0, _DAYS * 24 * 60))
    good = chance.choice([None, 0, 1, 4])
    status = chance.choice(["completed", "completed", "failed", "cancelled"])
    return {
        "number": number,
        "plate_key": chance.randint(1, 4),
        "printer_key": chance.choice([None, 1, 2, 3]),
        "status": status,
        "reason": chance.choice(["", "clog", "adhesion"]) if status == "failed" else "",
        "started_at": chance.choice([None, finished_at - timedelta(hours=chance.randint(0, 30))]),
        "finished_at": finished_at,
        "print_s": chance.choice([None, 3_600, 50_000]),
        "done_pct": chance.choice([None, 40, 100]),
        "good": good,
        "rejected": None if good is None else chance.choice([0, 2]),
    }


def _plate(key: int, chance: Random) -> dict[str, Any]:
    model = (key + 1) // 2
    return {
        "plate_key": key,
        "plate_index": 1,
        "variant_key": key,
        "variant_id": _id(100 + key),
        "version": key,
        "model_key": model,
        "model_id": _id(200 + model),
        "model_name": "Vase",
        "category": ["keychain", "decoration"][model - 1],
        "print_s": chance.choice([None, 7_200]),
        "units": 2,
    }


def _filament(key: int, chance: Random) -> dict[str, Any]:
    return {
        "filament_key": key,
        "heir_key": None,
        "filament_id": _id(300 + key),
        "brand": chance.choice(["~gone", "Maker, A", "Maker B"]),
        "material": chance.choice(["PLA", "PETG"]),
        "name": f"Filament {key}",
        "average_e6": chance.choice([0, 23_456]),
        "base_e6": chance.choice([0, 25_000]),
    }


def _spool(key: int, chance: Random) -> dict[str, Any]:
    received_on = (NOW - timedelta(days=chance.randint(0, _DAYS))).date()
    return {
        "spool_key": key,
        "spool_id": _id(400 + key),
        "number": key,
        "filament_key": chance.randint(1, 5),
        "received_on": received_on,
        "purchased_on": chance.choice([None, received_on]),
        "supplier": chance.choice(["", "Shop"]),
        "location": "",
        "initial_cg": 100_000,
        "on_hand_cg": chance.choice([0, 12_345]),
        "landed_e6": chance.choice([0, 19_999]),
        "cost_e6": chance.choice([0, 21_037]),
    }


def _need(key: int, plate: int, chance: Random) -> dict[str, Any]:
    is_told = chance.random() < 0.7
    waste_cg = chance.choice([0, 333])
    return {
        "need_key": key,
        "plate_key": plate,
        "filament_key": chance.choice([None, 1, 2]),
        "model_cg": chance.choice([0, 1_001]),
        "waste_cg": waste_cg if is_told else None,
        "support_cg": chance.choice([None, waste_cg // 2]) if is_told else None,
        "flush_cg": chance.choice([0, 77]) if is_told else None,
    }


def _id(number: int) -> str:
    return str(UUID(int=number))
