"""What prints that ended really cost."""

from decimal import Decimal

from printshop.domain.catalog import Variant
from printshop.domain.costing import CostKind, ProductionCost
from printshop.services import costs, planning
from printshop.services.shop import Shop
from tests import builders


def test_a_print_costs_its_spools_own_price_and_the_hours_it_took(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000", total_price=Decimal(20))
    _print(shop, builders.a_variant(shop, {filament.id: "50"}, minutes=120))

    cost = _only(shop)

    assert cost.of(CostKind.MODEL) == Decimal("1.00")
    # 120 W for two hours at 0.30, and the shop's 0.20 an hour.
    assert cost.of(CostKind.ELECTRICITY) == Decimal("0.072")
    assert cost.of(CostKind.MACHINE) == Decimal("0.40")
    assert cost.of(CostKind.LABOUR) == Decimal("2.50")
    assert cost.total == Decimal("3.972")


def test_what_nobody_has_priced_is_unknown_and_not_nothing(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000")
    _print(shop, builders.a_variant(shop, {filament.id: "50"}))

    cost = _only(shop)

    assert cost.total is None
    assert cost.known > 0
    assert cost.missing == (
        "Nobody has said what Bambu Lab PLA Basic Black costs: add a price to its spool.",
    )


def test_a_spool_without_a_price_costs_what_its_filament_does(shop: Shop) -> None:
    filament = builders.a_filament(shop, cost_per_gram_base=Decimal("0.03"))
    builders.a_spool(shop, filament, "1000")
    _print(shop, builders.a_variant(shop, {filament.id: "50"}))

    assert _only(shop).of(CostKind.MODEL) == Decimal("1.50")


def test_sums_say_how_many_runs_are_in_none_of_them(shop: Shop) -> None:
    known = ProductionCost(
        subject_id=builders.a_filament(shop).id, lines=(), total=Decimal(2), known=Decimal(2)
    )
    unknown = known.model_copy(update={"total": None})

    found = costs.together([(known, 3), (unknown, 2), (None, 1)])

    assert (found.known, found.unknown_runs) == (Decimal(6), 3)


def test_a_shop_without_prints_has_none_to_cost(shop: Shop) -> None:
    assert costs.of_jobs(shop, planning.list_finished(shop)) == {}


def _only(shop: Shop) -> ProductionCost:
    [cost] = costs.of_jobs(shop, planning.list_finished(shop)).values()
    return cost


def _print(shop: Shop, variant: Variant) -> None:
    job = builders.start(shop, builders.a_queued_job(shop, variant), builders.a_printer(shop))
    builders.complete(shop, job)
