"""Who still uses the built-in PostgreSQL, and the reaper that watches for the last one."""

import fcntl
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from printshop.platform.postgres import reaper
from printshop.platform.postgres.home import PostgresHome

_REAPER_EXIT_S = 2.0
_LAST_ATTEMPTS = 10


def is_last_user(clients: IO[str]) -> bool:
    """Whether nobody else holds `clients.lock`; the shared lock on it is given up either way."""
    # The kernel gives the shared lock up before it takes the exclusive one, and the waiting
    # reaper may hold it for a moment in between.
    for _ in range(_LAST_ATTEMPTS):
        try:
            fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.01)
        else:
            return True
    return False


def spawn_reaper(home: PostgresHome, prefix: Path, *, idle_grace_s: float) -> None:
    """Start the reaper; it ends at once where one watches already."""
    command = [
        *(sys.executable, "-S", "-E", reaper.__file__, str(home.root)),
        *(str(prefix / "bin" / "pg_ctl"), str(home.data), str(idle_grace_s)),
        *((str(home.who.uid), str(home.who.gid)) if home.who else ()),
    ]
    nowhere = subprocess.DEVNULL
    subprocess.run(  # noqa: S603 - our own program, no shell
        command,
        cwd="/",
        stdin=nowhere,
        stdout=nowhere,
        stderr=nowhere,
        check=False,
    )


def wait_for_reaper(home: PostgresHome) -> None:
    """Wait until the reaper has seen that the server is stopped and has ended."""
    deadline_s = time.monotonic() + _REAPER_EXIT_S
    with (home.root / "reaper.lock").open("a") as lock:
        while time.monotonic() < deadline_s:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.01)
            else:
                return
