"""Script runs of the upload page while 200 files wait, and accepting them all.

The files are written here, two filaments each, one title in ten used twice; they are processed
in this process, as `streamlit run` does it.
"""

import statistics
import time
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from streamlit.testing.v1 import AppTest

from printshop.bambu import FilamentSpec, FileSpec, PlateSpec, write_sliced_3mf
from printshop.config import PROJECT_ROOT
from printshop.domain.incoming import IncomingSource
from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.platform.roles import ensure_roles
from printshop.repo.schema import upgrade
from printshop.services.incoming import accepting, inbox
from printshop.services.incoming.arrival import take_in
from printshop.services.incoming.processing import process, read_here
from printshop.services.shop import Premises, Shop
from printshop.ui import wiring

FILES = 200
LIMIT_MS = 300.0
RUNS = 15
COLORS = ("#101010", "#D0211C", "#1F4FC4", "#1F9D4A", "#FFFFFF", "#F7D917")


def main() -> None:
    """Fill the inbox, then time."""
    with TemporaryDirectory(prefix="printshop-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with LocalPostgres(folder / "postgres") as database:
            ensure_roles(database.superuser_url)
            upgrade(database.urls.owner)
            premises = Premises.open(database.urls.app, folder / "files")
            shop = premises.sign_in(LOCAL_OWNER)
            _fill(shop)
            _time_runs(premises)
            _time_accepting(shop)
            premises.close()


def _fill(shop: Shop) -> None:
    batch = uuid4()
    for number in range(FILES):
        title = f"Thing {number - number % 10 // 9}"
        incoming = take_in(
            shop,
            name=f"thing {number}.gcode.3mf",
            content=BytesIO(_file(title, number)),
            source=IncomingSource.BROWSER,
            batch_id=batch,
        )
        process(shop, incoming.id, read_here)


def _file(title: str, number: int) -> bytes:
    need = FilamentSpec(
        index=1,
        bambu_id="GFA00",
        type="PLA",
        color_hex=COLORS[number % len(COLORS)],
        used_g=Decimal(10 + number),
        used_m=Decimal(3),
    )
    other = replace(need, index=2, color_hex=COLORS[(number + 1) % len(COLORS)])
    plate = PlateSpec(
        index=1,
        print_time_s=3600,
        preparation_time_s=300,
        weight_g=Decimal(20 + 2 * number),
        filaments=(need, other),
    )
    settings = {"filament_type": ("PLA", "PLA"), "filament_vendor": ("Bambu Lab", "Bambu Lab")}
    return write_sliced_3mf(FileSpec(title=title, plates=(plate,), settings=settings))


def _time_runs(premises: Premises) -> None:
    # The one seam that pages have to the services.
    setattr(wiring, "premises", lambda: premises)  # noqa: B010 - a function is replaced on purpose
    app = AppTest.from_file(PROJECT_ROOT / "streamlit_app.py", default_timeout=60).run()
    app.switch_page("pages/shop/upload.py").run()
    _report("list of the inbox", app)
    next(button for button in app.button if button.label == "Open").click().run()
    _report("with an open form", app)


def _report(what: str, app: AppTest) -> None:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        app.run()
        times.append((time.perf_counter() - began) * 1000)
    if app.exception:
        message = f"The page failed: {app.exception[0].message}"
        raise RuntimeError(message)
    median = statistics.median(times)
    print(
        f"{what}, {FILES} files wait, median of {RUNS}  {median:6.1f} ms"
        f"   {median / LIMIT_MS:.2f} of the limit of {LIMIT_MS:.0f} ms"
        f"   (from {min(times):.1f} to {max(times):.1f} ms)"
    )


def _time_accepting(shop: Shop) -> None:
    order = accepting.in_order(inbox.waiting(shop).items)
    began = time.perf_counter()
    for incoming_id in order:
        accepting.accept_as_proposed(shop, incoming_id)
    took_s = time.perf_counter() - began
    print(f"accept all {len(order)}  {took_s:.1f} s   {took_s / len(order) * 1000:.0f} ms a file")


if __name__ == "__main__":
    main()
