"""A small picture of a sheet of labels: which are used up, which will be printed."""

import base64
from typing import Final

from printshop.domain.label_formats import LabelFormat

_PIXELS_PER_MM: Final = 0.45
_USED: Final = "#8a877f"
_PRINTED: Final = "#0f766e"


def picture(label_format: LabelFormat, first_position: int, label_count: int) -> str:
    """Markdown of the first sheet.

    Args:
        label_format: a sheet.
        first_position: of the first label that is printed, from 1.
        label_count: how many labels are printed.

    """
    last = min(label_format.per_page, first_position - 1 + label_count)
    cells = "".join(
        _cell(label_format, place, first_position - 1, last)
        for place in range(label_format.per_page)
    )
    width, height = label_format.page_width_mm, label_format.page_height_mm
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height:.1f}" '
        f'width="{width * _PIXELS_PER_MM:.0f}" height="{height * _PIXELS_PER_MM:.0f}">'
        f'<rect width="100%" height="100%" fill="#fff" stroke="{_USED}" stroke-width="2"/>'
        f"{cells}</svg>"
    )
    said = f"Sheet with labels {first_position} to {last} of {label_format.per_page} printed"
    return f"![{said}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _cell(label_format: LabelFormat, place: int, first: int, last: int) -> str:
    left, top = label_format.corner_mm(place)
    if place < first:
        look = f'fill="{_USED}" fill-opacity=".35"'
    elif place < last:
        look = f'fill="{_PRINTED}"'
    else:
        look = f'fill="#fff" stroke="{_USED}" stroke-width=".7"'
    return (
        f'<rect x="{left + 0.7:.1f}" y="{top + 0.7:.1f}" width="{label_format.width_mm - 1.4:.1f}" '
        f'height="{label_format.height_mm - 1.4:.1f}" rx="1.5" {look}/>'
    )
