"""`printshop run` as a test, a benchmark or a camera starts it: on a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from playwright.sync_api import Browser, sync_playwright

from printshop.platform.postgres import LocalPostgres

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
_START_S = 60
_RECOVERY_S = 30.0


@dataclass
class Product:
    """A running `printshop run`."""

    data_dir: Path
    port: int
    process: subprocess.Popen[str] | None = field(default=None)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, poll_s: float = 0.1) -> None:
        environment = {
            "PRINTSHOP_DATA_DIR": str(self.data_dir),
            "PRINTSHOP_PORT": str(self.port),
            "PRINTSHOP_WORKER_HEARTBEAT_S": "0.5",
            "PRINTSHOP_WORKER_STALLED_AFTER_S": "2",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "printshop", "run"],
            env=os.environ | environment,
            text=True,
            start_new_session=True,
        )
        wait_for(self.is_healthy, seconds=_START_S, poll_s=poll_s)

    def stop(self) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as answer:  # noqa: S310 - our own address
                return answer.status == 200
        except OSError:
            return False

    def database(self) -> psycopg.Connection:
        """A superuser's connection, to look from outside and to hold locks.

        A database that was killed comes back: it may refuse the first knock or end in the middle.
        """
        local = LocalPostgres(self.data_dir / "postgres")
        until_s = time.monotonic() + _RECOVERY_S
        while True:
            try:
                return psycopg.connect(local.superuser_url, autocommit=True)
            except psycopg.OperationalError:
                if time.monotonic() > until_s:
                    raise
                time.sleep(0.1)

    def count(self, table: str) -> int:
        with self.database() as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608 - a constant
        assert row is not None
        return row[0]

    def all_processes(self) -> set[int]:
        """Every process of ours: the start command, its parts, and the database's."""
        assert self.process is not None
        found = {self.process.pid, self.postmaster}
        listed = subprocess.run(
            ["ps", "-e", "-o", "pid=,ppid="], check=True, capture_output=True, text=True
        )
        pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        while more := {pid for pid, ppid in pairs if ppid in found} - found:
            found |= more
        return found

    @property
    def postmaster(self) -> int:
        home = LocalPostgres(self.data_dir / "postgres").folder
        return int((home / "data" / "postmaster.pid").read_text().split("\n", 1)[0])

    def kill(self, part: str) -> None:
        """`kill -9` of "web", "worker" or "postmaster"."""
        if part == "postmaster":
            pid = self.postmaster
        else:
            assert self.process is not None
            pid = next(pid for pid, name in children(self.process.pid) if name == part)
        os.kill(pid, signal.SIGKILL)


def alive(processes: set[int]) -> set[int]:
    """Those of the processes that still run; a zombie does not."""
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,stat="], check=True, capture_output=True, text=True
    )
    running = (line.split() for line in listed.stdout.splitlines())
    return processes & {int(pid) for pid, state in running if not state.startswith("Z")}


def children(parent: int) -> Iterator[tuple[int, str]]:
    """The parts that `printshop run` started, by process id and subcommand."""
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid=,args="], check=True, capture_output=True, text=True
    )
    for line in listed.stdout.splitlines():
        pid, ppid, arguments = line.split(maxsplit=2)
        words = arguments.split()
        if int(ppid) == parent and "printshop" in arguments:
            yield int(pid), next((w for w in words if w in {"web", "worker"}), "")


def wait_for(condition: Callable[[], bool], *, seconds: float = 20, poll_s: float = 0.1) -> None:
    """Wait until the condition holds.

    Raises:
        TimeoutError: it did not.

    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"It did not happen within {seconds:.0f} s.")
        time.sleep(poll_s)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_browser() -> str | None:
    """The Chromium of this machine."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


@contextmanager
def open_browser(executable: str) -> Generator[Browser]:
    """A headless Chromium that talks to nobody but us."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        yield chromium
        chromium.close()
