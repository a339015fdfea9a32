"""Margins that fell, and what moved costs, in words."""

from decimal import Decimal

import polars as pl

from printshop.domain.costing import price_of
from printshop.domain.users import ShopSettings
from printshop.frames import DRIFTS, MARGIN_FACTS
from printshop.services.dashboard.margins import Margins, missing, said

_SETTINGS = ShopSettings(currency="EUR", target_margin_pct=Decimal(50))
_DEARER = "PETG Black costs 12 % more per gram."


def _margins(
    *models: tuple[str, int | None, int | None], before: dict[str, float] | None = None
) -> Margins:
    facts = [
        (name, f"{name} v2", name, 2, "decoration", cost_e2, price_e2)
        for name, cost_e2, price_e2 in models
    ]
    drifts = [
        (f"{name} v2", name, name, 2, was, 0.0, None, 12.0, _DEARER)
        for name, was in (before or {}).items()
    ]
    return Margins(
        facts=pl.DataFrame(facts, schema=MARGIN_FACTS, orient="row"),
        drifts=pl.DataFrame(drifts, schema=DRIFTS, orient="row"),
    )


def _texts(margins: Margins, category: str | None = None) -> list[str]:
    return [one.text for one in said(margins, _SETTINGS, category)]


def test_a_margin_that_fell_under_the_wanted_one_says_what_moved_it() -> None:
    margins = _margins(("Vase", 540, 1000), before={"Vase": 4.90})

    assert _texts(margins) == [
        f"Unit margin of Vase v2 fell under 50 %, to 46 %: {_DEARER} €10.80 would reach it."
    ]


def test_those_that_fell_stand_before_those_that_were_low_and_losses_are_losses() -> None:
    margins = _margins(
        ("Cat", 600, 1000), ("Vase", 540, 1000), ("Box", 1200, 1000), before={"Vase": 4.90}
    )

    assert [text.split(" v2")[0] for text in _texts(margins)] == [
        "Unit margin of Vase",
        "Box",
        "Unit margin of Cat",
    ]
    assert _texts(margins)[1] == (
        "Box v2 is sold at a loss: a unit costs €12.00, its price is €10.00. €24.00 would reach"
        " 50 %."
    )


def test_of_many_the_first_are_named_and_the_others_counted() -> None:
    margins = _margins(*((f"Model {n}", 900, 1000) for n in range(9)))

    assert len(_texts(margins)) == 7
    assert _texts(margins)[-1] == "3 more products are under the wanted margin."


def test_a_cost_that_moved_is_told_where_the_margin_holds() -> None:
    margins = _margins(("Vase", 220, 1000), before={"Vase": 2.00})

    assert _texts(margins) == [f"A unit of Vase v2 costs €2.20, €2.00 thirty days ago: {_DEARER}"]


def test_a_margin_is_that_of_the_card_of_the_model() -> None:
    fees = _SETTINGS.model_copy(update={"fee_fixed": Decimal("0.45"), "fee_pct": Decimal("9.5")})
    price = price_of(Decimal("3.30"), Decimal("6.60"), fees)
    texts = [one.text for one in said(_margins(("Vase", 330, 660)), fees, None)]

    assert price.suggested is not None
    assert price.margin_pct is not None
    margin = f"{price.margin_pct - Decimal('0.05'):.1f} %"
    reached = f"€{price.suggested:.2f} would reach it."
    assert texts == [f"Unit margin of Vase v2 is {margin}, under the wanted 50 %. {reached}"]
    # At the wanted margin to the cent it is not under it.
    assert _texts(_margins(("Vase", 330, 660))) == []


def test_without_a_price_or_a_cost_nothing_is_claimed_but_said_to_be_missing() -> None:
    margins = _margins(("Vase", 220, None), ("Cat", None, 1000), ("Box", 100, 0))

    assert _texts(margins) == ["What Cat v2 costs is not known: its page says what is missing."]
    assert missing(margins, None) == ("1 product has no price: its margin is unknown.",)
    assert _texts(margins, "earring") == []
    assert missing(margins, "earring") == ()
