"""The person and the shop: preferences, and what the shop's numbers stand on."""

from zoneinfo import available_timezones

from printshop.domain.users import Preferences, ShopSettings, User
from printshop.errors import InvalidInputError
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

    Without a staffed day nothing is planned for a time.

    Raises:
        InvalidInputError: there is no such time zone.

    """
    if settings.time_zone not in available_timezones():
        raise InvalidInputError(f"There is no time zone {settings.time_zone}.")
    with shop.unit_of_work() as uow:
        uow.users.update_settings(settings)
        uow.commit()
    return settings
