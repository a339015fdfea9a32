from decimal import Decimal
from uuid import uuid4

from printshop.domain.costing import CostKind, CostLine, ProductionCost
from printshop.domain.waste import Waste
from printshop.ui.plate_grams import waste_text


def a_waste(**said: object) -> Waste:
    return Waste.model_validate({"waste_g": Decimal("14.06"), "share_pct": Decimal("12.0")} | said)


def a_cost(**amounts: str | None) -> ProductionCost:
    lines = tuple(
        CostLine(kind=CostKind(kind), amount=None if paid is None else Decimal(paid), source="")
        for kind, paid in amounts.items()
    )
    return ProductionCost(subject_id=uuid4(), lines=lines, total=None, known=Decimal(0))


def said(of: Waste, cost: ProductionCost | None = None) -> str:
    return waste_text(of, cost, "EUR").replace("\u00a0", " ")


def test_waste_is_said_in_per_cent_grams_and_the_money_of_its_lines() -> None:
    cost = a_cost(model="1.10", waste="0.21", purge="0.10", labour=None)

    assert said(a_waste(), cost) == "Waste **12 %** · 14.06 g · €0.31"


def test_an_unknown_price_is_never_nothing() -> None:
    assert said(a_waste(), a_cost(waste=None)) == "Waste **12 %** · 14.06 g · price unknown"


def test_where_money_is_not_asked_for_grams_are_said_alone() -> None:
    assert said(a_waste()) == "Waste **12 %** · 14.06 g"


def test_less_than_a_cent_is_said_as_such() -> None:
    assert said(a_waste(), a_cost(waste="0.004")).endswith("under €0.01")


def test_an_estimate_is_marked() -> None:
    assert said(a_waste(is_estimate=True)).endswith("· ≈ estimated")


def test_no_waste_and_unknown_waste_are_two_things() -> None:
    assert said(a_waste(waste_g=Decimal(0), share_pct=Decimal(0))) == "No waste"
    assert said(Waste()) == ""
