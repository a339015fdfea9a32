"""What is configured, reachable and wrong, in plain words."""

import fcntl
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from printshop.config import Settings
from printshop.database_urls import DatabaseUrls
from printshop.errors import PrintshopError
from printshop.platform import roles
from printshop.platform.database import PreparedDatabase, prepare_database
from printshop.platform.extensions import check_trigrams
from printshop.platform.files import stores
from printshop.platform.mail import mail_server
from printshop.platform.migrations import is_at_head
from printshop.platform.postgres.binaries import version, wheel_prefix
from printshop.platform.postgres.home import database_exists
from printshop.platform.web_server import check_port

_OLDEST_PYTHON = (3, 11)
_ALIVE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at; `advice` says what to do when it is not well."""

    is_well: bool
    message: str
    advice: str = ""


def examine(settings: Settings, versions: Path) -> Iterator[Check]:
    """Look at everything Printshop stands on, in the order it would fail.

    Args:
        settings: what Printshop was told.
        versions: folder of the migrations.

    """
    yield _python()
    yield _data_folder(settings)
    is_running = _is_running(settings)
    if is_running:
        yield Check(is_well=True, message="Printshop is running from this data folder.")
    else:
        yield _look(lambda: _port(settings))
    yield _look(lambda: _programs(settings))
    yield _look(lambda: stores(settings).check())
    server = mail_server(settings)
    if server is not None:
        yield _look(server.check)
    yield from _database(settings, versions, is_running=is_running)


def _look(at: Callable[[], str]) -> Check:
    try:
        return Check(is_well=True, message=at())
    except PrintshopError as error:
        return Check(is_well=False, message=error.message, advice=error.hint)


def _python() -> Check:
    running = ".".join(map(str, sys.version_info[:3]))
    return Check(
        is_well=sys.version_info >= _OLDEST_PYTHON,
        message=f"Python {running}.",
        advice="Printshop needs Python 3.11 or newer.",
    )


def _data_folder(settings: Settings) -> Check:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.data_dir):
            return Check(is_well=True, message=f"The data folder is {settings.data_dir}.")
    except OSError as error:
        return Check(
            is_well=False,
            message=f"The data folder {settings.data_dir} cannot be written: {error.strerror}.",
            advice="Choose another one with PRINTSHOP_DATA_DIR.",
        )


def _is_running(settings: Settings) -> bool:
    try:
        with (settings.data_dir / "run.lock").open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _port(settings: Settings) -> str:
    check_port(settings.host, settings.port)
    return f"Port {settings.port} on {settings.host} is free."


def _programs(settings: Settings) -> str:
    if not settings.is_embedded:
        return "DATABASE_URL is set: the built-in PostgreSQL is not used."
    return f"The built-in PostgreSQL is {version(wheel_prefix())}."


def _database(settings: Settings, versions: Path, *, is_running: bool) -> Iterator[Check]:
    try:
        if settings.is_embedded and not database_exists(settings.data_dir / "postgres"):
            yield Check(
                is_well=True,
                message="There is no database yet; `printshop run` creates it.",
            )
            return
        database = prepare_database(settings)
    except PrintshopError as error:
        yield Check(is_well=False, message=error.message, advice=error.hint)
        return
    with database:
        yield _look(lambda: _server(database))
        yield _look(lambda: check_trigrams(database.urls.owner))
        yield _look(lambda: _login("app", database.urls.app))
        yield _look(lambda: _login("worker", database.urls.worker))
        yield _migrations(database.urls, versions)
        yield _worker(database.urls, is_expected=is_running)


def _server(database: PreparedDatabase) -> str:
    facts = roles.check_server(database.urls.owner)
    where = f", in {database.local.folder}" if database.local else ""
    return f"The database answers: PostgreSQL {facts.server_version}{where}."


def _login(part: str, url: str) -> str:
    facts = roles.check_plain_login(url)
    return f"The {part} logs in as {facts.user}, which row-level security binds."


def _migrations(urls: DatabaseUrls, versions: Path) -> Check:
    is_well = is_at_head(urls.owner, versions)
    return Check(
        is_well=is_well,
        message="The database is at the newest migration."
        if is_well
        else "The database is not at the newest migration.",
        advice="Run `printshop migrate`.",
    )


def _worker(urls: DatabaseUrls, *, is_expected: bool) -> Check:
    age_s = heartbeat_age_s(urls.worker)
    is_alive = age_s is not None and age_s < _ALIVE_S
    if is_alive:
        message = f"The worker gave a sign of life {age_s:.0f} seconds ago."
    else:
        message = "The worker gives no sign of life."
    if not is_alive and not is_expected:
        return Check(is_well=True, message="The worker is not running, as Printshop is not.")
    return Check(is_well=is_alive, message=message, advice="Start it with `printshop worker`.")


def heartbeat_age_s(worker_url: str) -> float | None:
    """Seconds since the latest sign of life of any worker; None where there is none.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    with roles.connect(worker_url) as connection:
        try:
            row = connection.execute(
                "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8"
                " FROM procrastinate.procrastinate_workers",
            ).fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
            return None
    return row[0] if row else None
