"""A real browser sends a file straight to a bucket, past the app."""

from collections.abc import Iterator

import pytest

from printshop.platform.postgres import LocalPostgres
from tests.e2e.sending.conftest import MakeFile, Zone
from tests.e2e.sending.server import Server, serving
from tests.s3_servers import S3Server


@pytest.fixture(scope="module")
def server(
    database: LocalPostgres, s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    bucket = s3_server.environment()
    with serving(database.urls, tmp_path_factory.mktemp("data"), **bucket) as running:
        yield running


def test_a_large_file_goes_to_the_bucket_in_parts_and_arrives(
    server: Server, zone: Zone, a_file: MakeFile
) -> None:
    small = a_file("small.gcode.3mf", megabytes=1)
    # Above 64 MB it goes in parts.
    large = a_file("in parts.gcode.3mf", megabytes=70)
    zone.open(server.address)

    zone.choose(small, large)
    zone.wait_until(small.name, "received")
    zone.wait_until(large.name, "received")

    found = server.statuses()
    assert (found[small.name], found[large.name]) == ("processing", "processing")
    # Not a byte of them came to the app.
    assert [path for path in server.data_dir.rglob("*") if path.suffix == ".partial"] == []
    assert not (server.data_dir / "files").exists()
