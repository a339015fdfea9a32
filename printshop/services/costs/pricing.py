"""What a person says of a model's money."""

from uuid import UUID

from printshop.domain.catalog import Model
from printshop.domain.costing import ModelPricing
from printshop.services.currency import hold
from printshop.services.shop import Shop


def set_pricing(
    shop: Shop, model_id: UUID, pricing: ModelPricing, *, currency: str | None = None
) -> Model:
    """Replace a model's price, packaging and finishing minutes; None where the shop's own hold.

    Args:
        shop: whose.
        model_id: the model.
        pricing: what was said.
        currency: in which it was said; None is the shop's.

    Raises:
        NotFoundError: there is no such model.
        RuleError: the shop has another currency by now.

    """
    with shop.unit_of_work() as uow:
        hold(uow, currency)
        model = uow.models.set_pricing(model_id, pricing)
        uow.commit()
    return model
