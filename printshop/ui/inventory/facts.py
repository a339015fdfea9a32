"""What the inventory page says of filaments and spools. Pure: no Streamlit."""

from decimal import Decimal
from typing import Final

from printshop.domain.spools import (
    Movement,
    MovementReason,
    QuantityOperation,
    Spool,
)
from printshop.domain.units import GRAMS_PER_KILOGRAM
from printshop.ui.formats import UNKNOWN, grams, joined, money

# From here on the hundredths say nothing, and would not fit on a phone.
_LARGE_KG: Final = 1000
REASONS: Final = {
    MovementReason.RECEIVED: "Received",
    MovementReason.USED: "Used by a job",
    MovementReason.SET: "Weighed",
    MovementReason.ADDED: "Added",
    MovementReason.SUBTRACTED: "Subtracted",
    MovementReason.UNDONE: "Booking taken back",
    MovementReason.MOVED: "Wound over",
    MovementReason.SCRAPPED: "Thrown away",
    MovementReason.COUNTED: "Counted",
}


def per_gram(cost: Decimal | None, currency: str) -> str:
    """A price of filament both ways: `0.0249 EUR per gram (€24.90 per kg)`."""
    if not cost:
        return UNKNOWN
    return f"{cost:.4f} {currency} per gram ({money(cost * GRAMS_PER_KILOGRAM, currency)} per kg)"


def in_kilograms(value_g: Decimal) -> str:
    """A large weight: `3.25 kg`, `1,250 kg`; under a kilogram in grams."""
    if value_g < GRAMS_PER_KILOGRAM:
        return grams(value_g)
    value_kg = value_g / GRAMS_PER_KILOGRAM
    return f"{value_kg:,.2f} kg" if value_kg < _LARGE_KG else f"{value_kg:,.0f} kg"


def spool_text(spool: Spool) -> str:
    """A spool in one line of plain text that no booking changes: number, place, batch.

    A list to choose from forgets the choice when the text of the chosen option changes.
    """
    return joined(spool.label, spool.location, spool.batch_identifier)


def left_pct(spool: Spool) -> float:
    """How full a spool is, 0 to 100; more was added than it came with counts as full."""
    return min(100.0, float(spool.quantity_g / spool.initial_g * 100)) if spool.initial_g else 0.0


def after(spool: Spool, operation: QuantityOperation, amount_g: Decimal) -> Decimal:
    """Grams on the spool after a change; below zero where it cannot be done."""
    match operation:
        case QuantityOperation.SET:
            return amount_g
        case QuantityOperation.ADD:
            return spool.quantity_g + amount_g
        case QuantityOperation.SUBTRACT:
            return spool.quantity_g - amount_g


def job_of(movement: Movement) -> str:
    """The job a line of the ledger belongs to, as people call it; "" for none."""
    return movement.note if movement.job_id else ""


def note_of(movement: Movement) -> str:
    """What a person wrote beside a line of the ledger."""
    return "" if movement.job_id else movement.note
