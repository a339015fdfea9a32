"""Weights as people type them."""

from decimal import Decimal

import pytest

from printshop.domain.typed_weights import typed_grams
from printshop.errors import InvalidInputError


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("812", "812"),
        ("812,5", "812.5"),
        (" 812.55 g", "812.55"),
        ("1,250", "1250"),
        ("1.250", "1250"),
        ("1.250,5", "1250.5"),
        ("1,250.5 G", "1250.5"),
        ("1 250", "1250"),
        ("0,250", "0.25"),
        ("0.8 kg", "800"),
        ("1,250 kg", "1250"),
        ("12,", "12"),
    ],
)
def test_a_weight_is_read_with_comma_or_point(text: str, grams: str) -> None:
    assert typed_grams(text) == Decimal(grams)


def test_an_empty_field_is_no_weight() -> None:
    assert typed_grams("  ") is None


@pytest.mark.parametrize(
    "text",
    ["-3", "abc", "1e5", "1.2.3", "1,,2", "NaN", "\u00b2", "1,25,5", "1.5.5 kg", "9" * 30, "12 oz"],
)
def test_what_is_no_weight_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="is not a weight in grams"):
        typed_grams(text)


def test_more_than_a_spool_can_weigh_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="at most 100,000 g"):
        typed_grams("100,001")
