"""Transactions of one user: what a snapshot sees, and that it only reads."""

import psycopg
import pytest
from sqlalchemy import create_engine

from printshop.domain.catalog import NewModel
from printshop.errors import DatabaseUnavailableError, RepoError
from printshop.platform.postgres import LocalPostgres
from printshop.repo.faults import translated
from printshop.repo.one_transaction import OneTransaction
from printshop.services import catalog
from printshop.services.shop import Shop
from tests import builders


def test_a_snapshot_does_not_see_what_others_commit_meanwhile(shop: Shop) -> None:
    with shop.snapshot() as uow:
        before = uow.models.count()
        catalog.create_model(shop, NewModel(name="Vase"))
        after = uow.models.count()

    assert (before, after) == (0, 0)
    assert not shop.is_empty()


def test_nothing_is_written_in_a_snapshot_and_its_connection_writes_again_afterwards(
    shop: Shop,
) -> None:
    with pytest.raises(RepoError), shop.snapshot() as uow:
        uow.models.add(NewModel(name="Vase"))

    assert catalog.create_model(shop, NewModel(name="Bowl")).name == "Bowl"


def test_a_snapshot_within_a_transaction_sees_what_it_has_done(shop: Shop) -> None:
    with shop.unit_of_work() as uow:
        builders.a_printer(Shop(OneTransaction(uow), shop.store, shop.user_id))
        with OneTransaction(uow).snapshot(shop.user_id) as part:
            printers = part.printers.all()

    assert len(printers) == 1


def test_a_connection_that_is_cut_while_a_frame_is_read_is_said_in_one_sentence(
    database: LocalPostgres, shop: Shop
) -> None:
    def read_on_a_cut_connection() -> None:
        with shop.unit_of_work() as uow:
            cut_all(database)
            uow.frames.spools()

    with pytest.raises(DatabaseUnavailableError) as caught:
        read_on_a_cut_connection()

    assert caught.value.message == "The database does not answer."
    assert shop.user()


def test_a_pool_without_a_free_connection_is_said_in_one_sentence(
    database: LocalPostgres,
) -> None:
    engine = create_engine(database.urls.app, pool_size=1, max_overflow=0, pool_timeout=0.05)

    with engine.connect(), pytest.raises(DatabaseUnavailableError) as caught, translated():
        engine.connect()

    engine.dispose()
    assert caught.value.message == "The database does not answer."


def cut_all(database: LocalPostgres) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'printshop_app' AND state = 'idle in transaction'"
        )
