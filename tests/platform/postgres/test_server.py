"""The built-in PostgreSQL, started, shared, killed and started again."""

import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from printshop.errors import ConfigError, DatabaseUnavailableError
from printshop.platform.postgres import LocalPostgres
from printshop.platform.postgres.binaries import OsUser, may_enter

StartPython = Callable[..., subprocess.Popen[str]]
CLIENT = """
import sys, time
from pathlib import Path
from printshop.platform.postgres import LocalPostgres
local = LocalPostgres(Path(sys.argv[1]), durable=False, idle_grace_s=0.2)
local.start()
print("up", flush=True)
time.sleep(float(sys.argv[2]))
"""


def local_postgres(home: Path) -> LocalPostgres:
    return LocalPostgres(home, durable=False, idle_grace_s=0.2)


def postmaster_pid(home: Path) -> int:
    return int((home / "data" / "postmaster.pid").read_text().split("\n")[0])


def wait_until(holds: Callable[[], bool], timeout_s: float = 10.0) -> bool:
    deadline_s = time.monotonic() + timeout_s
    while not holds():
        if time.monotonic() > deadline_s:
            return False
        time.sleep(0.05)
    return True


def is_alive(pid: int) -> bool:
    """A process that ended but was not collected counts as dead."""
    found = subprocess.run(
        ["/bin/ps", "-p", str(pid), "-o", "stat="],
        capture_output=True,
        text=True,
        check=False,
    )
    return bool(found.stdout.strip()) and not found.stdout.startswith("Z")


def write_one_row(local: LocalPostgres) -> None:
    with psycopg.connect(local.urls.owner) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('spool')")


def rows(local: LocalPostgres) -> list[tuple[Any, ...]]:
    with psycopg.connect(local.urls.owner) as connection:
        return connection.execute("SELECT word FROM kept").fetchall()


def test_a_cold_start_makes_a_database_that_its_owner_does_not_rule(server: LocalPostgres) -> None:
    with psycopg.connect(server.urls.owner) as connection:
        row = connection.execute(
            """
            SELECT current_user, r.rolsuper, r.rolbypassrls, pg_encoding_to_char(d.encoding),
                   d.datlocprovider, current_setting('listen_addresses')
            FROM pg_roles r, pg_database d
            WHERE r.rolname = current_user AND d.datname = current_database()
            """,
        ).fetchone()

    assert row == ("printshop_owner", False, False, "UTF8", "b", "")


def test_a_warm_start_finds_the_data_again(home: Path) -> None:
    with local_postgres(home) as local:
        write_one_row(local)

    with local_postgres(home) as local:
        found = rows(local)

    assert found == [("spool",)]


def test_the_server_stops_with_its_last_user_and_not_before(home: Path) -> None:
    first, second = local_postgres(home), local_postgres(home)
    first.start()
    second.start()

    stopped_by_first = first.stop()
    ready_between = second.is_ready()
    stopped_by_second = second.stop()

    assert (stopped_by_first, ready_between, stopped_by_second) == (False, True, True)
    assert not (home / "data" / "postmaster.pid").exists()


def test_the_server_stops_after_a_user_that_was_killed(
    home: Path,
    start_python: StartPython,
) -> None:
    client = start_python(CLIENT, home, 60)
    assert client.stdout is not None
    assert client.stdout.readline() == "up\n"
    pid = postmaster_pid(home)

    client.kill()

    assert wait_until(lambda: not is_alive(pid))


def test_a_killed_server_comes_back_with_what_was_committed(home: Path) -> None:
    with local_postgres(home) as local:
        write_one_row(local)

        os.kill(postmaster_pid(home), signal.SIGKILL)
        wait_until(lambda: not local.is_ready())
        local.start()

        assert rows(local) == [("spool",)]


def test_a_pid_that_was_given_to_somebody_else_does_not_stop_the_start(home: Path) -> None:
    with local_postgres(home) as local:
        write_one_row(local)
        owner = (home / "data").stat().st_uid
        pid_file = home / "data" / "postmaster.pid"
        left_behind = pid_file.read_text().split("\n")
    with subprocess.Popen(
        ["/bin/sleep", "60"],
        user=owner if os.geteuid() == 0 else None,
    ) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *left_behind[1:]]))
        os.chown(pid_file, owner, -1)

        with local_postgres(home) as local:
            found = rows(local)
        stranger.kill()

    assert found == [("spool",)]


def test_four_first_starts_at_once_make_one_database(home: Path, start_python: StartPython) -> None:
    clients = [start_python(CLIENT, home, 0.5) for _ in range(4)]

    answers = [client.communicate(timeout=30)[0] for client in clients]

    assert answers == ["up\n"] * 4


def test_what_a_broken_off_first_start_left_is_thrown_away(home: Path) -> None:
    (home / "data.new").mkdir(parents=True)
    (home / "data.new" / "PG_VERSION").write_text("18\n")

    with local_postgres(home) as local:
        assert local.is_ready()

    assert not (home / "data.new").exists()


def test_data_of_another_major_version_is_refused_in_one_sentence(home: Path) -> None:
    with local_postgres(home):
        pass
    (home / "data" / "PG_VERSION").write_text("16\n")
    local = local_postgres(home)

    with pytest.raises(ConfigError) as fault:
        local.start()
    local.stop()

    assert fault.value.message == (
        f"The database in {home} was written by PostgreSQL 16, "
        "and this Printshop brings PostgreSQL 18."
    )


def test_broken_data_is_reported_with_the_servers_own_reason(home: Path) -> None:
    with local_postgres(home):
        pass
    (home / "data" / "global" / "pg_control").write_bytes(b"")
    local = local_postgres(home)

    with pytest.raises(DatabaseUnavailableError) as fault:
        local.start()
    local.stop()

    assert fault.value.message.startswith(
        f"The built-in PostgreSQL in {home} did not start: could not read file",
    )


def test_a_data_folder_that_is_a_file_is_refused_in_one_sentence(home: Path) -> None:
    home.write_text("not a folder")

    with pytest.raises(ConfigError) as fault:
        local_postgres(home)

    assert fault.value.message == f"The data folder {home} cannot be used: File exists."


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(home: Path) -> None:
    deep = home / ("filament-" * 12)

    with local_postgres(deep) as local:
        where = conninfo_to_dict(local.url())["host"]
        state = Path(str(where)).stat()
        assert local.is_ready()

    assert str(where).startswith("/tmp/printshop-")  # noqa: S108
    assert state.st_mode & 0o777 == 0o700
    Path(str(where)).rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_starts_it_too_and_root_carries_on(
    home: Path,
    start_python: StartPython,
) -> None:
    entry = pwd.getpwnam("nobody")
    nobody = entry.pw_uid
    if not may_enter(Path(sys.executable).resolve().parent, OsUser(uid=nobody, gid=entry.pw_gid)):
        pytest.skip("This Python stands where only root can run it.")
    home.parent.chmod(0o777)
    client = start_python(CLIENT, home, 0, uid=nobody)
    output = client.communicate(timeout=30)[0]

    with local_postgres(home) as local:
        is_ready = local.is_ready()

    assert output == "up\n"
    assert is_ready
    assert (home / "data").stat().st_uid == nobody
