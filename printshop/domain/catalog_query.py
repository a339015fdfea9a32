"""Which models the catalog lists, and in which order."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from printshop.domain.catalog import PAGE_SIZE, Category
from printshop.domain.units import Frozen, SearchWords

# Beyond every gram, hour and amount of a version; keeps what an address says within bounds.
MAX_BOUND = Decimal(1_000_000)
Bound = Annotated[Decimal, Field(ge=0, le=MAX_BOUND)]


class CatalogOrder(StrEnum):
    """In which order models are listed; what is unknown comes last."""

    NEWEST = "newest"
    NAME = "name"
    CHEAPEST = "cheapest"
    LEAST_MARGIN = "least_margin"
    MOST_MARGIN = "most_margin"


class MoneyState(StrEnum):
    """What is to be done about a model's money."""

    COST_UNKNOWN = "cost_unknown"
    NO_PRICE = "no_price"
    UNDER_TARGET = "under_target"


class Between(Frozen):
    """From and up to, both included; None where it has no end. What is unknown is in none."""

    least: Bound | None = None
    most: Bound | None = None

    @property
    def is_set(self) -> bool:
        """Whether it leaves anything out."""
        return self.least is not None or self.most is not None


class CatalogQuery(Frozen):
    """Which models to list; `search` looks at name, designer, description and tags.

    grams, hours and cost are of the newest version: all its plates once, and of a piece.
    """

    search: SearchWords = ""
    category: Category | None = None
    money: MoneyState | None = None
    grams: Between = Between()
    hours: Between = Between()
    cost: Between = Between()
    order: CatalogOrder = CatalogOrder.NEWEST
    limit: Annotated[int, Field(ge=1, le=100)] = PAGE_SIZE
    offset: Annotated[int, Field(ge=0)] = 0
