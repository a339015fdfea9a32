from datetime import date
from decimal import Decimal

import pytest

from printshop.domain.purchases import PurchaseHead
from printshop.errors import ChangedMeanwhileError, InvalidInputError
from printshop.services import stock
from printshop.services.shop import Shop
from tests import builders


def test_the_head_of_a_bill_is_corrected_and_its_spools_follow(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), supplier="Shoop")
    was = stock.bill(shop, spool.purchase_id).purchase.head
    said = PurchaseHead(supplier="Shop", reference="R7", purchased_on=date(2026, 3, 1))

    stock.correct_head(shop, spool.purchase_id, said, was=was)

    assert stock.bill(shop, spool.purchase_id).purchase.head == said
    after = stock.spool_by_id(shop, spool.id)
    assert (after.supplier, after.purchased_on) == ("Shop", date(2026, 3, 1))
    assert after.quantity_g == Decimal(1000)
    with pytest.raises(ChangedMeanwhileError):
        stock.correct_head(shop, spool.purchase_id, PurchaseHead(supplier="Other"), was=was)


def test_a_day_after_a_spool_was_opened_is_refused(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), opened_on=date(2026, 2, 1))
    was = stock.bill(shop, spool.purchase_id).purchase.head

    with pytest.raises(InvalidInputError, match="before 2026-03-01"):
        stock.correct_head(
            shop, spool.purchase_id, PurchaseHead(purchased_on=date(2026, 3, 1)), was=was
        )
