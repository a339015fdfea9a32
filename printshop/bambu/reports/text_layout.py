"""Lines of a report for a terminal: width, indents, durations."""

import textwrap
from typing import Final

COLUMNS: Final = 100


def wrapped(text: str, *, first: str = "", rest: str = "") -> list[str]:
    """Break a text into lines, each with its indent."""
    return textwrap.wrap(text, COLUMNS, initial_indent=first, subsequent_indent=rest) or [first]


def note(text: str) -> list[str]:
    """Give a remark as lines, indented once."""
    return wrapped(text, first="  ", rest="    ")


def short(text: str, letters: int) -> str:
    """Cut a text that is longer than so many letters."""
    return text if len(text) <= letters else text[: letters - 1] + "…"


def duration(seconds: int) -> str:
    """Give a time in hours and minutes, or in minutes and seconds."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def or_dash(value: float | None) -> str:
    """Give a number without needless digits, or a dash."""
    return "-" if value is None else f"{value:g}"
