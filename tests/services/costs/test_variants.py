"""What a version costs, in words, from the shop's own stock, settings and prints."""

from decimal import Decimal
from uuid import uuid4

from printshop.domain.catalog import NewModel
from printshop.domain.costing import CostKind, ModelPricing, ProductionCost
from printshop.domain.printers import NewPrinter
from printshop.domain.users import ShopSettings
from printshop.services import accounts, catalog, costs, printers
from printshop.services.costs.gaps import Gap, sentences
from printshop.services.costs.of_plates import NOT_APART, source_of_plates
from printshop.services.shop import Shop
from tests.builders import a_filament, a_spool, a_variant, new_variant


def sources(cost: ProductionCost) -> dict[CostKind, str]:
    """Source by kind, of a cost of one filament."""
    return {line.kind: line.source for line in cost.lines}


def test_each_line_says_where_it_comes_from(shop: Shop) -> None:
    filament = a_filament(shop)
    spool = a_spool(shop, filament, "1000", total_price=Decimal("19.70"))
    printers.create_printer(shop, NewPrinter(name="Bellows", model="P1S", watts=100))
    variant = a_variant(shop, {filament.id: "82"}, minutes=390)

    cost = costs.of_variants(shop, [variant.id])[variant.id]

    assert sources(cost.unit) == {
        CostKind.MODEL: (
            f"{spool.label}'s own, $0.0197 per g."
            " Support, tower and purge are in it, as the file does not tell them apart."
        ),
        CostKind.ELECTRICITY: "100 W at $0.30 per kWh on Bellows.",
        CostKind.MACHINE: "$0.20 per hour on Bellows.",
        CostKind.LABOUR: "10 min of setting up a run at $15.00 per hour.",
        CostKind.FAILURES: "1.125 runs for a good one (not printed yet).",
    }
    assert [line.quantity for line in cost.unit.lines] == ["82 g", "6.5 h", "6.5 h", "10 min", ""]
    run = Decimal("1.6154") + Decimal("0.195") + Decimal("1.3") + Decimal("2.5")
    assert cost.run.total == run
    assert cost.unit.total == run + run / 8
    assert cost.unit.missing == ()


def test_a_need_that_spans_spools_names_them(shop: Shop) -> None:
    filament = a_filament(shop)
    a_spool(shop, filament, "200", total_price=Decimal("4.00"))
    a_spool(shop, filament, "100", total_price=Decimal("3.00"))
    variant = a_variant(shop, {filament.id: "320"})

    cost = costs.of_variants(shop, [variant.id])[variant.id]

    material = cost.run.lines[0]
    assert material.source.startswith(
        "200 g of #1 at $0.02 per g, 100 g of #2 at $0.03 per g,"
        " 20 g beyond the stock at the filament's average, $0.0233 per g."
    )
    assert material.amount == Decimal("7.466660")
    assert material.at_average == Decimal("7.46656")


def test_beside_a_piece_the_grams_of_its_run_are_said_to_be_so(shop: Shop) -> None:
    filament = a_filament(shop)
    a_spool(shop, filament, "200", total_price=Decimal("4.00"))
    a_spool(shop, filament, "100", total_price=Decimal("3.00"))
    new = new_variant({filament.id: "250"})
    plates = (new.plates[0].model_copy(update={"units": 2}),)
    model = catalog.create_model(shop, NewModel(name="Box"))
    box = catalog.create_variant(shop, model.id, new.model_copy(update={"plates": plates}))

    cost = costs.of_variants(shop, [box.id])[box.id]

    grams = "200 g of #1 at $0.02 per g, 50 g of #2 at $0.03 per g."
    piece, run = cost.unit.lines[0], cost.run.lines[0]
    assert (piece.quantity, run.quantity) == ("125 g", "250 g")
    assert piece.source.startswith(f"A run of 2 pieces takes {grams}")
    assert run.source.startswith(grams)
    assert piece.is_of_spools


def test_what_differs_by_plate_is_said_of_each(shop: Shop) -> None:
    filament = a_filament(shop)
    a_spool(shop, filament, total_price=Decimal(20))
    other = a_filament(
        shop, color_hex="#FF0000", color_name="Red", cost_per_gram_base=Decimal("0.03")
    )
    variant = a_variant(shop, {filament.id: "10"}, {filament.id: "20"}, {other.id: "20"})

    unit = costs.of_variants(shop, [variant.id])[variant.id].unit

    said = {(line.kind, line.filament_id): line.source for line in unit.lines}
    assert said[CostKind.MODEL, filament.id].startswith("#1's own, $0.02 per g. Support")
    assert said[CostKind.ELECTRICITY, None].startswith("120 W at $0.30 per kWh while no printer")
    assert source_of_plates([(1, "One W."), (2, "Two W."), (3, "One W.")]) == (
        "Plates 1 and 3: One W. Plate 2: Two W."
    )
    many = [(n, f"{n} W. {NOT_APART}") for n in range(1, 9)]
    assert source_of_plates(many) == (
        "Plate 1: 1 W. Plate 2: 2 W. Plate 3: 3 W. Plate 4: 4 W."
        f" Plates 5 to 8: each by its own. {NOT_APART}"
    )


def test_what_is_missing_alike_on_many_plates_is_one_sentence() -> None:
    gaps = [Gap("filament", plate, str(index)) for plate in (1, 2, 3, 5) for index in (1, 2)]

    assert sentences([*gaps, Gap("time", 4), Gap("grams", 1), Gap("grams", 2)]) == (
        "Filament 1 of plates 1 to 3 and 5 is none of the shop's: say which one it is.",
        "Filament 2 of plates 1 to 3 and 5 is none of the shop's: say which one it is.",
        "Nobody has said how long plate 4 prints: add its time.",
        "Nobody has said how many grams plates 1 and 2 take: add them.",
    )


def test_what_nobody_said_is_named_with_what_to_do(shop: Shop) -> None:
    unpriced = a_filament(shop, color_name="Red")
    a_spool(shop, unpriced)
    a_variant_ = a_variant(shop, {unpriced.id: "50"})
    model = catalog.create_model(shop, NewModel(name="Box"))
    loose = new_variant({unpriced.id: "50"})
    plate = loose.plates[0]
    need = plate.requirements[0].model_copy(update={"filament_id": None, "model_g": None})
    plate = plate.model_copy(update={"requirements": (need,), "print_time_s": None})
    other = catalog.create_variant(shop, model.id, loose.model_copy(update={"plates": (plate,)}))

    said = costs.of_variants(shop, [a_variant_.id, other.id])

    assert said[a_variant_.id].unit.missing == (
        (
            "Nobody has said what Bambu Lab PLA Basic Red costs:"
            " add a price to its spool or to the filament."
        ),
    )
    unit = said[other.id].unit
    assert unit.missing == (
        "Filament 1 of plate 1 is none of the shop's: say which one it is.",
        "Nobody has said how many grams plate 1 takes: add them.",
        "Nobody has said how long plate 1 prints: add its time.",
    )
    assert unit.total is None
    assert unit.known == Decimal("2.5")
    assert said[other.id].price.suggested is None


def test_the_frame_of_all_and_the_words_of_one_say_the_same(shop: Shop) -> None:
    accounts.update_settings(
        shop,
        ShopSettings(
            packaging_cost=Decimal("0.35"), fee_pct=Decimal("6.5"), fee_fixed=Decimal("0.45")
        ),
    )
    filament = a_filament(shop)
    a_spool(shop, filament, total_price=Decimal("21.37"))
    variant = a_variant(shop, {filament.id: "33.33"}, {filament.id: "7.77"}, minutes=77)
    with shop.unit_of_work() as uow:
        uow.models.set_pricing(variant.model_id, ModelPricing(unit_price=Decimal("19.90")))
        uow.commit()

    said = costs.of_variants(shop, [variant.id, uuid4()])[variant.id]
    with shop.snapshot() as uow:
        row = costs.unit_costs(uow).row(0, named=True)

    assert said.unit.total == Decimal(str(row["unit_cost"]))
    assert said.price.margin_pct is not None
    assert abs(float(said.price.margin_pct) - row["margin_pct"]) < 1e-9
    pieces = [piece.total for piece in said.pieces]
    assert sum(total for total in pieces if total is not None) == said.unit.total
    assert len(said.plates) == 2
