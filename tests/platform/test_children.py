"""A part that ends again and again, and one that does not want to end."""

import os
import sys
import time
from pathlib import Path

import pytest

from printshop.platform.children import Child, PartFailedError


def child(folder: Path, code: str) -> Child:
    (folder / "part.py").write_text(code)
    return Child(
        "The part",
        ["part"],
        folder=folder,
        environment={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stop_timeout_s=0.5,
    )


def wait_for_end(part: Child) -> None:
    deadline_s = time.monotonic() + 10
    while not part.has_ended():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


def test_a_part_that_ends_five_times_within_a_minute_is_given_up(tmp_path: Path) -> None:
    part = child(tmp_path, "raise SystemExit(7)")
    part.start()
    for _ in range(4):
        wait_for_end(part)
        part.restart()
    wait_for_end(part)

    with pytest.raises(PartFailedError) as fault:
        part.restart()

    assert fault.value.message == "The part ended 5 times within a minute, last with code 7."


def test_a_part_that_ignores_the_request_to_stop_is_killed(tmp_path: Path) -> None:
    part = child(
        tmp_path,
        "import signal, time\n"
        "from pathlib import Path\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "Path('ready').touch()\n"
        "time.sleep(60)\n",
    )
    part.start()
    while not (tmp_path / "ready").exists():
        time.sleep(0.01)
    pid = part.pid

    part.stop()

    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_part_waits_for_the_word_to_go(tmp_path: Path) -> None:
    part = child(
        tmp_path,
        "from pathlib import Path\n"
        "from printshop.platform import lifeline\n"
        "Path('loaded').touch()\n"
        "lifeline.hold()\n"
        "Path('gone').touch()\n",
    )
    part.start()
    while not (tmp_path / "loaded").exists():
        time.sleep(0.01)
    time.sleep(0.1)
    waited = not (tmp_path / "gone").exists()

    part.go()
    wait_for_end(part)
    part.stop()

    assert waited
    assert (tmp_path / "gone").exists()
