"""How near one colour is to another, in words. Pure: no Streamlit."""

from typing import Final

_WORDS: Final = (
    (1.0, "Same to the eye"),
    (3.0, "Very close"),
    (5.0, "Close"),
    (10.0, "Similar"),
)


def nearness(distance: float) -> str:
    """How far a colour is from the one that was asked for (CIEDE2000), in words."""
    return next((words for most, words in _WORDS if distance < most), "Different")
