"""What the grams of a filament become: one bar for each, cut into model, support, tower, flush.

The parts differ by pattern as well as by colour, and each one's grams stand beside the bar.
Middle tones are seen on light and on dark ground alike, so nothing here asks for the theme.
`RULES` is drawn once a page, by `looks`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Final

import streamlit as st

from printshop.domain.catalog import GramSource, NewRequirement
from printshop.ui.formats import grams, without_controls

_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_MARK_OF_ESTIMATES: Final = "≈ estimated"
_REST: Final = "rest"
_NAMES: Final = {_REST: "not told apart", "waste": "support and tower"}

RULES: Final = """
.gram-bars { display: grid; gap: .75rem; font-size: .875rem; line-height: 1.4; }
.gram-row { display: grid; gap: .25rem; }
.gram-name { overflow-wrap: anywhere; }
.gram-disc, .gram-key { display: inline-block; width: .75rem; height: .75rem;
  vertical-align: -.05rem; margin-inline-end: .35rem; }
.gram-disc { border-radius: 50%; box-shadow: 0 0 0 1px #8a877f; }
.gram-key { border-radius: 2px; }
.gram-bar { display: flex; gap: 2px; height: .875rem; border-radius: 3px; overflow: hidden; }
.gram-bar > i { min-width: 3px; flex-basis: 0; }
.gram-parts { display: flex; flex-wrap: wrap; gap: 0 .875rem; }
.gram-parts > span { white-space: nowrap; }
.gram-bars .gram-why { margin: 0; font-size: inherit; }
.gram-model { background: #158a64; }
.gram-support { background: repeating-linear-gradient(135deg, #4a7fd0 0 4px, #dbe6f8 4px 6px); }
:is(.gram-tower, .gram-waste) {
  background: repeating-linear-gradient(90deg, #c8651b 0 3px, #fbe3cf 3px 5px); }
.gram-flush { background: radial-gradient(circle at 50% 50%, #f6dcec 0 1.2px, #0000 1.7px)
  0 0 / 5px 5px, #a8447c; }
.gram-rest { background: #8a877f59; box-shadow: inset 0 0 0 1px #8a877f; border-radius: 3px; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GramBar:
    """One filament of a plate and what it is called; any text will do for a name."""

    need: NewRequirement
    name: str

    @classmethod
    def of(cls, need: NewRequirement) -> "GramBar":
        """Call it what the slicer calls it."""
        return cls(need=need, name=need.slicer_name or need.slicer_type or "Filament")


def draw(bars: Sequence[GramBar], *, reasons: Sequence[str] = ()) -> None:
    """Draw a bar for each filament whose grams are known; nothing where there is none.

    Args:
        bars: the filaments of one plate.
        reasons: sentences that say why grams are not told apart, or only estimated.

    """
    known = [bar for bar in bars if bar.need.used_g is not None]
    if known:
        st.html(as_html(known, reasons=reasons))


def as_html(bars: Sequence[GramBar], *, reasons: Sequence[str] = ()) -> str:
    """The bars as HTML; every text in it is escaped, every colour checked."""
    exact = all(bar.need.split_known and not _is_estimate(bar.need) for bar in bars)
    why = "" if exact else "".join(f'<p class="gram-why">{_text(said)}</p>' for said in reasons)
    return f'<div class="gram-bars">{"".join(map(_row, bars))}{why}</div>'


def _row(bar: GramBar) -> str:
    need, parts = bar.need, _parts(bar.need)
    cuts = "".join(
        f'<i class="gram-{part}" style="flex-grow:{value_g}" title="{_words(part, value_g)}"></i>'
        for part, value_g in parts
    )
    said = "".join(
        f'<span><i class="gram-key gram-{part}"></i>{_words(part, value_g)}</span>'
        for part, value_g in parts
    )
    if [part for part, _ in parts] == [_REST]:
        said = f"<span>{_NAMES[_REST]}</span>"
    if _is_estimate(need):
        said += f"<span>{_MARK_OF_ESTIMATES}</span>"
    return (
        '<div class="gram-row"><div class="gram-name">'
        f'<i class="gram-disc" style="background:{_color(need)}"></i>'
        f"{_text(f'{need.filament_index}: {bar.name}')} · <b>{grams(need.used_g)}</b></div>"
        f'<div class="gram-bar" role="img" aria-label="{_said(bar, parts)}">{cuts}</div>'
        f'<div class="gram-parts">{said}</div></div>'
    )


def _said(bar: GramBar, parts: Sequence[tuple[str, Decimal]]) -> str:
    """The bar in words, for those who do not see it."""
    told = ", ".join(_words(part, value_g) for part, value_g in parts)
    estimated = ", estimated" if _is_estimate(bar.need) else ""
    whole = f"{bar.need.filament_index}: {bar.name}, {grams(bar.need.used_g)}"
    return _text(f"Filament {whole}: {told}{estimated}")


def _words(part: str, value_g: Decimal) -> str:
    return f"{_NAMES.get(part, part)} {grams(value_g)}"


def _parts(need: NewRequirement) -> list[tuple[str, Decimal]]:
    """The grams of each part, those of nothing left out.

    The rest is what holds more than the model. Waste is support and tower, where only both
    together are known.
    """
    told = [("model" if need.split_known else _REST, need.model_g)]
    if need.support_g is None:
        told.append(("waste", need.waste_g))
    else:
        told += [("support", need.support_g), ("tower", need.tower_g)]
    return [(part, value_g) for part, value_g in [*told, ("flush", need.purge_g)] if value_g]


def _is_estimate(need: NewRequirement) -> bool:
    return need.source is GramSource.ESTIMATE


def _color(need: NewRequirement) -> str:
    return need.color_hex if _HEX.fullmatch(need.color_hex) else "#808080"


def _text(text: str) -> str:
    return escape(without_controls(text))
