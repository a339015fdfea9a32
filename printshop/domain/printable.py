"""What is asked about what can be printed now, and what somebody thinks of printing."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from printshop.domain.catalog import PAGE_SIZE, Category
from printshop.domain.feasibility import FeasibilityState
from printshop.domain.print_queue import MAX_RUNS
from printshop.domain.units import Frozen, SearchWords

# A basket of more is a queue.
MAX_BASKET_LINES: Final = 50
MAX_BASKET_PRINTS: Final = 500


class PrintableQuery(Frozen):
    """Which versions to list; `search` looks at name, version, designer and tags.

    state None is every state. is_loaded: all its filaments sit in one printer.
    """

    search: SearchWords = ""
    category: Category | None = None
    filament_id: UUID | None = None
    state: FeasibilityState | None = None
    is_done_before_closing: bool = False
    is_loaded: bool = False
    is_in_demand: bool = False
    is_newest_only: bool = False
    limit: Annotated[int, Field(ge=1, le=200)] = PAGE_SIZE
    offset: Annotated[int, Field(ge=0)] = 0


class BasketLine(Frozen):
    """A version to be printed some times; without plates, all of its plates."""

    variant_id: UUID
    copies: Annotated[int, Field(ge=1, le=MAX_RUNS)] = 1
    plate_ids: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()


class Basket(Frozen):
    """What somebody thinks of printing, in this order, after all that is queued."""

    lines: Annotated[tuple[BasketLine, ...], Field(max_length=MAX_BASKET_LINES)] = ()
