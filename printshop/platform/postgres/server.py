"""The built-in PostgreSQL: started on first use, shared, stopped after the last user.

Processes hold a shared lock on `clients.lock` while they use the server;
starting and stopping happen under `start.lock`. Whether the server lives is
asked by connecting to it, never by looking at a pid.
"""

import contextlib
import fcntl
import time
from collections.abc import Generator
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

import psycopg

from printshop.database_urls import (
    APP_ROLE,
    DATABASE_NAME,
    OWNER_ROLE,
    WORKER_ROLE,
    DatabaseUrls,
    socket_url,
)
from printshop.errors import DatabaseUnavailableError
from printshop.platform.postgres.binaries import reachable_prefix, run_tool
from printshop.platform.postgres.cluster import (
    create_cluster,
    free_reused_pids,
    last_fault,
    write_settings,
)
from printshop.platform.postgres.home import prepare_home
from printshop.platform.postgres.users import is_last_user, spawn_reaper, wait_for_reaper

SUPERUSER = "postgres"
_START_ATTEMPTS = 20
_START_PAUSE_S = 0.5
_START_TIMEOUT_S = 300

_State = Literal["ready", "busy", "down"]


class LocalPostgres:
    """One user of the built-in server of a folder."""

    def __init__(self, home: Path, *, durable: bool = True, idle_grace_s: float = 3.0) -> None:
        """Prepare the folders; nothing is started yet.

        Args:
            home: folder of the database, made when missing.
            durable: False skips every fsync: for tests, never for a shop.
            idle_grace_s: how long the server stays up for the next user, seconds.

        Raises:
            ConfigError: the folder cannot be used, or the programs are missing.

        """
        self._home = prepare_home(home)
        self._prefix = reachable_prefix(self._home.root, self._home.who)
        self._durable = durable
        self._idle_grace_s = idle_grace_s
        self._clients: IO[str] | None = None

    @property
    def folder(self) -> Path:
        """Where the database really is."""
        return self._home.root

    @property
    def log_dir(self) -> Path:
        """Where the server writes its log."""
        return self._home.data / "log"

    def __enter__(self) -> Self:
        """Start using the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop using the server."""
        self.stop()

    def url(self, user: str = SUPERUSER, database: str = "postgres") -> str:
        """URL of a login on the server's socket; no password, the socket's folder is private."""
        return socket_url(self._home.socket, user=user, database=database)

    @property
    def urls(self) -> DatabaseUrls:
        """The logins of Printshop's parts."""
        app = self.url(APP_ROLE, DATABASE_NAME)
        return DatabaseUrls(
            owner=self.url(OWNER_ROLE, DATABASE_NAME),
            app=app,
            worker=self.url(WORKER_ROLE, DATABASE_NAME),
            listen=app,
        )

    @property
    def superuser_url(self) -> str:
        """The superuser's login on Printshop's own database."""
        return self.url(SUPERUSER, DATABASE_NAME)

    def start(self) -> None:
        """Have a running server with Printshop's database; also restarts one that died.

        Raises:
            ConfigError: the data was written by another major version.
            DatabaseUnavailableError: the server does not start; the log's last line says why.

        """
        if self._clients is None:
            self._clients = (self._home.root / "clients.lock").open("a")
        with self._lock("start.lock"):
            fcntl.flock(self._clients, fcntl.LOCK_SH)
            if self._state() != "ready":
                self._launch()
            spawn_reaper(self._home, self._prefix, idle_grace_s=self._idle_grace_s)

    def is_ready(self) -> bool:
        """Whether the server answers now."""
        return self._state() == "ready"

    def stop(self) -> bool:
        """Stop using the server, and stop the server itself if nobody else uses it.

        Returns:
            Whether the server was stopped.

        """
        if self._clients is None:
            return False
        with self._lock("start.lock"):
            is_last = is_last_user(self._clients)
            if is_last:
                with contextlib.suppress(DatabaseUnavailableError):
                    self._run("pg_ctl", "-D", self._home.data, "-m", "fast", "-w", "stop")
            self._clients.close()
            self._clients = None
        if is_last:
            wait_for_reaper(self._home)
        return is_last

    def _run(self, tool: str, *args: object) -> str:
        return run_tool(self._prefix, tool, *args, who=self._home.who)

    @contextlib.contextmanager
    def _lock(self, name: str) -> Generator[None]:
        with (self._home.root / name).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _state(self) -> _State:
        try:
            with psycopg.connect(self.url(), connect_timeout=5) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError as error:
            text = str(error)
            if "too many clients" in text or "connection slots" in text:
                return "ready"
            is_busy = "starting up" in text or "recovery" in text or "shutting down" in text
            return "busy" if is_busy else "down"
        return "ready" if row and Path(row[0]).samefile(self._home.data) else "down"

    def _launch(self) -> None:
        create_cluster(self._home, self._prefix, durable=self._durable)
        write_settings(self._home, durable=self._durable)
        deadline = time.monotonic() + _START_TIMEOUT_S
        attempts = 0
        while (state := self._state()) != "ready":
            if time.monotonic() > deadline:
                raise self._did_not_start("it is still recovering")
            if state == "busy":
                time.sleep(0.05)
                continue
            attempts += 1
            try:
                free_reused_pids(self._home)
                self._run_server()
            except DatabaseUnavailableError as error:
                reason = last_fault(self._home.data) or str(error)
                # Backends orphaned by kill -9 of the server take a moment to leave.
                is_passing = "shared memory" in reason or "lock file" in reason
                if not is_passing or attempts == _START_ATTEMPTS:
                    raise self._did_not_start(reason) from error
                time.sleep(_START_PAUSE_S)
        self._create_database()

    def _run_server(self) -> None:
        log = self._home.data / "start.log"
        log.unlink(missing_ok=True)
        self._run("pg_ctl", "-D", self._home.data, "-w", "-t", _START_TIMEOUT_S, "-l", log, "start")

    def _create_database(self) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s",
                [OWNER_ROLE],
            ).fetchone():
                connection.execute(f"CREATE ROLE {OWNER_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s",
                [DATABASE_NAME],
            ).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE_NAME} OWNER {OWNER_ROLE}")

    def _did_not_start(self, why: str) -> DatabaseUnavailableError:
        return DatabaseUnavailableError(
            f"The built-in PostgreSQL in {self._home.root} did not start: {why.rstrip('.')}.",
            hint=f"Its log is in {self.log_dir}.",
        )
