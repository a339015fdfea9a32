"""Text from people and strangers: what is taken out before it is anybody's business."""

from typing import Final

_MAX_FILE_NAME: Final = 255


def printable(text: str) -> str:
    """Take out NUL and half surrogate pairs, which no database column can hold."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def one_line(text: object) -> object:
    """A name with one space between its words and none around it; what is no text stays."""
    return " ".join(text.split()) if isinstance(text, str) else text


def file_name(given: str) -> str:
    """The last part of a dropped file's name, at most 255 characters, never empty."""
    base = printable(given).replace("\\", "/").rsplit("/", 1)[-1].strip()
    return base[-_MAX_FILE_NAME:] or "unnamed.3mf"
