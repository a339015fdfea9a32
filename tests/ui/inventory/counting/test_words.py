"""Differences in words."""

from decimal import Decimal

from printshop.domain.stock_taking import CountedSpool
from printshop.services.shop import Shop
from printshop.services.stock.tares import Tare
from printshop.ui.inventory.counting import words
from tests import builders


def test_differences_carry_their_sign() -> None:
    said = [words.signed_grams(Decimal(value)) for value in (12, -38, 0)]

    assert [text.replace("\u00a0", " ") for text in said] == ["+12 g", "\u221238 g", "\u00b10 g"]
    assert words.signed_money(Decimal("-3.2"), "EUR") == "\u2212\u20ac3.20"


def test_a_reel_says_who_knows_its_weight() -> None:
    text = words.tare_text(Tare(grams=Decimal(249), source="filament"))

    assert text.replace("\u00a0", " ") == "249 g, said of its filament"


def test_sums_keep_more_and_less_apart_and_leave_unknown_costs_out(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    priced = builders.a_spool(shop, filament, total_price=Decimal(20))
    unpriced = builders.a_spool(shop, filament)
    counted = [
        (
            CountedSpool.model_validate(
                {
                    "id": spool.id,
                    "spool_id": spool.id,
                    "gross_g": None,
                    "tare_g": None,
                    "net_g": net_g,
                    "balance_g": 1000,
                    "counted_at": spool.created_at,
                }
            ),
            spool,
        )
        for spool, net_g in ((priced, 900), (unpriced, 1010))
    ]

    sums = words.sums(counted)

    assert (sums.more_g, sums.less_g) == (10, -100)
    assert sums.value == Decimal("-2.00")
    assert sums.unpriced_count == 1
    assert [spool.id for _, spool in sums.large] == [priced.id]
