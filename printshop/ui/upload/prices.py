"""What a gram of each filament of a dropped file costs, as the form stands."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from printshop.domain.units import GRAMS_PER_KILOGRAM
from printshop.domain.waste import GramPrice, gram_price
from printshop.errors import InvalidInputError
from printshop.services.drafts import Draft, Position
from printshop.ui.upload import filaments, new_filament
from printshop.ui.upload.filaments import Question, Stock


def known(draft: Draft, stock: Stock, place: str) -> Mapping[Position, GramPrice]:
    """The price of a gram by (plate index, filament index); without those nobody knows.

    The price of the filament that is chosen or about to be created counts, else the file's.
    """
    found: dict[Position, GramPrice] = {}
    for question in filaments.questions(draft.variant):
        of_file = draft.new_filaments[question.positions[0]].cost_per_gram_base
        price = gram_price(_said(question, draft, stock, place), of_file * GRAMS_PER_KILOGRAM)
        if price is not None:
            found |= dict.fromkeys(question.positions, price)
    return found


def _said(question: Question, draft: Draft, stock: Stock, place: str) -> Decimal | None:
    """The shop's price; a new filament has one only where a person changed the file's."""
    choice = filaments.choice(question, draft, place)
    if choice == filaments.OPEN:
        return None
    if choice != filaments.CREATE:
        row = stock.by_id.get(UUID(choice))
        return row.filament.cost_per_gram_base if row else None
    proposed = draft.new_filaments[question.positions[0]]
    try:
        if new_filament.has_price_of_file(proposed, question.key(place)):
            return None
        return new_filament.price_per_gram(proposed, question.key(place))
    except InvalidInputError:
        return None
