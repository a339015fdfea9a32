"""`printshop run` from start to stop."""

import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.product import Product, alive, children, wait_for


def test_a_port_that_is_taken_is_said_with_the_way_out(running: Product, tmp_path: Path) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "printshop", "run", "--port", str(running.port)],
        env={"PRINTSHOP_DATA_DIR": str(tmp_path / "other"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert second.returncode == 2
    assert str(running.port) in second.stderr
    assert "--port" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1


def test_only_the_one_address_is_open(running: Product) -> None:
    # All of 127.0.0.0/8 is this machine: another address there is one we do not listen on.
    with socket.socket() as elsewhere:
        elsewhere.settimeout(2)
        with pytest.raises(OSError, match=r"refused|assign|unreachable|timed out"):
            elsewhere.connect(("127.0.0.2", running.port))


# The last one here that needs it: it stops what the two above shared.
def test_it_serves_and_after_sigterm_nothing_of_it_runs(running: Product) -> None:
    with urllib.request.urlopen(f"{running.address}/healthz") as answer:  # noqa: S310 - our own address
        health = json.load(answer)
    assert running.process is not None
    parts = dict(children(running.process.pid))
    everything = running.all_processes()

    code = running.stop()

    assert health["status"] == "ok"
    assert health["database"]["ready"]
    assert sorted(parts.values()) == ["web", "worker"]
    assert len(everything) > len(parts) + 1
    assert code == 0
    assert not alive(everything)


def test_what_was_killed_comes_back_by_itself(product: Product) -> None:
    for part in ("worker", "web", "postmaster"):
        product.kill(part)
        if part != "worker":
            wait_for(lambda: not product.is_healthy(), seconds=10)
        wait_for(product.is_healthy, seconds=40)

    everything = product.all_processes()
    assert product.stop() == 0
    assert not alive(everything)


def test_killing_the_whole_of_it_leaves_nothing_and_the_next_start_recovers(
    product: Product,
) -> None:
    assert product.process is not None
    everything = product.all_processes()
    product.process.kill()
    product.process.wait()
    wait_for(lambda: not alive(everything))

    product.start()

    assert product.is_healthy()
