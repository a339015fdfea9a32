"""Where the built-in PostgreSQL keeps its files, and under which account it runs."""

import hashlib
import os
import pwd
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from printshop.errors import ConfigError
from printshop.platform.postgres.binaries import OsUser, may_enter

_ACCOUNTS = ("postgres", "nobody")
_ROOTS_OWN_PLACE = Path("/var/lib/printshop")
# sun_path of the kernel less the closing zero: 108 on Linux, 104 on macOS.
_SOCKET_PATH_MAX_BYTES = 103 if sys.platform == "darwin" else 107
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresHome:
    """The folders of one built-in database.

    `root` holds the locks and belongs to Printshop; `data` and `socket` belong
    to the account PostgreSQL runs under (`who`; None: the running account).
    """

    root: Path
    data: Path
    socket: Path
    who: OsUser | None


def prepare_home(wanted: Path) -> PostgresHome:
    """Create the folders of a database, or find them again.

    As root, PostgreSQL runs under another account; where that account cannot
    walk to `wanted` (a checkout below /root, say), the database is kept in
    /var/lib/printshop and `wanted/moved-to.txt` says so.

    Raises:
        ConfigError: if the folder cannot be made or belongs to somebody else.

    """
    wanted = wanted.resolve()
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        who = _account(wanted / "data")
        root = _root(wanted, who)
        if root != wanted:
            root.mkdir(parents=True, exist_ok=True)
            (wanted / "moved-to.txt").write_text(f"{root}\n", encoding="utf-8")
        home = PostgresHome(root=root, data=root / "data", socket=_socket_dir(root, who), who=who)
        for folder in (home.data, home.socket):
            make_private(folder, who)
    except OSError as error:
        raise ConfigError(
            f"The data folder {wanted} cannot be used: {error.strerror or error}.",
            hint="Choose a folder you may write with PRINTSHOP_DATA_DIR or --data-dir.",
        ) from error
    return home


def database_exists(wanted: Path) -> bool:
    """Whether a database was ever made for this folder; nothing is made by asking."""
    wanted = wanted.resolve()
    if not wanted.is_dir():
        return False
    return (_root(wanted, _account(wanted / "data")) / "data" / "PG_VERSION").exists()


def _account(data: Path) -> OsUser | None:
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid:
        # A shop that an ordinary user began goes on under that user.
        state = data.stat()
        return OsUser(uid=state.st_uid, gid=state.st_gid)
    for name in _ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return OsUser(uid=entry.pw_uid, gid=entry.pw_gid)
    raise ConfigError(
        "PostgreSQL must not run as root, and this machine has no user postgres or nobody.",
        hint="Start Printshop as an ordinary user.",
    )


def _root(wanted: Path, who: OsUser | None) -> Path:
    return wanted if may_enter(wanted, who) else _ROOTS_OWN_PLACE / _key(wanted)


def _socket_dir(root: Path, who: OsUser | None) -> Path:
    folder = root / "run"
    if len(os.fsencode(folder / SOCKET_NAME)) <= _SOCKET_PATH_MAX_BYTES:
        return folder
    # Not XDG_RUNTIME_DIR or TMPDIR: every process must arrive at the same place.
    uid = who.uid if who else os.geteuid()
    return Path("/tmp") / f"printshop-{uid}-{_key(root)}"  # noqa: S108 - checked in make_private


def _key(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]


def make_private(folder: Path, who: OsUser | None) -> None:
    """Make a folder that only PostgreSQL's account may enter.

    Raises:
        ConfigError: it exists and belongs to somebody else.

    """
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    owners = {os.geteuid(), who.uid} if who else {os.geteuid()}
    if not stat.S_ISDIR(state.st_mode) or state.st_uid not in owners:
        owner = f"user {state.st_uid}" if stat.S_ISDIR(state.st_mode) else "something else"
        raise ConfigError(
            f"The database folder {folder} belongs to {owner}, not to the user running Printshop.",
            hint="Start Printshop as the user that created it, or choose another data folder.",
        )
    if who and state.st_uid != who.uid:
        os.chown(folder, who.uid, who.gid)
    if stat.S_IMODE(state.st_mode) != stat.S_IRWXU:
        folder.chmod(0o700)
