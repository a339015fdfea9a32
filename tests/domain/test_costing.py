"""What has to be asked so that enough is left."""

from decimal import Decimal

import pytest

from printshop.domain.costing import price_of, suggested_price
from printshop.domain.units import to_money
from printshop.domain.users import ShopSettings
from printshop.errors import InvalidInputError

FEES = {"fee_pct": Decimal("9.5"), "fee_fixed": Decimal("0.45")}


def test_a_price_leaves_the_wanted_margin_after_fees() -> None:
    price = suggested_price(Decimal(5), margin_pct=Decimal(40), **FEES)

    assert to_money(price) == Decimal("10.79")


def test_cost_times_one_and_four_tenths_and_fees_leaves_less_than_forty_per_cent() -> None:
    """A margin is no markup: 5.00 x 1.4, and fees of 0.45 and 9.5 % of that."""
    settings = ShopSettings(target_margin_pct=Decimal(40)).model_copy(update=FEES)

    price = price_of(Decimal(5), Decimal("8.115"), settings)

    assert price.margin_pct is not None
    assert round(price.margin_pct, 1) == Decimal("23.3")
    assert price.suggested is not None
    assert to_money(price.suggested) == Decimal("10.79")


def test_without_fees_a_margin_of_half_is_a_markup_of_all() -> None:
    assert suggested_price(Decimal(3), margin_pct=Decimal(50)) == 6


@pytest.mark.parametrize("margin_pct", ["90.5", "95"])
def test_fees_and_margin_that_take_all_are_refused_in_a_sentence(margin_pct: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        suggested_price(Decimal(5), margin_pct=Decimal(margin_pct), **FEES)

    assert caught.value.sentence == (
        f"Fees of 9.5 % and a margin of {margin_pct} % leave nothing of a price for the cost."
        " Together they must stay under 100 %."
    )


def test_an_unknown_cost_has_a_price_but_no_margin() -> None:
    price = price_of(None, Decimal(12), ShopSettings())

    assert (price.suggested, price.profit, price.margin_pct) == (None, None, None)
    assert price.fees == 0


def test_what_is_given_away_has_no_margin_to_divide_by() -> None:
    price = price_of(Decimal(5), Decimal(0), ShopSettings())

    assert price.profit == -5
    assert price.margin_pct is None
