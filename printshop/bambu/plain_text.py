"""Text that people typed, as plain text: titles, names, descriptions.

MakerWorld's descriptions are HTML, escaped two to four times. They are
unescaped until nothing changes and then reduced to their words.
"""

import html
import re

import nh3

_ROUNDS = 8
_LINE_ENDS = re.compile(r"<\s*(?:br|/p|/li|/h[1-6]|/div|/tr|/figure)\b[^<>]*>", re.IGNORECASE)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
# No character has such a number, and `int` refuses to read one of thousands of digits.
_NO_CHARACTER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
# Nearly all there are; `html` takes a function call for each.
_FREQUENT = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&"))
# A single blank stays as it is, and needs no replacing.
_BLANKS = re.compile(r"[ \t\xa0]{2,}|[\t\xa0]")
_EMPTY_LINES = re.compile(r"\n(?: ?\n)+")
_CLEANER = nh3.Cleaner(
    tags=set(), clean_content_tags={"script", "style", "title", "iframe", "object"}
)


def plain_text(markup: str, *, at_most: int = 20_000) -> str | None:
    """Reduce a text that may hold escaped HTML to its words.

    Args:
        markup: as the file writes it; empty means that there is none.
        at_most: characters kept.

    Returns:
        The words, paragraphs as lines; None when nothing is left. Holds no tag
        and no control character, but is not escaped: escape it where it is shown.
    """
    text = _unescaped(markup[: 8 * at_most])
    if "<" not in text and "  " not in text and text.isprintable():
        return text.strip()[:at_most].strip() or None
    for _ in range(_ROUNDS):
        if "<" not in text:
            break
        reduced = _unescaped(_CLEANER.clean(_LINE_ENDS.sub("\n", text)))
        if reduced == text:
            break
        text = reduced
    else:
        text = text.replace("<", " ")
    text = _BLANKS.sub(" ", _CONTROL.sub("", text.replace("\r\n", "\n")))
    lines = (line.strip() for line in _EMPTY_LINES.sub("\n\n", text).split("\n"))
    return "\n".join(lines).strip()[:at_most].strip() or None


def one_line(text: str | None, *, at_most: int = 300) -> str | None:
    """Clean a name: one line, no control characters; None when nothing is left."""
    if not text:
        return None
    # Nothing to clean: so are nearly all names, and that is told in a tenth of the time.
    if text.isprintable() and "  " not in text:
        return text.strip()[:at_most] or None
    return _BLANKS.sub(" ", _CONTROL.sub("", text.replace("\n", " "))).strip()[:at_most] or None


def _unescaped(text: str) -> str:
    for _ in range(_ROUNDS):
        if "&" not in text:
            break
        for entity, meant in _FREQUENT:
            text = text.replace(entity, meant)
        unescaped = html.unescape(_NO_CHARACTER.sub("", text))
        if unescaped == text:
            break
        text = unescaped
    return text
