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

from printshop.domain.text import printable

CENTIGRAM: Final = Decimal("0.01")
CENTIGRAMS_PER_GRAM: Final = 100
GRAMS_PER_KILOGRAM: Final = 1000
# One booking above 100 kg is a typing error, not a spool.
MAX_GRAMS: Final = Decimal(100_000)


def _upper(color: object) -> object:
    return color.upper() if isinstance(color, str) else color


Grams = Annotated[Decimal, Field(ge=0, le=MAX_GRAMS, decimal_places=2)]
PositiveGrams = Annotated[Decimal, Field(gt=0, le=MAX_GRAMS, decimal_places=2)]
SignedGrams = Annotated[Decimal, Field(ge=-MAX_GRAMS, le=MAX_GRAMS, decimal_places=2)]
Money = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2)]
CostPerGram = Annotated[Decimal, Field(ge=0, lt=10_000, decimal_places=4)]
HexColor = Annotated[str, BeforeValidator(_upper), StringConstraints(pattern=r"^#[0-9A-F]{6}$")]
_Printable = AfterValidator(printable)
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _Printable
]
ShortName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), _Printable
]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), _Printable]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), _Printable]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), _Printable]
SearchWords = Annotated[str, StringConstraints(max_length=200), _Printable]
WebAddress = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^(https?://\S+)?$")
]
Percent = Annotated[int, Field(ge=0, le=100)]
# A plate that prints for more than 60 days is a typing error.
DurationSeconds = Annotated[int, Field(ge=0, le=60 * 24 * 3600)]


class Frozen(BaseModel):
    """A value of the shop: immutable, and strict about what it is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def to_grams(value: Decimal | float) -> Decimal:
    """Round to the hundredth of a gram that the database keeps."""
    return Decimal(str(value)).quantize(CENTIGRAM, rounding=ROUND_HALF_EVEN)


def to_centigrams(grams: Decimal) -> int:
    """Grams as whole centigrams, the integer unit of frames."""
    return int(to_grams(grams) * CENTIGRAMS_PER_GRAM)


def from_centigrams(centigrams: int) -> Decimal:
    """Centigrams as grams with two decimals."""
    return (Decimal(centigrams) / CENTIGRAMS_PER_GRAM).quantize(CENTIGRAM)


def cost_per_gram(price: Decimal, net_g: Decimal) -> Decimal:
    """What a gram cost: price over net full weight, four decimals.

    Source: the landed cost rule; the divisor is the full net weight, never what
    is left on the spool.
    """
    return (price / net_g).quantize(Decimal("0.0001"), rounding=ROUND_HALF_EVEN)
