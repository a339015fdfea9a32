"""Fixtures that several rooms of tests share."""

import functools
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner

from printshop.database_urls import APP_ROLE, OWNER_ROLE, WORKER_ROLE, DatabaseUrls
from printshop.domain.users import Identity
from printshop.platform.postgres import LocalPostgres
from printshop.platform.roles import ensure_roles
from printshop.repo.schema import upgrade
from printshop.services.shop import Premises, Shop
from tests.s3_servers import S3Server, rclone_server, signature_checking_server
from tests.three_mf_fixtures import REAL_FILES_VARIABLE, real_folder

# A tenth of a page test's time goes into looking for cycles among what was only imported.
gc.freeze()
gc.set_threshold(50_000, 20, 100)

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("printshop", deadline=None)
settings.load_profile("printshop")


@pytest.fixture(scope="session", autouse=True)
def packages_seen_once() -> Iterator[None]:
    """Look for components in the installed packages once: each AppTest takes half its time for it.

    What is installed does not change while the tests run.
    """
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(autouse=True)
def same_main() -> Iterator[None]:
    """Put the main module back: Streamlit's AppTest leaves the app in its place.

    A process that a later test starts would run the app, because it loads its parent's main.
    """
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def real_3mf() -> Path:
    """Give the folder of real .3mf files; without it the tests skip, but fail in CI."""
    folder = real_folder()
    if folder is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"The real .3mf files are missing: set {REAL_FILES_VARIABLE}.")
        pytest.skip(f"No real .3mf files here (set {REAL_FILES_VARIABLE}).")
    return folder


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """Give a folder that other accounts may enter: root's PostgreSQL runs under another one."""
    with TemporaryDirectory(prefix="printshop-test-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="session")
def database(open_folder: Path) -> Iterator[LocalPostgres]:
    """Give a real PostgreSQL with the newest schema, one for all tests of a process."""
    local = LocalPostgres(open_folder / "postgres", durable=False)
    with local:
        ensure_roles(local.superuser_url)
        upgrade(local.urls.owner)
        yield local


@pytest.fixture
def own_urls(database: LocalPostgres) -> Iterator[DatabaseUrls]:
    """Give the logins of a new database of the test's own: for what goes through all shops.

    In the shared one that takes the longer the more tests were before.
    """
    name = f"own_{uuid4().hex}"
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER {OWNER_ROLE}".encode())
        owner, app, worker = (
            database.url(role, name) for role in (OWNER_ROLE, APP_ROLE, WORKER_ROLE)
        )
        upgrade(owner)
        yield DatabaseUrls(owner=owner, app=app, worker=worker, listen=app)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def premises(
    database: LocalPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Premises]:
    """Give the premises that all shops of a test process share, behind the app's own login."""
    opened = Premises.open(database.urls.app, tmp_path_factory.mktemp("files"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Give an object storage that checks signatures and refuses what R2 refuses."""
    log = tmp_path_factory.mktemp("s3") / "server.log"
    with signature_checking_server(log) as server:
        yield server


@pytest.fixture(scope="session")
def rclone_s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Give a second object storage, by other people."""
    folder = tmp_path_factory.mktemp("rclone")
    with rclone_server(folder / "objects", folder / "server.log") as server:
        yield server


@pytest.fixture
def shop(premises: Premises) -> Shop:
    """Give the empty shop of a new user. Row-level security keeps tests apart."""
    return premises.sign_in(a_person())


@pytest.fixture
def other_shop(premises: Premises) -> Shop:
    """Give the empty shop of another new user."""
    return premises.sign_in(a_person())


def a_person() -> Identity:
    """Make somebody nobody has seen before."""
    return Identity(issuer="test", subject=uuid4().hex, name="Somebody")
