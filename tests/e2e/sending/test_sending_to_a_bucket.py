"""A real browser sends a file straight to a bucket, past the app."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from printshop.platform.postgres import LocalPostgres
from tests.e2e.sending.conftest import MakeFile, Zone
from tests.e2e.sending.server import Server, serving
from tests.s3_gateway import Gateway, gateway_to, looking_up, parts_of_pages
from tests.s3_servers import S3Server


@pytest.fixture(scope="module")
def gateway(s3_server: S3Server) -> Iterator[Gateway]:
    with gateway_to(s3_server) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(
    database: LocalPostgres, gateway: Gateway, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    bucket = gateway.server.environment()
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


def test_the_same_file_twice_at_once_in_two_tabs_is_stored_once(
    server: Server, page: Page, a_file: MakeFile
) -> None:
    path = a_file("twice to the bucket.gcode.3mf", megabytes=70)
    tabs = [Zone(page), Zone(page.context.new_page())]
    for tab in tabs:
        tab.open(server.address)

    for tab in tabs:
        tab.choose(path)
    for tab in tabs:
        tab.wait_until(path.name, "received", "already in your shop")

    with server.shop.snapshot() as uow:
        mine = [row for row in uow.incoming.open() if row.name == path.name]
    assert [row.status.value for row in mine] == ["processing"]


def test_a_storage_that_refuses_a_file_is_said_and_left_in_peace(
    server: Server, gateway: Gateway, zone: Zone, a_file: MakeFile
) -> None:
    path = a_file("refused.gcode.3mf", megabytes=1)
    zone.open(server.address)
    gateway.refusal, gateway.n_refused = parts_of_pages, 0

    zone.choose(path)
    zone.wait_until(path.name, "The storage refused the file (403).")
    n_tries = gateway.n_refused
    gateway.mend()
    zone.press("Try again", path.name)
    zone.wait_until(path.name, "received")

    assert n_tries == 7


def test_a_bucket_without_a_cors_rule_is_said_and_not_waited_for(
    server: Server, gateway: Gateway, zone: Zone, a_file: MakeFile
) -> None:
    path = a_file("no rule.gcode.3mf", megabytes=1)
    zone.open(server.address)
    gateway.has_cors_rule = False

    zone.choose(path)
    zone.wait_until(
        path.name,
        "The storage does not take files from this page: its CORS rule lacks this address "
        "(see the operations guide).",
    )
    gateway.has_cors_rule = True
    zone.press("Try again", path.name)
    zone.wait_until(path.name, "received")


def test_a_storage_that_is_busy_for_a_moment_is_waited_for(
    server: Server, gateway: Gateway, zone: Zone, a_file: MakeFile
) -> None:
    path = a_file("busy.gcode.3mf", megabytes=1)
    zone.open(server.address)
    gateway.refusal, gateway.n_refused = looking_up, 0

    zone.choose(path)
    zone.wait_until(path.name, "waiting for the network, goes on by itself")
    gateway.mend()
    zone.wait_until(path.name, "received")

    assert gateway.n_refused > 0
