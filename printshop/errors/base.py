"""What all errors have in common, and findings beside a result."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something odd in a user's content that did not stop the work.

    `where` reads like a path: `Metadata/slice_info.config: plate[2].weight`.
    """

    where: str
    message: str


class PrintshopError(Exception):
    """Something went wrong in Printshop."""

    def __init__(self, message: str | None = None, *, hint: str = "") -> None:
        """Take the class's docstring as the message where none is given."""
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])
        self.hint = hint

    @property
    def message(self) -> str:
        """What is wrong, in one sentence for the person."""
        return str(self)

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do where there is something to do."""
        return f"{self.message} {self.hint}".strip()


def shown_amount(value: object) -> str:
    """A number as the pages write it: `5,000` for 5000.00; anything else as it is."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return str(value)
    return f"{value.normalize():,f}"
