"""Files on their way from a real browser to a real server, over lines good and bad."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.e2e.sending.conftest import MakeFile, Zone
from tests.e2e.sending.proxy import Line
from tests.e2e.sending.server import Server
from tests.product import wait_for

# On this line a file of 60 MB takes three seconds.
_SLOW = 20e6
_VERY_SLOW = 1e6
_MOST_GROWTH_MB = 30


@contextmanager
def highest_memory(server: Server) -> Generator[list[float]]:
    """Watch the server's memory; the list holds the highest afterwards."""
    highest, over = [server.resident_mb], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            highest[0] = max(highest[0], server.resident_mb)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield highest
    finally:
        over.set()
        watching.join()


def test_the_form_of_a_500_mb_file_stands_while_it_is_sent_in_little_memory(
    server: Server, zone: Zone, a_file: MakeFile
) -> None:
    warm_up = a_file("warm up.gcode.3mf", megabytes=20)
    large = a_file("large.gcode.3mf", megabytes=500, title="Large star")
    zone.open(server.address)
    zone.choose(warm_up)
    zone.wait_until(warm_up.name, "received")
    before_mb = server.resident_mb

    with highest_memory(server) as highest_mb:
        zone.choose(large)
        field = zone.page.get_by_label(f"Title of {large.name}")
        expect(field).to_have_value("Large star")
        state_with_form = zone.state(large.name)
        zone.wait_until(large.name, "sending")
        sent_mb = server.received_bytes() / 1e6
        zone.wait_until(large.name, "received", seconds=90)

    assert "received" not in state_with_form
    assert sent_mb < 500
    assert server.statuses()[large.name] == "processing"
    assert highest_mb[0] - before_mb <= _MOST_GROWTH_MB


def test_a_line_that_is_cut_goes_on_by_itself_from_where_it_was(
    server: Server, zone: Zone, a_file: MakeFile
) -> None:
    path = a_file("cut.gcode.3mf", megabytes=60)
    with Line(server.port, bytes_per_s=_SLOW) as line:
        zone.open(line.address)
        zone.choose(path)
        wait_for(lambda: server.received_bytes() > 20e6)

        line.cut()
        zone.wait_until(path.name, "waiting for the network, goes on by itself")
        kept = server.received_bytes()
        line.mend()
        zone.wait_until(path.name, "received")

        assert kept > 20e6
        assert line.bytes_sent < 60e6 + 20e6


def test_a_closed_browser_loses_nothing_the_same_file_goes_on_when_it_is_chosen_again(
    server: Server, browser: Browser, zone: Zone, a_file: MakeFile
) -> None:
    path = a_file("closed.gcode.3mf", megabytes=60)
    with Line(server.port, bytes_per_s=_SLOW) as line:
        context = browser.new_context()
        first = Zone(context.new_page())
        first.open(line.address)
        first.choose(path)
        wait_for(lambda: server.received_bytes() > 20e6)
        context.close()

        zone.open(line.address)
        zone.choose(path)
        zone.wait_until(path.name, "received")

        assert line.bytes_sent < 60e6 + 20e6
    assert list(server.statuses()).count(path.name) == 1


def test_the_same_file_in_two_tabs_is_sent_once(
    server: Server, zone: Zone, a_file: MakeFile
) -> None:
    path = a_file("twice.gcode.3mf", megabytes=60)
    with Line(server.port, bytes_per_s=_SLOW) as line:
        second = Zone(zone.page.context.new_page())
        zone.open(line.address)
        second.open(line.address)
        zone.choose(path)
        zone.wait_until(path.name, "sending")
        # Slow enough that the second tab has read the file before the first one is done.
        line.bytes_per_s = _VERY_SLOW
        second.choose(path)

        second.wait_until(path.name, "another tab is sending this file")
        line.bytes_per_s = _SLOW
        zone.wait_until(path.name, "received")
        second.wait_until(path.name, "already in your shop")

        assert line.bytes_sent < 60e6 + 5e6
    assert list(server.statuses()).count(path.name) == 1


def test_pause_holds_go_on_goes_on_and_cancel_leaves_nothing(
    server: Server, zone: Zone, a_file: MakeFile
) -> None:
    path = a_file("held.gcode.3mf", megabytes=60)
    with Line(server.port, bytes_per_s=_SLOW) as line:
        zone.open(line.address)
        zone.choose(path)
        zone.wait_until(path.name, "sending")
        zone.press("Pause", path.name)
        zone.wait_until(path.name, "paused")
        wait_for(lambda: _stands_still(server, zone))
        zone.press("Go on", path.name)
        zone.wait_until(path.name, "sending")

        zone.press("Cancel", path.name)

        wait_for(lambda: path.name not in server.statuses())
        wait_for(lambda: server.received_bytes() == 0)
        expect(zone.page.get_by_text(f"{path.name}: receiving")).to_have_count(0)
        expect(zone.page.locator("li")).to_have_count(0)


def _stands_still(server: Server, zone: Zone) -> bool:
    before = server.received_bytes()
    zone.page.wait_for_timeout(400)
    return server.received_bytes() == before


def test_a_folder_of_real_files_is_announced_at_once_and_received(
    server: Server, zone: Zone, real_3mf: Path
) -> None:
    names = [path.name for path in real_3mf.iterdir() if path.suffix.lower() == ".3mf"]
    zone.open(server.address)

    zone.page.locator("input.folder").set_input_files(real_3mf)

    expect(zone.page.get_by_text("3 files of other kinds left out.")).to_be_visible()
    summary = zone.page.locator(".summary")
    expect(summary).to_contain_text(f"of {len(names)} files done")
    expect(zone.page.get_by_role("button", name="Pause all")).to_be_hidden()
    # Copies of one file and those that are no archive are said so, the others are in the shop.
    states = zone.page.locator("li .state").all_text_contents()
    n_received = states.count("received")
    assert n_received >= 60
    assert n_received + states.count("already in your shop") >= len(names) - 2
    assert set(server.statuses().values()) == {"processing"}


def test_what_is_not_taken_is_said_before_anything_is_sent(
    server: Server, zone: Zone, tmp_path: Path
) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(b"a photo")
    text = tmp_path / "<b>notes<i>.3mf"
    text.write_bytes(b"no archive")
    huge = tmp_path / "huge.3mf"
    with huge.open("wb") as file:
        file.truncate(601_000_000)
    zone.open(server.address)

    zone.choose(picture, text, huge)

    said = zone.page.locator(".refusals p")
    expect(said).to_have_text(
        [
            (
                "huge.3mf has 601 MB, more than the 600 MB that your shop takes: export its "
                "plates one by one."
            ),
            "photo.jpg is not a .3mf file: choose files that end in .3mf.",
        ]
    )
    zone.wait_until(text.name, "is not a .3mf file (no zip archive)")
    assert zone.page.locator("li b, li i").count() == 0
    assert not {picture.name, text.name, huge.name} & server.statuses().keys()


def test_a_file_that_changes_while_it_is_sent_says_so_and_goes_on_when_chosen_again(
    server: Server, zone: Zone, a_file: MakeFile
) -> None:
    path = a_file("changing.gcode.3mf", megabytes=60)
    with Line(server.port, bytes_per_s=_SLOW) as line:
        zone.open(line.address)
        zone.choose(path)
        zone.wait_until(path.name, "sending")

        a_file("changing.gcode.3mf", megabytes=40)
        zone.wait_until(path.name, "was changed or moved while it was read: choose it again.")
        line.bytes_per_s = 1e9
        zone.choose(path)
        zone.wait_until(path.name, "received")

    assert list(server.statuses()).count(path.name) == 1
    assert server.statuses()[path.name] == "processing"


def test_a_page_that_was_open_for_too_long_gets_a_new_pass_by_itself(
    server: Server, zone: Zone, a_file: MakeFile
) -> None:
    path = a_file("late.gcode.3mf", megabytes=1)
    zone.open(server.address)
    # A second later a pass is another one.
    zone.page.wait_for_timeout(1_100)
    zone.page.evaluate("() => { window[Symbol.for('printshop.transfers')].api.pass = 'too old'; }")

    zone.choose(path)

    zone.wait_until(path.name, "received")


def test_files_dropped_from_another_window_are_taken(
    server: Server, zone: Zone, real_3mf: Path
) -> None:
    paths = sorted(real_3mf.glob("*.gcode.3mf"))[:2]
    zone.open(server.address)
    dropped = [[path.name, list(path.read_bytes()[:200_000])] for path in paths]

    zone.page.locator(".zone").evaluate(
        """(zone, files) => {
          const dataTransfer = new DataTransfer();
          for (const [name, bytes] of files) {
            dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
          }
          zone.dispatchEvent(new DragEvent("dragover", { dataTransfer, cancelable: true }));
          zone.dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
        }""",
        dropped,
    )

    expect(zone.page.locator("li .name")).to_have_text([path.name for path in paths])
