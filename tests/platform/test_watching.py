"""Which files of a followed folder are complete, and when a file changed under its reader."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from printshop.errors import FileChangedError, UnreadableFileError
from printshop.platform.steady_file import open_steady
from printshop.platform.watching import Watch, files_below

QUIET_S = 0.6


def is_wanted(name: str) -> bool:
    return name.endswith(".3mf")


def following(folder: Path, *, look_every_s: float = 60.0) -> Watch:
    return Watch([folder], is_wanted, quiet_s=QUIET_S, look_every_s=look_every_s)


def given_within(watch: Watch, seconds_s: float, *, n_files: int = 99) -> list[tuple[str, float]]:
    """What is given, and when, until so many files came or the time is over."""
    started_s = time.monotonic()
    given: list[tuple[str, float]] = []
    for complete in watch.complete(threading.Event()):
        now_s = time.monotonic() - started_s
        given += [(path.name, now_s) for path in complete]
        if now_s > seconds_s or len(given) >= n_files:
            break
    return given


def later(seconds_s: float, action: Callable[[], object]) -> threading.Timer:
    timer = threading.Timer(seconds_s, action)
    timer.start()
    return timer


def test_files_that_are_there_come_first_once_and_hidden_ones_never(tmp_path: Path) -> None:
    for name in ("b.3mf", "a.3mf", ".c.3mf", "notes.txt", "deep/er/d.3mf", ".git/e.3mf"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")

    given = given_within(following(tmp_path), 2.5)

    assert [name for name, _ in given] == ["a.3mf", "b.3mf", "d.3mf"]
    assert [path.name for path in files_below(tmp_path, is_wanted)] == ["a.3mf", "b.3mf", "d.3mf"]


def test_a_file_that_is_written_slowly_is_given_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "slow.3mf"

    def write() -> None:
        with path.open("wb") as file:
            for _ in range(8):
                file.write(b"x" * 1000)
                file.flush()
                time.sleep(0.25)

    writing = later(0.2, write)

    given = given_within(following(tmp_path), 10, n_files=1)

    writing.join()
    assert [name for name, _ in given] == ["slow.3mf"]
    # Written for two seconds, and quiet after that.
    assert given[0][1] > 2.0
    assert path.stat().st_size == 8000


def test_a_file_that_is_saved_again_or_renamed_into_place_is_given_again(tmp_path: Path) -> None:
    path = tmp_path / "cube.3mf"
    path.write_bytes(b"first")

    def replace() -> None:
        fresh = tmp_path / "cube.tmp"
        fresh.write_bytes(b"other")
        fresh.rename(path)

    timer = later(1.8, replace)

    given = given_within(following(tmp_path), 10, n_files=2)

    timer.join()
    assert [name for name, _ in given] == ["cube.3mf", "cube.3mf"]


def test_what_no_notice_told_of_is_found_by_looking(tmp_path: Path) -> None:
    # The folder is replaced by another one, so the system's notices are of a folder that is gone.
    folder = tmp_path / "exports"
    folder.mkdir()

    def replace() -> None:
        folder.rmdir()
        folder.mkdir()
        (folder / "cube.3mf").write_bytes(b"x")

    timer = later(0.8, replace)

    given = given_within(following(folder, look_every_s=1.0), 10, n_files=1)

    timer.join()
    assert [name for name, _ in given] == ["cube.3mf"]


def test_a_file_may_be_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "cube.3mf").write_bytes(b"x")
    watch = following(tmp_path)
    given = []

    for complete in watch.complete(threading.Event()):
        given += complete
        for path in complete:
            watch.again(path)
        if len(given) == 2:
            break

    assert given == [tmp_path / "cube.3mf"] * 2


@pytest.mark.parametrize("change", ["grows", "shrinks", "is rewritten"])
def test_a_file_that_changes_while_it_is_read_is_noticed_at_its_end(
    tmp_path: Path, change: str
) -> None:
    path = tmp_path / "cube.3mf"
    path.write_bytes(b"x" * 3_000_000)

    with open_steady(path, "cube.3mf") as file:
        file.read(1_000_000)
        if change == "grows":
            with path.open("ab") as more:
                more.write(b"y")
        elif change == "shrinks":
            os.truncate(path, 2_000_000)
        else:
            path.write_bytes(b"z" * 3_000_000)
        with pytest.raises(FileChangedError) as fault:
            file.read()

    assert fault.value.message == (
        "cube.3mf changed while it was read; nothing of it was taken in."
    )


def test_a_file_that_stays_as_it_is_reads_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "cube.3mf"
    path.write_bytes(b"hello")

    with open_steady(path, "cube.3mf") as file:
        assert (file.read(), file.seek(1), file.read(2), file.seek(0, 2)) == (b"hello", 1, b"el", 5)


def test_pipes_folders_and_what_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.3mf")

    for name, why in (
        ("pipe.3mf", "it is not a regular file"),
        ("gone.3mf", "No such file or directory"),
        (".", "it is not a regular file"),
    ):
        with pytest.raises(UnreadableFileError) as fault, open_steady(tmp_path / name, name):
            pass
        assert fault.value.message == f"{name} cannot be read: {why}."
