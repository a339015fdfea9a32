"""The stock of a large shop: its pages, a spool's history, booking, and twenty people at once.

2,000 filaments, 10,000 spools and a ledger of 1,000,000 lines, one spool with 5,000 of them, on
the built-in database with the settings of a shop: every commit waits for the disk.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from uuid import UUID, uuid4

import psycopg
from streamlit.testing.v1 import AppTest

from benchmarks.shops.empty import empty_shop
from printshop.config import PROJECT_ROOT
from printshop.domain.spools import QuantityChange, QuantityOperation, Respooling
from printshop.errors import PrintshopError
from printshop.services import stock
from printshop.services.shop import Premises, Shop
from printshop.ui import wiring

PAGE_LIMIT_MS = 200.0
HISTORY_LIMIT_MS = 100.0
BOOKING_LIMIT_MS = 5.0
RUNS = 15
BOOKINGS = 300
SESSIONS = 20
SPOOLS = 10
AT_ONCE_S = 30.0
LONG_LEDGER = 5_000

# As a superuser without triggers: a million updates of balances would take minutes. The check
# below says whether what came of it is a ledger.
_FILL = """
SET session_replication_role = replica;
INSERT INTO filaments (user_id, brand, material_type, slicer_name, color_name, color_hex,
                       low_stock_grams, low_stock_spools, average_cost_per_gram, tare_g)
SELECT %(shop)s, 'Maker ' || n %% 40, (ARRAY['PLA', 'PETG', 'ABS', 'TPU'])[1 + n %% 4]
           ::material_type_enum, 'Kind ' || n %% 7, 'Colour ' || n,
       '#' || upper(lpad(to_hex(n * 4099), 6, '0')), CASE WHEN n %% 20 = 0 THEN 9999 ELSE 100 END,
       n %% 3, 0.02, 200
  FROM generate_series(1, 2000) n;
INSERT INTO purchases (user_id, supplier) SELECT %(shop)s, 'Supplier ' || n
  FROM generate_series(1, 1000) n;
CREATE TEMP TABLE f AS SELECT id, row_number() OVER () AS place FROM filaments;
CREATE TEMP TABLE p AS SELECT id, row_number() OVER () AS place FROM purchases;
INSERT INTO filament_inventory (user_id, filament_id, purchase_id, purchase_position, number,
    initial_grams, actual_cost_per_gram, landed_cost_per_gram, price, is_weighed, location,
    purchase_date, expiry_date)
SELECT %(shop)s, f.id, p.id, n / 1000, n, 1000, 0.02, 0.02, 20, n %% 5 > 0, 'Shelf ' || n %% 60,
       '2024-01-01', CASE WHEN n %% 50 = 0 THEN current_date + n %% 90 END
  FROM generate_series(1, 10000) n
  JOIN f ON f.place = 1 + (n - 1) / 5 JOIN p ON p.place = 1 + n %% 1000;
INSERT INTO inventory_movements
    (user_id, spool_id, amount_grams, balance_grams, reason, note, booked_at, booked_by)
SELECT %(shop)s, spool_id, amount, sum(amount) OVER (PARTITION BY spool_id ORDER BY line),
       (CASE WHEN line = 1 THEN 'received' ELSE 'used' END)::movement_reason_enum,
       CASE WHEN line = 1 THEN '' ELSE 'job #' || line END,
       timestamptz '2024-01-01' + line * interval '7 days', 'Somebody'
  FROM (SELECT s.id AS spool_id, s.number, line,
               CASE WHEN line > 1 THEN -(4 + (line * 7 + s.number * 13) %% 900 / 100.0)
                    WHEN s.number = 1 THEN 90000 ELSE 1000 END::numeric(10, 2) AS amount
          FROM filament_inventory s,
               generate_series(1, CASE WHEN s.number = 1 THEN %(long)s ELSE 100 END) line) lines
 ORDER BY line, number;
UPDATE filament_inventory s SET quantity_grams = m.total, opened_on = '2024-01-08'
  FROM (SELECT spool_id, sum(amount_grams) AS total FROM inventory_movements GROUP BY 1) m
 WHERE m.spool_id = s.id;
UPDATE shop_settings SET last_spool_number = 10000 WHERE user_id = %(shop)s;
RESET session_replication_role;
"""
_WRONG = """
SELECT count(*) FROM filament_inventory s
  LEFT JOIN (SELECT spool_id, sum(amount_grams) AS total FROM inventory_movements GROUP BY 1) m
    ON m.spool_id = s.id
 WHERE s.quantity_grams <> coalesce(m.total, 0) OR s.quantity_grams < 0
"""
_LINE = """
INSERT INTO inventory_movements (user_id, spool_id, amount_grams, balance_grams, reason)
VALUES (%s, %s, %s, 0, 'added')
"""


def main() -> None:
    """Fill a shop, then time it."""
    with empty_shop() as place:
        shop = place.shop
        _fill(place.database.superuser_url, shop)
        numbers = {n: stock.spool_by_number(shop, n).id for n in range(1, SPOOLS + 2)}
        _time_reading(place.premises, shop, numbers)
        _time_booking(place.database.urls.app, shop, numbers[2])
        _book_at_once(shop, [numbers[n] for n in range(2, SPOOLS + 2)])
        _check(place.database.superuser_url)


def _fill(url: str, shop: Shop) -> None:
    began = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute(_FILL, {"shop": shop.user_id, "long": LONG_LEDGER})
        connection.execute("VACUUM ANALYZE")
        row = connection.execute("SELECT count(*) FROM inventory_movements").fetchone()
    print(f"filled: {row[0] if row else 0:,} lines in {time.perf_counter() - began:.0f} s")
    _check(url)


def _check(url: str) -> None:
    with psycopg.connect(url) as connection:
        row = connection.execute(_WRONG).fetchone()
    print(f"spools whose balance is not the sum of their ledger: {row[0] if row else '?'}")


def _time_reading(premises: Premises, shop: Shop, numbers: dict[int, UUID]) -> None:
    today = datetime.now(UTC).date()
    overview = _times_ms(lambda: stock.overview(shop, as_of=today))
    _report("overview of the stock", overview, PAGE_LIMIT_MS)
    _report("inventory, script run", _runs_ms(premises, {}), PAGE_LIMIT_MS)
    for what, number in (("100 lines", 2), (f"{LONG_LEDGER:,} lines", 1)):
        spool_id = numbers[number]
        history = _times_ms(lambda s=spool_id: stock.ledger(shop, s))
        _report(f"history of {what}", history, HISTORY_LIMIT_MS)
        runs = _runs_ms(premises, {"spool": str(spool_id)})
        _report(f"its page, {what}", runs, HISTORY_LIMIT_MS)


def _runs_ms(premises: Premises, address: dict[str, str]) -> list[float]:
    # The one seam that pages have to the services.
    setattr(wiring, "premises", lambda: premises)  # noqa: B010 - a function is replaced on purpose
    app = AppTest.from_file(PROJECT_ROOT / "streamlit_app.py", default_timeout=120)
    app.run()
    app.switch_page("pages/shop/inventory.py")
    for name, value in address.items():
        app.query_params[name] = value
    # The first run fills the caches; it is what one visitor pays once.
    app.run()
    times = _times_ms(app.run)
    if app.exception:
        message = f"The page failed: {app.exception[0].message}"
        raise RuntimeError(message)
    return times


def _time_booking(url: str, shop: Shop, spool_id: UUID) -> None:
    """The line alone, as the app's login sends it; then all that a form's booking does."""
    with psycopg.connect(url) as connection:

        def line() -> None:
            setting = "SELECT set_config('app.current_user_id', %s, true)"
            connection.execute(setting, (str(shop.user_id),))
            connection.execute(_LINE, (shop.user_id, spool_id, Decimal("0.01")))
            connection.commit()

        _report("booking a line, with commit", _times_ms(line, BOOKINGS), BOOKING_LIMIT_MS)
    whole = _times_ms(lambda: stock.update_quantity(shop, _adding(spool_id, 1)), BOOKINGS)
    _report("the same through the service", whole, BOOKING_LIMIT_MS)


def _adding(spool_id: UUID, amount_g: int) -> QuantityChange:
    return QuantityChange(
        request_id=uuid4(),
        spool_id=spool_id,
        operation=QuantityOperation.ADD if amount_g > 0 else QuantityOperation.SUBTRACT,
        quantity_g=Decimal(abs(amount_g)),
    )


def _book_at_once(shop: Shop, spool_ids: Sequence[UUID]) -> None:
    """Sessions that add, subtract and wind over; what was confirmed must be there at the end."""
    with shop.snapshot() as uow:
        filaments = {one: uow.spools.get(one).filament_id for one in spool_ids}
        before = {one: uow.spools.get(one).quantity_g for one in spool_ids}
    ends_at = time.monotonic() + AT_ONCE_S

    def work(seed: int) -> tuple[Counter[UUID], Counter[str], list[float]]:
        chance, moved, said = Random(seed), Counter[UUID](), Counter[str]()  # noqa: S311
        times: list[float] = []
        while (began := time.monotonic()) < ends_at:
            try:
                for spool_id, amount_g in _one_booking(shop, chance, spool_ids, filaments):
                    moved[spool_id] += amount_g
            except PrintshopError as error:
                said[error.message] += 1
            times.append((time.monotonic() - began) * 1000)
        return moved, said, times

    with ThreadPoolExecutor(SESSIONS) as pool:
        results = list(pool.map(work, range(SESSIONS)))
    with shop.snapshot() as uow:
        after = {one: uow.spools.get(one).quantity_g for one in spool_ids}
    moved = {one: sum(m[one] for m, _, _ in results) for one in spool_ids}
    lost = sum(after[one] != before[one] + moved[one] for one in spool_ids)
    errors = sum((said for _, said, _ in results), Counter[str]())
    times = sorted(ms for _, _, of_one in results for ms in of_one)
    print(
        f"{SESSIONS} sessions on {SPOOLS} spools, {AT_ONCE_S:.0f} s: {len(times):,} bookings, "
        f"{len(times) / AT_ONCE_S:.0f} a second; median {statistics.median(times):.1f} ms, "
        f"p99 {times[int(len(times) * 0.99)]:.1f} ms, longest {times[-1]:.0f} ms; "
        f"spools with lost updates {lost}; errors {errors.total()} {dict(errors) or ''}"
    )


def _one_booking(
    shop: Shop, chance: Random, spool_ids: Sequence[UUID], filaments: dict[UUID, UUID]
) -> list[tuple[UUID, int]]:
    first, second = chance.sample(spool_ids, 2)
    amount_g = chance.randint(1, 3)
    if chance.random() < 0.3 and filaments[first] == filaments[second]:  # noqa: PLR2004 - a third
        move = Respooling(
            request_id=uuid4(),
            from_spool_id=first,
            to_spool_id=second,
            quantity_g=Decimal(amount_g),
        )
        stock.respool(shop, move)
        return [(first, -amount_g), (second, amount_g)]
    # A little more comes than goes, so that no spool runs dry.
    signed_g = amount_g if chance.random() < 0.55 else -amount_g  # noqa: PLR2004
    stock.update_quantity(shop, _adding(first, signed_g))
    return [(first, signed_g)]


def _times_ms(action: Callable[[], object], runs: int = RUNS) -> list[float]:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _report(what: str, times: Sequence[float], limit_ms: float) -> None:
    median = statistics.median(times)
    print(
        f"{what:32} median of {len(times):3}  {median:7.1f} ms   {median / limit_ms:5.2f} of the"
        f" limit of {limit_ms:.0f} ms   (from {min(times):.1f} to {max(times):.1f} ms)"
    )


if __name__ == "__main__":
    main()
