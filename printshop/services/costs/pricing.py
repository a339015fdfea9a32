"""What a person says of a model's money."""

from uuid import UUID

from printshop.domain.catalog import Model
from printshop.domain.costing import ModelPricing
from printshop.services.shop import Shop


def set_pricing(shop: Shop, model_id: UUID, pricing: ModelPricing) -> Model:
    """Replace a model's price, packaging and finishing minutes; None where the shop's own hold.

    Raises:
        NotFoundError: there is no such model.

    """
    with shop.unit_of_work() as uow:
        model = uow.models.set_pricing(model_id, pricing)
        uow.commit()
    return model
