"""The database that Printshop was told to use, made ready for its parts."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg.conninfo import conninfo_to_dict

from printshop.config import Settings, external_urls
from printshop.database_urls import DatabaseUrls
from printshop.errors import ConfigError, DatabaseUnavailableError
from printshop.platform import roles
from printshop.platform.postgres import LocalPostgres


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDatabase:
    """A database in use: its logins, and its server where that is the built-in one.

    Leaving the block lets the built-in server go; it stops after its last user.
    """

    urls: DatabaseUrls
    local: LocalPostgres | None = field(default=None)

    def __enter__(self) -> Self:
        """Use the database."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let it go."""
        self.close()

    def close(self) -> None:
        """Stop using the built-in server."""
        if self.local:
            self.local.stop()


def prepare_database(settings: Settings, *, durable: bool = True) -> PreparedDatabase:
    """Start or reach the database, and have its roles. Migrating is not done here.

    Args:
        settings: which database, where its files are.
        durable: False skips every fsync of the built-in one: for tests only.

    Raises:
        ConfigError: the server is too old, a login may do too much or too little.
        DatabaseUnavailableError: it does not start or answer.

    """
    if settings.is_embedded:
        local = LocalPostgres(settings.data_dir / "postgres", durable=durable)
        try:
            local.start()
            roles.ensure_roles(local.superuser_url)
        except BaseException:
            local.stop()
            raise
        return PreparedDatabase(urls=local.urls, local=local)
    password = "" if settings.database_owner_url else app_password(settings)
    urls = external_urls(settings, app_password=password)
    _ensure_external(urls, password)
    return PreparedDatabase(urls=urls)


def app_password(settings: Settings) -> str:
    """Password of the app's roles on another PostgreSQL: given, or made once and kept.

    Raises:
        ConfigError: the data folder cannot be written.

    """
    if settings.app_db_password:
        return settings.app_db_password
    return kept_secret(settings.data_dir, "app_db_password")


def kept_secret(data_dir: Path, name: str) -> str:
    """Return a random secret that is made on first use and kept in the data folder.

    Raises:
        ConfigError: the data folder cannot be written.

    """
    path = data_dir / "secrets" / name
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.parent.chmod(0o700)
            fresh = path.with_name(f".{name}.{secrets.token_hex(8)}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(32), encoding="utf-8")
            try:
                # Of two processes at once the first wins, and the other reads its secret.
                path.hardlink_to(fresh)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(
            f"The secret {path} cannot be kept: {error.strerror}.",
            hint="Choose a folder you may write with PRINTSHOP_DATA_DIR or --data-dir.",
        ) from error


def _ensure_external(urls: DatabaseUrls, password: str) -> None:
    roles.check_server(urls.owner)
    roles.ensure_roles(
        urls.owner,
        password=password or None,
        app_login=_user(urls.app),
        worker_login=_user(urls.worker),
    )
    try:
        roles.check_plain_login(urls.app)
    except DatabaseUnavailableError as error:
        if not (password and isinstance(error.__cause__, psycopg.OperationalError)):
            raise
        if "password authentication failed" not in str(error.__cause__):
            raise
        roles.reset_passwords(urls.owner, password)
        roles.check_plain_login(urls.app)


def _user(url: str) -> str:
    return str(conninfo_to_dict(url).get("user", ""))
