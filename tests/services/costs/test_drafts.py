"""What a file costs before it is saved."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from printshop.domain.catalog import NewModel
from printshop.domain.costing import CostKind, ModelPricing
from printshop.services import catalog, costs, uploads
from printshop.services.drafts import Answer
from printshop.services.shop import Shop
from tests.builders import a_filament, a_sliced_file, a_spool


def answer_of(shop: Shop, model_id: UUID | None = None) -> Answer:
    """The answer to a file of one plate of 10 g, as it is first shown."""
    draft = uploads.read(shop, "vase.gcode.3mf", a_sliced_file())
    return Answer(
        model=NewModel(name="Vase"), variant=draft.variant, model_id=model_id, new_filaments={}
    )


def test_a_draft_costs_what_it_will_once_it_is_saved(shop: Shop) -> None:
    filament = a_filament(shop, bambu_id="GFA00")
    a_spool(shop, filament, total_price=Decimal("19.70"))
    answer = answer_of(shop)

    before = costs.of_plates_of_draft(shop, answer)
    model = catalog.create_model(shop, answer.model)
    variant = catalog.create_variant(shop, model.id, answer.variant)
    after = costs.of_variants(shop, [variant.id])[variant.id]

    assert before.unit.total is not None
    assert before.unit.lines == after.unit.lines
    assert before.plates[0].subject_id == UUID(int=1)


def test_a_next_version_has_its_models_price_and_begins_where_the_last_stands(shop: Shop) -> None:
    answer = answer_of(shop)
    model = catalog.create_model(shop, answer.model)
    catalog.create_variant(shop, model.id, answer.variant)
    costs.set_pricing(shop, model.id, ModelPricing(unit_price=Decimal(9)))

    cost = costs.of_plates_of_draft(shop, replace(answer, model_id=model.id))

    assert cost.price.asked == 9
    assert cost.success.tried == 0


def test_a_filament_to_be_created_costs_what_the_file_says(shop: Shop) -> None:
    draft = uploads.read(shop, "vase.gcode.3mf", a_sliced_file())
    offered = {
        position: new.model_copy(update={"cost_per_gram_base": Decimal("0.025")})
        for position, new in draft.new_filaments.items()
    }
    answer = answer_of(shop)

    known = costs.of_plates_of_draft(shop, answer, offered=offered)
    unknown = costs.of_plates_of_draft(shop, answer)

    model = next(line for line in known.unit.lines if line.kind is CostKind.MODEL)
    assert model.source.startswith("What the file says, $0.025 per g.")
    assert model.amount == Decimal("0.25")
    # Nothing was paid for a spool, so there is nothing to compare an average with.
    assert (model.is_of_spools, model.at_average) == (False, None)
    assert unknown.unit.total is None
    assert unknown.unit.missing == (
        "Filament 1 of plate 1 is none of the shop's: say which one it is.",
    )
