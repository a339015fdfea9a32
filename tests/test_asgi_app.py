import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from printshop.platform.postgres import LocalPostgres

_ROOT = Path(__file__).parents[1]
_START_WITHIN_S = 40


@contextmanager
def serving(tmp_path: Path, **variables: str) -> Generator[str]:
    """Run the app as `printshop web` does, and give its address."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    log = (tmp_path / "web.log").open("w")
    command = [sys.executable, "-m", "uvicorn", "asgi_app:app", "--port", str(port)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PRINTSHOP_", "DATABASE_"))}
    environment = {**kept, "PRINTSHOP_DATA_DIR": str(tmp_path / "data"), **variables}
    process = subprocess.Popen(
        command, cwd=_ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        _wait_until_it_listens(port, process, tmp_path / "web.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=15)
        log.close()


def _wait_until_it_listens(port: int, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"The app did not start: {log.read_text()}")


def ask(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - our own address
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


@pytest.fixture(scope="module")
def address(database: LocalPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    urls = database.urls
    logins = {
        "DATABASE_URL": urls.app,
        "PRINTSHOP_DATABASE_OWNER_URL": urls.owner,
        "PRINTSHOP_DATABASE_WORKER_URL": urls.worker,
    }
    with serving(tmp_path_factory.mktemp("web"), **logins) as address:
        yield address


def test_health_says_the_state_of_the_database(address: str) -> None:
    status, headers, body = ask(f"{address}/healthz")

    assert status == 200
    assert headers["cache-control"] == "no-store"
    said = json.loads(body)
    assert said["status"] == "ok"
    assert said["database"]["ready"] is True
    assert said["database"]["schema"] == "current"
    assert said["database"]["version"].startswith("18.")


def test_the_app_is_served_with_the_security_headers(address: str) -> None:
    status, headers, body = ask(f"{address}/catalog")

    assert status == 200
    assert b"<script" in body
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "'unsafe-eval'" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_without_a_sign_in_a_foreign_name_is_refused(address: str) -> None:
    status, _, body = ask(address, Host="evil.example")

    assert status == 400
    assert body == b"This Printshop has no sign-in and answers only under its own address."


def test_the_figures_of_the_server_are_not_for_visitors(address: str) -> None:
    assert ask(f"{address}/_stcore/metrics")[0] == 404


def test_without_a_database_the_app_starts_and_says_so_within_the_time(tmp_path: Path) -> None:
    nowhere = f"postgresql://app@/printshop?host={tmp_path}&port=5432&connect_timeout=2"
    logins = {"DATABASE_URL": nowhere, "PRINTSHOP_DATABASE_OWNER_URL": nowhere}

    with serving(tmp_path, **logins) as address:
        started_s = time.monotonic()
        status, _, body = ask(f"{address}/healthz")
        took_s = time.monotonic() - started_s

        assert status == 503
        assert json.loads(body) == {"status": "unavailable", "database": {"ready": False}}
        assert took_s < 3
        assert ask(address)[0] == 200
