"""`printshop run` from end to end, on a copy of the project with a small web app."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# A web app of the same outside as the real one, without the weight of Streamlit.
ASGI_APP = """
import psycopg
from printshop.config import load_settings
from printshop.platform.database import prepare_database

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    with prepare_database(load_settings()) as database, psycopg.connect(database.urls.app):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"well"})
"""
TASKS = """
def build_tasks(premises, reader, mail):
    return {}

def upkeep_of(premises, partials, grace, has_mail):
    return ()
"""


class Run:
    """One `printshop run` and what can be seen of it from outside."""

    def __init__(self, project: Path, data_dir: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.project = project
        self.data_dir = data_dir
        self.process: subprocess.Popen[str] | None = None

    def command(self, *args: str, port: int | None = None) -> list[str]:
        """Build the command line of another `run` of this shop."""
        options = ["--port", str(port or self.port), "--data-dir", str(self.data_dir), *args]
        return [sys.executable, "-m", "printshop", "run", *options]

    def start(self) -> list[str]:
        """Start it and read what it says until it is up."""
        self.process = subprocess.Popen(
            self.command(),
            cwd=self.project,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        said: list[str] = []
        for line in self.process.stdout:
            said.append(line.strip())
            if line.startswith("Printshop is at"):
                break
        return said

    def health(self) -> int:
        """Status of the health route; 0 where nobody answers."""
        try:
            url = f"http://127.0.0.1:{self.port}/healthz"
            with urllib.request.urlopen(url, timeout=2) as answer:
                return int(answer.status)
        except OSError:
            return 0

    def parts(self) -> dict[str, int]:
        """Processes that belong to this shop, by what they are."""
        listed = subprocess.run(
            ["/bin/ps", "-ww", "-eo", "pid=,ppid=,stat=,args="],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        found: dict[str, int] = {}
        for line in listed.splitlines():
            pid, parent, state, command = line.split(None, 3)
            if state.startswith("Z"):
                continue
            if self.process and int(parent) == self.process.pid and "-m printshop" in command:
                found[command.split()[-1]] = int(pid)
            elif f"{self.data_dir}/" in command:
                found["database" if "bin/postgres" in command else "reaper"] = int(pid)
        return found

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.communicate(timeout=30)
        return self.process.returncode

    def end(self) -> None:
        """Kill it if it is still there."""
        if self.process:
            self.process.kill()
            self.process.communicate()
            assert until(lambda: not self.parts())


def until(holds: Callable[[], bool], timeout_s: float = 15.0) -> bool:
    deadline_s = time.monotonic() + timeout_s
    while not holds():
        if time.monotonic() > deadline_s:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="module")
def project(open_folder: Path) -> Path:
    """A copy of the project whose web app and tasks are small ones."""
    folder = open_folder / "project"
    skip = shutil.ignore_patterns("__pycache__")
    for part in ("printshop", "migrations"):
        shutil.copytree(ROOT / part, folder / part, ignore=skip)
    (folder / "asgi_app.py").write_text(ASGI_APP)
    (folder / "printshop" / "services" / "tasks.py").write_text(TASKS)
    return folder


@pytest.fixture
def shop(project: Path, home: Path) -> Iterator[Run]:
    run = Run(project, home)
    yield run
    run.end()


def test_one_command_starts_everything_and_leaves_nothing_behind(shop: Run) -> None:
    said = shop.start()
    health = shop.health()
    parts = set(shop.parts())

    code = shop.stop()

    assert said == [
        "Preparing the database.",
        f"Printshop is at http://127.0.0.1:{shop.port} (Ctrl-C stops it)",
    ]
    assert health == 200
    assert parts == {"web", "worker", "database", "reaper"}
    assert code == 0
    assert shop.parts() == {}


def test_ctrl_c_stops_it_and_the_next_start_is_warm(shop: Run) -> None:
    shop.start()
    code = shop.stop(signal.SIGINT)
    began_s = time.monotonic()

    said = shop.start()

    assert code == 0
    assert said == [f"Printshop is at http://127.0.0.1:{shop.port} (Ctrl-C stops it)"]
    assert time.monotonic() - began_s < 5


def test_a_part_that_is_killed_comes_back(shop: Run) -> None:
    shop.start()
    pid_file = shop.data_dir / "postgres" / "data" / "postmaster.pid"

    for part in ("web", "worker", "database"):
        is_database = part == "database"
        pid = int(pid_file.read_text().split("\n")[0]) if is_database else shop.parts()[part]
        os.kill(pid, signal.SIGKILL)
        assert until(lambda p=part, n=pid: shop.parts().get(p, n) != n and shop.health() == 200)

    assert shop.stop() == 0
    assert shop.parts() == {}


def test_everything_ends_with_a_run_that_is_killed_and_starts_again(shop: Run) -> None:
    shop.start()

    shop.stop(signal.SIGKILL)
    has_ended = until(lambda: not shop.parts())
    shop.start()

    assert has_ended
    assert shop.health() == 200


def test_a_second_run_of_the_same_shop_is_told_where_the_first_is(shop: Run) -> None:
    shop.start()
    assert shop.process is not None

    second = subprocess.run(
        shop.command(port=shop.port + 1),
        cwd=shop.project,
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 2
    assert second.stderr == (
        f"This shop is already running at http://127.0.0.1:{shop.port} "
        f"(process {shop.process.pid}). "
        "Stop that one first, or choose another data folder with --data-dir.\n"
    )


def test_a_port_that_is_taken_is_named_before_anything_starts(shop: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", shop.port))
        other.listen()

        refused = subprocess.run(
            shop.command(),
            cwd=shop.project,
            capture_output=True,
            text=True,
            check=False,
        )

    assert refused.returncode == 2
    assert refused.stderr.startswith(
        f"Port {shop.port} on 127.0.0.1 is taken by another program; "
        "start Printshop with another one, as in --port ",
    )
    assert not (shop.data_dir / "postgres").exists()
