"""The person's preferences and the shop's settings."""

from datetime import time
from decimal import Decimal

import pytest

from printshop.domain.users import Preferences, ShopSettings, Units
from printshop.errors import PrintshopError
from printshop.services import accounts
from printshop.services.shop import Shop


def test_opening_hours_are_the_shops_own(shop: Shop, other_shop: Shop) -> None:
    settings = ShopSettings(
        opens_at=time(9),
        closes_at=time(17, 30),
        staffed_days=(0, 1, 2, 3, 4),
        time_zone="Europe/Berlin",
    )

    accounts.update_settings(shop, settings)

    assert shop.settings() == settings
    assert other_shop.settings() == ShopSettings()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"time_zone": "Mars/Olympus"}, "There is no time zone Mars/Olympus."),
        (
            {"fee_pct": Decimal(60)},
            "Fees of 60 % and a margin of 50 % leave nothing of a price for the cost.",
        ),
        (
            {"currency": "EUR"},
            "The shop's amounts are in USD: they change together with the currency.",
        ),
    ],
)
def test_settings_that_cannot_be_are_refused_in_a_sentence(
    shop: Shop, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(PrintshopError) as caught:
        accounts.update_settings(shop, ShopSettings().model_copy(update=changes))

    assert caught.value.message == sentence
    assert shop.settings() == ShopSettings()


def test_a_shop_may_be_without_opening_hours(shop: Shop) -> None:
    accounts.update_settings(shop, ShopSettings(staffed_days=()))

    assert shop.settings().staffed_days == ()


def test_preferences_are_kept(shop: Shop) -> None:
    wanted = Preferences(units=Units.IMPERIAL, default_filament_brand="Prusament")

    user = accounts.update_preferences(shop, wanted)

    assert user.preferences == wanted
    assert shop.user().preferences == wanted
