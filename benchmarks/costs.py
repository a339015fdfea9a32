"""What the whole catalogue of a large shop costs, from the database to the lines.

5,000 versions with 7,500 plates and 15,000 requirements, 300 filaments, 3,000 spools and the
200,000 jobs of three years, on the built-in database, as the app's own login. Reading and working
out are printed apart; beside the latter, in ratio, the same in a plain loop over the versions,
whose totals are asserted to be the same. Then what the worker does: the pulse of a shop in
which nothing changed, and a refresh that changes nothing.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import polars as pl
import psycopg

from benchmarks.rivals.costs import Loop
from benchmarks.shops.empty import empty_shop
from printshop.analytics.cost import costs
from printshop.services.costs import of_variants, refresh, unit_costs
from printshop.services.costs.reading import Reading
from printshop.services.shop import Shop

LIMIT_MS: Final = 200.0
RUNS: Final = 15
# A millionth for each line that is rounded once.
_TOLERANCE: Final = 50e-6

# As a superuser without triggers, since only the figures count.
_FILL: Final = """
SET session_replication_role = replica;
INSERT INTO printers (user_id, name, model, watts, takes_any_model)
SELECT %(shop)s, 'Printer ' || n, (ARRAY['Bambu Lab P1S', 'Bambu Lab X1 Carbon', 'Bambu Lab A1'])
       [1 + n %% 3], 90 + n * 5, false
  FROM generate_series(1, 12) n;
INSERT INTO filaments (user_id, brand, material_type, slicer_name, color_name, color_hex,
                       average_cost_per_gram)
SELECT %(shop)s, 'Maker ' || n %% 20, (ARRAY['PLA', 'PETG', 'ABS', 'TPU'])[1 + n %% 4]
           ::material_type_enum, 'Kind ' || n %% 7, 'Colour ' || n,
       '#' || upper(lpad(to_hex(n * 4099), 6, '0')), CASE WHEN n %% 50 > 0 THEN 0.02 ELSE 0 END
  FROM generate_series(1, 300) n;
INSERT INTO purchases (user_id) VALUES (%(shop)s);
CREATE TEMP TABLE f AS SELECT id, row_number() OVER (ORDER BY id) AS place FROM filaments;
INSERT INTO filament_inventory (user_id, filament_id, purchase_id, purchase_position, number,
    initial_grams, quantity_grams, actual_cost_per_gram, is_weighed)
SELECT %(shop)s, f.id, p.id, n, n, 1000, 20 + n * 37 %% 980,
       CASE WHEN n %% 11 > 0 THEN 0.015 + n %% 13 * 0.001 ELSE 0 END, n %% 9 > 0
  FROM generate_series(1, 3000) n
  JOIN f ON f.place = 1 + (n * n) %% 300 CROSS JOIN purchases p;
INSERT INTO models (user_id, name, category, unit_price)
SELECT %(shop)s, 'Model ' || n, 'decoration', CASE WHEN n %% 3 > 0 THEN 9.90 END
  FROM generate_series(1, 2500) n;
INSERT INTO model_variants (user_id, model_id, name, version, printer_model)
SELECT %(shop)s, m.id, 'Standard', v,
       (ARRAY['Bambu Lab P1S', 'Bambu Lab X1 Carbon', 'Bambu Lab A1', ''])[1 + (v + m.place) %% 4]
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM models) m,
       generate_series(1, 2) v;
UPDATE model_variants v SET previous_variant_id = b.id
  FROM model_variants b WHERE b.model_id = v.model_id AND v.version = 2 AND b.version = 1;
INSERT INTO plates (user_id, variant_id, plate_index, print_time_s, units)
SELECT %(shop)s, v.id, n, 3600 + v.place * 7 %% 30000, 1 + v.place %% 6
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM model_variants) v,
       generate_series(1, 2) n
 WHERE n = 1 OR v.place %% 2 = 0;
CREATE TEMP TABLE p AS
    SELECT id, variant_id, row_number() OVER (ORDER BY id) AS place FROM plates;
INSERT INTO filament_requirements (user_id, plate_id, filament_index, filament_id, source,
    usage_model_g, usage_waste_g, usage_purge_g)
SELECT %(shop)s, p.id, n, CASE WHEN p.place %% 97 > 0 THEN f.id END, 'slice_info',
       5 + p.place * 13 %% 300, CASE WHEN p.place %% 2 = 0 THEN 3 END,
       CASE WHEN p.place %% 2 = 0 THEN 1.5 END
  FROM p CROSS JOIN generate_series(1, 2) n
  JOIN f ON f.place = 1 + ((p.place * n) * (p.place * n)) %% 300;
INSERT INTO print_jobs (user_id, number, variant_id, plate_id, batch_id, batch_position, status,
    queue_position, printer_id, started_at, finished_at, units_good, units_rejected, print_s)
SELECT %(shop)s, n, p.variant_id, p.id, gen_random_uuid(), 1,
       (CASE WHEN n %% 13 = 0 THEN 'failed' WHEN n %% 50 = 0 THEN 'cancelled'
             ELSE 'completed' END)::job_status_enum, n, r.id,
       timestamptz '2023-11-01' + n * interval '7 minutes',
       timestamptz '2023-11-01' + n * interval '7 minutes' + interval '2 hours',
       1 + n %% 5, (n %% 40 = 0)::int, CASE WHEN n %% 30 = 0 THEN 5000 END
  FROM generate_series(1, 200000) n
  JOIN p ON p.place = 1 + (n * 31) %% 7500
  JOIN (SELECT id, row_number() OVER (ORDER BY name) AS place FROM printers) r
    ON r.place = 1 + n %% 12;
INSERT INTO job_filament_usage (user_id, job_id, filament_id, estimated_g, actual_g, is_measured)
SELECT %(shop)s, j.id, r.filament_id, 40, CASE WHEN j.status = 'failed' THEN 18 ELSE 41 END,
       j.number %% 60 = 0
  FROM print_jobs j
  JOIN filament_requirements r ON r.plate_id = j.plate_id
 WHERE j.status <> 'cancelled' AND r.filament_id IS NOT NULL;
INSERT INTO job_steps (user_id, job_id, from_status, to_status)
SELECT %(shop)s, id, 'printing', 'completed' FROM print_jobs;
RESET session_replication_role;
"""


def main() -> None:
    """Fill a shop, then time it."""
    with empty_shop() as place:
        shop = place.shop
        _fill(place.database.superuser_url, shop)
        _time(shop)


def _fill(url: str, shop: Shop) -> None:
    began_s = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        with psycopg.ClientCursor(connection) as cursor:
            cursor.execute(_FILL.encode(), {"shop": shop.user_id})
        connection.execute("SELECT count_all_runs()")
        connection.execute("VACUUM ANALYZE")
    print(f"filled in {time.perf_counter() - began_s:.0f} s")


def _time(shop: Shop) -> None:
    whole_ms = _best_and_median(lambda: _everything(shop))
    reading_ms = _best_and_median(lambda: _read(shop))
    reading, shelf, stock = _read_all(shop)
    ours_ms = _best_and_median(lambda: costs(reading.costed))
    loop = Loop(reading.costed, shelf, stock)
    loop_ms = _best_and_median(loop.units, 3)
    _check_alike(reading, loop)
    worked_out = costs(reading.costed)
    known = worked_out.totals["unit_e6"].count()
    print(f"{worked_out.totals.height:,} versions, {known:,} of a known cost,")
    print(f"{worked_out.lines.height:,} lines from {worked_out.takes.height:,} takes of spools")
    _report("from the database to the lines", whole_ms, LIMIT_MS)
    _report("  of it reading", reading_ms)
    _report("  of it working out", ours_ms)
    _report("a loop over the versions instead", loop_ms)
    print(f"  the loop takes {loop_ms[0] / ours_ms[0]:.1f} times as long")
    a_few = [UUID(of) for of in reading.costed.versions["variant_id"][:24]]
    _report(
        "24 versions in words, as a page asks", _best_and_median(lambda: of_variants(shop, a_few))
    )
    refresh(shop, datetime.now(UTC))
    _report("the pulse of a shop", _best_and_median(lambda: _pulse(shop)))
    _report(
        "a refresh that changes nothing",
        _best_and_median(lambda: refresh(shop, datetime.now(UTC)), 5),
    )


def _everything(shop: Shop) -> None:
    with shop.snapshot() as uow:
        unit_costs(uow)


def _read(shop: Shop) -> Reading:
    with shop.snapshot() as uow:
        return Reading.of(uow, None)


def _read_all(shop: Shop) -> tuple[Reading, pl.DataFrame, pl.DataFrame]:
    with shop.snapshot() as uow:
        return Reading.of(uow, None), uow.frames.shelf(), uow.frames.stock(with_archived=True)


def _pulse(shop: Shop) -> str:
    with shop.unit_of_work() as uow:
        return uow.variant_costs.pulse()


def _check_alike(reading: Reading, loop: Loop) -> None:
    """A wrong answer has no speed."""
    slow = loop.units()
    for variant_id, unit_e6 in (
        costs(reading.costed).totals.select("variant_id", "unit_e6").iter_rows()
    ):
        other = slow[variant_id]
        alike = (
            other is None and unit_e6 is None
            if other is None or unit_e6 is None
            else abs(other - unit_e6 / 10**6) < _TOLERANCE
        )
        if not alike:
            message = f"{variant_id}: {unit_e6} and {other} differ"
            raise RuntimeError(message)


def _best_and_median(run: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    run()
    times_ms = []
    for _ in range(runs):
        began_s = time.perf_counter()
        run()
        times_ms.append((time.perf_counter() - began_s) * 1000)
    return min(times_ms), statistics.median(times_ms)


def _report(what: str, ms: tuple[float, float], limit_ms: float | None = None) -> None:
    best, median = ms
    verdict = ""
    if limit_ms is not None:
        verdict = f", limit {limit_ms:g}: {'kept' if best <= limit_ms else 'missed'}"
    print(f"{what:<42} {best:8.1f} ms best, {median:8.1f} median{verdict}")


if __name__ == "__main__":
    main()
