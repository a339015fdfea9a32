"""No row of one user is visible to another, whatever the query: table by table."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text

from printshop.domain.catalog_query import CatalogQuery
from printshop.domain.incoming import (
    FilamentWords,
    IncomingSource,
    NewAccessToken,
    NewIncoming,
)
from printshop.domain.print_queue import CompleteJob, JobStatus, PlannedSpool
from printshop.domain.printers import LoadedSpool
from printshop.domain.sales import ProductReason
from printshop.domain.shopping import NewShoppingItem
from printshop.domain.stock_taking import Count
from printshop.errors import NotFoundError
from printshop.platform.postgres import LocalPostgres
from printshop.repo import UnitOfWork
from printshop.services import catalog, printing
from printshop.services.shop import Shop
from printshop.services.stock import taking
from tests import builders

TENANT_TABLES = (
    "access_tokens",
    "alerts",
    "currency_changes",
    "files",
    "filament_choices",
    "filament_inventory",
    "filament_requirements",
    "filaments",
    "inventory_movements",
    "known_filaments",
    "job_filament_usage",
    "job_spools",
    "job_steps",
    "model_variants",
    "models",
    "plates",
    "print_jobs",
    "printer_slots",
    "printers",
    "processing_jobs",
    "product_movements",
    "purchases",
    "run_outcomes",
    "shop_settings",
    "shopping_list_items",
    "stock_take_lines",
    "stock_takes",
    "users",
    "variant_costs",
)

# What no login may read: functions of the owner do, each for the current user alone.
OF_THE_OWNER_ALONE = {
    "search_entries",
    "search_filaments",
    "search_jobs",
    "search_models",
    "search_settings",
    "search_spools",
    "search_terms",
    "search_variants",
}


@dataclass(frozen=True)
class Filled:
    """A shop with a row in every table, and the ids of some."""

    shop: Shop
    model_id: UUID
    variant_id: UUID
    filament_id: UUID
    spool_id: UUID
    job_id: UUID
    printer_id: UUID
    file_id: UUID
    incoming_id: UUID
    stock_take_id: UUID


_MAKERS_FILAMENT_AND_ALERT = """
    WITH known AS (
        INSERT INTO known_filaments (user_id, source, source_key, brand, material_type, color_name,
                                     color_hex, content_hash, lab_l, lab_a, lab_b)
        VALUES (%s, 'ofd', 'a', 'Bambu Lab', 'PLA', 'Black', '#000000', repeat('a', 64), 0, 0, 0)
    )
    INSERT INTO alerts (user_id, kind, subject, rule, text)
    VALUES (%s, 'low_stock', 'a', 'grams', 'Low.')
"""


def fill(shop: Shop) -> Filled:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "12.50"})
    printer = builders.a_printer(shop)
    job = builders.a_printing_job(shop, variant, printer)
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=builders.MONDAY_NOON)
    with shop.unit_of_work() as uow:
        file = uow.files.add(sha256="a" * 64, size_bytes=1, name="a.3mf", storage_key="k")
        uow.access_tokens.add(NewAccessToken(name="Studio"), token_hash=uuid4().hex * 2)
        uow.filament_choices.learn({FilamentWords(color_hex="#000000"): filament.id})
        incoming = uow.incoming.add(
            NewIncoming(
                batch_id=uuid4(), source=IncomingSource.BROWSER, name="a.3mf", size_bytes=1
            ),
            outline=b"a",
        )
        uow.printer_slots.put(LoadedSpool(printer_id=printer.id, slot=1, spool_id=spool.id))
        planned = PlannedSpool(
            job_id=job.id,
            filament_id=filament.id,
            spool_id=spool.id,
            position=0,
            planned_g=Decimal("12.50"),
        )
        uow.job_spools.replace(job.id, [planned])
        uow.job_steps.add(job.id, JobStatus.QUEUED, JobStatus.PRINTING, request_id=uuid4())
        uow.shopping_items.add(NewShoppingItem(filament_id=filament.id, roll_g=Decimal(1000)))
        uow.product_movements.book(
            model_id=variant.model_id,
            units=-1,
            reason=ProductReason.SOLD,
            moved_on=builders.MONDAY_NOON.date(),
        )
        uow.connection.execute(
            text(
                "INSERT INTO variant_costs (user_id, variant_id, noted_on)"
                " VALUES (:user_id, :variant_id, now())"
            ),
            {"user_id": shop.user_id, "variant_id": variant.id},
        )
        uow.connection.execute(
            text(
                "INSERT INTO currency_changes (user_id, from_currency, to_currency, rate)"
                " VALUES (:user_id, 'USD', 'EUR', 0.9)"
            ),
            {"user_id": shop.user_id},
        )
        uow.connection.exec_driver_sql(_MAKERS_FILAMENT_AND_ALERT, (shop.user_id, shop.user_id))
        uow.commit()
    stock_take = taking.start_stock_take(shop, uuid4())
    taking.count_spool(shop, stock_take.id, Count(spool_id=spool.id, net_g=Decimal(900)))
    return Filled(
        shop=shop,
        model_id=variant.model_id,
        variant_id=variant.id,
        filament_id=filament.id,
        spool_id=spool.id,
        job_id=job.id,
        printer_id=printer.id,
        file_id=file.id,
        incoming_id=incoming.id,
        stock_take_id=stock_take.id,
    )


@pytest.fixture
def mine(shop: Shop) -> Filled:
    return fill(shop)


@pytest.fixture
def theirs(other_shop: Shop) -> Filled:
    return fill(other_shop)


def owner_column(table: str) -> str:
    return "id" if table == "users" else "user_id"


@pytest.fixture
def raw(database: LocalPostgres, shop: Shop) -> Iterator[psycopg.Cursor]:
    """A cursor of the app's own login in a transaction bound to `shop`."""
    with psycopg.connect(database.urls.app) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.current_user_id', %s, true)", [str(shop.user_id)])
        yield cursor
        connection.rollback()


def test_every_table_of_the_schema_is_a_tenant_table_with_a_policy(
    database: LocalPostgres,
) -> None:
    with psycopg.connect(database.urls.owner) as connection:
        rows = connection.execute(
            """SELECT c.relname, c.relrowsecurity,
                      EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')
                  AND c.relname <> 'alembic_version' ORDER BY 1"""
        ).fetchall()
        readable = connection.execute(
            """SELECT c.relname FROM pg_class c, pg_roles r
                WHERE c.relname = ANY (%s) AND c.relnamespace = 'public'::regnamespace
                  AND r.rolname IN ('printshop_tenant', 'printshop_app', 'printshop_worker')
                  AND has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE')""",
            [sorted(OF_THE_OWNER_ALONE)],
        ).fetchall()

    assert readable == []
    rows = [row for row in rows if row[0] not in OF_THE_OWNER_ALONE]
    assert [(name, True, True) for name in sorted(TENANT_TABLES)] == sorted(rows)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_raw_sql_sees_its_own_rows_and_nobody_elses(
    table: str, mine: Filled, theirs: Filled, raw: psycopg.Cursor
) -> None:
    count = f"SELECT count(*) FROM {table} WHERE {owner_column(table)} = %s"  # noqa: S608 - a constant

    own = raw.execute(count.encode(), [mine.shop.user_id]).fetchone()
    foreign = raw.execute(count.encode(), [theirs.shop.user_id]).fetchone()

    assert own is not None
    assert own[0] > 0
    assert foreign == (0,)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_raw_sql_can_neither_change_nor_remove_nor_give_away_rows(
    table: str, theirs: Filled, raw: psycopg.Cursor
) -> None:
    column = owner_column(table)
    attempts = (
        f"UPDATE {table} SET {column} = {column} WHERE {column} = %(them)s",  # noqa: S608
        f"UPDATE {table} SET {column} = %(them)s",  # noqa: S608
        f"DELETE FROM {table} WHERE {column} = %(them)s",  # noqa: S608
    )

    touched = 0
    for attempt in attempts:
        raw.execute("SAVEPOINT attempt")
        try:
            touched += raw.execute(attempt.encode(), {"them": theirs.shop.user_id}).rowcount
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ForeignKeyViolation):
            raw.execute("ROLLBACK TO attempt")

    assert touched == 0


def test_a_connection_without_a_user_sees_nothing(database: LocalPostgres, mine: Filled) -> None:
    assert mine
    with psycopg.connect(database.urls.app) as connection:
        for table in TENANT_TABLES:
            query = f"SELECT count(*) FROM {table}"  # noqa: S608 - a constant
            assert connection.execute(query.encode()).fetchone() == (0,)


REPOSITORY_READS: dict[str, Callable[[UnitOfWork, Filled], object]] = {
    "model": lambda uow, them: uow.models.get(them.model_id),
    "variant": lambda uow, them: uow.variants.get(them.variant_id),
    "filament": lambda uow, them: uow.filaments.get(them.filament_id),
    "spool": lambda uow, them: uow.spools.get(them.spool_id),
    "print job": lambda uow, them: uow.jobs.get(them.job_id),
    "printer": lambda uow, them: uow.printers.get(them.printer_id),
    "file": lambda uow, them: uow.files.get(them.file_id),
    "incoming file": lambda uow, them: uow.incoming.get(them.incoming_id),
    "stock-take": lambda uow, them: uow.stock_takes.get(them.stock_take_id),
}


@pytest.mark.parametrize("kind", REPOSITORY_READS)
def test_repositories_do_not_find_another_shops_rows(kind: str, shop: Shop, theirs: Filled) -> None:
    with shop.unit_of_work() as uow, pytest.raises(NotFoundError, match=f"There is no {kind} "):
        REPOSITORY_READS[kind](uow, theirs)


def test_repositories_list_only_their_own_shop(shop: Shop, theirs: Filled) -> None:
    with shop.unit_of_work() as uow:
        seen = (
            uow.filaments.list(),
            uow.spools.all(),
            uow.ledger.of_spool(theirs.spool_id),
            uow.printers.all(),
            uow.jobs.finished(limit=10),
            uow.jobs.usage([theirs.job_id]),
            uow.models.cards(CatalogQuery())[0],
            uow.plates.of_variants([theirs.variant_id]),
            uow.frames.spools().rows(),
            uow.frames.stock().rows(),
            uow.stock_takes.open(),
            uow.stock_takes.counted(theirs.stock_take_id),
            uow.frames.requirements([theirs.variant_id]).rows(),
            uow.incoming.open(),
            uow.incoming.by_ids([theirs.incoming_id]),
            uow.access_tokens.all(),
            uow.filament_choices.all().items(),
        )
        user = uow.users.current()

    assert [list(rows) for rows in seen] == [[]] * len(seen)
    assert user.id == shop.user_id


def test_a_row_cannot_point_into_another_shop(shop: Shop, theirs: Filled) -> None:
    with pytest.raises(NotFoundError):
        builders.a_variant(shop, {theirs.filament_id: "1"})

    assert catalog.list_models(shop, CatalogQuery()).models[0].variant_id is None


def test_the_balance_and_the_ledger_cannot_be_written_around(
    mine: Filled, raw: psycopg.Cursor
) -> None:
    attempts = (
        "UPDATE filament_inventory SET quantity_grams = 5000",
        "UPDATE inventory_movements SET amount_grams = 5000",
        "DELETE FROM inventory_movements",
        "DELETE FROM filament_inventory",
    )

    for attempt in attempts:
        raw.execute("SAVEPOINT attempt")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw.execute(attempt.encode())
        raw.execute("ROLLBACK TO attempt")

    assert mine


def test_the_apps_login_sees_no_background_job_of_anybody(raw: psycopg.Cursor) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute("SELECT * FROM procrastinate.procrastinate_jobs")


def test_a_job_is_signed_with_the_user_who_asked_for_it(
    database: LocalPostgres, shop: Shop, other_shop: Shop
) -> None:
    key = uuid4().hex
    with shop.unit_of_work() as uow:
        uow.enqueue("verify_file", key=key, file_id="x", user_id=str(other_shop.user_id))
        uow.commit()

    with psycopg.connect(database.superuser_url) as connection:
        found = connection.execute(
            "SELECT args ->> 'user_id' FROM procrastinate.procrastinate_jobs"
            " WHERE queueing_lock LIKE %s",
            [f"%{key}"],
        ).fetchall()

    assert found == [(str(shop.user_id),)]
