"""Bringing a database to the schema this version needs, and asking whether it is there."""

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from printshop.errors import DatabaseUnavailableError

MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"
# Two starts at once must not migrate at once; the number is Printshop's own.
_MIGRATION_LOCK: Final = 7_774_653


def upgrade(owner_url: str, *, revision: str = "head") -> None:
    """Migrate to the newest schema, as the role that owns it, in one transaction.

    Args:
        owner_url: login of the role that owns the tables.
        revision: where to stop before the newest one.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    engine = create_engine(owner_url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            if _revision(connection) == head():
                return
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    except OperationalError as error:
        message = f"The database could not be migrated: {_first_line(error)}"
        raise DatabaseUnavailableError(message) from error


@cache
def head() -> str | None:
    """The newest revision this version of Printshop knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    try:
        with connection.begin_nested():
            return connection.scalar(text("SELECT version_num FROM alembic_version"))
    except ProgrammingError:
        return None


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _first_line(error: OperationalError) -> str:
    return str(error.orig).splitlines()[0]
