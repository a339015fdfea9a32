"""The migrations and the tables that the code knows are the same."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Enum, create_engine, text
from sqlalchemy.pool import NullPool

from printshop.domain.users import Identity
from printshop.errors import ConfigError
from printshop.platform.postgres import LocalPostgres
from printshop.repo import Database, schema
from printshop.repo.tables import metadata


@pytest.fixture
def empty_database(database: LocalPostgres) -> Iterator[str]:
    """The owner's URL of a database that nothing was ever done to."""
    name = f"empty_{uuid4().hex}"
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER printshop_owner".encode())
    yield database.url("printshop_owner", name)
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_upgrading_an_empty_database_gives_what_the_tables_say(empty_database: str) -> None:
    schema.upgrade(empty_database)

    engine = create_engine(empty_database, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_the_enums_of_the_database_have_the_words_of_the_domain(database: LocalPostgres) -> None:
    known = {
        column.type.name: list(column.type.enums)
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Enum)
    }

    with psycopg.connect(database.urls.owner) as connection:
        rows = connection.execute(
            """SELECT t.typname, array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
                 FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
                 JOIN pg_namespace n ON n.oid = t.typnamespace
                WHERE n.nspname = 'public' GROUP BY t.typname"""
        ).fetchall()

    assert known == dict(rows)


def test_upgrading_twice_changes_nothing(empty_database: str) -> None:
    schema.upgrade(empty_database)
    schema.upgrade(empty_database)

    assert is_current(empty_database)


def test_an_empty_database_is_not_current(empty_database: str) -> None:
    assert not is_current(empty_database)


def test_updated_at_is_kept_by_the_database(database: LocalPostgres) -> None:
    # Two transactions, because now() stands still within one.
    app = Database(database.urls.app)
    user_id = app.sign_in(Identity(issuer="test", subject=uuid4().hex), time_zone="UTC")
    with app.unit_of_work(user_id) as uow:
        before = uow.users.current().updated_at
        uow.users.update_preferences(uow.users.current().preferences)
        uow.commit()
    with app.unit_of_work(user_id) as uow:
        after = uow.users.current().updated_at
    app.close()

    assert after > before


def test_every_foreign_key_between_tenant_tables_carries_the_user(
    database: LocalPostgres,
) -> None:
    engine = create_engine(database.urls.owner, poolclass=NullPool)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                """SELECT conrelid::regclass::text, conname FROM pg_constraint
                    WHERE contype = 'f' AND connamespace = 'public'::regnamespace
                      AND confrelid <> 'users'::regclass AND NOT EXISTS (
                          SELECT FROM pg_attribute a WHERE a.attrelid = conrelid
                             AND a.attnum = ANY (conkey) AND a.attname = 'user_id')"""
            )
        ).all()

    assert rows == []


def test_a_shop_of_the_first_revision_is_taken_along_with_every_row(
    empty_database: str,
) -> None:
    schema.upgrade(empty_database, revision="0001")
    with psycopg.connect(empty_database) as connection:
        connection.execute(FULL_SHOP)
        before = row_counts(connection)

    schema.upgrade(empty_database)

    with psycopg.connect(empty_database) as connection:
        after = row_counts(connection)
        balance = connection.execute("SELECT quantity_grams FROM filament_inventory").fetchone()
        metadata_of_variant = connection.execute(
            "SELECT bambu_metadata, updated_at = created_at FROM model_variants"
        ).fetchone()
        need = connection.execute(
            "SELECT usage_model_g, usage_support_g, source FROM filament_requirements"
        ).fetchone()
        file = connection.execute("SELECT split, split_rules FROM files").fetchone()
    assert is_current(empty_database)
    assert min(before.values()) > 0
    assert after == before
    assert balance == (Decimal("987.50"),)
    assert metadata_of_variant == (
        {"report": {"schema": 1}, "rawMetadata": {"layer_height": "0.2"}},
        True,
    )
    assert need == (Decimal("12.50"), None, "slice_info")
    assert file == (None, None)


def test_the_stock_of_an_earlier_revision_gets_its_purchases_costs_and_dates(
    empty_database: str,
) -> None:
    schema.upgrade(empty_database, revision="0004")
    with psycopg.connect(empty_database) as connection:
        connection.execute(FULL_SHOP)
        connection.execute(
            "UPDATE filaments SET slicer_name = 'PLA Silk+', is_demo = true;"
            "UPDATE filament_inventory SET actual_cost_per_gram = 0.0249, supplier = 'Shop',"
            " purchase_date = '2026-03-01'"
        )

    schema.upgrade(empty_database)

    with psycopg.connect(empty_database) as connection:
        spool = connection.execute(
            "SELECT s.landed_cost_per_gram, s.opened_on = m.booked_at::date, s.price,"
            " p.supplier, p.purchased_on::text, p.shipping, s.updated_at = s.created_at, p.is_demo"
            " FROM filament_inventory s JOIN purchases p ON p.id = s.purchase_id"
            " JOIN inventory_movements m ON m.spool_id = s.id AND m.reason = 'used'"
        ).fetchone()
        filament = connection.execute(
            "SELECT finish, color_pattern, other_color_hexes FROM filaments"
        ).fetchone()
        lines = connection.execute("SELECT DISTINCT booked_by FROM inventory_movements").fetchall()

    free = Decimal("0.00")
    assert spool == (Decimal("0.024900"), True, None, "Shop", "2026-03-01", free, True, True)
    assert filament == ("silk", "single", [])
    assert lines == [("",)]


@pytest.mark.parametrize(
    ("metadata", "nozzle_mm", "bed_type"),
    [
        (
            '{"nozzleSize": 0.4, "rawMetadata": {"curr_bed_type": "Textured PEI Plate"}}',
            Decimal("0.40"),
            "Textured PEI Plate",
        ),
        ('{"nozzleSize": null, "rawMetadata": {"curr_bed_type": ["a", "b"]}}', None, ""),
        ('{"nozzleSize": 1e300, "rawMetadata": []}', None, ""),
    ],
    ids=["said", "not said", "nonsense"],
)
def test_files_of_an_earlier_revision_say_which_nozzle_and_bed_they_ask_for(
    empty_database: str, metadata: str, nozzle_mm: Decimal | None, bed_type: str
) -> None:
    schema.upgrade(empty_database, revision="0004")
    with psycopg.connect(empty_database) as connection:
        connection.execute(FULL_SHOP)
        connection.execute("UPDATE model_variants SET bambu_metadata = %s::jsonb", [metadata])

    schema.upgrade(empty_database)

    with psycopg.connect(empty_database) as connection:
        variant = connection.execute(
            "SELECT nozzle_diameter_mm, bed_type FROM model_variants"
        ).fetchone()
        printer = connection.execute(
            "SELECT takes_any_model, materials, extruder_count FROM printers"
        ).fetchone()
    assert variant == (nozzle_mm, bed_type)
    # A printer of before took every file, and goes on doing so.
    assert printer == (True, "{}", 1)


@pytest.mark.parametrize(
    ("waste_g", "support_g"), [(Decimal(1), Decimal("1.01")), (None, Decimal("0.01")), (1, -1)]
)
def test_support_is_a_part_of_the_waste(
    empty_database: str, waste_g: Decimal | None, support_g: Decimal
) -> None:
    schema.upgrade(empty_database, revision="0003")

    with psycopg.connect(empty_database) as connection:
        connection.execute(FULL_SHOP)
        with pytest.raises(psycopg.errors.CheckViolation) as fault:
            connection.execute(
                "UPDATE filament_requirements SET usage_waste_g = %s, usage_support_g = %s",
                [waste_g, support_g],
            )

    assert fault.value.diag.constraint_name == "ck_filament_requirements_support_is_waste"


def test_a_shop_of_an_earlier_revision_can_be_searched_at_once(empty_database: str) -> None:
    schema.upgrade(empty_database, revision="0001")
    with psycopg.connect(empty_database) as connection:
        connection.execute(FULL_SHOP)

    schema.upgrade(empty_database)

    with psycopg.connect(empty_database) as connection:
        connection.execute(
            "SELECT set_config('app.current_user_id', (SELECT id::text FROM users), true)"
        )
        found = [
            connection.execute(
                "SELECT string_agg(kind, '' ORDER BY kind)"
                " FROM search_hits('mvfsj', search_words(%s), %s, 6, '', '', false, NULL, NULL)",
                [typed, settings],
            ).fetchone()
            for typed, settings in (("vase", []), ("black", []), ("", ["layer_height=0.2"]))
        ]
    assert found == [("jmv",), ("fs",), ("v",)]


def test_an_owner_who_may_not_make_the_extension_is_told_who_can(
    empty_database: str, database: LocalPostgres
) -> None:
    schema.upgrade(empty_database, revision="0007")
    name = conninfo_to_dict(empty_database)["dbname"]
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} OWNER TO postgres".encode())

    with pytest.raises(ConfigError, match="pg_trgm") as refused:
        schema.upgrade(empty_database)

    assert "CREATE EXTENSION pg_trgm" in refused.value.hint


@pytest.mark.parametrize("place", ["public", "extensions"])
def test_the_search_takes_the_extension_that_an_administrator_made(
    place: str, empty_database: str, database: LocalPostgres
) -> None:
    schema.upgrade(empty_database, revision="0001")
    name = conninfo_to_dict(empty_database)["dbname"]
    with psycopg.connect(database.url("postgres", str(name)), autocommit=True) as connection:
        connection.execute(
            f"CREATE SCHEMA IF NOT EXISTS {place}; GRANT USAGE ON SCHEMA {place} TO PUBLIC;"
            f"CREATE EXTENSION pg_trgm SCHEMA {place}".encode()
        )
        connection.execute(FULL_SHOP)

    schema.upgrade(empty_database)

    with psycopg.connect(empty_database) as connection:
        connection.execute(
            "SELECT set_config('app.current_user_id', (SELECT id::text FROM users), true)"
        )
        near = connection.execute("SELECT term FROM search_near('w', 'vasse', 1)").fetchall()
    assert near == [("vase",)]


def test_an_estimate_is_a_source_of_grams(empty_database: str) -> None:
    schema.upgrade(empty_database, revision="0002")
    with psycopg.connect(empty_database) as connection:
        connection.execute(FULL_SHOP)
    schema.upgrade(empty_database)

    with psycopg.connect(empty_database) as connection:
        changed = connection.execute(
            "UPDATE filament_requirements SET source = 'estimate', usage_waste_g = 1,"
            " usage_support_g = 1"
        )

    assert changed.rowcount == 1


def row_counts(connection: psycopg.Connection) -> dict[str, int]:
    counts = {}
    for table in metadata.tables.keys() - TABLES_OF_LATER_REVISIONS:
        row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608 - a table of ours
        assert row is not None
        counts[table] = row[0]
    return counts


TABLES_OF_LATER_REVISIONS = {
    "access_tokens",
    "alerts",
    "currency_changes",
    "filament_choices",
    "known_filaments",
    "processing_jobs",
    "product_movements",
    "purchases",
    "printer_slots",
    "run_outcomes",
    "job_spools",
    "job_steps",
    "stock_take_lines",
    "search_entries",
    "search_settings",
    "search_terms",
    "shopping_list_items",
    "stock_takes",
    "variant_costs",
}

# A row in every table of the first revision, in its own words: later revisions must
# take a shop along that was made before them.
FULL_SHOP = b"""
DO $$
DECLARE
    u uuid := sign_in('test', 'somebody', '', '', 'UTC');
    m uuid; v uuid; p uuid; f uuid; s uuid; r uuid; j uuid; l uuid; mv bigint;
BEGIN
    INSERT INTO printers (user_id, name) VALUES (u, 'P1S') RETURNING id INTO l;
    INSERT INTO files (user_id, sha256, size_bytes, name, storage_key)
        VALUES (u, repeat('a', 64), 1, 'a.3mf', 'k') RETURNING id INTO r;
    INSERT INTO models (user_id, name, category) VALUES (u, 'Vase', 'decoration')
        RETURNING id INTO m;
    INSERT INTO model_variants (user_id, model_id, name, source_file_id, bambu_metadata)
        VALUES (u, m, 'Standard', r,
                '{"report": {"schema": 1}, "settings": {"layer_height": "0.2"}}')
        RETURNING id INTO v;
    INSERT INTO plates (user_id, variant_id, plate_index) VALUES (u, v, 1) RETURNING id INTO p;
    INSERT INTO filaments (user_id, brand, material_type, color_name, color_hex)
        VALUES (u, 'Bambu Lab', 'PLA', 'Black', '#000000') RETURNING id INTO f;
    INSERT INTO filament_inventory
        (user_id, filament_id, purchase_id, purchase_position, number, initial_grams)
        VALUES (u, f, gen_random_uuid(), 0, 1, 1000) RETURNING id INTO s;
    INSERT INTO filament_requirements
        (user_id, plate_id, filament_index, filament_id, usage_model_g, source)
        VALUES (u, p, 1, f, 12.5, 'slice_info') RETURNING id INTO r;
    INSERT INTO print_jobs (user_id, number, variant_id, plate_id, printer_id, batch_id,
                            batch_position, queue_position, status, finished_at)
        VALUES (u, 1, v, p, l, gen_random_uuid(), 0, 1, 'completed', now()) RETURNING id INTO j;
    INSERT INTO inventory_movements (user_id, spool_id, amount_grams, balance_grams, reason)
        VALUES (u, s, 1000, 0, 'received');
    INSERT INTO inventory_movements (user_id, spool_id, amount_grams, balance_grams, reason, job_id)
        VALUES (u, s, -12.5, 0, 'used', j) RETURNING id INTO mv;
    INSERT INTO job_filament_usage
        (user_id, job_id, requirement_id, filament_id, spool_id, movement_id, estimated_g, actual_g)
        VALUES (u, j, r, f, s, mv, 12.5, 12.5);
END;
$$;
"""


def is_current(url: str) -> bool:
    database = Database(url)
    try:
        return database.health().schema_is_current
    finally:
        database.close()
