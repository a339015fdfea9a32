"""The pool of connections, and what is asked across shops."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from printshop.domain.users import Identity
from printshop.errors import ConfigError, NotFoundError
from printshop.repo import schema
from printshop.repo.faults import NO_ANSWER, translated
from printshop.repo.unit_of_work import UnitOfWork

_POOL_SIZE: Final = 10
_CONNECT_TIMEOUT_S: Final = 5
# A page that waits for a stuck transaction says so instead of hanging.
_LOCK_TIMEOUT: Final = "15s"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseHealth:
    """Whether the database answers, which version it is, and whether it is migrated."""

    is_ready: bool
    version: str = ""
    schema_is_current: bool = False


class Database:
    """The pool of connections of one login."""

    def __init__(self, url: str) -> None:
        """Make the pool; no connection is opened yet."""
        self._engine = create_engine(
            url,
            pool_size=_POOL_SIZE,
            max_overflow=_POOL_SIZE,
            pool_pre_ping=True,
            # A pooler in transaction mode cannot keep prepared statements.
            connect_args={"connect_timeout": _CONNECT_TIMEOUT_S, "prepare_threshold": None},
        )

    def unit_of_work(self, user_id: UUID, *, actor: str = "") -> UnitOfWork:
        """A transaction of this user; `actor` is who stands beside what it books."""
        return UnitOfWork(self, user_id, actor=actor)

    def snapshot(self, user_id: UUID) -> UnitOfWork:
        """A transaction that only reads: all its queries see the shop of one moment.

        For what is put together from several queries: between two of an ordinary
        transaction another browser may finish a job, and the answers would not fit.
        """
        return UnitOfWork(self, user_id, is_snapshot=True)

    def begin(self, user_id: UUID, *, is_snapshot: bool = False, actor: str = "") -> Connection:
        """A connection in a transaction in which row-level security knows the user."""
        connection = self._engine.connect()
        try:
            if is_snapshot:
                connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            connection.exec_driver_sql(
                "SELECT set_config('app.current_user_id', %s, true),"
                " set_config('lock_timeout', %s, true), set_config('app.actor', %s, true)",
                (str(user_id), _LOCK_TIMEOUT, actor),
            )
        except BaseException:
            connection.close()
            raise
        return connection

    def sign_in(self, identity: Identity, *, time_zone: str) -> UUID:
        """The id of the user with this identity, made on the first sign-in.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        with translated(), self._engine.begin() as connection:
            user_id = connection.scalar(
                text("SELECT sign_in(:issuer, :subject, :email, :name, :zone)"),
                {**identity.model_dump(), "zone": time_zone},
            )
        if user_id is None:
            raise NotFoundError("user", identity.subject)
        return user_id

    def files_to_split(self, *, rules: int, at_most: int) -> tuple[tuple[UUID, UUID], ...]:
        """Which files of all shops are to be told apart by these rules, for the worker's login.

        Returns:
            (user, file) of those that no task was queued for yet, oldest first.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(
                text("SELECT user_id, file_id FROM files_to_split(:rules, :at_most)"),
                {"rules": rules, "at_most": at_most},
            )
            return tuple((row.user_id, row.file_id) for row in rows)

    def abandoned_incoming(self, *, quiet_s: float) -> tuple[tuple[UUID, UUID], ...]:
        """(user, incoming file) of all shops that are to be processed and have no task any more.

        For the worker's login.

        Args:
            quiet_s: for how long nothing must have happened to them, seconds.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        with translated(), self._engine.begin() as connection:
            rows = connection.execute(
                text("SELECT user_id, incoming_id FROM abandoned_incoming(:quiet_s)"),
                {"quiet_s": quiet_s},
            )
            return tuple((row.user_id, row.incoming_id) for row in rows)

    def shop_ids(self) -> tuple[UUID, ...]:
        """The users of all shops, oldest first, for the worker's login.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        with translated(), self._engine.begin() as connection:
            return tuple(connection.scalars(text("SELECT shop_ids()")))

    def user_of_token(self, token_hash: str) -> UUID | None:
        """Whose key this is; None for one that is unknown or revoked.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        with translated(), self._engine.begin() as connection:
            return connection.scalar(text("SELECT user_of_token(:hash)"), {"hash": token_hash})

    def check_login(self) -> None:
        """Refuse to serve with a login that row-level security would not hold.

        Raises:
            ConfigError: the login is a superuser, may bypass RLS, or owns the tables.
            DatabaseUnavailableError: the database does not answer.

        """
        with translated(), self._engine.begin() as connection:
            is_free = connection.scalar(
                text(
                    "SELECT r.rolsuper OR r.rolbypassrls OR EXISTS ("
                    "  SELECT FROM pg_class c WHERE c.relname = 'models'"
                    "   AND pg_has_role(current_user, c.relowner, 'MEMBER'))"
                    " FROM pg_roles r WHERE r.rolname = current_user"
                )
            )
        if is_free:
            raise ConfigError(
                "The app's database login may see every shop: it is a superuser, may bypass"
                " row-level security, or owns the tables.",
                hint="Make DATABASE_URL a plain login, or leave PRINTSHOP_DATABASE_OWNER_URL out.",
            )

    def health(self) -> DatabaseHealth:
        """Whether the database answers; raises nothing."""
        try:
            with self._engine.connect() as connection:
                version = connection.scalar(text("SHOW server_version"))
                revision = connection.scalar(text("SELECT max(version_num) FROM alembic_version"))
        except NO_ANSWER:
            return DatabaseHealth(is_ready=False)
        except DBAPIError:
            return DatabaseHealth(is_ready=True)
        return DatabaseHealth(
            is_ready=True,
            version=str(version).split(" ")[0],
            schema_is_current=revision == schema.head(),
        )

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()
