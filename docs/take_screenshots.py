"""Take the pictures of the documentation anew, from the demo shop in a real Chromium.

Run `make screenshots`. It starts Printshop on a folder of its own and removes it again.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, FilePayload, Page

from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services.demo import load_demo
from printshop.services.shop import Premises
from tests.product import Product, find_browser, free_port, open_browser

FOLDER = Path(__file__).parent / "screenshots"
DESK = (1280, 900)
PHONE = (390, 844)
SHOTS = {"light": DESK, "dark": DESK, "phone": PHONE}
SETTLE_MS = 2500
# Long enough for the worker to read what was dropped.
WORK_MS = 8000
FILES = 12


def main() -> None:
    """Fill a shop and photograph every page in light, dark and phone size."""
    executable = find_browser()
    if executable is None:
        message = "No Chromium here; install Debian's package chromium."
        raise SystemExit(message)
    with TemporaryDirectory(prefix="printshop-shots-") as name:
        Path(name).chmod(0o755)
        product = Product(data_dir=Path(name), port=free_port())
        product.start()
        try:
            paths = _paths(product)
            with open_browser(executable) as browser:
                files = _files_to_drop(product)
                # The inbox last: what waits in it would stand on the upload page too.
                for pages in (paths, {"inbox": "upload"}):
                    for shot in SHOTS:
                        _photograph(browser, product, pages, files, shot)
        finally:
            product.stop()


def _paths(product: Product) -> dict[str, str]:
    urls = LocalPostgres(product.data_dir / "postgres").urls
    premises = Premises.open(urls.app, product.data_dir / "files")
    shop = premises.sign_in(LOCAL_OWNER, time_zone="Europe/Berlin")
    load_demo(shop)
    with shop.unit_of_work() as uow:
        model = uow.models.named("Ridge Bookends")
    premises.close()
    assert model is not None  # noqa: S101 - the demo is the same every time
    return {
        "home": "",
        "catalog": "catalog",
        "model": f"catalog?model={model.id}",
        "print_now": "print_now",
        "upload": "upload",
        "inventory": "inventory",
        "receive": "inventory?view=receive",
        "spool": "inventory?spool=1",
        "shopping_list": "shopping_list",
        "print_queue": "print_queue",
        "analytics": "analytics",
        "search": "search",
        "settings": "settings",
    }


def _photograph(
    browser: Browser,
    product: Product,
    paths: dict[str, str],
    files: Sequence[FilePayload],
    shot: str,
) -> None:
    size = SHOTS[shot]
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if shot == "dark" else "light",
    )
    page = context.new_page()
    for name, path in paths.items():
        page.goto(f"{product.address}/{path}")
        if name == "upload":
            _drop(page, files[:1])
        elif name == "inbox":
            _drop(page, files)
        elif name == "settings":
            _make_a_key(page, shot)
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=FOLDER / f"{name}-{shot}.png")
    context.close()


def _files_to_drop(product: Product) -> list[FilePayload]:
    """Files that the shop does not have yet: the demo's own, each a byte longer."""
    with product.database() as connection:
        rows = connection.execute(
            "SELECT DISTINCT ON (m.name) f.name, f.user_id, f.storage_key FROM files f"
            " JOIN model_variants v ON v.source_file_id = f.id JOIN models m ON m.id = v.model_id"
            " ORDER BY m.name"
        ).fetchall()
    return [
        {
            "name": name,
            "mimeType": "model/3mf",
            "buffer": (product.data_dir / "files" / str(user_id) / key).read_bytes() + b"\n",
        }
        for name, user_id, key in rows[:FILES]
    ]


def _drop(page: Page, files: Sequence[FilePayload]) -> None:
    page.locator("input[type=file]").first.set_input_files(files)
    if len(files) == 1:
        page.get_by_role("button", name="Save to the catalog").wait_for()
    else:
        page.get_by_role("button", name="Accept all").wait_for()
        page.wait_for_timeout(WORK_MS)


def _make_a_key(page: Page, shot: str) -> None:
    page.get_by_label("Name of the program").fill(f"OrcaSlicer, {shot} computer")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_role("button", name="I have copied it").wait_for()


if __name__ == "__main__":
    main()
