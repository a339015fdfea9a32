"""A detached program that stops the built-in PostgreSQL after its last user.

Every process that uses the server holds a shared lock on `clients.lock`; the
kernel drops it even after kill -9. This program waits for the exclusive lock,
gives newcomers a moment, and stops the server. It is run as a file, by itself,
with the standard library only: it outlives whoever started it.
"""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

_LOOK_S = 0.05


def watch(home: Path, pg_ctl: str, data: Path, idle_grace_s: float, who: list[str]) -> None:
    """Wait until nobody uses the server in `home`, then stop it."""
    with (
        (home / "reaper.lock").open("a") as mine,
        (home / "clients.lock").open("a") as clients,
        (home / "start.lock").open("a") as starting,
    ):
        if not _taken(mine):
            return
        while True:
            fcntl.flock(clients, fcntl.LOCK_EX)
            fcntl.flock(clients, fcntl.LOCK_UN)
            if _stops_within(idle_grace_s, data):
                return
            fcntl.flock(starting, fcntl.LOCK_EX)
            if _taken(clients):
                _stop(pg_ctl, data, who)
                # Before start.lock: whoever starts next must see that nobody watches.
                fcntl.flock(mine, fcntl.LOCK_UN)
                return
            fcntl.flock(starting, fcntl.LOCK_UN)


def _stops_within(duration_s: float, data: Path) -> bool:
    """Wait for newcomers, but not when the last user has stopped the server itself."""
    deadline_s = time.monotonic() + duration_s
    while (data / "postmaster.pid").exists():
        if time.monotonic() > deadline_s:
            return False
        time.sleep(_LOOK_S)
    return True


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(pg_ctl: str, data: Path, who: list[str]) -> None:
    uid, gid = (int(who[0]), int(who[1])) if who else (None, None)
    subprocess.run(  # noqa: S603 - our own program, no shell
        [pg_ctl, "-D", str(data), "-m", "fast", "-w", "stop"],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        user=uid,
        group=gid,
        extra_groups=[] if who else None,
    )


if __name__ == "__main__":
    if os.fork() == 0:
        os.setsid()
        _, folder, program, data_folder, grace, *account = sys.argv
        watch(Path(folder), program, Path(data_folder), float(grace), account)
    os._exit(0)
