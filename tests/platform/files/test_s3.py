"""The store in a bucket, against two servers that speak S3 and check signatures."""

import hashlib
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest

from printshop.config import load_settings
from printshop.errors import StorageError
from printshop.platform.files import FileStore, StoredFile, Stores, stores
from printshop.platform.files.s3.access import Bucket
from printshop.platform.files.s3.objects import Objects
from printshop.platform.files.s3.store import S3FileStore
from tests.s3_servers import S3Server

CONTENT = b"a small benchy" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
KEY = f"sha256/{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"
MIB = 1 << 20

# Peak of memory, above what loading costs, while a large file is stored and read back.
LARGE_FILE = """
import os, resource, sys
from pathlib import Path
from uuid import uuid4
from printshop.config import load_settings
from printshop.platform.files import stores
store = stores(load_settings()).of_user(uuid4())
store.exists(store.put(b"warm").key)
before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
stored = store.adopt(Path(sys.argv[1]))
n_bytes = 0
with store.open(stored.key) as file:
    while block := file.read(1 << 20):
        n_bytes += len(block)
after_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(stored.size_bytes, n_bytes, (after_kb - before_kb) // 1024)
"""


@pytest.fixture(params=["s3_server", "rclone_s3"])
def server(request: pytest.FixtureRequest) -> S3Server:
    return request.getfixturevalue(request.param)


@pytest.fixture
def store(server: S3Server) -> FileStore:
    return of_new_user(server)


@pytest.fixture
def checked(s3_server: S3Server) -> Iterator[S3FileStore]:
    """A store on the server that checks everything."""
    bucket = Bucket(load_settings(**s3_server.settings()))
    yield S3FileStore(Objects(bucket, f"{uuid4()}/"))
    bucket.client.close()


_OPENED: list[Stores] = []


def open_stores(server: S3Server, **other: str) -> Stores:
    opened = stores(load_settings(**{**server.settings(), **other}))
    _OPENED.append(opened)
    return opened


@pytest.fixture(autouse=True)
def _all_connections_are_given_back() -> Iterator[None]:
    yield
    while _OPENED:
        _OPENED.pop().close()


def of_new_user(server: S3Server) -> FileStore:
    return open_stores(server).of_user(uuid4())


def keys_of(store: FileStore) -> list[str]:
    return sorted(stored.key for stored in store.keys())  # noqa: SIM118 - a store is no mapping


def test_a_file_comes_back_as_it_was_stored(store: FileStore) -> None:
    stored = store.put(BytesIO(CONTENT))

    assert stored == StoredFile(key=KEY, sha256=DIGEST, size_bytes=len(CONTENT))
    assert store.exists(KEY)
    with store.open(KEY) as file:
        assert file.read() == CONTENT
    with store.local_path(KEY) as path:
        assert path.read_bytes() == CONTENT
    assert not path.exists()


def test_a_complete_file_is_taken_over_and_is_gone_from_where_it_was(
    store: FileStore, tmp_path: Path
) -> None:
    dropped = tmp_path / "dropped.3mf"
    dropped.write_bytes(CONTENT)

    assert store.adopt(dropped).key == KEY

    assert store.exists(KEY)
    assert not dropped.exists()


def test_the_store_lists_its_own_files_and_no_other_shops(server: S3Server) -> None:
    one, other = of_new_user(server), of_new_user(server)
    one.put(CONTENT)
    other.put(b"of another shop")

    listed = list(one.keys())

    assert [(of.key, of.size_bytes) for of in listed] == [(KEY, len(CONTENT))]
    assert abs(datetime.now(UTC) - listed[0].changed_at) < timedelta(minutes=1)


def test_every_shop_that_has_files_is_found_below_the_prefix(s3_server: S3Server) -> None:
    shops = open_stores(s3_server, s3_prefix="berlin")
    user_id = UUID(int=7)
    shops.of_user(user_id).put(CONTENT)

    assert [found for found, _ in shops.of_all_users()] == [user_id]


def test_storing_the_same_bytes_again_does_not_write_them_again(checked: S3FileStore) -> None:
    checked.put(CONTENT)
    before = next(checked.keys()).changed_at
    written: list[object] = []
    client = checked.direct._objects.bucket.client  # noqa: SLF001 - listens to the wire
    client.meta.events.register("before-call.s3.PutObject", lambda **_: written.append(1))

    checked.put(CONTENT)

    assert written == []
    assert next(checked.keys()).changed_at == before


def test_a_removed_file_is_gone_and_may_be_removed_again(store: FileStore) -> None:
    store.put(CONTENT)

    store.delete(KEY)
    store.delete(KEY)

    assert not store.exists(KEY)
    with pytest.raises(StorageError) as fault:
        store.open(KEY)
    assert fault.value.message == "The file could not be read: it is not in the store."


def test_nothing_but_a_key_leads_into_the_store(checked: S3FileStore) -> None:
    with pytest.raises(StorageError) as fault:
        checked.open("../probe/x")

    assert fault.value.message == "'../probe/x' is not a key of the file store."


def test_a_large_file_goes_in_parts_and_needs_little_memory(
    s3_server: S3Server, tmp_path: Path
) -> None:
    large = tmp_path / "large.3mf"
    large.write_bytes(os.urandom(MIB) * 70)

    ended = subprocess.run(
        [sys.executable, "-c", LARGE_FILE, str(large)],
        env={**os.environ, **s3_server.environment()},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    stored_bytes, read_bytes, more_mib = map(int, ended.stdout.split())
    assert stored_bytes == read_bytes == 70 * MIB
    assert more_mib < 64


def test_a_zip_is_looked_into_without_loading_it(checked: S3FileStore) -> None:
    archive = BytesIO()
    with ZipFile(archive, "w") as made:
        made.writestr("Metadata/slice_info.config", "<config/>")
        made.writestr("3D/3dmodel.model", os.urandom(12 * MIB))
        made.writestr("Metadata/plate_1.json", "{}")
    stored = checked.put(archive.getvalue())
    ranges: list[str] = []
    client = checked.direct._objects.bucket.client  # noqa: SLF001 - listens to the wire
    client.meta.events.register(
        "before-call.s3.GetObject",
        lambda params, **_: ranges.append(params["headers"]["Range"]),
    )

    with checked.open(stored.key) as file, ZipFile(file) as found:
        read = found.read("Metadata/plate_1.json"), found.read("Metadata/slice_info.config")

    assert read == (b"{}", b"<config/>")
    assert 1 <= len(ranges) <= 3


def test_a_download_address_gives_the_file_its_name_and_works_without_a_login(
    store: FileStore,
) -> None:
    store.put(CONTENT)

    url = store.download_url(KEY, name='größe "1" a/b.3mf', expires_s=60)

    assert url is not None
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
        assert answer.read() == CONTENT
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename*=utf-8''gr%C3%B6%C3%9Fe%20%221%22%20a%2Fb.3mf"
        )


def test_a_download_address_that_was_changed_is_refused(server: S3Server) -> None:
    store = of_new_user(server)
    store.put(CONTENT)
    other = store.put(b"another file").key
    url = store.download_url(KEY, name="a.3mf", expires_s=60)
    assert url is not None

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(url.replace(KEY, other), timeout=10)  # noqa: S310 - our own server

    refused.value.close()
    assert refused.value.code in {400, 403}


def test_a_sweep_sets_aside_what_is_old_and_in_no_use(checked: S3FileStore) -> None:
    used = checked.put(b"used")
    checked.put(b"orphan")

    young = checked.sweep(older_than=before_all(), in_use=set)
    old = checked.sweep(older_than=after_all(), in_use=lambda: {used.key})

    assert (young.n_orphans, old.n_orphans) == (0, 1)
    assert keys_of(checked) == [used.key]


def test_a_file_that_a_save_named_while_a_sweep_took_it_comes_back(checked: S3FileStore) -> None:
    stored = checked.put(CONTENT)

    def in_use() -> set[str]:
        # This save finds the old bytes, sends none, and commits after the sweep has asked.
        checked.put(CONTENT)
        return set()

    swept = checked.sweep(older_than=after_all(), in_use=in_use)

    assert swept.n_orphans == 1
    with checked.open(stored.key) as file:
        assert file.read() == CONTENT
    assert keys_of(checked) == [KEY]


def test_what_was_set_aside_is_kept_if_a_row_names_it_by_then_and_else_removed(
    checked: S3FileStore,
) -> None:
    named, orphan = checked.put(b"named later"), checked.put(b"orphan")
    checked.sweep(older_than=after_all(), in_use=set)

    checked.sweep(older_than=after_all(), in_use=lambda: {named.key})

    assert checked.exists(named.key)
    assert not checked.exists(orphan.key)


def test_a_sweep_removes_uploads_that_never_ended(checked: S3FileStore) -> None:
    whole = checked.direct.begin("small.3mf", size_bytes=5)
    (part,) = checked.direct.parts(whole)
    request = urllib.request.Request(part.url, b"bytes", method="PUT")  # noqa: S310 - our own server
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - our own server

    too_early = checked.sweep(older_than=before_all(), in_use=set)
    checked.direct.begin("large.3mf", size_bytes=70 * MIB)
    swept = checked.sweep(older_than=after_all(), in_use=set)
    again = checked.sweep(older_than=after_all(), in_use=set)

    assert (too_early.n_unfinished, swept.n_unfinished, again.n_unfinished) == (0, 2, 0)


def test_the_check_says_where_files_are_and_leaves_nothing(server: S3Server) -> None:
    shops = open_stores(server)

    said = shops.check()

    assert said == f"Files are kept in the bucket shops at {server.url}."
    assert shops.origin == server.url


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"s3_secret_access_key": "not the secret at all"},
            "The file of a trial could not be stored: the storage at {url} refuses the access key.",
        ),
        (
            {"s3_access_key_id": "NOBODY"},
            "The file of a trial could not be stored: the storage at {url} refuses the access key.",
        ),
        (
            {"s3_bucket": "no-such-bucket"},
            "The file of a trial could not be stored: the storage has no bucket no-such-bucket.",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence_without_a_secret(
    s3_server: S3Server, wrong: dict[str, str], sentence: str
) -> None:
    shops = open_stores(s3_server, **wrong)

    with pytest.raises(StorageError) as fault:
        shops.check()

    assert fault.value.message == sentence.format(url=s3_server.url)
    assert fault.value.hint
    settings = load_settings(**{**s3_server.settings(), **wrong})
    assert (settings.s3_secret_access_key or "") not in repr(settings) + repr(fault.value.args)


def test_a_storage_that_is_down_is_one_sentence_within_seconds() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        store = of_new_user(S3Server(url=url))

        with pytest.raises(StorageError) as fault:
            store.put(CONTENT)

    assert fault.value.message == (
        f"The file could not be looked up: the storage at {url} cannot be reached."
    )


def test_what_is_changed_on_the_way_is_refused_by_the_storage(checked: S3FileStore) -> None:
    client = checked.direct._objects.bucket.client  # noqa: SLF001 - sits on the wire

    def change(request: object, **_: object) -> None:
        request.body = b"something else"  # ty: ignore[missing-attribute]  # botocore's request

    client.meta.events.register("before-send.s3.PutObject", change)

    with pytest.raises(StorageError) as fault:
        checked.put(b"these 14 bytes")

    assert fault.value.message == (
        "The file could not be stored: it was changed on the way to the storage."
    )
    client.meta.events.unregister("before-send.s3.PutObject", change)
    assert list(checked.keys()) == []


def before_all() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


def after_all() -> datetime:
    """A time that everything is older than, as if the grace time had passed."""
    return datetime.now(UTC) + timedelta(minutes=1)
