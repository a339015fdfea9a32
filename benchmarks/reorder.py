"""A job moved in a full queue: from the key to the new times on the screen, in Chromium.

500 waiting jobs, 12 printers, 100 rows shown. Beside it, in the same browser, the whole page
run anew, which a list without a component of its own would cost for every move.
"""

import statistics
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from playwright.sync_api import Page

from printshop.domain.print_queue import NewJobs
from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services import printing
from printshop.services.shop import Premises
from tests import builders
from tests.product import Product, find_browser, free_port, open_browser

JOBS = 500
PRINTERS = 12
MOVES = 15
LIMIT_MS = 400.0


def main() -> None:
    """Fill a queue, then move jobs in it."""
    executable = find_browser()
    if executable is None:
        raise SystemExit("No Chromium here; install Debian's package chromium.")
    with TemporaryDirectory(prefix="printshop-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        product = Product(data_dir=folder, port=free_port())
        product.start()
        try:
            _fill(product)
            with open_browser(executable) as browser:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto(f"{product.address}/print_queue")
                page.locator(".rows > li").nth(99).wait_for()
                seen, moved = _moves_ms(page)
                _report("the row stands in its new place", seen)
                _report("new times of all rows", moved, limit_ms=LIMIT_MS)
                whole = _whole_page_ms(page)
        finally:
            product.stop()
    _report("the whole page run anew", whole)
    ratio = statistics.median(moved) / statistics.median(whole)
    print(f"a move costs {ratio:.2f} of a run of the whole page")


def _fill(product: Product) -> None:
    urls = LocalPostgres(product.data_dir / "postgres").urls
    premises = Premises.open(urls.app, product.data_dir / "files")
    shop = premises.sign_in(LOCAL_OWNER)
    filaments = [
        builders.a_filament(shop, slicer_name=f"PLA Basic {n}", color_hex=f"#{n:02X}8040")
        for n in range(20)
    ]
    for filament in filaments:
        builders.a_spool(shop, filament, "1000")
    for n in range(PRINTERS):
        builders.a_printer(shop, f"Printer {n}")
    for filament in filaments:
        variant = builders.a_variant(shop, {filament.id: "30"}, minutes=90)
        new = NewJobs(batch_id=uuid4(), variant_id=variant.id, quantity=JOBS // len(filaments))
        printing.add_to_queue(shop, new)
    premises.close()


def _moves_ms(page: Page) -> tuple[list[float], list[float]]:
    """Moves of a job by one place: until the row is there, and until the shop's answer is."""
    seen, moved = [], []
    page.locator(".handle").nth(5).focus()
    for _ in range(MOVES):
        found = page.locator(".rows").evaluate(
            """async (list) => {
              const item = list.getRootNode().activeElement.closest("li");
              const before = [...list.children].indexOf(item);
              const revision = list.dataset.revision;
              const began = performance.now();
              list.getRootNode().activeElement.dispatchEvent(
                new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
              const frame = () => new Promise((done) => requestAnimationFrame(done));
              while ([...list.children].indexOf(item) === before) await frame();
              const seen = performance.now() - began;
              while (list.dataset.revision === revision) await frame();
              await frame();
              return [seen, performance.now() - began];
            }"""
        )
        seen.append(found[0])
        moved.append(found[1])
        page.wait_for_timeout(300)
    return seen, moved


def _whole_page_ms(page: Page) -> list[float]:
    """Runs of the whole page: from the first sign of one until it has ended."""
    times = []
    for _ in range(MOVES):
        page.evaluate(
            """() => {
              const app = document.querySelector("[data-testid=stApp]");
              const frame = () => new Promise((done) => requestAnimationFrame(done));
              const until = async (state) => {
                while (app.dataset.testScriptState !== state) await frame();
              };
              window.anew = new Promise((done) => addEventListener("click", async () => {
                const began = performance.now();
                await until("running");
                await until("notRunning");
                done(performance.now() - began);
              }, { once: true, capture: true }));
            }"""
        )
        # It opens a dialog, which takes a run of the whole page.
        page.get_by_role("button", name="Printers", exact=True).click()
        page.get_by_role("dialog").wait_for()
        times.append(page.evaluate("window.anew"))
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
    return times


def _report(what: str, times: Sequence[float], *, limit_ms: float | None = None) -> None:
    median = statistics.median(times)
    limit = f"   {median / limit_ms:.2f} of the limit of {limit_ms:.0f} ms" if limit_ms else ""
    print(
        f"{what:32} median of {len(times)}  {median:6.1f} ms"
        f"   (from {min(times):.1f} to {max(times):.1f} ms){limit}"
    )


if __name__ == "__main__":
    main()
