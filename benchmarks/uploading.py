"""Choosing files in a real browser: until their forms stand, how fast they go, in how much memory.

The page is the drop zone alone with a title for each file, so that what is timed is the way of
the file and not the drawing of everything that the inbox says of it.
"""

import os
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from printshop.platform.postgres import LocalPostgres
from printshop.platform.roles import ensure_roles
from printshop.repo.schema import upgrade
from tests.e2e.sending.server import Server, serving, write_sliced_file
from tests.product import find_browser, open_browser
from tests.three_mf_fixtures import real_folder

LIMIT_FORM_MS = 300.0
LIMIT_GROWTH_MB = 30.0
LIMIT_FILES_S = 5.0
MEGABYTES = 500
FILES = 100
RUNS = 5
# Notes when a label with this text comes onto the page, in the browser's own time.
_WATCH = """(text) => {
  window.appearedAt = null;
  const look = () => {
    const isThere = [...document.querySelectorAll("input[aria-label]")]
      .some((field) => field.ariaLabel === text);
    if (isThere) window.appearedAt ??= performance.now();
    else requestAnimationFrame(look);
  };
  const zone = [...document.querySelectorAll("*")].map((each) => each.shadowRoot)
    .find((root) => root?.querySelector("input.files"));
  zone.querySelector("input.files").addEventListener("change",
    () => { window.chosenAt = performance.now(); look(); }, { once: true, capture: true });
}"""


def main() -> None:
    """Start everything on an empty folder, then choose files."""
    executable = find_browser()
    if executable is None:
        print("nothing measured: there is no Chromium here")
        return
    with TemporaryDirectory(prefix="printshop-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with LocalPostgres(folder / "postgres", durable=False) as local:
            ensure_roles(local.superuser_url)
            upgrade(local.urls.owner)
            (folder / "data").mkdir()
            with serving(local.urls, folder / "data") as server, open_browser(executable) as chrome:
                page = chrome.new_page()
                page.goto(server.address)
                page.get_by_role("button", name="choose files").wait_for()
                _one_large(page, server, folder)
                _many(page, server, folder)


def _one_large(page: Page, server: Server, folder: Path) -> None:
    warm_up = write_sliced_file(folder / "warm up.gcode.3mf", megabytes=20)
    page.locator("input.files").set_input_files(warm_up)
    received = page.locator("li.received")
    received.filter(has_text=warm_up.name).wait_for(timeout=60_000)
    before_mb = highest_mb = server.resident_mb
    forms_ms: list[float] = []
    speeds: list[float] = []
    for run in range(RUNS):
        title = f"Large {run}"
        path = write_sliced_file(folder / f"{title}.gcode.3mf", megabytes=MEGABYTES, title=title)
        page.evaluate(_WATCH, f"Title of {path.name}")
        began_s = time.perf_counter()
        page.locator("input.files").set_input_files(path)
        while not received.filter(has_text=path.name).count():
            page.wait_for_timeout(20)
            highest_mb = max(highest_mb, server.resident_mb)
        speeds.append(path.stat().st_size / 1e6 / (time.perf_counter() - began_s))
        forms_ms.append(page.evaluate("() => window.appearedAt - window.chosenAt"))
        path.unlink()
    form_ms, speed = sorted(forms_ms)[RUNS // 2], sorted(speeds)[RUNS // 2]
    growth_mb = highest_mb - before_mb
    print(
        f"form of a {MEGABYTES} MB file   median of {RUNS}  {form_ms:6.0f} ms"
        f"   {form_ms / LIMIT_FORM_MS:.2f} of the limit of {LIMIT_FORM_MS:.0f} ms"
        f"   (from {min(forms_ms):.0f} to {max(forms_ms):.0f} ms)"
    )
    print(f"hashed, sent and stored   median of {RUNS}  {speed:6.0f} MB/s")
    print(
        f"web process meanwhile     at most      {growth_mb:+6.1f} MB"
        f"   {growth_mb / LIMIT_GROWTH_MB:.2f} of the limit of {LIMIT_GROWTH_MB:.0f} MB"
    )


def _many(page: Page, server: Server, folder: Path) -> None:
    real = real_folder()
    if real is None:
        print("many files: not measured, there are no real files here")
        return
    found = sorted(path for path in real.iterdir() if path.suffix.lower() == ".3mf")
    chosen = folder / "chosen"
    chosen.mkdir()
    for number in range(FILES):
        source = found[number % len(found)]
        copy = chosen / f"{number:03} {source.name}"
        shutil.copy(source, copy)
        # No two of them are the same file to the shop.
        with copy.open("ab") as file:
            file.write(os.urandom(8) if number >= len(found) else b"")
    page.get_by_role("button", name="Clear finished").click()
    n_before = len(server.statuses())
    began_s = time.perf_counter()
    page.locator("input.folder").set_input_files(chosen)
    waits = page.locator("li.waiting, li.reading")
    while page.locator("li").count() < FILES or waits.count():
        page.wait_for_timeout(20)
    announced_s = time.perf_counter() - began_s
    n_announced = len(server.statuses()) - n_before
    while page.get_by_role("button", name="Pause all").is_visible():
        page.wait_for_timeout(50)
    print(
        f"{FILES} real files            {n_announced} announced in {announced_s:5.1f} s"
        f"   {announced_s / LIMIT_FILES_S:.2f} of the limit of {LIMIT_FILES_S:.0f} s"
        f"   all there in {time.perf_counter() - began_s:.1f} s"
    )


if __name__ == "__main__":
    main()
