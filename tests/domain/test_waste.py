from decimal import Decimal

from printshop.domain import waste
from printshop.domain.catalog import GramSource, NewRequirement
from printshop.domain.waste import GramPrice, PriceSource, Waste, gram_price

SHOP_PRICE = GramPrice(per_gram=Decimal("0.025"), source=PriceSource.SHOP)
FILE_PRICE = GramPrice(per_gram=Decimal("0.02"), source=PriceSource.FILE)


def a_need(
    index: int,
    model_g: str,
    waste_g: str = "0",
    purge_g: str = "0",
    source: GramSource = GramSource.GCODE,
) -> NewRequirement:
    return NewRequirement(
        filament_index=index,
        model_g=Decimal(model_g),
        waste_g=Decimal(waste_g),
        purge_g=Decimal(purge_g),
        support_g=Decimal(0),
        split_known=True,
        source=source,
    )


def test_waste_is_support_tower_and_flush_of_all_filaments() -> None:
    needs = (a_need(1, "6", "1.5", "0.5"), a_need(2, "11", "1", "0"))

    found = waste.of_plate(needs, {1: SHOP_PRICE, 2: SHOP_PRICE})

    assert found == Waste(
        waste_g=Decimal("3.0"),
        share_pct=Decimal("15.0"),
        cost=Decimal("0.08"),  # 3 g at 0.025 is 0.075: half to even, once
        price_sources=frozenset({PriceSource.SHOP}),
    )


def test_the_share_is_rounded_to_a_tenth_of_a_per_cent() -> None:
    found = waste.of_plate([a_need(1, "2", "1")], {})

    assert found.share_pct == Decimal("33.3")


def test_a_wasted_filament_without_a_price_leaves_the_money_unknown() -> None:
    found = waste.of_plate([a_need(1, "6", "1"), a_need(2, "6", "2")], {1: SHOP_PRICE})

    assert (found.cost, found.unpriced) == (None, (2,))
    assert found.waste_g == Decimal(3)


def test_the_price_of_a_filament_that_is_not_wasted_is_not_asked_for() -> None:
    found = waste.of_plate([a_need(1, "6", "1"), a_need(2, "6")], {1: SHOP_PRICE})

    assert (found.cost, found.unpriced) == (Decimal("0.02"), ())


def test_prices_of_shop_and_file_are_both_named() -> None:
    needs = [a_need(1, "6", "1"), a_need(2, "6", "2")]

    found = waste.of_plate(needs, {1: SHOP_PRICE, 2: FILE_PRICE})

    assert found.price_sources == {PriceSource.SHOP, PriceSource.FILE}
    assert found.cost == Decimal("0.06")


def test_one_filament_that_is_not_told_apart_leaves_the_waste_unknown() -> None:
    unsplit = NewRequirement(filament_index=2, model_g=Decimal(5))

    assert waste.of_plate([a_need(1, "6", "1"), unsplit], {1: SHOP_PRICE}) == Waste()


def test_a_plate_without_grams_has_no_waste_to_speak_of() -> None:
    assert waste.of_plate([], {}) == Waste()
    assert waste.of_plate([a_need(1, "0")], {}) == Waste()


def test_one_estimated_filament_makes_the_waste_an_estimate() -> None:
    needs = [a_need(1, "6"), a_need(2, "6", "1", source=GramSource.ESTIMATE)]

    assert waste.of_plate(needs, {}).is_estimate


def test_the_price_is_the_shops_else_the_files_else_unknown() -> None:
    assert gram_price(Decimal("0.025"), Decimal(20)) == SHOP_PRICE
    assert gram_price(None, Decimal(20)) == FILE_PRICE
    assert gram_price(Decimal(0), Decimal(20)) == FILE_PRICE
    assert gram_price(Decimal(0), Decimal(0)) is None
    assert gram_price(None, None) is None
