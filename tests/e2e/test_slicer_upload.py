"""A slicer's Upload button, byte by byte as libcurl sends it, against the running product."""

import json
import os
import socket
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

import pytest

from printshop.domain.incoming import NewAccessToken
from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.platform.worker_signs import has_worker
from printshop.services import access_tokens
from printshop.services.shop import Premises
from tests.product import Product, wait_for
from tests.three_mf_fixtures import fixture_3mf

SLICED = "maziggy__bambuddy__7fc28d76__X1E_4_Color_AMS_Test.gcode.3mf"
NAME = "Kübel ½ „neu“.gcode.3mf"
OF_A_FILE = "Content-Type: application/octet-stream"
BOUNDARY = "------------------------d74496d66958873e"


@dataclass(frozen=True)
class Slicer:
    """As libcurl speaks for OrcaSlicer and PrusaSlicer, over a socket of its own."""

    port: int
    key: str

    def test(self) -> tuple[int, dict]:
        with self._connected() as line:
            line.sendall(self._head("GET", "/api/version"))
            return _answer(line)

    def upload(self, data: bytes, *, name: str = NAME, is_asking: bool = False) -> tuple[int, dict]:
        """Send a file; `is_asking`: with Expect, so the body waits until it is wanted."""
        body = b"".join(
            (
                _part('name="print"', b"false"),
                _part('name="path"', b""),
                _part('name="plateindex"', b"1"),
                _part(
                    f'name="file"; filename="{name}"',
                    data,
                    "Content-Type: application/octet-stream",
                ),
                f"--{BOUNDARY}--\r\n".encode(),
            )
        )
        with self._connected() as line:
            more = [
                f"Content-Length: {len(body)}",
                f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
                *(["Expect: 100-continue"] if is_asking else []),
            ]
            line.sendall(self._head("POST", "/api/files/local", *more))
            if is_asking:
                assert line.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
            for at in range(0, len(body), 16_384):
                line.sendall(body[at : at + 16_384])
            return _answer(line)

    def _connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def _head(self, method: str, path: str, *more: str) -> bytes:
        lines = (
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "User-Agent: OrcaSlicer/2.4.2",
            "Accept: */*",
            f"X-Api-Key: {self.key}",
            *more,
        )
        return "\r\n".join((*lines, "", "")).encode()


def _part(disposition: str, data: bytes, *headers: str) -> bytes:
    lines = (f"--{BOUNDARY}", f"Content-Disposition: form-data; {disposition}", *headers, "", "")
    return "\r\n".join(lines).encode() + data + b"\r\n"


def _answer(line: socket.socket) -> tuple[int, dict]:
    answer = HTTPResponse(line)
    answer.begin()
    return answer.status, json.loads(answer.read())


@pytest.fixture(scope="module")
def slicer(running: Product) -> Slicer:
    urls = LocalPostgres(running.data_dir / "postgres").urls
    with closing(Premises.open(urls.app, running.data_dir / "files")) as premises:
        shop = premises.sign_in(LOCAL_OWNER)
        _, key = access_tokens.make(shop, NewAccessToken(name="OrcaSlicer"))
    return Slicer(port=running.port, key=key)


def rows(product: Product) -> list[tuple[str, str, str]]:
    with product.database() as connection:
        return connection.execute(
            "SELECT name, source::text, status::text FROM processing_jobs ORDER BY created_at"
        ).fetchall()


def test_what_a_slicer_uploads_arrives_and_is_processed(
    running: Product, slicer: Slicer, real_3mf: Path
) -> None:
    assert slicer.test()[1]["text"].startswith("OctoPrint ")

    status, said = slicer.upload((real_3mf / SLICED).read_bytes())

    assert status == 201
    assert said["files"]["local"]["name"] == NAME
    wait_for(lambda: (NAME, "slicer", "review") in rows(running), seconds=60)


def test_a_slicer_that_asks_before_it_sends_is_told_to_go_on(
    running: Product, slicer: Slicer
) -> None:
    data = fixture_3mf("two_plates_out_of_order").getvalue()

    status, _ = slicer.upload(data, name="asked.3mf", is_asking=True)

    assert status == 201
    wait_for(lambda: ("asked.3mf", "slicer", "review") in rows(running), seconds=60)


def test_a_refusal_reaches_a_slicer_that_is_still_sending(running: Product, slicer: Slicer) -> None:
    n_before = len(rows(running))

    status, said = Slicer(port=running.port, key="ps_wrong").upload(bytes(20_000_000))
    of_gcode = slicer.upload(b"G28\n" * 1_000_000, name="plate_1.gcode")

    assert (status, said["error"][:33]) == (403, "This key is wrong or was revoked.")
    assert (of_gcode[0], of_gcode[1]["error"][:28]) == (415, "plate_1.gcode is plain gcode")
    assert len(rows(running)) == n_before


def test_a_command_takes_files_in_while_the_product_runs(running: Product, tmp_path: Path) -> None:
    (tmp_path / "cube.3mf").write_bytes(fixture_3mf("studio_1_7_scalars").getvalue())
    # So it is the worker that reads the file, in a process of its own.
    assert has_worker(LocalPostgres(running.data_dir / "postgres").urls.owner, within_s=5)

    ended = subprocess.run(
        [sys.executable, "-m", "printshop", "ingest", str(tmp_path)],
        env={**os.environ, "PRINTSHOP_DATA_DIR": str(running.data_dir)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == f"{tmp_path}/cube.3mf: in the inbox\n"
    assert ("cube.3mf", "command", "review") in rows(running)
    assert running.is_healthy()
