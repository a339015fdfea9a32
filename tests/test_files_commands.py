"""`printshop files …`, as whoever keeps the shop running meets it."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from printshop.platform.files import LocalStores
from printshop.platform.postgres import LocalPostgres
from printshop.services import uploads
from printshop.services.shop import Premises
from tests import builders
from tests.conftest import a_person
from tests.s3_servers import S3Server

ROOT = Path(__file__).parents[1]
DATA = builders.a_sliced_file("Vase")


@pytest.fixture
def environment(database: LocalPostgres, tmp_path: Path) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("PRINTSHOP_S3_")},
        "PRINTSHOP_DATA_DIR": str(tmp_path),
        "DATABASE_URL": database.urls.app,
        "PRINTSHOP_DATABASE_OWNER_URL": database.urls.owner,
        "PRINTSHOP_DATABASE_WORKER_URL": database.urls.worker,
    }


def printshop(*args: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "printshop", *args],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_verify_names_what_is_damaged_and_ends_with_1(
    database: LocalPostgres, tmp_path: Path, environment: dict[str, str]
) -> None:
    premises = Premises.open(database.urls.app, tmp_path / "files")
    shop = premises.sign_in(a_person())
    draft = uploads.read(shop, "vase.gcode.3mf", DATA)
    uploads.save(shop, draft, DATA, model=draft.model, variant=draft.variant)
    with shop.unit_of_work() as uow:
        (record,) = uow.files.all()
    with shop.store.local_path(record.storage_key) as path:
        path.write_bytes(b"x" * len(DATA))
    premises.close()

    ended = printshop("files", "verify", environment=environment)

    # Shops of other tests have their files elsewhere: to this folder they are missing.
    lines = ended.stdout.splitlines()
    assert ended.returncode == 1, ended.stderr
    assert lines[0] == f"Files are kept in {tmp_path / 'files'}."
    assert (
        f"WRONG  vase.gcode.3mf ({record.storage_key}) is damaged in the store."
        " Drop the file again, or restore it."
    ) in lines
    assert lines[-1].endswith("are wrong; see above.")


def test_move_takes_the_files_to_the_bucket_and_says_what_is_to_do(
    s3_server: S3Server, tmp_path: Path, environment: dict[str, str]
) -> None:
    store = LocalStores(tmp_path / "files").of_user(uuid4())
    store.put(b"vase")
    environment |= s3_server.environment(s3_prefix=tmp_path.name.replace("_", "-"))

    ended = printshop("files", "move", "--from", "local", "--to", "s3", environment=environment)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == [
        f"Files are kept in the bucket shops at {s3_server.url}.",
        "1 files copied (0.0 MB), 0 were there already.",
        "All files are there; Printshop uses them. What was moved is left as it was.",
    ]


def test_a_move_that_leaves_a_damaged_file_out_does_not_say_that_all_are_there(
    s3_server: S3Server, tmp_path: Path, environment: dict[str, str]
) -> None:
    user_id = uuid4()
    store = LocalStores(tmp_path / "files").of_user(user_id)
    store.put(b"vase")
    key = store.put(b"benchy").key
    (tmp_path / "files" / str(user_id) / key).write_bytes(b"rust")
    environment |= s3_server.environment(s3_prefix=tmp_path.name.replace("_", "-"))

    ended = printshop("files", "move", "--from", "local", "--to", "s3", environment=environment)

    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.splitlines()[2:] == [
        f"WRONG  {user_id}/{key} is damaged where it is and was left out.",
        "All files but 1 are there; Printshop uses them. What was moved is left as it was.",
    ]


@pytest.mark.parametrize(
    ("ends", "variables", "sentence"),
    [
        (("s3", "s3"), {}, "Files cannot be moved to where they are."),
        (("local", "s3"), {}, "No object storage is set up."),
        (
            ("local", "s3"),
            {"PRINTSHOP_S3_BUCKET": "shops"},
            (
                "The object storage is set up by half: PRINTSHOP_S3_ENDPOINT_URL,"
                " PRINTSHOP_S3_ACCESS_KEY_ID, PRINTSHOP_S3_SECRET_ACCESS_KEY are not set."
            ),
        ),
        (
            ("local", "s3"),
            {"PRINTSHOP_S3_ENDPOINT_URL": "r2.example/shops"},
            (
                "PRINTSHOP_S3_ENDPOINT_URL is wrong: write it as"
                " https://account.r2.cloudflarestorage.com, without the bucket."
            ),
        ),
    ],
)
def test_a_move_that_cannot_be_is_one_sentence(
    environment: dict[str, str], ends: tuple[str, str], variables: dict[str, str], sentence: str
) -> None:
    ended = printshop(
        "files", "move", "--from", ends[0], "--to", ends[1], environment=environment | variables
    )

    assert ended.returncode == 2
    assert ended.stderr.startswith(sentence)


def test_the_doctor_looks_into_the_bucket(s3_server: S3Server, environment: dict[str, str]) -> None:
    well = printshop("doctor", environment=environment | s3_server.environment())
    wrong = printshop(
        "doctor", environment=environment | s3_server.environment(s3_bucket="no-such-bucket")
    )

    assert f"ok     Files are kept in the bucket shops at {s3_server.url}." in well.stdout
    assert (
        "WRONG  The file of a trial could not be stored: the storage has no bucket no-such-bucket."
    ) in wrong.stdout
    assert wrong.returncode == 1
