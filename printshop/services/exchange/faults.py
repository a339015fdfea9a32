"""What is wrong with a row, in one sentence with its column."""

from collections.abc import Mapping
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

_M = TypeVar("_M", bound=BaseModel)
# What pydantic finds wrong; its context gives the limits.
_SENTENCES: Final = {
    "string_too_short": "is missing. Write it",
    "string_too_long": "is too long. Write at most {max_length} characters",
    "greater_than_equal": "is {input}. Write {ge} or more",
    "greater_than": "is {input}. Write more than {gt}",
    "less_than_equal": "is {input}. Write {le} or less",
    "less_than": "is {input}. Write less than {lt}",
    "decimal_max_places": "has too many decimals. Write at most {decimal_places}",
    "decimal_whole_digits": "is {input}, which is beyond all measure. Write it in its unit",
    "finite_number": "is not a number. Write it in digits",
    "missing": "is missing. Write it",
    "too_long": "are too many. Write at most {max_length}",
    "string_pattern_mismatch": "is not written as it should be: {input}",
    "value_error": "{error}",
}


class RowFaultError(ValueError):
    """A row cannot be taken in; the text is a whole sentence."""


def checked(kind: type[_M], names: Mapping[str, str], values: Mapping[str, object]) -> _M:
    """Make a value of the shop from what a row says.

    Args:
        kind: the domain model.
        names: field name → the column's name in the table.
        values: what the row says, by field name.

    Raises:
        RowFaultError: a value is outside its limits; the sentence names its column.

    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise RowFaultError(_sentence(error.errors()[0], names)) from error


def _sentence(fault: ErrorDetails, names: Mapping[str, str]) -> str:
    place = [str(part) for part in fault["loc"] if not isinstance(part, int)]
    field = place[-1] if place else ""
    context = {key: str(value) for key, value in fault.get("ctx", {}).items()}
    context["input"] = str(fault["input"])[:60]
    said = _SENTENCES.get(fault["type"], "cannot be {input}").format_map(context)
    if field in {"", "lines"}:
        # A rule between several fields speaks for itself.
        return f"{said[:1].upper()}{said[1:]}."
    return f"{names.get(field, field)} {said}."
