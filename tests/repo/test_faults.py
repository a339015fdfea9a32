"""What the database refuses is said in the shop's words."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import psycopg
import pytest

from printshop.domain.catalog import NewModel, NewPlate, NewRequirement, NewVariant
from printshop.domain.units import to_grams
from printshop.errors import DatabaseUnavailableError, NotFoundError, RepoError
from printshop.platform.postgres import LocalPostgres
from printshop.services import catalog
from printshop.services.shop import Shop
from tests import builders


def test_two_transactions_that_block_each_other_end_in_a_sentence(shop: Shop) -> None:
    one, other = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FFFFFF")
    spools = [builders.a_spool(shop, one).id, builders.a_spool(shop, other).id]
    both_hold_one = Barrier(2, timeout=10)

    def cross(order: list[UUID]) -> str:
        try:
            with shop.unit_of_work() as uow:
                uow.spools.get(order[0], lock=True)
                both_hold_one.wait()
                uow.spools.get(order[1], lock=True)
        except RepoError as error:
            return error.message
        return "through"

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(cross, [spools, spools[::-1]]))

    assert ends == ["Somebody else was changing the same thing at this moment.", "through"]


def test_uploads_of_the_same_filaments_in_another_order_do_not_block_each_other(
    shop: Shop,
) -> None:
    ids = [builders.a_filament(shop, color_hex=f"#0000{n:02X}").id for n in range(8)]
    model = catalog.create_model(shop, NewModel(name="Vase"))
    others = catalog.create_model(shop, NewModel(name="Bowl"))

    def add(model_id: UUID, order: list[UUID]) -> None:
        needs = tuple(
            NewRequirement(filament_index=i, filament_id=f, model_g=to_grams(1))
            for i, f in enumerate(order, start=1)
        )
        plate = NewPlate(index=1, requirements=needs)
        catalog.create_variant(shop, model_id, NewVariant(name="Any", plates=(plate,)))

    with ThreadPoolExecutor(4) as pool:
        added = [
            pool.submit(add, *of)
            for _ in range(5)
            for of in ((model.id, ids), (others.id, ids[::-1]))
        ]
        for future in added:
            future.result()

    assert len(catalog.model_by_id(shop, model.id).variants) == 5


def test_a_connection_that_is_cut_is_said_and_the_next_one_works(
    database: LocalPostgres, shop: Shop
) -> None:
    def ask_on_a_cut_connection() -> None:
        with shop.unit_of_work() as uow:
            with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
                superuser.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE usename = 'printshop_app' AND state = 'idle in transaction'"
                )
            uow.users.current()

    with pytest.raises(DatabaseUnavailableError) as caught:
        ask_on_a_cut_connection()

    assert caught.value.message == "The database does not answer."
    assert caught.value.hint == "Nothing was saved. Wait a moment and try again."
    assert shop.user()


def test_leaving_a_unit_of_work_without_a_commit_changes_nothing(shop: Shop) -> None:
    with shop.unit_of_work() as uow:
        uow.models.add(NewModel(name="Vase"))

    assert shop.is_empty()


def test_a_reference_to_nothing_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFoundError):
        builders.a_variant(shop, {uuid4(): "1"})
