"""Which printer can print which job, and why not."""

from typing import Any

import pytest

from printshop.analytics.schedule.abilities import refusal
from printshop.analytics.schedule.jobs import Job, Machine
from tests.analytics.schedule.queues import can, queue, shop_of


# Any: cells of QUEUE and of PRINTERS.
def said(job: dict[str, Any], **abilities: Any) -> str | None:  # noqa: ANN401
    (asked,) = Job.read(queue(job))
    (machine,) = Machine.read(shop_of(can("Anvil", **abilities)), turnaround_s=900)
    return refusal(asked, machine)


@pytest.mark.parametrize(
    ("job", "abilities"),
    [
        ({"sliced_for": "A1"}, {"model": "P1S"}),
        ({"sliced_for": "bambu lab p1s"}, {"takes_any_model": False, "model": "P1S"}),
        ({"sliced_for": "P1P"}, {"takes_any_model": False, "accepts_models": "X1C|P1P"}),
        ({"sliced_for": ""}, {"takes_any_model": False, "model": "P1S"}),
        ({"sliced_for": "P1S"}, {"takes_any_model": False, "model": ""}),
        ({"nozzle_um": None}, {"nozzle_um": 600}),
        ({"nozzle_um": 600}, {"nozzle_um": None}),
        ({"bed_type": "Cool Plate"}, {"bed_types": ""}),
        ({"bed_type": ""}, {"bed_types": "Cool Plate"}),
        ({"bed_type": "cool plate"}, {"bed_types": "Textured PEI Plate|Cool Plate"}),
        ({"materials": "PLA|PETG"}, {"materials": ""}),
        ({"materials": ""}, {"materials": "PLA"}),
        ({"materials": "PLA"}, {"materials": "PETG|PLA"}),
        ({"filament_count": 1}, {"ams_slots": 0}),
        ({"filament_count": 2}, {"ams_slots": 0, "extruder_count": 2}),
        ({"filament_count": 4}, {"ams_slots": 4}),
        ({"filament_count": 0}, {"ams_slots": 0}),
    ],
)
def test_what_fits_or_is_not_said_is_not_refused(
    job: dict[str, Any], abilities: dict[str, Any]
) -> None:
    assert said(job, **abilities) is None


@pytest.mark.parametrize(
    ("job", "abilities", "sentence"),
    [
        (
            {"sliced_for": "Bambu Lab A1"},
            {"takes_any_model": False, "model": "P1S", "accepts_models": "P1P|X1C"},
            "Anvil takes files for P1S, P1P or X1C; this one is sliced for Bambu Lab A1.",
        ),
        (
            {"nozzle_um": 400},
            {"nozzle_um": 600},
            "Anvil has a 0.6 mm nozzle; the file needs 0.4 mm.",
        ),
        (
            {"bed_type": "Cool Plate"},
            {"bed_types": "Textured PEI Plate"},
            "Anvil has no Cool Plate; the file needs that plate.",
        ),
        (
            {"materials": "ABS|PA|PLA"},
            {"materials": "PLA|PETG"},
            "Anvil does not print ABS or PA.",
        ),
        (
            {"filament_count": 2},
            {"ams_slots": 0},
            "Anvil holds one filament at a time; the file uses 2.",
        ),
        (
            {"filament_count": 5},
            {"ams_slots": 4},
            "Anvil holds 4 filaments at a time; the file uses 5.",
        ),
    ],
)
def test_a_printer_that_cannot_says_why(
    job: dict[str, Any], abilities: dict[str, Any], sentence: str
) -> None:
    assert said(job, **abilities) == sentence
