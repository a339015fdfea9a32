"""The numbers that costs and prices stand on: their labels, and what each one does."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class CostField:
    """A number of the shop's settings; `label` may name the currency."""

    name: str
    label: str
    help: str
    places: int = 2
    step: float = 1.0


FIELDS: Final[dict[str, tuple[CostField, ...]]] = {
    "Machine": (
        CostField(
            name="electricity_per_kwh",
            label="Electricity, {currency} a kWh",
            help="Times the watts of the printer and the hours of the print. 0.30 is what "
            "households in Europe pay, roughly; your bill says yours.",
            places=4,
            step=0.01,
        ),
        CostField(
            name="machine_per_hour",
            label="Printer, {currency} an hour",
            help="What an hour wears off a printer. It counts for printers without a rate of "
            "their own. 0.20 is common: 0.17 to 0.40 is what owners reckon.",
            places=4,
            step=0.01,
        ),
    ),
    "A person's time": (
        CostField(
            name="labour_per_hour",
            label="A person, {currency} an hour",
            help="What an hour of work is worth to you. 0 leaves work out of every cost.",
            step=0.5,
        ),
        CostField(
            name="setup_min",
            label="Minutes for a run",
            help="To load, start and clear a plate, whatever comes off it. Owners reckon 5 to "
            "15 minutes; 10 is the middle.",
        ),
        CostField(
            name="finishing_min",
            label="Minutes for a piece",
            help="To take supports off, sand, put together, pack. It counts for models that do "
            "not say their own.",
        ),
    ),
    "A sale": (
        CostField(
            name="packaging_cost",
            label="Packaging of a piece, {currency}",
            help="Bag, box, card. It counts for models that do not say their own.",
            step=0.1,
        ),
        CostField(
            name="fee_pct",
            label="Fees, % of the price",
            help="What a marketplace takes of each price. Etsy takes 6.5 and 3 for the payment: "
            "9.5 in all.",
            step=0.5,
        ),
        CostField(
            name="fee_fixed",
            label="Fees on each sale, {currency}",
            help="What it takes beside that, such as listing and payment. On Etsy 0.45.",
            step=0.05,
        ),
        CostField(
            name="target_margin_pct",
            label="Wanted margin, %",
            help="What is to be left of a price after cost and fees. Prices are suggested for "
            "it, and models below it are marked. 50 is a price of twice the cost.",
        ),
    ),
    "Failures": (
        CostField(
            name="expected_success_pct",
            label="Expected success, %",
            help="How many of a hundred prints succeed, as long as yours have not said "
            "otherwise. Owners see 85 to 95; 90 is the middle.",
        ),
    ),
    "Stock": (
        CostField(
            name="lead_time_days",
            label="Days of a delivery",
            help="From the order until the filament is here. 7 days are common.",
            places=0,
        ),
        CostField(
            name="safety_days",
            label="Days of stock to keep",
            help="Kept beyond what the delivery takes, for what nobody foresaw. 14 is a start.",
            places=0,
        ),
        CostField(
            name="service_level_pct",
            label="Stock lasts, % of the times",
            help="How many times in a hundred the stock is to last until a delivery has come. "
            "95 is common; more keeps more on the shelf.",
        ),
    ),
}
LABELS: Final = {field.name: field.label for fields in FIELDS.values() for field in fields}
