"""The name of a place as the shop keeps it."""

from typing import Final

from pydantic import TypeAdapter, ValidationError

from printshop.domain.units import OptionalText
from printshop.errors import InvalidInputError

_NAME: Final = TypeAdapter(OptionalText)
_MOST_SHOWN: Final = 40


def place_name(said: str) -> str:
    """What a place is called; "" is no place.

    Raises:
        InvalidInputError: it is too long.

    """
    try:
        return _NAME.validate_python(said)
    except ValidationError as error:
        shown = f"\u201c{said[:_MOST_SHOWN]}\u2026\u201d"
        raise InvalidInputError(
            f"A place may have at most 100 characters; {shown} has {len(said):,}."
        ) from error
