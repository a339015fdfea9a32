"""How often the queue looks by itself where nobody tells it of changes."""

from typing import Final

EVERY_S: Final = 30


def hold() -> None:
    """Nothing has to be held: the queue is a part of its own, and its drawing closes no dialog."""
