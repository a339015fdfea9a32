"""The demo's prices, sales, and what its goods used to cost."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Final

from printshop.domain.catalog import Variant
from printshop.domain.costing import ModelPricing
from printshop.domain.filament import Filament
from printshop.domain.sales import ProductReason
from printshop.repo import UnitOfWork
from printshop.services import costs
from printshop.services.demo.assortment import DemoModel, DemoVariant
from printshop.services.demo.calendar import Calendar
from printshop.services.demo.content import Place
from printshop.services.demo.plan import Plan
from printshop.services.demo.selling import asking_price, sales
from printshop.services.shop import Shop

# What got dearer with the last bills, by which share of what it costs now, and since when.
_DEARER: Final = "orange"
_CHEAPER_BEFORE: Final = Decimal("0.11")
_BEFORE_DAYS: Final = 35


class Trading:
    """Puts prices, sales and former costs beside what was printed."""

    def __init__(self, uow: UnitOfWork, shop: Shop, plan: Plan, calendar: Calendar) -> None:
        """Take the transaction, and a shop whose services work within it."""
        self._uow = uow
        self._shop = shop
        self._plan = plan
        self._calendar = calendar

    def sell(self, models: Sequence[DemoModel], variants: Mapping[Place, Variant]) -> None:
        """Say what each model is sold for, and what was sold."""
        model_ids = {key: variant.model_id for (key, _), variant in variants.items()}
        for place, model in enumerate(models):
            asked = ModelPricing(unit_price=asking_price(model, place))
            self._uow.models.set_pricing(model_ids[model.key], asked)
        chance = Random(f"{self._plan.seed}: sales")  # noqa: S311 - play, not secrets
        self._uow.product_movements.book_many(
            [
                {
                    "model_id": model_ids[sale.model.key],
                    "variant_id": variants[sale.model.key, version_of(sale.model, sale.variant)].id,
                    "units": -sale.units,
                    "reason": ProductReason.SOLD,
                    "unit_price": sale.unit_price,
                    "moved_on": sale.sold_on,
                }
                for sale in sales(models, self._plan.jobs, self._calendar, chance)
            ]
        )

    def note_costs(self, filaments: Mapping[str, Filament]) -> None:
        """Note what versions cost now, and what they did before one filament got dearer."""
        costs.refresh(self._shop, self._calendar.as_of)
        before_on = self._calendar.days_ago(_BEFORE_DAYS).date()
        self._uow.history.note_cheaper_costs(before_on, filaments[_DEARER].id, _CHEAPER_BEFORE)


def version_of(model: DemoModel, variant: DemoVariant) -> int:
    """The number of a version, from 1."""
    return model.variants.index(variant) + 1
