"""From the fields of a form to the shop's checked values, with one sentence where that fails."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from printshop.errors import InvalidInputError
from printshop.ui.formats import number

_M = TypeVar("_M", bound=BaseModel)
# What pydantic finds wrong, as people say it; its context gives the limits.
_SENTENCES: Mapping[str, str] = {
    "string_too_short": "{label} must not be empty.",
    "string_too_long": "{label} may have at most {max_length} characters.",
    "too_short": "{label}: choose at least {min_length}.",
    "too_long": "{label}: at most {max_length} are possible.",
    "greater_than_equal": "{label} must be at least {ge}.",
    "greater_than": "{label} must be more than {gt}.",
    "less_than_equal": "{label} may be at most {le}.",
    "less_than": "{label} must be less than {lt}.",
    "decimal_max_places": "{label} may have at most {decimal_places} decimals.",
    "int_from_float": "{label} must be a whole number.",
    "missing": "{label} is missing.",
    "value_error": "{label}: {error}.",
}
_PATTERNS: Mapping[str, str] = {
    "^(https?://": "{label} must be a web address that begins with https://.",
    "^#[0-9A-F]": "{label} must be a colour such as #1A2B3C.",
}


def checked(kind: type[_M], labels: Mapping[str, str], **values: object) -> _M:
    """Make a value of the shop from what a form holds.

    Args:
        kind: the domain model.
        labels: field name → the label the person sees.
        values: what the form holds, by field name.

    Raises:
        InvalidInputError: a value is outside its limits; the sentence names its label.

    """
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise InvalidInputError(_sentence(error.errors()[0], labels)) from error


def within(value: float | None, label: str, least: float, most: float | Decimal) -> float | None:
    """The number of a field, if it is within its limits; None stays None.

    The field itself has no limits: a browser keeps a number beyond them to itself, and the
    one before it would be taken for what the person said.

    Raises:
        InvalidInputError: it is not.

    """
    if value is not None and not least <= value <= most:
        raise InvalidInputError(f"{label} must be between {least:,} and {most:,}.")
    return value


def _sentence(fault: ErrorDetails, labels: Mapping[str, str]) -> str:
    name = str(fault["loc"][0]) if fault["loc"] else ""
    label = labels.get(name, name.replace("_", " ").capitalize())
    context = {key: _limit(value) for key, value in fault.get("ctx", {}).items()}
    if not fault["loc"] and "error" in context:
        # Of the value as a whole: no field is at fault.
        return f"{context['error'][:1].upper()}{context['error'][1:]}."
    if fault["type"] == "string_pattern_mismatch":
        known = (text for start, text in _PATTERNS.items() if context["pattern"].startswith(start))
        return next(known, "{label} is not written as it should be.").format(label=label)
    sentence = _SENTENCES.get(fault["type"])
    if sentence is None:
        return f"{label} cannot be {fault['input']!r}."
    return sentence.format(label=label, **context)


def _limit(value: object) -> str:
    return number(value) if isinstance(value, Decimal) else str(value)
