"""Grams are divided to the hundredth and add up to what is booked, whatever the split says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.domain.gram_parts import GramParts, parts_of

milligrams = st.decimals(0, 100, places=3)
unsure = st.none() | milligrams


def test_rounding_falls_to_the_model() -> None:
    parts = parts_of(
        Decimal("10.00"),
        support_g=Decimal("1.004"),
        tower_g=Decimal("0.504"),
        flush_g=Decimal("2.006"),
    )

    assert parts == GramParts(
        model_g=Decimal("6.48"),
        waste_g=Decimal("1.51"),
        purge_g=Decimal("2.01"),
        support_g=Decimal("1.00"),
    )
    assert parts.is_whole


def test_a_part_that_is_not_told_apart_stands_in_the_model() -> None:
    parts = parts_of(Decimal(10), support_g=None, tower_g=None, flush_g=Decimal("2.5"))

    assert (parts.model_g, parts.waste_g, parts.purge_g) == (Decimal("7.5"), None, Decimal("2.50"))
    assert not parts.is_whole


def test_a_filament_of_flush_alone_gives_up_what_the_tolerance_has_too_much() -> None:
    parts = parts_of(
        Decimal("5.00"), support_g=Decimal(0), tower_g=Decimal("1.00"), flush_g=Decimal("4.015")
    )

    assert (parts.model_g, parts.waste_g, parts.purge_g) == (
        Decimal(0),
        Decimal("1.00"),
        Decimal("4.00"),
    )


@pytest.mark.parametrize("tower_g", [Decimal(0), Decimal("0.004")])
def test_support_is_never_more_than_the_waste(tower_g: Decimal) -> None:
    parts = parts_of(Decimal(1), support_g=Decimal("1.2"), tower_g=tower_g, flush_g=Decimal(0))

    assert (parts.model_g, parts.waste_g, parts.support_g) == (0, 1, 1)


@given(st.decimals(0, 100, places=2), unsure, unsure, unsure)
def test_the_parts_add_up_exactly_and_none_is_negative(
    used_g: Decimal, support_g: Decimal | None, tower_g: Decimal | None, flush_g: Decimal | None
) -> None:
    parts = parts_of(used_g, support_g=support_g, tower_g=tower_g, flush_g=flush_g)

    waste_g, purge_g = parts.waste_g or Decimal(0), parts.purge_g or Decimal(0)
    assert parts.model_g + waste_g + purge_g == used_g
    assert min(parts.model_g, waste_g, purge_g) >= 0
    assert (parts.support_g or 0) <= waste_g
