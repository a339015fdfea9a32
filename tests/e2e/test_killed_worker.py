"""`kill -9` of the worker, and of the database, at each stage of files that are processed.

A file is stopped exactly where its stage is noted: by a trigger that waits for a lock which
the test holds. Files at all stages are killed at once, so the machine is waited for once.
"""

import zipfile
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID, uuid4

import psycopg
import pytest

from printshop.domain.incoming import FormValues, IncomingSource, IncomingStatus, ModelValues
from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services.incoming.arrival import take_in
from printshop.services.incoming.saving import accept
from printshop.services.shop import Premises, Shop
from tests.product import Product, free_port, wait_for

SLICED = "maziggy__bambuddy__7fc28d76__X1E_4_Color_AMS_Test.gcode.3mf"
STAGES = ("verify", "read", "split", "pictures", "save")
# Looked at by a person before it is saved; the others were accepted before they were read.
LOOKED_AT = "pictures"
LOCK = 4711
STOP = f"""
CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({LOCK});
    RETURN NEW;
END;
$$;
CREATE TRIGGER stop_here BEFORE UPDATE ON processing_jobs FOR EACH ROW
    WHEN (
        OLD.status = 'processing' AND NEW.status = 'processing'
        AND NEW.name LIKE NEW.stage::text || '-%'
        AND (NEW.stage <> OLD.stage OR NEW.attempts > OLD.attempts)
    )
    EXECUTE FUNCTION stop_here();
"""


@pytest.fixture
def product(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Product]:
    """Give a running product that works on all these files at once."""
    monkeypatch.setenv("PRINTSHOP_WORKER_CONCURRENCY", str(len(STAGES) + 2))
    data_dir = Path(mkdtemp(dir=open_folder))
    data_dir.chmod(0o755)
    running = Product(data_dir=data_dir, port=free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture
def shop(product: Product) -> Iterator[Shop]:
    local = LocalPostgres(product.data_dir / "postgres")
    with closing(Premises.open(local.urls.app, product.data_dir / "files")) as premises:
        yield premises.sign_in(LOCAL_OWNER)


def variation(data: bytes, words: str) -> bytes:
    """The same file with other bytes: its archive has a comment."""
    changed = BytesIO(data)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.comment = words.encode()
    return changed.getvalue()


def send(shop: Shop, data: bytes, ending: str) -> dict[str, UUID]:
    """Send a file for each stage at which one is stopped."""
    found = {}
    for stage in STAGES:
        name = f"{stage}-{ending}.gcode.3mf"
        incoming = take_in(
            shop,
            name=name,
            content=BytesIO(variation(data, name)),
            source=IncomingSource.COMMAND,
            batch_id=uuid4(),
        )
        if stage != LOOKED_AT:
            model = ModelValues(name=f"Typed {name}")
            accept(shop, incoming.id, FormValues(is_new_model=True, model=model))
        found[stage] = incoming.id
    return found


def stopped(connection: psycopg.Connection) -> int:
    """How many wait for the lock."""
    row = connection.execute(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    ).fetchone()
    assert row is not None
    return row[0]


def killed_at_each_stage(product: Product, shop: Shop, data: bytes, *, victim: str) -> None:
    """Stop a file at each stage, kill, and wait until all files are where they belong."""
    holder = product.database()
    try:
        holder.execute(f"SELECT pg_advisory_lock({LOCK})".encode())
        sent = send(shop, data, victim)
        wait_for(lambda: stopped(holder) == len(STAGES))
        product.kill(victim)
    finally:
        holder.close()

    wait_for(lambda: has_ended(shop, sent), seconds=60)


def has_ended(shop: Shop, sent: dict[str, UUID]) -> bool:
    try:
        with shop.unit_of_work() as uow:
            found = {file.id: file.status for file in uow.incoming.by_ids(list(sent.values()))}
    except Exception:  # noqa: BLE001 - the database was killed, and is not back yet
        return False
    return all(
        found[incoming_id]
        is (IncomingStatus.REVIEW if stage == LOOKED_AT else IncomingStatus.SAVED)
        for stage, incoming_id in sent.items()
    )


def stored_keys(product: Product, shop: Shop) -> set[str]:
    folder = product.data_dir / "files" / str(shop.user_id)
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_files_at_every_stage_end_exactly_once_when_the_worker_or_the_database_is_killed(
    product: Product, shop: Shop, real_3mf: Path
) -> None:
    data = (real_3mf / SLICED).read_bytes()
    with product.database() as connection:
        connection.execute(STOP.encode())

    killed_at_each_stage(product, shop, data, victim="worker")
    killed_at_each_stage(product, shop, data, victim="postmaster")

    n_saved = 2 * (len(STAGES) - 1)
    assert {
        table: product.count(table) for table in ("processing_jobs", "files", "models", "plates")
    } == {"processing_jobs": 10, "files": 10, "models": n_saved, "plates": n_saved}
    assert product.count("model_variants WHERE version = 1") == n_saved
    assert product.count("models WHERE name LIKE 'Typed %'") == n_saved
    # Four filaments, made by whichever file came first, and found by all others.
    assert product.count("filaments") == 4
    assert product.count("filament_requirements WHERE split_known") == 4 * n_saved
    assert product.count("files WHERE verified_at IS NOT NULL AND split IS NOT NULL") == 10
    with shop.unit_of_work() as uow:
        waiting = uow.incoming.open()
    with product.database() as connection:
        keys = {
            row[0]
            for row in connection.execute(
                "SELECT storage_key FROM files UNION SELECT thumbnail_key FROM plates"
            )
        }
    pictures = {key for file in waiting for key in file.thumbnail_keys.values()}
    assert len(waiting) == 2
    assert pictures
    assert stored_keys(product, shop) == keys | pictures
