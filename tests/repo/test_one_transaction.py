"""Several units of work as one."""

import pytest

from printshop.domain.catalog import NewModel
from printshop.domain.filament import NewFilament
from printshop.errors import DuplicateError
from printshop.repo.one_transaction import OneTransaction
from printshop.services import catalog, printers, stock
from printshop.services.shop import Shop
from tests import builders

FIELDS = set(NewFilament.model_fields)


def test_parts_last_when_the_whole_is_committed(shop: Shop) -> None:
    with shop.unit_of_work() as uow:
        inner = Shop(OneTransaction(uow), shop.store, shop.user_id)
        catalog.create_model(inner, NewModel(name="Vase"))
        seen_outside = shop.is_empty()
        uow.commit()

    assert seen_outside
    assert not shop.is_empty()


def test_nothing_of_a_committed_part_lasts_without_the_whole(shop: Shop) -> None:
    with shop.unit_of_work() as uow:
        catalog.create_model(
            Shop(OneTransaction(uow), shop.store, shop.user_id), NewModel(name="Vase")
        )

    assert shop.is_empty()


def test_a_part_that_fails_takes_back_only_itself(shop: Shop) -> None:
    kind = builders.a_filament(shop)
    with shop.unit_of_work() as uow:
        inner = Shop(OneTransaction(uow), shop.store, shop.user_id)
        builders.a_printer(inner)
        with pytest.raises(DuplicateError):
            stock.create_filament(inner, NewFilament(**kind.model_dump(include=FIELDS)))
        uow.commit()

    assert len(printers.list_printers(shop)) == 1
    assert len(stock.list_filaments(shop)) == 1
