"""Demand of a busy shop's three years: what filaments and products are asked for.

2,000 filaments on 10,000 spools, 5,000 models, 200,000 jobs with 800,000 usages, 60,000 sales,
on the built-in database with the settings of a shop. Against a plain loop in Python over the same
frames, whose answers are compared as well.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from uuid import UUID

import polars as pl
import psycopg

from benchmarks.shops.empty import empty_shop
from printshop.analytics.demand import WEEKS, burn_rates, product_demand
from printshop.services import demand
from printshop.services.demand.filaments import LOOKED_AT_DAYS
from printshop.services.shop import Shop

RUNS = 9
_HALF_LIFE_DAYS = 45
_LEAST_DAYS = 14

# As a superuser without triggers, as in `benchmarks.stock`.
_FILL = """
SET session_replication_role = replica;
INSERT INTO filaments (user_id, brand, material_type, slicer_name, color_name, color_hex)
SELECT %(shop)s, 'Maker ' || n %% 40, (ARRAY['PLA', 'PETG', 'ABS', 'TPU'])[1 + n %% 4]
           ::material_type_enum, 'Kind ' || n %% 7, 'Colour ' || n,
       '#' || upper(lpad(to_hex(n * 4099), 6, '0'))
  FROM generate_series(1, 2000) n;
INSERT INTO purchases (user_id, supplier) VALUES (%(shop)s, 'Supplier');
CREATE TEMP TABLE f AS SELECT id, row_number() OVER () AS place FROM filaments;
INSERT INTO filament_inventory (user_id, filament_id, purchase_id, purchase_position, number,
    initial_grams, quantity_grams, is_weighed, purchase_date, opened_on)
SELECT %(shop)s, f.id, (SELECT id FROM purchases), n, n, 1000, n %% 1000, true,
       current_date - 1100, CASE WHEN n %% 3 > 0 THEN current_date - n %% 1100 END
  FROM generate_series(1, 10000) n JOIN f ON f.place = 1 + (n - 1) / 5;
CREATE TEMP TABLE s AS SELECT id, filament_id, number FROM filament_inventory;
INSERT INTO models (user_id, name, category)
SELECT %(shop)s, 'Model ' || n, 'decoration' FROM generate_series(1, 5000) n;
INSERT INTO model_variants (user_id, model_id, name) SELECT %(shop)s, id, 'V' FROM models;
INSERT INTO plates (user_id, variant_id, plate_index, print_time_s, units)
SELECT %(shop)s, id, 1, 3600, 4 FROM model_variants;
CREATE TEMP TABLE p AS SELECT id, variant_id, row_number() OVER () AS place FROM plates;
INSERT INTO print_jobs (user_id, number, variant_id, plate_id, batch_id, batch_position, status,
    queue_position, finished_at, units_good)
SELECT %(shop)s, n, p.variant_id, p.id, gen_random_uuid(), 1,
       (CASE WHEN n %% 12 = 0 THEN 'failed' ELSE 'completed' END)::job_status_enum, n,
       now() - n * interval '474 seconds' , CASE WHEN n %% 12 > 0 THEN 4 END
  FROM generate_series(1, 200000) n
  JOIN p ON p.place = 1 + floor(5000 * power(((n::bigint * 7919) %% 100003) / 100003.0, 2))::int;
CREATE TEMP TABLE j AS SELECT id, number FROM print_jobs;
INSERT INTO job_filament_usage (user_id, job_id, filament_id, spool_id, estimated_g, actual_g)
SELECT %(shop)s, j.id, s.filament_id, s.id, 12, 3 + (j.number * 7 + part) %% 40
  FROM j, generate_series(1, 4) part
  JOIN s ON true WHERE s.number = 1 + floor(10000 * power(
      ((j.number::bigint * 104729 + part * 7) %% 100003) / 100003.0, 2))::int;
CREATE TEMP TABLE m AS SELECT id, row_number() OVER () AS place FROM models;
INSERT INTO product_movements (user_id, model_id, units, reason, moved_on)
SELECT %(shop)s, m.id, -(1 + n %% 5), 'sold', current_date - (n * 31) %% 1095
  FROM generate_series(1, 60000) n
  JOIN m ON m.place = 1 + floor(4000 * power(((n::bigint * 7919) %% 100003) / 100003.0, 2))::int;
RESET session_replication_role;
"""


def main() -> None:
    """Fill a shop, then time it."""
    with empty_shop() as place:
        shop = place.shop
        _fill(place.database.superuser_url, shop)
        _time_filaments(shop)
        _time_products(shop)


def _fill(url: str, shop: Shop) -> None:
    began = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute(_FILL, {"shop": shop.user_id})
        connection.execute("SELECT count_all_runs()")
        connection.execute("VACUUM ANALYZE")
        row = connection.execute(
            "SELECT (SELECT count(*) FROM print_jobs), (SELECT count(*) FROM job_filament_usage),"
            " (SELECT count(*) FROM product_movements)"
        ).fetchone()
    jobs, uses, sales = row or (0, 0, 0)
    print(
        f"filled: {jobs:,} jobs, {uses:,} usages, {sales:,} sales"
        f" in {time.perf_counter() - began:.0f} s"
    )


def _time_filaments(shop: Shop) -> None:
    now = datetime.now(UTC)
    since = now.date() - timedelta(days=LOOKED_AT_DAYS - 1)
    with shop.snapshot() as uow:
        read = _times_ms(lambda: uow.frames.daily_use(since=since, zone="UTC"))
        use = uow.frames.daily_use(since=since, zone="UTC")
    _report(f"{use.height:,} days of use, read", read)
    computed = _times_ms(lambda: burn_rates(use, as_of=now.date()))
    _report("rates of them", computed)
    _report("demand of all filaments", _times_ms(lambda: demand.filaments(shop, now)))
    busiest = demand.filaments(shop, now).sort("rate_cg_per_day", nulls_last=True, descending=True)
    first = UUID(busiest["filament_id"][0])
    _report("demand of the most used one", _times_ms(lambda: demand.filament(shop, first, now)))
    slowly = _times_ms(lambda: _rates_slowly(use, now.date()), 1)
    fast = burn_rates(use, as_of=now.date())
    slow = _rates_slowly(use, now.date())
    off = max(
        abs(rate - slow[one][0])
        for one, rate in fast.select("filament_id", "rate_cg_per_day").iter_rows()
    )
    print(
        f"a plain loop: {slowly[0]:.0f} ms, {slowly[0] / statistics.median(computed):.0f} times as"
        f" long; the rates differ by {off:.1g} at most"
    )


def _time_products(shop: Shop) -> None:
    now = datetime.now(UTC)
    today = now.date()
    with shop.snapshot() as uow:
        frames = uow.frames
        read = _times_ms(lambda: frames.produced(as_of=today, weeks=WEEKS, zone="UTC"))
        made = frames.produced(as_of=today, weeks=WEEKS, zone="UTC")
        sold = _times_ms(lambda: frames.product_weeks(as_of=today, weeks=WEEKS))
        went = frames.product_weeks(as_of=today, weeks=WEEKS)
        ids = frames.model_ids()["model_id"]
    _report(f"{made.height:,} weeks of what was finished, read", read)
    _report(f"{went.height:,} weeks of what was sold, read", sold)
    computed = _times_ms(lambda: product_demand(ids, made, went))
    _report("demand of them", computed)
    _report("demand of all products", _times_ms(lambda: demand.products(shop, now)))
    slowly = _times_ms(lambda: _units_slowly(ids, made, went), 1)
    fast = product_demand(ids, made, went)
    slow = _units_slowly(ids, made, went)
    wrong = sum(
        (shelf, weeks, units) != slow[one]
        for one, shelf, weeks, units in fast.filter(pl.col("basis") == "sales")
        .select("model_id", "shelf_units", "weeks", "units")
        .iter_rows()
    )
    print(
        f"a plain loop over the shelves alone: {slowly[0]:.0f} ms,"
        f" {slowly[0] / statistics.median(computed):.1f} times as long; products that differ:"
        f" {wrong}"
    )


def _rates_slowly(use: pl.DataFrame, today: date) -> dict[str, tuple[float, float]]:
    """Rate and spread of each filament, day by day."""
    by_day: dict[str, dict[int, int]] = defaultdict(dict)
    for filament_id, used_on, used_cg in use.iter_rows():
        by_day[filament_id][(today - used_on).days] = used_cg
    found = {}
    for filament_id, used in by_day.items():
        total = squares = exposure = 0.0
        for age in range(max(_LEAST_DAYS, max(used) + 1)):
            weight = 0.5 ** (age / _HALF_LIFE_DAYS)
            grams = used.get(age, 0)
            total += grams * weight
            squares += grams * grams * weight
            exposure += weight
        rate = max(0.0, total / exposure)
        found[filament_id] = (rate, sqrt(max(0.0, squares / exposure - rate * rate)))
    return found


def _units_slowly(
    ids: pl.Series, made: pl.DataFrame, went: pl.DataFrame
) -> dict[str, tuple[int, int, int]]:
    """Shelf, weeks with any to sell and units sold of each product, week by week."""
    finished: dict[str, dict[int, int]] = defaultdict(dict)
    sold: dict[str, dict[int, int]] = defaultdict(dict)
    moved: dict[str, dict[int, int]] = defaultdict(dict)
    # One plate each: its good pieces are the finished ones.
    for model_id, _, _, weeks_ago, good in made.iter_rows():
        finished[model_id][weeks_ago] = good
    for model_id, weeks_ago, units, net in went.iter_rows():
        sold[model_id][weeks_ago] = units
        moved[model_id][weeks_ago] = net
    found = {}
    for model_id in ids:
        shelf = weeks = units = 0
        for week in range(WEEKS, -1, -1):
            now_finished, now_sold = finished[model_id].get(week, 0), sold[model_id].get(week, 0)
            is_counted = week < WEEKS and (shelf != 0 or now_finished > 0 or now_sold > 0)
            weeks += is_counted
            units += now_sold * is_counted
            shelf += now_finished + moved[model_id].get(week, 0)
        found[model_id] = (shelf, weeks, units)
    return found


def _times_ms(run: Callable[[], object], runs: int = RUNS) -> list[float]:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        run()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _report(what: str, times: list[float]) -> None:
    print(f"{what}: median {statistics.median(times):.0f} ms, best {min(times):.0f} ms")


if __name__ == "__main__":
    main()
