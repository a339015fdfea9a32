"""The index of the search while several people change what it is of."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Thread
from typing import Final

import psycopg
from sqlalchemy import text

from printshop.domain.catalog import NewModel, VariantUpdate
from printshop.domain.search import SearchKind, SearchQuery
from printshop.errors import NotFoundError
from printshop.platform.postgres import LocalPostgres
from printshop.services import catalog, demo, stock
from printshop.services.search import search
from printshop.services.shop import Shop
from tests import builders

_WRITTEN: Final = "SELECT subject_id, xmin::text FROM search_entries WHERE user_id = %s ORDER BY 1"
_WRITE: Final = (
    "SELECT search_put_models(ARRAY(SELECT id FROM models WHERE user_id = %s))",
    "SELECT search_put_variants(ARRAY(SELECT id FROM model_variants WHERE user_id = %s))",
    "SELECT search_put_jobs(ARRAY(SELECT id FROM print_jobs WHERE user_id = %s))",
    "SELECT search_put_filaments(ARRAY(SELECT id FROM filaments WHERE user_id = %s))",
    "SELECT search_put_spools(ARRAY(SELECT id FROM filament_inventory WHERE user_id = %s))",
)


def test_a_job_that_is_queued_while_its_model_is_renamed_bears_the_new_name(shop: Shop) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "10.00"})
    model = {"id": variant.model_id}
    with shop.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE models SET name = 'Lighthouse' WHERE id = :id"), model)
        queueing = Thread(target=builders.a_queued_job, args=(shop, variant))
        queueing.start()
        queueing.join(timeout=0.3)
        uow.commit()
    queueing.join()

    assert [g.kind for g in search(shop, SearchQuery(text="lighthouse")).groups] == [
        SearchKind.MODEL,
        SearchKind.VERSION,
        SearchKind.JOB,
    ]


def test_renames_merges_and_the_end_of_the_demo_at_once_stop_nobody(
    shop: Shop, database: LocalPostgres
) -> None:
    filaments = [
        builders.a_filament(shop, color_name=f"Ink {n}", color_hex=f"#10101{n}") for n in range(4)
    ]
    variants = [builders.a_variant(shop, {filaments[n].id: "10.00"}) for n in range(2)]
    for variant, filament in zip(variants, filaments, strict=False):
        builders.a_spool(shop, filament)
        builders.a_queued_job(shop, variant)
    with shop.unit_of_work() as uow:
        uow.connection.execute(
            text("UPDATE models SET is_demo = true WHERE id = :id"), {"id": variants[1].model_id}
        )
        uow.commit()

    def rename(n: int) -> None:
        for variant in variants if n % 2 else reversed(variants):
            with contextlib.suppress(NotFoundError):
                catalog.update_model(shop, variant.model_id, NewModel(name=f"Tower {n}"))
                catalog.update_variant(shop, variant.id, VariantUpdate(name=f"Tall {n}"))

    def merge(n: int) -> None:
        stock.merge_filaments(shop, keep_id=filaments[n].id, gone_id=filaments[n + 2].id)

    run_at_once(
        *(partial(rename, n) for n in range(4)),
        *(partial(merge, n) for n in range(2)),
        partial(demo.remove_demo, shop),
    )

    # Nothing is left to be written: the index says what is.
    with psycopg.connect(database.urls.owner) as connection:
        before = connection.execute(_WRITTEN, [shop.user_id]).fetchall()
        for written in _WRITE:
            connection.execute(written.encode(), [shop.user_id])
        assert connection.execute(_WRITTEN, [shop.user_id]).fetchall() == before


def run_at_once(*actions: Callable[[], object]) -> None:
    """Run each in a thread of its own, and raise what one of them raises."""
    barrier = Barrier(len(actions), timeout=20)

    def run(action: Callable[[], object]) -> None:
        barrier.wait()
        action()

    with ThreadPoolExecutor(len(actions)) as pool:
        for done in [pool.submit(run, action) for action in actions]:
            done.result()
