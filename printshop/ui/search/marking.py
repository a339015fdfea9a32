"""The words that were looked for, marked where they stand in a name. Pure: no Streamlit."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from printshop.ui.formats import escape_markdown

_WORD: Final = re.compile(r"[^\W_]+(?:[.,](?=\d)[^\W_]+)*")


def marked(name: str, words: Sequence[str]) -> str:
    """Markdown of a name in which the beginnings of words that were looked for are bold.

    Args:
        name: from outside; what acts in Markdown is escaped.
        words: small letters without marks, as the search gives them.

    """
    parts, at = [], 0
    for found in _WORD.finditer(name):
        size = _fitting(found[0], words)
        if size:
            start = found.start()
            parts += [_escaped(name[at:start]), _bold(name[start : start + size])]
            at = start + size
    return "".join([*parts, _escaped(name[at:])])


def _escaped(text: str) -> str:
    """The text between two marks; escaping alone takes the blanks off its ends."""
    inner = escape_markdown(text)
    before = " " if text[:1].isspace() else ""
    return f"{before}{inner}{' ' if inner and text[-1:].isspace() else ''}"


def _bold(text: str) -> str:
    return f"**{escape_markdown(text)}**"


def _fitting(word: str, words: Sequence[str]) -> int:
    """How many letters of a word, from its first, are what was looked for; the most of them."""
    plain = "".join(map(_plain, word))
    if len(plain) != len(word):
        # A letter that is two without its mark: then all of the word or nothing.
        return len(word) if any(plain.startswith(one) for one in words) else 0
    return max((len(one) for one in words if plain.startswith(one)), default=0)


def _plain(letter: str) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if not unicodedata.combining(part)).lower()
