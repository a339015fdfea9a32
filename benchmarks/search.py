"""The search over a million rows of one shop, beside twenty other shops, as the app's own login.

The rows come before the migration that makes the index, so it is filled as in a shop that grew.
Each kind of question is asked through the service, with all that a page says of its hits, of
which the index's part is told apart; the same words by ILIKE under row-level security stand
beside it. Every plan is looked at: none may read a table from one end to the other.
"""

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

import psycopg
from sqlalchemy import text

from benchmarks.shops import million_rows
from printshop.domain.catalog import Category
from printshop.domain.filament import Material
from printshop.domain.search import SearchKind, SearchQuery
from printshop.platform.postgres import LocalPostgres
from printshop.platform.roles import ensure_roles
from printshop.repo.schema import upgrade
from printshop.services.search import search
from printshop.services.shop import Premises, Shop

LIMIT_MS: Final = 50.0
RUNS: Final = 60
_BEFORE: Final = "0007"
_NAME: Final = (
    "SELECT lower(name) FROM models WHERE user_id = %s ORDER BY created_at OFFSET 777 LIMIT 1"
)
_ILIKE: Final = """
SELECT id FROM models WHERE name ILIKE '%%' || %(word)s || '%%'
UNION ALL SELECT v.id FROM model_variants v JOIN models m ON m.id = v.model_id
 WHERE m.name || ' ' || v.name ILIKE '%%' || %(word)s || '%%'
UNION ALL SELECT id FROM filaments
 WHERE brand || ' ' || slicer_name || ' ' || color_name || ' ' || maker_code
       ILIKE '%%' || %(word)s || '%%'
UNION ALL SELECT j.id FROM print_jobs j JOIN model_variants v ON v.id = j.variant_id
  JOIN models m ON m.id = v.model_id WHERE m.name ILIKE '%%' || %(word)s || '%%' LIMIT 30
"""


def main() -> None:
    """Fill the shops, bring them to the newest schema, then time the search."""
    with TemporaryDirectory(prefix="printshop-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with LocalPostgres(folder / "postgres") as database:
            ensure_roles(database.superuser_url)
            upgrade(database.urls.owner, revision=_BEFORE)
            user_id, name_of_one = _fill(database)
            premises = Premises.open(database.urls.app, folder / "files")
            _time(premises.of_user(user_id), database, name_of_one)
            premises.close()


def _fill(database: LocalPostgres) -> tuple[UUID, str]:
    began = time.perf_counter()
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        users = [
            _one(connection, "SELECT sign_in('bench', %s, '', '', 'UTC')", str(n))
            for n in range(million_rows.OTHER_SHOPS + 1)
        ]
        for n, user_id in enumerate(users):
            million_rows.fill(connection, user_id, parts=100 if n else 1)
        print(f"filled in {time.perf_counter() - began:.0f} s")
        began = time.perf_counter()
        upgrade(database.urls.owner)
        print(f"index made by the migration in {time.perf_counter() - began:.0f} s")
        connection.execute("VACUUM ANALYZE")
        rows = _one(connection, "SELECT count(*) FROM search_entries WHERE user_id = %s", users[0])
        others = _one(connection, "SELECT count(*) FROM search_entries")
        size = _one(
            connection,
            "SELECT sum(pg_total_relation_size(relid)) / 1e6 FROM pg_stat_user_tables"
            " WHERE relname LIKE %s",
            "search\\_%",
        )
        name = _one(connection, _NAME, users[0])
    print(f"{rows:,} rows of the shop, {others - rows:,} of others; the index takes {size:.0f} MB")
    return users[0], name


def _questions(name: str) -> dict[str, SearchQuery]:
    texts = {
        "exact name": name,
        "prefix": name.rsplit(maxsplit=1)[-1][:4],
        "two words": " ".join(name.split()[:2]),
        "two very common words": "box standard",
        "typo": "drgaon",
        "code": "c10777",
        "barcode": "6900000001700",
        "number": "#123456",
        "very common word": "standard",
        "common in all kinds": "box",
        "two letters": "bo",
        "no hit": "qqqxyz",
        "colour": "orange",
        "colour code": "#F4761C",
        "setting": "layer_height 0.28",
        "setting's value": "gyroid",
    }
    filtered = {
        "common, of a category": SearchQuery(text="box", category=Category.EARRING),
        "common, of a material": SearchQuery(text="box", material=Material.PETG),
        "common, a rare material": SearchQuery(text="standard", material=Material.ASA),
        "common, in stock": SearchQuery(text="box", in_stock_only=True),
        "very common, in stock": SearchQuery(text="standard", in_stock_only=True),
        "rarer, all filters": SearchQuery(
            text="dragon", material=Material.TPU, max_print_s=3600, category=Category.KEYCHAIN
        ),
        "common, under an hour": SearchQuery(text="box", max_print_s=3600),
        "colour, in stock": SearchQuery(text="orange", in_stock_only=True),
        "30 of a kind": SearchQuery(text="box", kinds=frozenset({SearchKind.JOB}), most=30),
    }
    return {what: SearchQuery(text=text) for what, text in texts.items()} | filtered


def _time(shop: Shop, database: LocalPostgres, name: str) -> None:
    worst = 0.0
    for what, query in _questions(name).items():
        typed = query.text
        found = search(shop, query)
        cpu_ms = _processor_ms(shop)
        times = _times_ms(lambda q=query: search(shop, q))
        cpu_ms = (_processor_ms(shop) - cpu_ms) / len(times)
        plain = _times_ms(lambda t=typed: _by_ilike(shop, t), runs=3)
        p95 = sorted(times)[int(len(times) * 0.95)]
        worst = max(worst, p95)
        print(
            f"{what:22} {typed[:22]:22} p50 {statistics.median(times):6.1f}  p95 {p95:6.1f} ms"
            f"  {p95 / LIMIT_MS:5.2f} of the limit  {cpu_ms:5.1f} ms of the processor"
            f"  ILIKE {statistics.median(plain):7.0f} ms"
            f"  {found.total_text:>7} found  {_scans(shop, database, typed)}"
        )
    print(f"worst p95 {worst:.1f} ms, {worst / LIMIT_MS:.2f} of the limit of {LIMIT_MS:.0f} ms")


def _processor_ms(shop: Shop) -> float:
    """Time of the processor that this process and its one connection took so far.

    Beside other work the clock says how long one waited; this says what was done.
    """
    with shop.snapshot() as uow:
        pid = uow.connection.scalar(text("SELECT pg_backend_pid()"))
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() * 1000 + ticks * 1000 / os.sysconf("SC_CLK_TCK")


def _by_ilike(shop: Shop, typed: str) -> None:
    with shop.snapshot() as uow:
        driver = uow.connection.connection.driver_connection
        if driver is not None:
            driver.execute(_ILIKE, {"word": typed})


def _scans(shop: Shop, database: LocalPostgres, typed: str) -> str:
    """Which tables of the index were read from end to end by the app's own role: none may be."""
    plans: list[str] = []
    with psycopg.connect(database.superuser_url) as connection:
        connection.add_notice_handler(lambda said: plans.append(said.message_primary or ""))
        for setting in (
            "LOAD 'auto_explain'",
            "SET auto_explain.log_min_duration = 0",
            "SET auto_explain.log_nested_statements = on",
            "SET auto_explain.log_level = notice",
            "SET SESSION AUTHORIZATION printshop_app",
        ):
            connection.execute(setting.encode())
        connection.execute(
            "SELECT set_config('app.current_user_id', %s, true)", [str(shop.user_id)]
        )
        connection.execute(
            "SELECT search_hits('mvfsj', search_words(%s), '{}', 6, '', '', false, NULL, NULL)",
            [typed],
        ).fetchall()
    plan = "\n".join(plans)
    if "Seq Scan on search_" in plan:
        return "READS A WHOLE TABLE"
    return "by index" if "ix_search_entries_words" in plan else "INDEX NOT USED"


def _times_ms(action: Callable[[], object], runs: int = RUNS) -> list[float]:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1000)
    return times


def _one(connection: psycopg.Connection, sql: str, *values: object) -> Any:  # noqa: ANN401 - a value
    row = connection.execute(sql.encode(), values).fetchone()
    if row is None:
        message = f"Nothing: {sql}"
        raise RuntimeError(message)
    return row[0]


if __name__ == "__main__":
    main()
