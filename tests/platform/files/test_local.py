"""The file store keeps what it was given, whole, or says why not."""

import contextlib
import hashlib
import os
import resource
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from printshop.errors import StorageError
from printshop.platform.files import LocalFileStore, StoredFile

StartPython = Callable[..., subprocess.Popen[str]]
CONTENT = b"a small benchy" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
KEY = f"sha256/{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"

KILLED_IN_THE_MIDDLE = """
import os, sys
from pathlib import Path
from printshop.platform.files import LocalFileStore
class Upload:
    chunks = [b"first"]
    def read(self, size):
        return self.chunks.pop() if self.chunks else os.kill(os.getpid(), 9)
LocalFileStore(Path(sys.argv[1])).put(Upload())
"""


@pytest.fixture
def store(tmp_path: Path) -> LocalFileStore:
    return LocalFileStore(tmp_path / "files")


def test_a_file_comes_back_as_it_was_stored(store: LocalFileStore) -> None:
    stored = store.put(BytesIO(CONTENT))

    assert stored == StoredFile(key=KEY, sha256=DIGEST, size_bytes=len(CONTENT))
    with store.open(KEY) as file:
        assert file.read() == CONTENT
    assert store.exists(KEY)


def test_storing_the_same_bytes_again_changes_nothing(
    store: LocalFileStore,
    tmp_path: Path,
) -> None:
    first = store.put(CONTENT)
    before = (tmp_path / "files" / KEY).stat()

    second = store.put(CONTENT)

    assert first == second
    assert (tmp_path / "files" / KEY).stat().st_ino == before.st_ino
    assert list((tmp_path / "files" / "partial").iterdir()) == []


def test_a_removed_file_is_gone_and_may_be_removed_again(store: LocalFileStore) -> None:
    store.put(CONTENT)

    store.delete(KEY)
    store.delete(KEY)

    assert not store.exists(KEY)


def test_a_missing_file_is_reported_in_one_sentence(store: LocalFileStore) -> None:
    with pytest.raises(StorageError) as fault:
        store.open(KEY)

    assert fault.value.message == "The file could not be read: it is not in the store."


@pytest.mark.parametrize(
    "key",
    [
        "",
        "../secrets/app_db_password",
        "/etc/passwd",
        f"sha256/00/00/{DIGEST}",
        KEY + "/..",
        KEY + "\n",
    ],
)
def test_nothing_but_a_key_leads_into_the_store(store: LocalFileStore, key: str) -> None:
    with pytest.raises(StorageError) as fault:
        store.open(key)

    assert fault.value.message == f"{key!r} is not a key of the file store."


def test_a_write_that_is_killed_in_the_middle_leaves_no_file(
    tmp_path: Path,
    start_python: StartPython,
) -> None:
    root = tmp_path / "files"
    store = LocalFileStore(root)

    code = start_python(KILLED_IN_THE_MIDDLE, root).wait(30)
    left = [path for path in root.rglob("*") if path.is_file()]
    swept_too_early = store.sweep_partials(older_than_s=3600)
    os.utime(left[0], (time.time() - 7200, time.time() - 7200))
    swept = store.sweep_partials(older_than_s=3600)

    assert code == -signal.SIGKILL
    assert [path.parent.name for path in left] == ["partial"]
    assert (swept_too_early, swept) == (0, 1)
    assert list((root / "partial").iterdir()) == []


def test_a_stream_that_breaks_leaves_nothing(store: LocalFileStore, tmp_path: Path) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError(104, "Connection reset by peer", size)

    with pytest.raises(StorageError) as fault:
        store.put(Broken())

    assert fault.value.message == "The file could not be stored: Connection reset by peer."
    assert list((tmp_path / "files" / "partial").iterdir()) == []


def test_a_file_larger_than_the_disk_allows_is_refused_whole(
    store: LocalFileStore,
    tmp_path: Path,
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(StorageError) as fault:
            store.put(CONTENT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)

    assert fault.value.message == "The file could not be stored: File too large."
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")

    with pytest.raises(StorageError) as fault:
        LocalFileStore(tmp_path / "files").put(CONTENT)

    assert fault.value.message == "The file could not be stored: File exists."


def test_nobody_else_on_the_machine_can_enter_the_folder(tmp_path: Path) -> None:
    store = LocalFileStore(tmp_path / "files" / "a-user")

    store.put(b"content")

    assert stat.S_IMODE((tmp_path / "files" / "a-user").stat().st_mode) == 0o700


def test_a_complete_file_is_taken_over_and_is_gone_from_where_it_was(
    store: LocalFileStore, tmp_path: Path
) -> None:
    dropped = tmp_path / "dropped.3mf"
    dropped.write_bytes(CONTENT)
    inode = dropped.stat().st_ino

    stored = store.adopt(dropped)

    assert stored == StoredFile(key=KEY, sha256=DIGEST, size_bytes=len(CONTENT))
    assert not dropped.exists()
    with store.local_path(KEY) as path:
        assert path.stat().st_ino == inode


def test_a_file_from_another_disk_is_taken_over_by_a_copy(store: LocalFileStore) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        dropped = Path(elsewhere, "dropped.3mf")
        dropped.write_bytes(CONTENT)

        stored = store.adopt(dropped)

        assert not dropped.exists()
    with store.open(stored.key) as file:
        assert file.read() == CONTENT


def test_taking_over_bytes_that_are_there_never_replaces_them(
    store: LocalFileStore, tmp_path: Path
) -> None:
    store.put(CONTENT)
    before = (tmp_path / "files" / KEY).stat().st_ino
    dropped = tmp_path / "again.3mf"
    dropped.write_bytes(CONTENT)

    store.adopt(dropped)

    assert (tmp_path / "files" / KEY).stat().st_ino == before
    assert not dropped.exists()


def test_taking_over_what_is_not_there_is_one_sentence(
    store: LocalFileStore, tmp_path: Path
) -> None:
    with pytest.raises(StorageError) as fault:
        store.adopt(tmp_path / "gone.3mf")

    assert fault.value.message == "The file could not be stored: it is gone."


def test_the_store_lists_what_it_has_and_nothing_that_is_no_key(
    store: LocalFileStore, tmp_path: Path
) -> None:
    store.put(CONTENT)
    (tmp_path / "files" / "sha256" / "aa" / "bb").mkdir(parents=True)
    (tmp_path / "files" / "sha256" / "aa" / "bb" / "notes.txt").write_text("somebody's")

    listed = list(store.keys())

    assert [(of.key, of.size_bytes, of.sha256) for of in listed] == [(KEY, len(CONTENT), DIGEST)]
    assert timedelta() <= datetime.now(UTC) - listed[0].changed_at < timedelta(minutes=1)


def test_a_sweep_removes_what_is_old_and_in_no_use(store: LocalFileStore, tmp_path: Path) -> None:
    used, orphan, young = store.put(b"used"), store.put(b"orphan"), store.put(b"young")
    for stored in (used, orphan):
        grow_old(tmp_path / "files" / stored.key)

    swept = store.sweep(older_than=an_hour_ago(), in_use=lambda: {used.key})

    assert swept.n_orphans == 1
    assert [store.exists(of.key) for of in (used, orphan, young)] == [True, False, True]


def test_bytes_that_are_stored_again_while_a_sweep_runs_stay(
    store: LocalFileStore, tmp_path: Path
) -> None:
    stored = store.put(CONTENT)
    grow_old(tmp_path / "files" / KEY)

    def in_use() -> set[str]:
        # The row of this save is not committed yet; the sweep has seen the old file already.
        store.put(CONTENT)
        return set()

    swept = store.sweep(older_than=an_hour_ago(), in_use=in_use)

    assert swept.n_orphans == 0
    assert store.exists(stored.key)


def test_no_save_loses_its_bytes_however_often_sweeps_come_between(tmp_path: Path) -> None:
    store = LocalFileStore(tmp_path / "files")
    lost: list[int] = []
    is_over = threading.Event()

    def save_again_and_again() -> None:
        for turn in range(120):
            path = tmp_path / "files" / store.put(CONTENT).key
            if not path.exists():
                lost.append(turn)
            with contextlib.suppress(FileNotFoundError):
                grow_old(path)
        is_over.set()

    saver = threading.Thread(target=save_again_and_again)
    saver.start()
    n_swept = 0
    while not is_over.is_set():
        n_swept += store.sweep(older_than=an_hour_ago(), in_use=set).n_orphans
    saver.join()

    assert n_swept > 0
    assert lost == []


def grow_old(path: Path) -> None:
    two_hours_ago_s = time.time() - 7200
    os.utime(path, (two_hours_ago_s, two_hours_ago_s))


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)
