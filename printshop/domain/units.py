"""Quantities with their units, limits and the one place where they are rounded."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from printshop.domain.text import one_line, printable

CENTIGRAM: Final = Decimal("0.01")
_CENT: Final = Decimal("0.01")
_MOST_DIGITS: Final = 15
_COST_STEP: Final = Decimal("0.000001")
CENTIGRAMS_PER_GRAM: Final = 100
GRAMS_PER_KILOGRAM: Final = 1000
# One booking above 100 kg is a typing error, not a spool.
MAX_GRAMS: Final = Decimal(100_000)
MAX_MONEY: Final = Decimal(1_000_000)
MAX_COST_PER_GRAM: Final = Decimal(10_000)
# A plate that prints for more than 60 days is a typing error.
MAX_DURATION_S: Final = 60 * 24 * 3600


def _upper(color: object) -> object:
    return color.upper() if isinstance(color, str) else color


Grams = Annotated[Decimal, Field(ge=0, le=MAX_GRAMS, decimal_places=2)]
PositiveGrams = Annotated[Decimal, Field(gt=0, le=MAX_GRAMS, decimal_places=2)]
Money = Annotated[Decimal, Field(ge=0, le=MAX_MONEY, decimal_places=2)]
CostPerGram = Annotated[Decimal, Field(ge=0, lt=MAX_COST_PER_GRAM, decimal_places=6)]
HexColor = Annotated[str, BeforeValidator(_upper), StringConstraints(pattern=r"^#[0-9A-F]{6}$")]
_Printable = AfterValidator(printable)
# Two names that look alike on a page are one: "PLA  Basic" is PLA Basic.
_OneLine = BeforeValidator(one_line)
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), _Printable, _OneLine]
ShortName = Annotated[str, StringConstraints(min_length=1, max_length=100), _Printable, _OneLine]
OptionalText = Annotated[str, StringConstraints(max_length=100), _Printable, _OneLine]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), _Printable]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), _Printable]
SearchWords = Annotated[str, StringConstraints(max_length=200), _Printable]
WebAddress = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^(https?://\S+)?$")
]
Percent = Annotated[int, Field(ge=0, le=100)]
DurationSeconds = Annotated[int, Field(ge=0, le=MAX_DURATION_S)]


class Frozen(BaseModel):
    """A value of the shop: immutable, and strict about what it is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def rounded(value: Decimal | float, step: Decimal) -> Decimal:
    """Round half to even to a multiple of `step`.

    A number beyond all limits stays as it is, for a limit to speak about it: Decimal
    refuses to give it so many digits.
    """
    exact = Decimal(str(value))
    if not exact.is_finite() or exact.adjusted() > _MOST_DIGITS:
        return exact
    return exact.quantize(step, rounding=ROUND_HALF_EVEN)


def to_grams(value: Decimal | float) -> Decimal:
    """Round to the hundredth of a gram that the database keeps."""
    return rounded(value, CENTIGRAM)


def to_money(value: Decimal | float) -> Decimal:
    """Round to the hundredth of the currency."""
    return rounded(value, _CENT)


def to_centigrams(grams: Decimal) -> int:
    """Grams as whole centigrams, the integer unit of frames."""
    return int(to_grams(grams) * CENTIGRAMS_PER_GRAM)


def from_centigrams(centigrams: int) -> Decimal:
    """Centigrams as grams with two decimals."""
    return (Decimal(centigrams) / CENTIGRAMS_PER_GRAM).quantize(CENTIGRAM)


def to_cost_per_gram(value: Decimal) -> Decimal:
    """Round to the millionth that is stored: 10 kg still cost what was paid, to the cent."""
    return rounded(value, _COST_STEP)


def cost_per_gram(price: Decimal, net_g: Decimal) -> Decimal:
    """What a gram cost: price over net full weight, six decimals.

    Source: the landed cost rule; the divisor is the full net weight, never what
    is left on the spool.
    """
    return to_cost_per_gram(price / net_g)
