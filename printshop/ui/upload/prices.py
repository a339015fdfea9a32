"""What a gram of each filament of a file that waits costs, as the form stands."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from printshop.domain.units import GRAMS_PER_KILOGRAM
from printshop.domain.waste import GramPrice, gram_price
from printshop.errors import InvalidInputError
from printshop.services.drafts import Position
from printshop.ui.upload import filaments, new_filament
from printshop.ui.upload.filaments import Question
from printshop.ui.upload.opened import Opened, Stock


def known(shown: Opened, stock: Stock) -> Mapping[Position, GramPrice]:
    """The price of a gram by (plate index, filament index); without those nobody knows.

    The price of the filament that is chosen or about to be created counts, else the file's.
    """
    found: dict[Position, GramPrice] = {}
    for question in filaments.questions(shown.draft.variant):
        of_file = shown.draft.new_filaments[question.positions[0]].cost_per_gram_base
        price = gram_price(_said(question, shown, stock), of_file * GRAMS_PER_KILOGRAM)
        if price is not None:
            found |= dict.fromkeys(question.positions, price)
    return found


def _said(question: Question, shown: Opened, stock: Stock) -> Decimal | None:
    """The shop's price; a new filament has one only where a person changed the file's."""
    choice = filaments.choice(question, shown.draft, shown.said, shown.place)
    if choice == filaments.OPEN:
        return None
    if choice != filaments.CREATE:
        row = stock.by_id.get(UUID(choice))
        return row.filament.cost_per_gram_base if row else None
    if filaments.has_price_of_file(question, shown):
        return None
    proposed = filaments.proposed(question, shown.draft, shown.said)
    try:
        return new_filament.price_per_gram(proposed, question.key(shown.place))
    except InvalidInputError:
        return None
