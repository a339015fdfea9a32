"""The person and the shop: preferences, and what the shop's numbers stand on."""

from decimal import Decimal
from zoneinfo import available_timezones

from printshop.domain.costing import suggested_price
from printshop.domain.users import Preferences, ShopSettings, User
from printshop.errors import InvalidInputError, RuleError
from printshop.services.shop import Shop


def update_preferences(shop: Shop, preferences: Preferences) -> User:
    """Replace what the person prefers; alerts that are no longer wanted are closed."""
    with shop.unit_of_work() as uow:
        uow.users.update_preferences(preferences)
        uow.alerts.clear_all_but(preferences.notifications.wanted)
        user = uow.users.current()
        uow.commit()
    return user


def update_settings(shop: Shop, settings: ShopSettings) -> ShopSettings:
    """Replace the shop's settings; plans and prices follow at the next look.

    Without a staffed day nothing is planned for a time. The currency is not changed here: every
    amount has to follow it (`services.currency`).

    Raises:
        InvalidInputError: there is no such time zone, or fees and margin leave nothing of a
            price for the cost.
        RuleError: the shop's currency is another one.

    """
    if settings.time_zone not in available_timezones():
        raise InvalidInputError(f"There is no time zone {settings.time_zone}.")
    # Whatever is to be left of a price, it has to be possible.
    suggested_price(Decimal(0), margin_pct=settings.target_margin_pct, fee_pct=settings.fee_pct)
    with shop.unit_of_work() as uow:
        currency = uow.users.settings(lock=True).currency
        if settings.currency != currency:
            raise RuleError(
                f"The shop's amounts are in {currency}: they change together with the currency.",
                hint="Say at which rate under Currency in the settings.",
            )
        uow.users.update_settings(settings)
        uow.commit()
    return settings
