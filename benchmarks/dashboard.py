"""The owner's dashboard of a busy shop: three years, 200,000 jobs that took 800,000 filaments.

As the app's own login, under row-level security: the first look, filters, a look after a job was
finished, memory, and the first paint of the page in Chromium.
"""

import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
from playwright.sync_api import Page

from printshop.config import PROJECT_ROOT
from printshop.domain.catalog import Category
from printshop.domain.filament import Material
from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services import dashboard
from printshop.services.dashboard import keeping
from printshop.services.dashboard.view import DashboardQuery, Period
from printshop.services.shop import Premises, Shop
from tests.product import Product, find_browser, free_port, open_browser

JOBS = 200_000
VARIANTS = 5_000
FILAMENTS = 400
SPOOLS = 12_000
PRINTERS = 24
DAYS = 3 * 365
FIRST_LIMIT_MS = 1500.0
FILTER_LIMIT_MS = 400.0
RUNS = 7
PAINTS = 3
PAGE = "analytics"
# What is read first, and the last thing that the page draws.
FIGURES = "[data-testid=stMetric]"
DRAWN = "[data-testid=stApp][data-test-script-state=notRunning] .js-plotly-plot .main-svg"
PERIODS = {"90 days": "90d", "1 year": "365d", "All": "all"}

# As a superuser without triggers: what keeps balances and demand true would take minutes.
_FILL = """
SET session_replication_role = replica;
INSERT INTO printers (user_id, name, model, created_at)
SELECT %(shop)s, 'Printer ' || n, 'Bambu Lab P1S', now() - interval '3 years'
  FROM generate_series(1, %(printers)s) n;
INSERT INTO models (user_id, name, category, unit_price)
SELECT %(shop)s, 'Model ' || n,
       (ARRAY['keychain', 'earring', 'decoration', 'functional'])[1 + n %% 4]::category_enum,
       8 + n %% 20
  FROM generate_series(1, %(variants)s) n;
INSERT INTO model_variants (user_id, model_id, name, print_duration_s)
SELECT user_id, id, 'Standard', 7200 FROM models WHERE user_id = %(shop)s;
INSERT INTO plates (user_id, variant_id, plate_index, print_time_s, units)
SELECT user_id, id, 1, 5400 + abs(hashtext(id::text)) %% 7200, 1 + abs(hashtext(id::text)) %% 4
  FROM model_variants WHERE user_id = %(shop)s;
INSERT INTO filaments (user_id, brand, material_type, slicer_name, color_name, color_hex)
SELECT %(shop)s, 'Maker ' || n %% 12,
       (ARRAY['PLA', 'PETG', 'ABS', 'TPU', 'ASA'])[1 + n %% 5]::material_type_enum,
       'Kind ' || n %% 3, 'Colour ' || n, '#' || upper(lpad(to_hex(n * 4099), 6, '0'))
  FROM generate_series(1, %(filaments)s) n;
INSERT INTO purchases (user_id, supplier, purchased_on)
SELECT %(shop)s, 'Supplier ' || n %% 8, current_date - (n * %(days)s / 1500)
  FROM generate_series(1, 1500) n;
CREATE TEMP TABLE f AS SELECT id, row_number() OVER (ORDER BY color_hex) - 1 AS place
  FROM filaments WHERE user_id = %(shop)s;
CREATE TEMP TABLE p AS SELECT id, supplier, purchased_on, row_number() OVER () - 1 AS place
  FROM purchases WHERE user_id = %(shop)s;
INSERT INTO filament_inventory (user_id, filament_id, purchase_id, purchase_position, number,
    initial_grams, quantity_grams, actual_cost_per_gram, landed_cost_per_gram, price, supplier,
    purchase_date)
SELECT %(shop)s, f.id, p.id, n / 1500, n, 1000, CASE WHEN n %% 12 = 0 THEN n %% 1000 ELSE 0 END,
       c.cost, c.cost, 20, p.supplier, p.purchased_on
  FROM generate_series(1, %(spools)s) n
  JOIN f ON f.place = n %% %(filaments)s JOIN p ON p.place = n %% 1500
  CROSS JOIN LATERAL (SELECT CASE WHEN n %% 50 = 0 THEN 0 ELSE 0.015 + n %% 17 * 0.001 END) c(cost);
CREATE TEMP TABLE s AS SELECT id, filament_id, number - 1 AS place FROM filament_inventory
  WHERE user_id = %(shop)s;
CREATE TEMP TABLE l AS SELECT id, row_number() OVER () - 1 AS place FROM plates
  WHERE user_id = %(shop)s;
INSERT INTO filament_requirements (user_id, plate_id, filament_index, filament_id, usage_model_g,
    usage_waste_g, usage_purge_g, usage_support_g, split_known, source)
SELECT %(shop)s, l.id, i, f.id, 10 + i, 2, 1.5, 0.5, (l.place + i) %% 9 > 0, 'gcode'
  FROM l CROSS JOIN generate_series(1, 4) i JOIN f ON f.place = (l.place * 7 + i) %% %(filaments)s;
CREATE TEMP TABLE r AS SELECT r.id, filament_index AS i, r.filament_id, l.place
  FROM filament_requirements r JOIN l ON l.id = r.plate_id;
CREATE TEMP TABLE m AS SELECT id, row_number() OVER (ORDER BY name) - 1 AS place FROM printers
  WHERE user_id = %(shop)s;
INSERT INTO print_jobs (user_id, number, variant_id, plate_id, printer_id, batch_id,
    batch_position, status, queue_position, started_at, finished_at, failure_reason,
    completion_percentage, units_good, units_rejected)
SELECT %(shop)s, n, plates.variant_id, l.id, m.id, gen_random_uuid(), 1, k.status, n,
       t.ends_at - interval '2 hours', t.ends_at,
       CASE WHEN k.status = 'failed' THEN (ARRAY['adhesion', 'spaghetti', 'clog'])[1 + n %% 3]
           ::failure_reason_enum END,
       100, CASE WHEN k.status = 'completed' THEN plates.units - (n %% 40 = 0)::int ELSE 0 END,
       CASE WHEN k.status = 'completed' THEN (n %% 40 = 0)::int END
  FROM generate_series(1, %(jobs)s) n
  JOIN l ON l.place = n::bigint * 7919 %% %(variants)s JOIN plates ON plates.id = l.id
  JOIN m ON m.place = n %% %(printers)s
  CROSS JOIN LATERAL (SELECT now() - (%(jobs)s - n) * interval '1 day' * %(days)s / %(jobs)s)
      t(ends_at)
  CROSS JOIN LATERAL (SELECT (CASE WHEN n %% 17 = 0 THEN 'failed' WHEN n %% 31 = 0 THEN 'cancelled'
      ELSE 'completed' END)::job_status_enum) k(status)
 ORDER BY n;
INSERT INTO job_filament_usage (user_id, job_id, requirement_id, filament_id, spool_id,
    estimated_g, actual_g)
SELECT %(shop)s, j.id, r.id, r.filament_id, s.id, 13 + r.i, 13 + r.i + j.number %% 100 / 100.0
  FROM print_jobs j
  JOIN l ON l.id = j.plate_id JOIN r ON r.place = l.place
  JOIN s ON s.filament_id = r.filament_id
   AND s.place / %(filaments)s = (j.number::bigint + r.i) %% (%(spools)s / %(filaments)s)
 WHERE j.user_id = %(shop)s AND j.status <> 'cancelled'
 ORDER BY j.number;
UPDATE shop_settings SET last_job_number = %(jobs)s, last_spool_number = %(spools)s,
       time_zone = 'Europe/Berlin' WHERE user_id = %(shop)s;
RESET session_replication_role;
"""


def fill(url: str, shop: Shop) -> None:
    """Give a shop three years of history.

    Args:
        url: a superuser's login.
        shop: an empty one.

    """
    began = time.perf_counter()
    sizes = {
        "shop": shop.user_id,
        "jobs": JOBS,
        "variants": VARIANTS,
        "filaments": FILAMENTS,
        "spools": SPOOLS,
        "printers": PRINTERS,
        "days": DAYS,
    }
    with psycopg.connect(url, autocommit=True) as connection:
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute(_FILL, sizes)
        connection.execute("SELECT count_all_runs()")
        connection.execute("VACUUM ANALYZE")
        row = connection.execute("SELECT count(*) FROM job_filament_usage").fetchone()
    print(f"filled: {row[0] if row else 0:,} uses in {time.perf_counter() - began:.0f} s")


def main() -> None:
    """Fill a shop, then look at it."""
    with TemporaryDirectory(prefix="printshop-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        product = Product(data_dir=folder, port=free_port())
        product.start()
        try:
            postgres = LocalPostgres(folder / "postgres")
            premises = Premises.open(postgres.urls.app, folder / "files")
            shop = premises.sign_in(LOCAL_OWNER)
            fill(postgres.superuser_url, shop)
            _time_service(shop)
            _time_page(product)
            premises.close()
        finally:
            product.stop()


def _time_service(shop: Shop) -> None:
    before_mb = _resident_mb()
    for period in Period:
        _report(
            f"first look, {period}", [_first_ms(shop, period) for _ in range(3)], FIRST_LIMIT_MS
        )
    _forget()
    _look(shop, DashboardQuery(), version=0)
    began = time.perf_counter()
    thread = keeping.read_ahead(shop, version=0)
    if thread is not None:
        thread.join()
    print(f"{'all history read ahead':34} {(time.perf_counter() - began) * 1000:9.0f} ms")
    for period in Period:
        for what, narrowed in _filters().items():
            query = narrowed.model_copy(update={"period": period})
            times = _times_ms(lambda q=query: _look(shop, q, version=0))
            _report(f"filter, {period}, {what}", times, FILTER_LIMIT_MS)
    for version, period in enumerate((Period.MONTH, Period.ALL), start=1):
        _touch_a_job(shop)
        query = DashboardQuery(period=period)
        times = [_ms(lambda v=version, q=query: _look(shop, q, version=v))]
        _report(f"after one finished job, {period}", times, FILTER_LIMIT_MS)
    kept_mb = keeping.size_bytes(shop.user_id) / 1e6
    print(
        f"{'memory':34} {kept_mb:9.0f} MB kept of at most {keeping.MOST_BYTES / 1e6:.0f} MB;"
        f" the process grew by {_resident_mb() - before_mb:.0f} MB"
    )


def _filters() -> dict[str, DashboardQuery]:
    return {
        "none": DashboardQuery(),
        "material": DashboardQuery(material=Material.PETG),
        "category": DashboardQuery(category=Category.KEYCHAIN),
    }


def _first_ms(shop: Shop, period: Period) -> float:
    _forget()
    return _ms(lambda: _look(shop, DashboardQuery(period=period), version=0))


def _look(shop: Shop, query: DashboardQuery, *, version: int) -> None:
    dashboard.dashboard(shop, query, as_of=datetime.now(UTC), version=version)


def _forget() -> None:
    keeping.forget_all()


def _touch_a_job(shop: Shop) -> None:
    """As a step of a job does: its line is written anew, with the moment of it."""
    with shop.unit_of_work() as uow:
        uow.connection.exec_driver_sql(
            "UPDATE print_jobs SET units_good = 1"
            " WHERE number = (SELECT max(number) FROM print_jobs)"
        )
        uow.commit()


def _time_page(product: Product) -> None:
    executable = find_browser()
    if not (PROJECT_ROOT / "pages" / "shop" / f"{PAGE}.py").exists():
        print("first paint: not measured, there is no page yet")
        return
    if executable is None:
        print("first paint: not measured, there is no Chromium here")
        return
    with open_browser(executable) as browser:
        page = browser.new_page()
        page.goto(product.address)
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        began = _processor_ms()
        paints = [_paint_ms(page, product) for _ in range(PAINTS)]
        spent_ms = (_processor_ms() - began) / PAINTS
        _report("Chromium, first look: figures", [one[0] for one in paints], FIRST_LIMIT_MS)
        _report("Chromium, first look: all drawn", [one[1] for one in paints], FIRST_LIMIT_MS)
        print(f"{'processor time of each':34} {spent_ms:9.0f} ms, Chromium and all of Printshop")
        for label, said in PERIODS.items():
            _report(f"Chromium, filter: {label}", [_filter_ms(page, label, said)], FILTER_LIMIT_MS)


def _paint_ms(page: Page, product: Product) -> tuple[float, float]:
    """From the address to the figures, and to the last chart."""
    began = time.perf_counter()
    page.goto(f"{product.address}/{PAGE}")
    page.wait_for_selector(FIGURES, timeout=60_000)
    figures_ms = (time.perf_counter() - began) * 1000
    page.wait_for_selector(DRAWN, timeout=60_000)
    return figures_ms, (time.perf_counter() - began) * 1000


def _filter_ms(page: Page, label: str, said: str) -> float:
    """From the click until the figures are those of the other days."""
    caption = page.get_by_text(" to ", exact=False).first
    before = caption.inner_text()
    began = time.perf_counter()
    page.get_by_role("radio", name=label, exact=True).click()
    page.wait_for_url(f"**period={said}*", timeout=60_000)
    page.wait_for_function(
        "before => ![...document.querySelectorAll('[data-testid=stCaptionContainer]')]"
        ".some(one => one.innerText === before)",
        arg=before,
        timeout=60_000,
    )
    page.wait_for_selector(DRAWN, timeout=60_000)
    return (time.perf_counter() - began) * 1000


def _processor_ms() -> float:
    """Of all processes that this one started."""
    spent = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            spent += sum(process.cpu_times()[:2])
    return spent * 1000


def _times_ms(action: Callable[[], object]) -> list[float]:
    return [_ms(action) for _ in range(RUNS)]


def _ms(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


def _report(what: str, times: list[float], limit_ms: float) -> None:
    median = statistics.median(times)
    print(
        f"{what:34} {median:9.0f} ms   {median / limit_ms:5.2f} of the limit of {limit_ms:.0f} ms"
        f"   (from {min(times):.0f} to {max(times):.0f} ms)"
    )


def _resident_mb() -> float:
    return psutil.Process().memory_info().rss / 1e6


if __name__ == "__main__":
    main()
