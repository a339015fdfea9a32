"""One label: the colour at its edge, the number large, what is on the reel, the code.

Everything is measured against the label's own size, and what does not fit is made smaller,
cut with an ellipsis or left out: nothing is drawn outside the label.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import segno
from fpdf import FPDF
from PIL import Image

from printshop.services.labels.contents import SpoolLabel
from printshop.services.labels.letters import Letters

FAMILY: Final = "label"
_MM_PER_POINT: Final = 25.4 / 72
_LINE: Final = 1.2
_ELLIPSIS: Final = "…"
_SMALLEST: Final = 0.8
_EDGE: Final = (138, 135, 127)
_EDGE_MM: Final = 0.15
# Four modules of white around a code are part of it.
_QUIET: Final = 4
_PIXELS: Final = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page, millimetres from its top left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Areas:
    """Where colour, text and code of a label go, and the sizes of its letters in points."""

    color: Box
    text: Box
    code: Box
    number_pt: float
    text_pt: float


def draw_label(pdf: FPDF, label: SpoolLabel, box: Box, letters: Letters) -> None:
    """Draw a label into its place."""
    areas = _upright(box) if box.height > box.width else _lying(box)
    _draw_colors(pdf, label.color_hexes, areas.color, is_row=box.height > box.width)
    _draw_code(pdf, label.code, areas.code)
    _draw_texts(pdf, label, areas, letters)


def _lying(box: Box) -> _Areas:
    """Colour at the left, code at the right, text between."""
    margin = min(3.0, max(1.0, box.height * 0.06))
    inner = box.height - 2 * margin
    code = min(inner, max(0.36 * box.width, 15.0), 30.0)
    strip = min(5.0, box.height * 0.1)
    left = box.left + margin + strip + margin * 0.8
    right = box.left + box.width - margin - code
    return _Areas(
        color=Box(box.left + margin, box.top + margin, strip, inner),
        text=Box(left, box.top + margin, right - margin * 0.5 - left, inner),
        code=Box(right, box.top + (box.height - code) / 2, code, code),
        number_pt=min(40.0, box.height * 0.75),
        text_pt=min(12.0, max(5.0, box.height * 0.25)),
    )


def _upright(box: Box) -> _Areas:
    """Colour above, code below, text between."""
    margin = min(5.0, box.width * 0.05)
    inner = box.width - 2 * margin
    strip = box.height * 0.09
    code = min(inner, box.height * 0.45)
    top = box.top + margin + strip + margin * 0.5
    bottom = box.top + box.height - margin - code
    return _Areas(
        color=Box(box.left + margin, box.top + margin, inner, strip),
        text=Box(box.left + margin, top, inner, bottom - top),
        code=Box(box.left + (box.width - code) / 2, bottom, code, code),
        number_pt=min(60.0, box.width * 0.5),
        text_pt=min(18.0, box.width * 0.16),
    )


def _draw_colors(pdf: FPDF, color_hexes: Sequence[str], box: Box, *, is_row: bool) -> None:
    count = len(color_hexes)
    width, height = (box.width / count, box.height) if is_row else (box.width, box.height / count)
    for position, color in enumerate(color_hexes):
        left = box.left + (position * width if is_row else 0)
        top = box.top + (0 if is_row else position * height)
        pdf.set_fill_color(color)
        pdf.rect(left, top, width, height, style="F")
    # Without it nobody would see white.
    pdf.set_draw_color(*_EDGE)
    pdf.set_line_width(_EDGE_MM)
    pdf.rect(box.left, box.top, box.width, box.height, style="D")


def _draw_code(pdf: FPDF, text: str, box: Box) -> None:
    code = segno.make(text, error="m", micro=False)
    # Some printers smooth a picture as they make it larger: with a few dots for each module
    # its edges stay sharp.
    rows = [
        bytes(0 if is_dark else 255 for is_dark in row)
        for row in code.matrix_iter(scale=_PIXELS, border=_QUIET)
    ]
    picture = Image.frombytes("L", (len(rows), len(rows)), b"".join(rows)).convert("1")
    pdf.image(picture, box.left, box.top, box.width, box.height)


def _draw_texts(pdf: FPDF, label: SpoolLabel, areas: _Areas, letters: Letters) -> None:
    box, top = areas.text, areas.text.top
    pdf.set_text_color(0)
    number = f"#{label.number}"
    size_pt = _size_for(pdf, number, "B", areas.number_pt, box.width, smallest=0.3)
    top = _draw_line(pdf, number, Box(box.left, top, box.width, size_pt * _MM_PER_POINT))
    bold, *plain = (letters.printable(text) for text in (label.kind, label.color_name, label.brand))
    facts = [letters.printable(fact) for fact in label.facts]
    for text, style in ((bold, "B"), *((text, "") for text in plain)):
        top = _draw_fitted(pdf, text, style, areas, top)
    pdf.set_font(FAMILY, "", areas.text_pt)
    for line in _packed(pdf, facts, box.width):
        top = _draw_fitted(pdf, line, "", areas, top)


def _draw_fitted(pdf: FPDF, text: str, style: str, areas: _Areas, top: float) -> float:
    """Draw a line of text where there is room for one; returns where the next begins."""
    height = areas.text_pt * _MM_PER_POINT * _LINE
    if not text or top + height > areas.text.top + areas.text.height + 0.01:
        return top
    _size_for(pdf, text, style, areas.text_pt, areas.text.width, smallest=_SMALLEST)
    line = cut(pdf, text, areas.text.width)
    return _draw_line(pdf, line, Box(areas.text.left, top, areas.text.width, height))


def _draw_line(pdf: FPDF, text: str, box: Box) -> float:
    pdf.set_xy(box.left, box.top)
    pdf.cell(box.width, box.height, text)
    return box.top + box.height


def _size_for(
    pdf: FPDF, text: str, style: str, size_pt: float, width: float, *, smallest: float
) -> float:
    """Choose the font, smaller where the text needs it, down to a fraction of its size."""
    pdf.set_font(FAMILY, style, size_pt)
    needed = pdf.get_string_width(text)
    if needed > width:
        size_pt *= max(smallest, width / needed)
        pdf.set_font(FAMILY, style, size_pt)
    return size_pt


def cut(pdf: FPDF, text: str, width: float) -> str:
    """As much of a text as fits, with an ellipsis where something is missing."""
    if pdf.get_string_width(text) <= width + 0.01:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if pdf.get_string_width(text[:middle].rstrip() + _ELLIPSIS) <= width:
            fits = middle
        else:
            too_long = middle
    return text[:fits].rstrip() + _ELLIPSIS


def _packed(pdf: FPDF, facts: Sequence[str], width: float) -> list[str]:
    """Facts in as few lines as they need, in their order."""
    lines: list[str] = []
    for fact in facts:
        longer = f"{lines[-1]} · {fact}" if lines else fact
        if lines and pdf.get_string_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(fact)
    return lines
