"""Figures of the dashboard as people read them."""

import pytest

from printshop.services.dashboard import words
from printshop.services.dashboard.view import Tile
from printshop.services.dashboard.words import Unit


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1204.5, "money", "€1,204.50"),
        (-3.2, "money", "\u2212€3.20"),
        (0.0, "money", "€0.00"),
        (12.345, "grams", "12.35 g"),
        (640.4, "grams", "640 g"),
        (18432.0, "grams", "18.4 kg"),
        (92.54, "pct", "92.5 %"),
        (100.0, "pct", "100 %"),
        (1301.0, "count", "1,301"),
        (31.46, "hours", "31.5 h"),
        (None, "money", "unknown"),
    ],
)
def test_a_figure_has_its_unit_and_no_digit_too_many(
    value: float | None, unit: Unit, said: str
) -> None:
    assert words.figure(value, unit, "EUR").replace("\u00a0", " ") == said


def test_a_currency_without_a_sign_of_its_own_stands_behind() -> None:
    assert words.figure(5.0, "money", "CHF") == "5.00\u00a0CHF"


@pytest.mark.parametrize(
    ("value", "before", "said"),
    [
        (93.0, 90.0, "+3 points"),
        (90.0, 90.0, ""),
        (90.0, 90.01, ""),
        (90.0, None, ""),
        (None, 90.0, ""),
    ],
)
def test_a_change_is_said_where_there_is_one(
    value: float | None, before: float | None, said: str
) -> None:
    tile = Tile(key="success", label="Success", unit="pct", value=value, before=before)

    assert words.change(tile, "EUR").replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 spool"), (0, "0 spools"), (1204, "1,204 spools")]
)
def test_things_are_counted_with_their_noun(number: int, said: str) -> None:
    assert words.count(number, "spool") == said
