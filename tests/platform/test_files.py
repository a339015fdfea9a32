"""The file store keeps what it was given, whole, or says why not."""

import hashlib
import os
import resource
import signal
import stat
import subprocess
import time
from collections.abc import Callable
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
