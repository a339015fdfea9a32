"""`printshop run`: the database, the worker and the web app, started and stopped together."""

import contextlib
import fcntl
import http.client
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Generator, Sequence
from typing import IO, Self

from printshop.config import PROJECT_ROOT, Settings, environment_of
from printshop.database_urls import DatabaseUrls
from printshop.errors import ConfigError, DatabaseUnavailableError
from printshop.platform.children import Child
from printshop.platform.database import PreparedDatabase, prepare_database
from printshop.platform.web_server import check_port

_HEALTH_TIMEOUT_S = 120.0
_DATABASE_CHECK_S = 2.0
_WEB_STOP_S = 8.0
_WORKER_STOP_S = 15.0
_BREAK_OFF_AT = 2


def run(
    settings: Settings,
    *,
    migrate: Callable[[DatabaseUrls], None],
    say: Callable[[str], None],
) -> None:
    """Run everything until SIGINT or SIGTERM, then stop it in order.

    Args:
        settings: as given to all parts.
        migrate: brings the database to the newest schema.
        say: writes one line for the person.

    Raises:
        ConfigError: the port is taken, or this shop runs already.
        DatabaseUnavailableError: the database does not start or answer.
        PartFailedError: a part ends again and again.

    """
    with _only_one(settings), _Signals() as signals:
        check_port(settings.host, settings.port)
        web = _child("The web app", "web", settings, _WEB_STOP_S)
        worker = _child("The worker", "worker", settings, _WORKER_STOP_S)
        parts = (web, worker)
        database: PreparedDatabase | None = None
        try:
            # They load their code while the database starts.
            for part in parts:
                part.start()
            database = prepare_database(settings)
            migrate(database.urls)
            for part in parts:
                part.go()
            _Watch(settings, parts, database, signals, say).until_stopped()
        finally:
            for part in parts:
                _stop(part, signals)
            if database:
                database.close()


def _child(title: str, command: str, settings: Settings, stop_timeout_s: float) -> Child:
    return Child(
        title,
        ["printshop", command],
        folder=PROJECT_ROOT,
        environment={**os.environ, **environment_of(settings)},
        stop_timeout_s=stop_timeout_s,
    )


def _stop(part: Child, signals: "_Signals") -> None:
    try:
        part.stop(at_once=signals.count >= _BREAK_OFF_AT)
    except KeyboardInterrupt:
        part.stop(at_once=True)


class _Signals:
    """SIGINT, SIGTERM, SIGHUP and the end of a child, to be waited for."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> Self:
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.settimeout(0)
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._before = {
            number: signal.signal(number, self._stop)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _stop(self, number: int, _: object) -> None:
        self.count += 1
        if self.count == _BREAK_OFF_AT:
            # Whatever is going on is broken off, and the parts are killed.
            raise KeyboardInterrupt(number)

    def wait(self, timeout_s: float) -> None:
        """Sleep until a signal arrives or the time is over."""
        if select.select([self._reader], [], [], timeout_s)[0]:
            with contextlib.suppress(BlockingIOError):
                self._reader.recv(4096)


class _Watch:
    """Keeps the parts alive."""

    def __init__(
        self,
        settings: Settings,
        parts: Sequence[Child],
        database: PreparedDatabase,
        signals: _Signals,
        say: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._parts = parts
        self._database = database
        self._signals = signals
        self._say = say
        self._database_checked_at_s = time.monotonic()

    def until_stopped(self) -> None:
        deadline_s = time.monotonic() + _HEALTH_TIMEOUT_S
        is_up = False
        while not self._signals.count:
            self._restart_the_dead()
            if not is_up:
                is_up = self._is_healthy()
                if is_up:
                    self._say(f"Printshop is at {address(self._settings)} (Ctrl-C stops it)")
                elif time.monotonic() > deadline_s:
                    raise DatabaseUnavailableError(
                        f"The web app did not answer within {_HEALTH_TIMEOUT_S:.0f} seconds.",
                        hint="What it wrote above says why; `printshop doctor` may tell more.",
                    )
            self._signals.wait(1.0 if is_up else 0.05)
        self._say("Printshop is stopping.")

    def _restart_the_dead(self) -> None:
        for part in self._parts:
            if part.has_ended() and not self._signals.count:
                self._say(f"{part.title} ended unexpectedly and is started again.")
                part.restart()
        local = self._database.local
        now_s = time.monotonic()
        if local and now_s - self._database_checked_at_s > _DATABASE_CHECK_S:
            self._database_checked_at_s = now_s
            if not local.is_ready():
                self._say("The database ended unexpectedly and is started again.")
                local.start()

    def _is_healthy(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(  # noqa: S104 - where to ask, not to bind
            self._settings.host,
            self._settings.host,
        )
        connection = http.client.HTTPConnection(host, self._settings.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def address(settings: Settings) -> str:
    """Address to open in a browser."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


@contextlib.contextmanager
def _only_one(settings: Settings) -> Generator[None]:
    """Hold the data folder; a second run of the same shop is told where the first one is."""
    with _lock_file(settings) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            where = lock.read().strip() or "another terminal"
            raise ConfigError(
                f"This shop is already running at {where}.",
                hint="Stop that one first, or choose another data folder with --data-dir.",
            ) from error
        lock.truncate(0)
        lock.write(f"{address(settings)} (process {os.getpid()})\n")
        lock.flush()
        yield


def _lock_file(settings: Settings) -> IO[str]:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        return (settings.data_dir / "run.lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"The data folder {settings.data_dir} cannot be used: {error.strerror}.",
            hint="Choose a folder you may write with PRINTSHOP_DATA_DIR or --data-dir.",
        ) from error
