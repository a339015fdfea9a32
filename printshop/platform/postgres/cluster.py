"""The data folder of the built-in PostgreSQL: its making, its settings, its pid file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from printshop.errors import ConfigError, DatabaseUnavailableError
from printshop.platform.postgres.binaries import run_tool, version
from printshop.platform.postgres.home import SOCKET_NAME, PostgresHome, make_private

_SETTINGS_FILE = "printshop.conf"
# No process can have it: Linux numbers pids below 2^22, macOS below 100,000.
_IMPOSSIBLE_PID = "4194304"


def create_cluster(home: PostgresHome, prefix: Path, *, durable: bool) -> None:
    """Make the data folder where it does not exist, and check that this version can read it.

    It is made beside its place and moved there when whole, so that a crash in
    the middle of the first start leaves nothing half-made.

    Raises:
        ConfigError: another major version wrote it.
        DatabaseUnavailableError: it could not be made, as on a full disk.

    """
    marker = home.data / "PG_VERSION"
    if marker.exists():
        _check_version(home, marker.read_text().strip(), version(prefix).split(".")[0])
        return
    new = home.root / "data.new"
    try:
        if new.exists():
            shutil.rmtree(new)
        make_private(new, home.who)
        _initdb(new, home, prefix, durable=durable)
        with (new / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"\ninclude_if_exists = '{_SETTINGS_FILE}'\n")
        new.rename(home.data)
    except (OSError, DatabaseUnavailableError) as error:
        shutil.rmtree(new, ignore_errors=True)
        why = error.strerror if isinstance(error, OSError) else _last_words(str(error))
        raise DatabaseUnavailableError(
            f"The database could not be created in {home.root}: {why}.",
            hint="Make room there or choose another data folder, then start again.",
        ) from error


def write_settings(home: PostgresHome, *, durable: bool) -> None:
    """Write the server's settings; on every start, so that a moved folder or an update counts.

    Raises:
        DatabaseUnavailableError: the folder cannot be written.

    """
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(home.socket),
        "unix_socket_permissions": "0700",
        "max_connections": "60",
        "shared_buffers": "128MB",
        # Short queries over small tables: compiling them costs more than it saves.
        "jit": "off",
        # The same of processes of a query's own: they take longer to start than a spool's long
        # ledger takes to read, and pages and worker want the cores as well.
        "max_parallel_workers_per_gather": "0",
        # A shop's rows are in memory or on a disk without heads: to read an index is not four
        # times as dear as to read all of a table.
        "random_page_cost": "1.1",
        "timezone": "UTC",
        "logging_collector": "on",
        "log_directory": "log",
        # Seven files, one per weekday, written over a week later.
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
    }
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    lines = [
        f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()
    ]
    path = home.data / _SETTINGS_FILE
    try:
        path.write_text("".join(lines), encoding="utf-8")
        if home.who:
            os.chown(path, home.who.uid, home.who.gid)
    except OSError as error:
        raise DatabaseUnavailableError(
            f"The data folder {home.root} cannot be written: {error.strerror}.",
            hint="Make room there or choose another data folder, then start again.",
        ) from error


def free_reused_pids(home: PostgresHome) -> None:
    """Make PostgreSQL ignore its own lock files where they name an unrelated process.

    After a restart of a container the old server's pid often belongs to
    somebody else, or the killed server was never collected by its parent, and
    PostgreSQL would refuse to start. Only the first line changes: another line
    holds the key of the shared memory, by which the new server notices orphans
    of the old one. So the files are never removed.
    """
    for file in (home.data / "postmaster.pid", home.socket / f"{SOCKET_NAME}.lock"):
        try:
            lines = file.read_text().split("\n")
            pid = int(lines[0])
        except (FileNotFoundError, ValueError):
            continue
        if _is_alive(pid) and not _is_postmaster_of(pid, home.data):
            lines[0] = _IMPOSSIBLE_PID
            file.write_text("\n".join(lines))


def last_fault(data: Path) -> str:
    """Return what the server's log gave as the last reason to stop; "" where it gave none."""
    older = sorted((data / "log").glob("*.log"), key=lambda log: log.stat().st_mtime)
    for log in (data / "start.log", *reversed(older)):
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        faults = [line for line in lines if "FATAL" in line or "PANIC" in line]
        if faults:
            return faults[-1].split(":  ", 1)[-1].strip()
    return ""


def _initdb(new: Path, home: PostgresHome, prefix: Path, *, durable: bool) -> None:
    options = [] if durable else ["--no-sync"]
    run_tool(
        prefix,
        "initdb",
        *("-D", new, "-U", "postgres", "--encoding=UTF8", "--auth=trust"),
        *("--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions", *options),
        who=home.who,
    )


def _check_version(home: PostgresHome, written_by: str, ours: str) -> None:
    if written_by != ours:
        raise ConfigError(
            f"The database in {home.root} was written by PostgreSQL {written_by}, "
            f"and this Printshop brings PostgreSQL {ours}.",
            hint=(
                "Make a backup with the Printshop that wrote it, "
                "and restore it into a new data folder."
            ),
        )


def _last_words(output: str) -> str:
    """Return the line of a program's output that says what went wrong."""
    lines = [line for line in output.splitlines() if "error" in line or "FATAL" in line]
    return (lines or output.splitlines() or ["no reason given"])[-1].strip().rstrip(".")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_postmaster_of(pid: int, data: Path) -> bool:
    """Whether a process is a PostgreSQL server that works in `data`.

    Where the system does not tell (no /proc, another account's process), the
    program's name decides.
    """
    try:
        where = Path(f"/proc/{pid}/cwd").readlink()
        program = Path(f"/proc/{pid}/exe").readlink()
    except OSError:
        if sys.platform == "linux":
            return False
        found = subprocess.run(  # noqa: S603 - a number is the only argument
            ["/bin/ps", "-p", str(pid), "-o", "comm="],
            capture_output=True,
            text=True,
            check=False,
        )
        return Path(found.stdout.strip()).name.startswith("postgres")
    return program.name.startswith("postgres") and where == data
