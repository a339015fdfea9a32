"""A disc in a filament's colour, to stand beside its name in Markdown and in labels.

The disc is a picture with a text of its own, so that the colour is also said; its ring keeps
white visible on white and black on black.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from printshop.domain.filament import Filament
from printshop.ui.formats import escape_markdown

_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_UNKNOWN: Final = "#808080"
_MANY: Final = 8
_DISC: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16">'
    '<circle cx="8" cy="8" r="6.8" fill="{color}" stroke="#8f8c84" stroke-width="1.8"/></svg>'
)
_PLACEHOLDER: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 192" width="256" height="192">'
    '<rect width="256" height="192" fill="#8a877f" fill-opacity=".12"/>'
    '<g fill="none" stroke="#8a877f" stroke-width="4" stroke-linejoin="round">'
    '<path d="M128 56l44 22v44l-44 22-44-22V78z"/><path d="M84 78l44 22 44-22M128 100v44"/>'
    "</g></svg>"
)


def swatch(color_hex: str, name: str = "") -> str:
    """Markdown of a disc in this colour.

    Args:
        color_hex: `#RRGGBB`; anything else is drawn grey.
        name: what the disc says to those who do not see it; the colour's code without it.

    """
    color = known_color(color_hex)
    said = escape_markdown(name) if name else f"colour {color}".replace("#", r"\#")
    return f"![{said}]({disc_uri(color)})"


def disc_uri(color_hex: str) -> str:
    """Address of the disc's picture, for the picture columns of tables."""
    return _uri(_DISC.format(color=known_color(color_hex)))


def discs_uri(colors: Sequence[str]) -> str:
    """Address of a disc of several colours side by side, the first on the left."""
    known = [known_color(color) for color in colors[:_MANY]]
    if len(known) == 1:
        return disc_uri(known[0])
    stops = "".join(
        f'<stop offset="{edge / len(known):.3f}" stop-color="{color}"/>'
        for place, color in enumerate(known)
        for edge in (place, place + 1)
    )
    stripes = f'<linearGradient id="c">{stops}</linearGradient>'
    return _uri(_DISC.format(color="url(#c)").replace("<circle", f"{stripes}<circle"))


def swatches(colors: Iterable[str]) -> str:
    """Markdown of a row of discs, at most eight, with how many are left out."""
    known = list(dict.fromkeys(colors))
    left_out = f" +{len(known) - _MANY}" if len(known) > _MANY else ""
    return " ".join(swatch(color) for color in known[:_MANY]) + left_out


def filament_label(filament: Filament) -> str:
    """Markdown of a filament: its disc and its name."""
    return f"{swatch(filament.color_hex, filament.color_name)} {escape_markdown(filament.label)}"


def placeholder_uri() -> str:
    """Address of the picture that stands where a plate has none."""
    return _uri(_PLACEHOLDER)


def known_color(color_hex: str) -> str:
    """The colour as `#RRGGBB`; grey for anything else."""
    return color_hex if _HEX.fullmatch(color_hex) else _UNKNOWN


# As many as the colours of a large shop, so that a list of it is drawn from memory.
@lru_cache(maxsize=4096)
def _uri(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
