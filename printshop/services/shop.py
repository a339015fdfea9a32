"""Opening the premises (database and files) and the shop of one user in them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import UUID

from printshop.domain.users import Identity, ShopSettings, User
from printshop.platform.files import FileStore, LocalStores, Stores
from printshop.repo import Database, DatabaseHealth, UnitOfWork


@dataclass(frozen=True, slots=True)
class Shop:
    """One user's shop. Everything done through it is bound to that user."""

    database: Database
    store: FileStore
    user_id: UUID
    # Who stands beside what is booked: the person, or the part of Printshop that works.
    actor: str = ""

    def unit_of_work(self) -> UnitOfWork:
        """A transaction in this shop."""
        return self.database.unit_of_work(self.user_id, actor=self.actor)

    def snapshot(self) -> UnitOfWork:
        """A transaction that only reads, for answers put together from several queries."""
        return self.database.snapshot(self.user_id)

    def user(self) -> User:
        """Whose shop it is."""
        with self.unit_of_work() as uow:
            return uow.users.current()

    def settings(self) -> ShopSettings:
        """What its numbers stand on."""
        with self.unit_of_work() as uow:
            return uow.users.settings()

    def is_empty(self) -> bool:
        """Whether it has neither a model nor a filament yet."""
        with self.unit_of_work() as uow:
            return not (uow.models.count() or uow.filaments.count())

    def has_models(self) -> bool:
        """Whether there is any model to print."""
        with self.unit_of_work() as uow:
            return bool(uow.models.count())

    def has_demo(self) -> bool:
        """Whether the demo shop is loaded."""
        with self.unit_of_work() as uow:
            return uow.demo.is_there()


class Premises:
    """What all shops of this installation share: the pool and the store of files."""

    def __init__(self, database: Database, stores: Stores) -> None:
        """Take an opened pool and the stores of all shops."""
        self._database = database
        self._stores = stores

    @classmethod
    def open(cls, app_url: str, files: Stores | Path) -> Self:
        """Open the pool of the app's login; nothing is asked of the database yet.

        Args:
            app_url: the login.
            files: the stores of all shops, or the folder that they are in.

        """
        stores = LocalStores(files) if isinstance(files, Path) else files
        return cls(Database(app_url), stores)

    def health(self) -> DatabaseHealth:
        """Whether the database answers; raises nothing."""
        return self._database.health()

    def check_login(self) -> None:
        """Refuse a database login that could see every shop.

        Raises:
            ConfigError: the login is too powerful.
            DatabaseUnavailableError: the database does not answer.

        """
        self._database.check_login()

    def sign_in(self, identity: Identity, *, time_zone: str = "UTC") -> Shop:
        """The shop of this person, made on the first visit.

        Args:
            identity: who it is.
            time_zone: IANA name, used only when the shop is made.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        user_id = self._database.sign_in(identity, time_zone=time_zone)
        return self.of_user(user_id, actor=identity.name or identity.email or identity.subject)

    def of_user(self, user_id: UUID, *, actor: str = "Printshop") -> Shop:
        """The shop of a known user. Each user's files are in a part of the store of their own."""
        return Shop(self._database, self._stores.of_user(user_id), user_id, actor)

    def shop_of_token(self, token_hash: str) -> Shop | None:
        """The shop that a program's key opens, by the key's hash; None if it opens none.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        user_id = self._database.user_of_token(token_hash)
        return None if user_id is None else self.of_user(user_id)

    def files_to_split(self, *, rules: int, at_most: int) -> tuple[tuple[UUID, UUID], ...]:
        """(user, file) of stored files, of all shops, that these rules were not tried on.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        return self._database.files_to_split(rules=rules, at_most=at_most)

    def abandoned_incoming(self, *, quiet_s: float) -> tuple[tuple[UUID, UUID], ...]:
        """(user, incoming file), of all shops, that are to be processed and have no task any more.

        Args:
            quiet_s: for how long nothing must have happened to them, seconds.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        return self._database.abandoned_incoming(quiet_s=quiet_s)

    def shop_ids(self) -> tuple[UUID, ...]:
        """The users of all shops, oldest first.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        return self._database.shop_ids()

    def close(self) -> None:
        """Give all connections back."""
        self._database.close()
        self._stores.close()
