from decimal import Decimal

from printshop.domain.waste import PriceSource, Waste
from printshop.ui.plate_grams import waste_text

SHOP, FILE = PriceSource.SHOP, PriceSource.FILE


def a_waste(cost: str | None = "0.31", *sources: PriceSource, **said: object) -> Waste:
    values = {
        "waste_g": Decimal("14.06"),
        "share_pct": Decimal("12.0"),
        "cost": None if cost is None else Decimal(cost),
        "price_sources": frozenset(sources or {SHOP}),
    }
    return Waste.model_validate(values | said)


def said(of: Waste) -> str:
    return waste_text(of, "EUR").replace("\u00a0", " ")


def test_waste_is_said_in_per_cent_grams_and_money() -> None:
    assert said(a_waste()) == "Waste **12 %** · 14.06 g · €0.31 at your prices"


def test_the_price_of_the_file_is_named_as_such() -> None:
    assert said(a_waste("0.31", FILE)).endswith("€0.31 at the slicer's price in the file")
    assert said(a_waste("0.31", FILE, SHOP)).endswith("€0.31 at your prices and the slicer's")


def test_an_unknown_price_is_never_nothing() -> None:
    assert said(a_waste(None)) == "Waste **12 %** · 14.06 g · price unknown"


def test_less_than_a_cent_is_said_as_such() -> None:
    assert said(a_waste("0.00")).endswith("under €0.01 at your prices")


def test_an_estimate_is_marked() -> None:
    assert said(a_waste(is_estimate=True)).endswith("· ≈ estimated")


def test_no_waste_and_unknown_waste_are_two_things() -> None:
    assert said(a_waste("0", waste_g=Decimal(0), share_pct=Decimal(0))) == "No waste"
    assert said(Waste()) == ""
