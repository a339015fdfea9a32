"""The current user and the settings of the user's shop."""

from uuid import UUID

from sqlalchemy import Connection, select, update

from printshop.domain.users import Preferences, ShopSettings, User
from printshop.errors import NotFoundError
from printshop.repo.tables import shop_settings, users

_USER = select(*(users.c[name] for name in User.model_fields))
_SETTINGS = select(*(shop_settings.c[name] for name in ShopSettings.model_fields))


class Users:
    """The signed-in user; nobody else's row can be seen."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def current(self) -> User:
        """The user this transaction is bound to.

        Raises:
            NotFoundError: the user was removed.

        """
        row = self._connection.execute(_USER).mappings().one_or_none()
        if row is None:
            raise NotFoundError("user", self._user_id)
        return User(**row)

    def update_preferences(self, preferences: Preferences) -> None:
        """Store what the person prefers."""
        self._connection.execute(
            update(users)
            .where(users.c.id == self._user_id)
            .values(preferences=preferences.model_dump(mode="json"))
        )

    def settings(self, *, lock: bool = False) -> ShopSettings:
        """The shop's settings, locked until the transaction ends where that is asked for.

        Raises:
            NotFoundError: the user was removed.

        """
        query = _SETTINGS.with_for_update() if lock else _SETTINGS
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError("shop", self._user_id)
        return ShopSettings(**row)

    def update_settings(self, settings: ShopSettings) -> None:
        """Store the shop's settings."""
        self._connection.execute(
            update(shop_settings)
            .where(shop_settings.c.user_id == self._user_id)
            .values(**settings.model_dump())
        )

    def next_numbers(self, kind: str, count: int) -> range:
        """Reserve `count` consecutive numbers of kind "spool" or "job" for this shop.

        The row lock of the update keeps two browsers from the same number.
        """
        column = shop_settings.c[f"last_{kind}_number"]
        last = self._connection.scalars(
            update(shop_settings)
            .where(shop_settings.c.user_id == self._user_id)
            .values({column: column + count})
            .returning(column)
        ).one()
        return range(last - count + 1, last + 1)
