"""All files go to the other store and back, also when somebody pulls the plug in between."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from printshop.config import load_settings
from printshop.platform.files import LocalStores, Stores, stores
from printshop.platform.files.moving import copy_all
from tests.s3_servers import S3Server

StartPython = Callable[..., subprocess.Popen[str]]

MOVE = """
import sys
from printshop.config import load_settings
from printshop.platform.files import stores
from printshop.platform.files.moving import copy_all
settings = load_settings()
copy_all(stores(settings, "local"), stores(settings, "s3"), print)
"""


@pytest.fixture
def folder(tmp_path: Path) -> LocalStores:
    """Two shops with files in a folder, some of them the same."""
    shops = LocalStores(tmp_path / "files")
    for user_id in (UUID(int=1), UUID(int=2)):
        for content in (b"vase", b"benchy", user_id.bytes):
            shops.of_user(user_id).put(content)
    return shops


@pytest.fixture
def bucket(s3_server: S3Server) -> Iterator[Stores]:
    """An empty part of the bucket."""
    opened = stores(load_settings(**s3_server.settings(s3_prefix=uuid4().hex)))
    yield opened
    opened.close()


def files_of(shops: Stores) -> set[tuple[UUID, str]]:
    return {(user_id, of.key) for user_id, store in shops.of_all_users() for of in store.keys()}  # noqa: SIM118 - a store is no mapping


def test_everything_goes_to_the_bucket_and_back(
    folder: LocalStores, bucket: Stores, tmp_path: Path
) -> None:
    said: list[str] = []
    back = LocalStores(tmp_path / "back")

    there = copy_all(folder, bucket, said.append)
    again = copy_all(folder, bucket, said.append)
    returned = copy_all(bucket, back, said.append)

    assert (there.n_copied, there.n_already_there) == (6, 0)
    assert (again.n_copied, again.n_already_there) == (0, 6)
    assert (returned.n_copied, returned.damaged) == (6, ())
    assert files_of(folder) == files_of(bucket) == files_of(back)
    assert said[-1] == "6 files copied (0.0 MB), 0 were there already."


def test_what_a_sweep_set_aside_is_taken_along_for_a_row_may_name_it(
    bucket: Stores, tmp_path: Path
) -> None:
    user_id, back = UUID(int=1), LocalStores(tmp_path / "back")
    store = bucket.of_user(user_id)
    there, aside = store.put(b"vase").key, store.put(b"benchy").key
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    store.sweep(older_than=tomorrow, in_use=lambda: {there})

    moved = copy_all(bucket, back, print)

    assert moved.n_copied == 2
    assert files_of(back) == {(user_id, there), (user_id, aside)}


def test_a_damaged_file_is_left_out_and_named(
    folder: LocalStores, bucket: Stores, tmp_path: Path
) -> None:
    user_id = UUID(int=1)
    key = folder.of_user(user_id).put(b"vase").key
    (tmp_path / "files" / str(user_id) / key).write_bytes(b"rust")

    moved = copy_all(folder, bucket, print)

    assert moved.damaged == (f"{user_id}/{key}",)
    assert files_of(folder) - files_of(bucket) == {(user_id, key)}


def test_a_move_that_was_killed_goes_on_where_it_stopped(
    s3_server: S3Server, bucket: Stores, tmp_path: Path, start_python: StartPython
) -> None:
    data_dir = tmp_path / "data"
    folder = LocalStores(data_dir / "files")
    for number in range(40):
        folder.of_user(UUID(int=1)).put(f"file {number}".encode() + bytes(200_000))
    prefix = bucket.of_user(UUID(int=1)).direct._objects._prefix.split("/")[0]  # noqa: SLF001  # ty: ignore[missing-attribute]
    environment = s3_server.environment(s3_prefix=prefix) | {"PRINTSHOP_DATA_DIR": str(data_dir)}
    code = f"import os; os.environ.update({environment!r})\n{MOVE}"

    process = start_python(code)
    deadline = time.monotonic() + 30
    while len(files_of(bucket)) < 5:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    n_before = len(files_of(bucket))
    moved = copy_all(folder, bucket, print)

    assert 5 <= n_before < 40
    assert moved.n_already_there == n_before
    assert moved.n_copied == 40 - n_before
    assert files_of(bucket) == files_of(folder)
