"""Script runs of every page, and the web process's memory, on the demo shop.

A script run is what Streamlit does for every click: the whole page from the top, here
without a browser. The memory is the resident size of `printshop web` after a real
browser opened every page.
"""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from streamlit.testing.v1 import AppTest

from printshop.config import PROJECT_ROOT
from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services.demo import load_demo
from printshop.services.shop import Premises
from printshop.ui import wiring
from tests.product import Product, children, find_browser, free_port, open_browser

PAGES = ("welcome", "catalog", "inventory", "print_queue", "upload")
LIMIT_MS = 150.0
LIMIT_MB = 350.0
RUNS = 15


def main() -> None:
    """Fill a shop, then time and weigh."""
    with TemporaryDirectory(prefix="printshop-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        product = Product(data_dir=folder, port=free_port())
        product.start()
        try:
            premises = _filled(product)
            for page in PAGES:
                _report(page, _runs_ms(page, premises))
            _weigh(product)
            premises.close()
        finally:
            product.stop()


def _filled(product: Product) -> Premises:
    urls = LocalPostgres(product.data_dir / "postgres").urls
    premises = Premises.open(urls.app, product.data_dir / "files")
    load_demo(premises.sign_in(LOCAL_OWNER))
    return premises


def _runs_ms(page: str, premises: Premises) -> list[float]:
    # The one seam that pages have to the services.
    setattr(wiring, "premises", lambda: premises)  # noqa: B010 - a function is replaced on purpose
    app = AppTest.from_file(PROJECT_ROOT / "streamlit_app.py", default_timeout=60)
    app.run()
    app.switch_page(f"pages/shop/{page}.py")
    # The first run fills the caches; it is what one visitor pays once.
    app.run()
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        app.run()
        times.append((time.perf_counter() - began) * 1000)
    if app.exception:
        message = f"The page {page} failed: {app.exception[0].message}"
        raise RuntimeError(message)
    return times


def _report(page: str, times: Sequence[float]) -> None:
    median = statistics.median(times)
    print(
        f"{page:12} script run, median of {RUNS}  {median:6.1f} ms"
        f"   {median / LIMIT_MS:.2f} of the limit of {LIMIT_MS:.0f} ms"
        f"   (from {min(times):.1f} to {max(times):.1f} ms)"
    )


def _weigh(product: Product) -> None:
    executable = find_browser()
    if executable is None:
        print("web process: not weighed, there is no Chromium here")
        return
    assert product.process is not None  # noqa: S101 - it was started above
    web = next(pid for pid, part in children(product.process.pid) if part == "web")
    before_mb = _resident_mb(web)
    with open_browser(executable) as browser:
        page = browser.new_page()
        for path in ("", *PAGES[1:]):
            page.goto(f"{product.address}/{path}")
            page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    after_mb = _resident_mb(web)
    print(
        f"web process resident  {before_mb:.0f} MB at start, {after_mb:.0f} MB after every page"
        f"   {after_mb / LIMIT_MB:.2f} of the limit of {LIMIT_MB:.0f} MB"
    )


def _resident_mb(pid: int) -> float:
    return psutil.Process(pid).memory_info().rss / 1e6


if __name__ == "__main__":
    main()
