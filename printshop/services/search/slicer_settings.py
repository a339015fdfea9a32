"""A setting of the slicer in what was typed: `layer_height 0.28`, `infill 15%`, `gyroid`."""

import re
from dataclasses import dataclass
from typing import Final

from printshop.domain.search import setting_value
from printshop.repo import UnitOfWork

_NUMBER: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?%?")
_BETWEEN: Final = re.compile(r"[\s=:]+")
_MOST_WORDS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSetting:
    """What a version's file must say. terms: `name=value`, one of them; other_words: besides."""

    terms: tuple[str, ...]
    other_words: tuple[str, ...]


def maybe_values(text: str) -> list[str]:
    """The words of a text that may be values of settings, if files have them."""
    return [word for word in _typed(text) if not _NUMBER.fullmatch(word)]


def asked_setting(
    uow: UnitOfWork, text: str, known: frozenset[str] | None = None
) -> AskedSetting | None:
    """The setting that a text asks for; None where it names no value that any file has.

    A number alone is no setting, as it could be that of anything: its name must stand beside it.

    Args:
        uow: of the shop.
        text: what was typed.
        known: those of `maybe_values` that files have; asked for without.

    """
    typed = _typed(text)
    numbers = [word for word in typed if _NUMBER.fullmatch(word)]
    if known is None:
        _, known = uow.search.read("", maybe_values(text))
    for value in (*(word for word in typed if word in known), *numbers):
        others = [word for word in typed if word != value]
        asked = _of_value(uow, value, others, is_number=value in numbers)
        if asked is not None:
            return asked
    return None


def _typed(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text.lower()) if word][:_MOST_WORDS]


def _of_value(
    uow: UnitOfWork, value: str, others: list[str], *, is_number: bool
) -> AskedSetting | None:
    # A word with an underscore can only be a setting's name.
    sure = [word for word in others if "_" in word]
    names = uow.search.setting_names(sure or others) if others else ()
    if names:
        words = tuple(word for word in others if sure and word not in sure)
        terms = tuple(f"{name}={setting_value(value)}" for name in names)
    elif is_number or sure:
        return None
    else:
        words, terms = tuple(others), (f"={setting_value(value)}",)
    split = tuple(part for word in words for part in uow.search.read(word, ())[0])
    return AskedSetting(terms=terms, other_words=split)
