"""A rate on a line from 0 to 100 per cent: where it most likely is, and how far that is known.

The words beside it say the same. Middle tones are seen on light and on dark ground alike, so
nothing here asks for the theme. `RULES` is drawn once a page, by `looks`.
"""

from html import escape
from typing import Final

import streamlit as st

_LEAST_WIDTH_PCT: Final = 0.5
_SCALE: Final = "".join(f"<span>{mark} %</span>" for mark in (0, 25, 50, 75, 100))

RULES: Final = """
.rate-bar { max-width: 34rem; font-size: .8125rem; line-height: 1.4; padding-inline: .375rem; }
.rate-line { position: relative; height: .875rem; border-radius: 3px; background: #8a877f40;
  box-shadow: inset 0 0 0 1px #8a877f; }
.rate-line > i { position: absolute; inset-block: 0; }
.rate-known { border-radius: 3px;
  background: repeating-linear-gradient(135deg, #158a64 0 4px, #4fae8e 4px 6px); }
.rate-likely { width: 4px; margin-inline-start: -2px; inset-block: -3px !important;
  border-radius: 2px; background: #1b1c1a; box-shadow: 0 0 0 1.5px #fff; }
.rate-scale { display: flex; justify-content: space-between; margin-inline: -.375rem;
  opacity: .8; font-variant-numeric: tabular-nums; }
"""


def draw(mean: float, low: float, high: float, *, alt: str) -> None:
    """Draw a rate and the interval in which it lies.

    Args:
        mean: the rate, 0 to 1.
        low: where the interval begins.
        high: where it ends.
        alt: the same in words.

    """
    st.html(as_html(mean, low, high, alt=alt))


def as_html(mean: float, low: float, high: float, *, alt: str) -> str:
    """The bar as HTML; the text in it is escaped."""
    begin, end = _per_cent(low), _per_cent(high)
    width = max(end - begin, _LEAST_WIDTH_PCT)
    return (
        f'<div class="rate-bar" role="img" aria-label="{escape(alt)}"><div class="rate-line">'
        f'<i class="rate-known" style="left:{begin:.1f}%;width:{width:.1f}%"></i>'
        f'<i class="rate-likely" style="left:{_per_cent(mean):.1f}%"></i></div>'
        f'<div class="rate-scale" aria-hidden="true">{_SCALE}</div></div>'
    )


def _per_cent(share: float) -> float:
    return min(max(share, 0.0), 1.0) * 100
