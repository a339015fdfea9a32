from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from printshop.domain.catalog import VariantStatus
from printshop.domain.feasibility import (
    Feasibility,
    FeasibilityState,
    FilamentNeed,
    WarningKind,
)
from printshop.domain.filament import Filament, Material
from printshop.ui import badges

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def a_need(state: FeasibilityState, *, is_matched: bool = True, **said: object) -> FilamentNeed:
    filament = Filament(
        id=uuid4(),
        brand="B",
        material=Material.PLA,
        color_name="Red",
        color_hex="#C8102E",
        demand_count=0,
        created_at=NOW,
        updated_at=NOW,
    )
    values: dict[str, object] = {
        "filament": filament if is_matched else None,
        "required_g": Decimal(30),
        "on_hand_g": Decimal(20),
        "available_g": Decimal(20),
        "unweighed_g": Decimal(0),
        "short_g": Decimal(0),
        "spools_needed": None,
        "state": state,
    }
    return FilamentNeed.model_validate(values | said)


@pytest.mark.parametrize("state", list(FeasibilityState))
def test_every_state_has_an_icon_and_a_word_beside_its_colour(state: FeasibilityState) -> None:
    badge = badges.READINESS[state]

    assert badge.icon
    assert badge.word
    assert badges.state_badge(state) == badge.markdown


@pytest.mark.parametrize("status", list(VariantStatus))
def test_every_status_has_a_badge(status: VariantStatus) -> None:
    assert "-badge[:material/" in badges.status_badge(status)


def test_a_short_badge_adds_up_the_missing_grams() -> None:
    needs = (
        a_need(FeasibilityState.SHORT, short_g=Decimal(10)),
        a_need(FeasibilityState.SHORT, short_g=Decimal("2.5")),
    )

    badge = badges.readiness_badge(Feasibility(state=FeasibilityState.SHORT, filaments=needs))

    assert badge == ":red-badge[:material/remove_circle: Short by 12.5\u00a0g]"


def test_a_ready_badge_says_nothing_of_grams() -> None:
    assert badges.readiness_badge(Feasibility(state=FeasibilityState.READY)) == (
        ":green-badge[:material/check_circle: Ready]"
    )


@pytest.mark.parametrize(
    ("need", "text"),
    [
        (a_need(FeasibilityState.READY), "20 g on hand"),
        (
            a_need(FeasibilityState.READY_SWAP, spools_needed=2),
            "20 g on hand, takes 2 spools; somebody must change them",
        ),
        (
            a_need(FeasibilityState.READY_REFILL, spools_needed=2),
            "20 g on hand, takes 2 spools; the AMS changes them by itself",
        ),
        (
            a_need(FeasibilityState.READY_SUBSTITUTE, short_g=Decimal(10), tail_g=Decimal(5)),
            (
                "20 g on hand, 5 g of it cannot be fed to the end and stay on the reels; "
                "another filament can stand in for it"
            ),
        ),
        (
            a_need(FeasibilityState.UNVERIFIED, unweighed_g=Decimal(15)),
            "20 g weighed and 15 g never weighed: weigh the spools to be sure",
        ),
        (
            a_need(FeasibilityState.SHORT, short_g=Decimal(10)),
            "20 g on hand, **short by 10 g**",
        ),
        (
            a_need(FeasibilityState.UNMATCHED, is_matched=False),
            "not matched to a filament of the shop",
        ),
        (
            a_need(FeasibilityState.UNKNOWN, required_g=None),
            "nobody has said how many grams it takes",
        ),
    ],
)
def test_each_state_gives_its_reason(need: FilamentNeed, text: str) -> None:
    assert badges.reason(need).replace("\u00a0", " ") == text


def test_the_filament_that_stands_in_is_named() -> None:
    red = a_need(FeasibilityState.READY).filament
    need = a_need(FeasibilityState.READY_SUBSTITUTE, substitute=red, spools_needed=2)

    assert badges.reason(need).endswith("B PLA Red can stand in for it, with 2 spools")


def test_warnings_are_lines_with_an_icon_and_names_stay_text() -> None:
    red = a_need(FeasibilityState.READY).filament
    warning = {"kind": WarningKind.EXPIRED, "filament": red, "text": "Spool #1 of *Red* expired."}
    found = Feasibility.model_validate({"state": FeasibilityState.READY, "warnings": [warning]})

    assert badges.warning_lines(found) == (
        r":small[:material/event_busy: Spool \#1 of \*Red\* expired\.]"
    )
    assert badges.warning_lines(Feasibility(state=FeasibilityState.READY)) == ""


def test_a_ready_print_has_nothing_missing() -> None:
    assert badges.missing_sentences(Feasibility(state=FeasibilityState.READY_SWAP)) == ""


def test_grams_that_the_queue_will_take_are_told_apart_from_those_on_hand() -> None:
    need = a_need(
        FeasibilityState.SHORT, on_hand_g=Decimal(50), available_g=Decimal(20), short_g=Decimal(10)
    )

    assert badges.reason(need).replace("\u00a0", " ") == (
        "50 g on hand, 30 g of it reserved, **short by 10 g**"
    )
