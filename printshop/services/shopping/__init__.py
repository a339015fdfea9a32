"""The shopping list: what to buy and why, what is on its way, and what came."""

from printshop.services.shopping.exporting import as_csv, as_text
from printshop.services.shopping.generating import generate
from printshop.services.shopping.ordering import order
from printshop.services.shopping.printing import as_pdf
from printshop.services.shopping.receiving import lines_for_bill
from printshop.services.shopping.steps import (
    Change,
    Step,
    add,
    check_rolls,
    drop,
    part_of,
    put_back,
    say_rolls,
    undo,
)

__all__ = [
    "Change",
    "Step",
    "add",
    "as_csv",
    "as_pdf",
    "as_text",
    "check_rolls",
    "drop",
    "generate",
    "lines_for_bill",
    "order",
    "part_of",
    "put_back",
    "say_rolls",
    "undo",
]
