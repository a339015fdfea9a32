"""Words for colours, English and German, as order forms and boxes have them."""

import re
from typing import Final

_WORDS: Final = {
    "#101010": ("black", "schwarz"),
    "#4A4A4A": ("dark grey", "dark gray", "dunkelgrau", "anthracite", "anthrazit", "charcoal"),
    "#8C8C8C": ("grey", "gray", "grau"),
    "#C0C0C0": ("silver", "silber", "light grey", "light gray", "hellgrau"),
    "#FFFFFF": ("white", "weiß", "weiss", "natural", "natur", "transparent", "clear"),
    "#F5EBD0": ("ivory", "elfenbein", "cream", "creme"),
    "#DCC9A3": ("beige", "sand"),
    "#7A4B26": ("brown", "braun"),
    "#45281A": ("dark brown", "dunkelbraun"),
    "#D0211C": ("red", "rot"),
    "#8C1219": ("dark red", "dunkelrot", "bordeaux", "maroon"),
    "#F4761C": ("orange",),
    "#D4A42A": ("gold",),
    "#F7D917": ("yellow", "gelb"),
    "#A9D62B": ("lime", "limette"),
    "#1F9D4A": ("green", "grün", "gruen"),
    "#14532D": ("dark green", "dunkelgrün", "dunkelgruen"),
    "#9FE2BF": ("mint",),
    "#1CB5AC": ("turquoise", "türkis", "tuerkis", "teal"),
    "#1FA8DE": ("cyan",),
    "#8EC5EB": ("light blue", "hellblau", "sky blue"),
    "#1F4FC4": ("blue", "blau"),
    "#17255A": ("dark blue", "dunkelblau", "navy"),
    "#6B2FA0": ("purple", "violet", "lila", "violett"),
    "#B79BD9": ("lilac", "lavender", "flieder", "lavendel"),
    "#D6259B": ("magenta",),
    "#F29BB9": ("pink", "rosa"),
}
_HEX_OF: Final = {word: color_hex for color_hex, words in _WORDS.items() for word in words}


def hex_of(words: str) -> str | None:
    """The usual shade of a colour that is said in words, and nothing but it."""
    return _HEX_OF.get(" ".join(re.split(r"[\s_-]+", words.lower().strip())))


def hex_within(words: str) -> str | None:
    """The shade of the last colour named in a product's name: `PolyTerra Charcoal Black`."""
    parts = re.split(r"[^\w]+", words.lower().strip())
    for end in range(len(parts), 0, -1):
        for start in (end - 2, end - 1):
            if start >= 0 and (color_hex := _HEX_OF.get(" ".join(parts[start:end]))):
                return color_hex
    return None
