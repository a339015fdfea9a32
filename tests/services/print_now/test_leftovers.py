"""What uses up the last grams of a reel."""

from decimal import Decimal

import pytest

from printshop.domain.users import ShopSettings
from printshop.errors import NotFoundError
from printshop.services.print_now import leftovers
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_87_g_are_used_up_by_22_and_64_and_the_rest_has_its_worth(shop: Shop) -> None:
    _keep_no_tail(shop)
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "87", total_price=Decimal("1.74"))
    for grams in ("22", "55", "64"):
        builders.a_variant(shop, {filament.id: grams})

    best = leftovers.use_up(shop, 1, as_of=MONDAY_NOON).finishers[0]

    assert sorted(part.needed_g for part in best.parts) == [Decimal(22), Decimal(64)]
    assert (best.used_g, best.left_g, best.left_value) == (86, 1, Decimal("0.02"))


def test_what_the_queue_takes_and_what_stays_on_the_reel_is_not_used_up(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "87")
    builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "30"}))

    found = leftovers.use_up(shop, 1, as_of=MONDAY_NOON)

    assert (found.held_g, found.tail_g, found.usable_g) == (30, 10, 47)
    assert [finisher.left_g for finisher in found.finishers] == [17]


def test_a_plate_whose_other_filament_is_missing_uses_nothing_up(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    missing = builders.a_filament(shop, color_hex="#FFFFFF", color_name="White")
    builders.a_spool(shop, filament, "87")
    builders.a_variant(shop, {filament.id: "22", missing.id: "5"})

    assert leftovers.use_up(shop, 1, as_of=MONDAY_NOON).finishers == ()


def test_a_spool_that_nobody_has_is_said(shop: Shop) -> None:
    with pytest.raises(NotFoundError):
        leftovers.use_up(shop, 99, as_of=MONDAY_NOON)


def test_reels_with_little_left_are_listed_the_emptiest_first(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    # 31 g less the 10 g that stay on the reel are too little for the smallest plate.
    for grams in ("250", "87", "1000", "31"):
        builders.a_spool(shop, filament, grams)
    builders.a_variant(shop, {filament.id: "22"})

    found = leftovers.leftover_spools(shop, as_of=MONDAY_NOON)

    assert [(one.spool_number, one.on_hand_g, one.left_g) for one in found] == [
        (2, 87, 87),
        (1, 250, 250),
    ]


def _keep_no_tail(shop: Shop) -> None:
    with shop.unit_of_work() as uow:
        uow.users.update_settings(ShopSettings(spool_tail_g=Decimal(0)))
        uow.commit()
