"""Work that may go wrong, in processes of their own."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import pytest

from printshop.errors import DamagedFileError, SandboxClosedError, SandboxError
from printshop.platform.sandbox import Sandbox
from tests.product import alive, wait_for

StartPython = Callable[..., subprocess.Popen[str]]
MEMORY_MB = 256
PATIENCE_S = 30.0
WORKER = """
import sys, threading, time
from pathlib import Path
from tests.platform import test_sandbox

sandbox = test_sandbox.Sandbox(processes=2, memory_mb=256)
folder = Path(sys.argv[1])

def work(name, seconds):
    sandbox.run(60.0, test_sandbox.sleep_after_noting, str(folder / name), seconds)

if __name__ == "__main__":
    threading.Thread(target=work, args=("idle", 0), daemon=True).start()
    threading.Thread(target=work, args=("busy", 60), daemon=True).start()
    time.sleep(60)
"""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(processes=1, memory_mb=MEMORY_MB) as opened:
        yield opened


def process_id() -> int:
    return os.getpid()


def sleep_after_noting(note: str, seconds: float) -> None:
    # It may not write files: the folder that it makes says who it is.
    Path(f"{note}-{os.getpid()}").mkdir()
    time.sleep(seconds)


def take_memory(megabytes: int) -> int:
    return len(bytes(megabytes * 1024 * 1024))


def end_at_once() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(name: str) -> NoReturn:
    raise DamagedFileError(f"{name} is damaged.", hint="Send it again.")


def variables() -> set[str]:
    return set(os.environ)


def write(path: str) -> None:
    Path(path).write_text("words", encoding="utf-8")


def test_work_is_done_elsewhere_again_and_again_by_one_process(sandbox: Sandbox) -> None:
    where = {sandbox.run(PATIENCE_S, process_id) for _ in range(3)}

    assert len(where) == 1
    assert where != {os.getpid()}


def test_an_error_of_the_work_comes_through_whole(sandbox: Sandbox) -> None:
    with pytest.raises(DamagedFileError) as fault:
        sandbox.run(PATIENCE_S, refuse, "Vase")

    assert (fault.value.message, fault.value.hint) == ("Vase is damaged.", "Send it again.")


def test_what_takes_too_much_memory_is_ended_and_the_next_work_is_done(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError) as fault:
        sandbox.run(PATIENCE_S, take_memory, MEMORY_MB)

    assert fault.value.reason == "memory"
    assert fault.value.message == "It took more than 256 MB of memory."
    assert sandbox.run(PATIENCE_S, take_memory, 1) == 1024 * 1024


def test_what_takes_too_long_is_ended_and_the_next_work_is_done(sandbox: Sandbox) -> None:
    began_s = time.monotonic()

    with pytest.raises(SandboxError) as fault:
        sandbox.run(0.2, time.sleep, 60)

    assert time.monotonic() - began_s < PATIENCE_S
    assert fault.value.reason == "time"
    assert fault.value.message == "It took more than 0.2 seconds."
    assert sandbox.run(PATIENCE_S, process_id)


def test_work_that_ends_its_process_ends_nothing_else(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError) as fault:
        sandbox.run(PATIENCE_S, end_at_once)

    assert fault.value.reason == "crash"
    assert fault.value.message == "It ended the process that it ran in."
    assert sandbox.run(PATIENCE_S, process_id)


def test_no_file_can_be_written(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="File too large"):
        sandbox.run(PATIENCE_S, write, str(tmp_path / "file.txt"))


def test_logins_and_secrets_do_not_go_along(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {"PRINTSHOP_S3_SECRET_ACCESS_KEY", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY"}
    for name in secrets:
        monkeypatch.setenv(name, "secret")

    found = sandbox.run(PATIENCE_S, variables)

    assert "PATH" in found
    assert not found & secrets


def test_whoever_waits_is_told_when_it_is_closed() -> None:
    sandbox = Sandbox(processes=1, memory_mb=MEMORY_MB)
    sandbox.run(PATIENCE_S, process_id)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(sandbox.run, 60.0, time.sleep, 60)
        time.sleep(0.3)
        sandbox.close()

        with pytest.raises(SandboxClosedError):
            waiting.result(PATIENCE_S)


def test_nobody_is_left_waiting_for_a_process_when_it_is_closed(sandbox: Sandbox) -> None:
    sandbox.run(PATIENCE_S, process_id)

    with ThreadPoolExecutor(3) as pool:
        # One of them has the only process, the others wait for it.
        waiting = [pool.submit(sandbox.run, 60.0, time.sleep, 60) for _ in range(3)]
        time.sleep(0.3)
        sandbox.close()
        errors = [one.exception(PATIENCE_S) for one in waiting]

    assert [type(error) for error in errors] == [SandboxClosedError] * 3


def test_what_comes_after_it_was_closed_is_told_so_at_once(sandbox: Sandbox) -> None:
    sandbox.run(PATIENCE_S, process_id)
    sandbox.close()

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(sandbox.run, 60.0, process_id)

        with pytest.raises(SandboxClosedError):
            late.result(5)


def test_killing_its_owner_leaves_no_process_behind(
    start_python: StartPython, tmp_path: Path
) -> None:
    owner = start_python(WORKER, tmp_path)
    wait_for(lambda: len(list(tmp_path.iterdir())) == 2, seconds=PATIENCE_S)
    processes = {int(note.name.rpartition("-")[2]) for note in tmp_path.iterdir()}
    assert alive(processes) == processes

    owner.kill()

    wait_for(lambda: not alive(processes))
