"""Lists read a shop by its indexes, beside many others: what PostgreSQL itself says.

How long they take with a million rows is measured in benchmarks/.
"""

from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import event
from sqlalchemy.engine import Engine

from printshop.database_urls import APP_ROLE, DatabaseUrls
from printshop.domain.catalog_query import Between, CatalogOrder, CatalogQuery, MoneyState
from printshop.domain.shopping import ShoppingOptions
from printshop.services import catalog, costs, dashboard, demand, planning, shopping, success
from printshop.services.dashboard.view import DashboardQuery, Period
from printshop.services.shop import Premises, Shop
from tests import builders
from tests.conftest import a_person

# As an import does it: nothing follows row by row, and nothing of it is read here.
_NEIGHBOURS: Final = b"""
SET session_replication_role = replica;
CREATE TEMP TABLE n AS SELECT n, s.u, gen_random_uuid() AS id
  FROM (SELECT s, sign_in('test', 'neighbour ' || s, '', '', 'UTC') AS u
          FROM generate_series(1, 80) s) s, generate_series(100 * s, 100 * s + 99) n;
INSERT INTO models (id, user_id, name, category) SELECT id, u, 'M' || n, 'decoration' FROM n;
INSERT INTO model_variants (id, user_id, model_id, name) SELECT id, u, id, 'V' FROM n;
INSERT INTO plates (id, user_id, variant_id, plate_index) SELECT id, u, id, 1 FROM n;
INSERT INTO filaments (id, user_id, brand, material_type, color_name, color_hex)
  SELECT id, u, 'B' || n, 'PLA', 'C', '#000000' FROM n;
INSERT INTO filament_inventory
  (id, user_id, filament_id, purchase_id, purchase_position, number, initial_grams)
  SELECT id, u, id, id, 0, n, 1000 FROM n;
INSERT INTO filament_requirements
  (id, user_id, plate_id, filament_index, filament_id, usage_model_g, source)
  SELECT id, u, id, 1, id, 12.5, 'slice_info' FROM n;
INSERT INTO print_jobs (id, user_id, number, variant_id, plate_id, batch_id, batch_position,
                        queue_position, status, finished_at)
  SELECT id, u, n, id, id, id, 0, n, 'completed', now() FROM n;
INSERT INTO job_filament_usage
  (user_id, job_id, requirement_id, filament_id, spool_id, movement_id, estimated_g, actual_g)
  SELECT u, id, id, id, id, n, 12.5, 12.5 FROM n;
INSERT INTO variant_costs (user_id, variant_id, noted_on, unit_cost)
  SELECT u, id, '2026-01-01', 1 FROM n;
INSERT INTO shopping_list_items (user_id, filament_id, rolls, roll_g) SELECT u, id, 1, 1000 FROM n;
INSERT INTO product_movements (user_id, model_id, units, reason, moved_on)
  SELECT u, id, -1, 'sold', '2026-01-01' FROM n;
"""
_LARGE: Final = (
    "models",
    "model_variants",
    "plates",
    "filaments",
    "filament_inventory",
    "filament_requirements",
    "print_jobs",
    "job_filament_usage",
    "variant_costs",
    "shopping_list_items",
    "product_movements",
)


def test_lists_are_read_by_indexes_of_the_shop_as_the_apps_own_role(own_urls: DatabaseUrls) -> None:
    _explain_all(own_urls)
    plans: list[str] = []

    def listen(driver: psycopg.Connection, _: object) -> None:
        driver.add_notice_handler(lambda said: plans.append(said.message_primary or ""))

    event.listen(Engine, "connect", listen)
    try:
        with closing(Premises.open(own_urls.app, Path("unused"))) as premises:
            shop = premises.sign_in(a_person())
            _fill(shop)
            plans.clear()
            _look_at_lists(shop)
    finally:
        event.remove(Engine, "connect", listen)

    assert any("print_jobs" in plan for plan in plans)
    read_whole = [
        f"{table}:\n{plan}" for plan in plans for table in _LARGE if f"Seq Scan on {table} " in plan
    ]
    assert not read_whole, "\n".join(read_whole)


def _explain_all(own_urls: DatabaseUrls) -> None:
    """Have the app's sessions say every plan; and let eighty neighbours have much."""
    superuser = own_urls.owner.replace("printshop_owner@", "postgres@")
    name = conninfo_to_dict(own_urls.owner)["dbname"]
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(_NEIGHBOURS)
        connection.execute("ANALYZE")
        for setting in (
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_nested_statements = on",
            "auto_explain.log_level = notice",
        ):
            connection.execute(f"ALTER ROLE {APP_ROLE} IN DATABASE {name} SET {setting}".encode())


def _fill(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, total_price=Decimal(20))
    variant = builders.a_variant(shop, {filament.id: "50"})
    builders.past_runs(shop, variant, good=2, failed=1)
    builders.a_queued_job(shop, variant)


def _look_at_lists(shop: Shop) -> None:
    now = datetime.now(UTC)
    for query in (
        CatalogQuery(search="vase"),
        CatalogQuery(money=MoneyState.UNDER_TARGET, order=CatalogOrder.LEAST_MARGIN),
        CatalogQuery(grams=Between(most=Decimal(60)), order=CatalogOrder.CHEAPEST),
    ):
        catalog.list_models(shop, query)
    planning.list_queue(shop, as_of=now)
    planning.list_finished(shop)
    shopping.generate(shop, ShoppingOptions(), now)
    demand.products(shop, now)
    demand.filaments(shop, now)
    costs.refresh(shop, now)
    with shop.snapshot() as uow:
        success.rates_of_variants(uow)
        costs.drifts(uow, now.date())
    dashboard.dashboard(shop, DashboardQuery(period=Period.ALL), as_of=now)
