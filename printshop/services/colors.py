"""How near two filament colours are, and what a colour is called."""

from functools import lru_cache
from typing import Final

from coloraide import Color

# Files bring colours without end; those of a shop are few.
_REMEMBERED: Final = 16_384

# The words on filament boxes at typical shades, and the blue of slicers, which is nearer purple.
_NAMES: Final = {
    "#101010": "Black",
    "#4A4A4A": "Dark grey",
    "#8C8C8C": "Grey",
    "#C0C0C0": "Silver",
    "#FFFFFF": "White",
    "#F5EBD0": "Ivory",
    "#DCC9A3": "Beige",
    "#7A4B26": "Brown",
    "#45281A": "Dark brown",
    "#D0211C": "Red",
    "#8C1219": "Dark red",
    "#F4761C": "Orange",
    "#D4A42A": "Gold",
    "#F7D917": "Yellow",
    "#A9D62B": "Lime",
    "#1F9D4A": "Green",
    "#14532D": "Dark green",
    "#9FE2BF": "Mint",
    "#1CB5AC": "Turquoise",
    "#1FA8DE": "Cyan",
    "#8EC5EB": "Light blue",
    "#1F4FC4": "Blue",
    "#0000FF": "Blue",
    "#17255A": "Dark blue",
    "#6B2FA0": "Purple",
    "#B79BD9": "Lilac",
    "#D6259B": "Magenta",
    "#F29BB9": "Pink",
}

_SHADES: Final = {name.lower(): shade for shade, name in reversed(_NAMES.items())}
_SHADES.update(
    {name.replace("grey", "gray"): _SHADES[name] for name in list(_SHADES) if "grey" in name}
)
_SHADES.update({"violet": _SHADES["purple"], "teal": _SHADES["turquoise"]})
_BY_LENGTH: Final = sorted(_SHADES, key=len, reverse=True)


@lru_cache(maxsize=_REMEMBERED)
def distance(one: str, other: str) -> float:
    """CIEDE2000 between two #RRGGBB colours: under 5 is close, under 10 similar."""
    return _color(one).delta_e(_color(other), method="2000")


@lru_cache(maxsize=_REMEMBERED)
def name_of(color_hex: str) -> str:
    """The word for a colour that the boxes in the shop would bear."""
    return _NAMES[min(_NAMES, key=lambda shade: distance(color_hex, shade))]


def named_in(words: str) -> tuple[str, str] | None:
    """The colour that some words name, as #RRGGBB, and the words that name it; the longest first.

    Args:
        words: small letters, a blank between them.

    """
    padded = f" {words} "
    for name in _BY_LENGTH:
        if f" {name} " in padded:
            return _SHADES[name], name
    return None


@lru_cache(maxsize=_REMEMBERED)
def _color(color_hex: str) -> Color:
    return Color(color_hex)
