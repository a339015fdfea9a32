"""Whose work a design is built on: MakerWorld's list in the model's CopyRight."""

from collections.abc import Mapping

import orjson

from printshop.bambu.plain_text import one_line, plain_text

_NONE = frozenset({"", "[]", '"[]"'})
_MOST_CREDITS = 50


def copyright_of(metadata: Mapping[str, str]) -> str | None:
    """Give the copyright as one line: a notice, or the designs that this one is made from.

    Bambu Studio writes a notice as Copyright; MakerWorld writes CopyRight, a JSON list of
    designs with author, title and link.
    """
    for key in ("CopyRight", "Copyright"):
        text = metadata.get(key, "").strip()
        if text not in _NONE:
            return _credits(text) or one_line(plain_text(text), at_most=500)
    return None


def _credits(text: str) -> str | None:
    try:
        entries = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(entries, list):
        return None
    named = (_credit(entry) for entry in entries[:_MOST_CREDITS] if isinstance(entry, dict))
    return one_line("; ".join(credit for credit in named if credit), at_most=2_000)


def _credit(entry: Mapping[str, object]) -> str:
    """Name one design: `Fan Cover by Ana (https://…)`."""
    title, author, link = (_field(entry, key) for key in ("title", "author", "link"))
    named = " by ".join(part for part in (title, author) if part)
    return f"{named} ({link})" if named and link else named or link


def _field(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    return plain_text(value, at_most=300) or "" if isinstance(value, str) else ""
