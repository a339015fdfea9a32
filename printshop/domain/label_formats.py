"""The sheets and rolls of labels that a shop can buy, with their measures."""

from typing import Final, Literal

from printshop.domain.units import Frozen

_MM_PER_INCH: Final = 25.4
MAX_LABELS: Final = 500


class LabelFormat(Frozen):
    """A sheet with rows and columns of like labels, or a roll: a page for each label.

    left_mm and top_mm are where the first label begins; a pitch is from one label's edge to
    the same edge of the next.
    """

    name: str
    kind: Literal["sheet", "roll"]
    page_width_mm: float
    page_height_mm: float
    width_mm: float
    height_mm: float
    columns: int = 1
    rows: int = 1
    left_mm: float = 0
    top_mm: float = 0
    pitch_x_mm: float = 0
    pitch_y_mm: float = 0

    @property
    def per_page(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows

    def page_count(self, label_count: int, *, first_position: int) -> int:
        """How many pages so many labels take, the first of them on this position."""
        return -(-(first_position - 1 + label_count) // self.per_page)

    def corner_mm(self, place: int) -> tuple[float, float]:
        """Left and top of a label; places count from 0, row by row."""
        row, column = divmod(place, self.columns)
        return self.left_mm + column * self.pitch_x_mm, self.top_mm + row * self.pitch_y_mm


def _roll(name: str, width_mm: float, height_mm: float) -> LabelFormat:
    return LabelFormat(
        name=name,
        kind="roll",
        page_width_mm=width_mm,
        page_height_mm=height_mm,
        width_mm=width_mm,
        height_mm=height_mm,
    )


def _a4(
    name: str, size: tuple[float, float], grid: tuple[int, int], *, left: float, pitch_x: float
) -> LabelFormat:
    """An A4 sheet whose rows touch each other and stand in its middle."""
    return LabelFormat(
        name=name,
        kind="sheet",
        page_width_mm=210,
        page_height_mm=297,
        width_mm=size[0],
        height_mm=size[1],
        columns=grid[0],
        rows=grid[1],
        left_mm=left,
        top_mm=(297 - grid[1] * size[1]) / 2,
        pitch_x_mm=pitch_x,
        pitch_y_mm=size[1],
    )


def _letter(
    name: str, size: tuple[float, float], grid: tuple[int, int], *, left: float, pitch_x: float
) -> LabelFormat:
    """A Letter sheet, its measures in inches; the first row begins half an inch from the top."""
    return LabelFormat(
        name=name,
        kind="sheet",
        page_width_mm=8.5 * _MM_PER_INCH,
        page_height_mm=11 * _MM_PER_INCH,
        width_mm=size[0] * _MM_PER_INCH,
        height_mm=size[1] * _MM_PER_INCH,
        columns=grid[0],
        rows=grid[1],
        left_mm=left * _MM_PER_INCH,
        top_mm=0.5 * _MM_PER_INCH,
        pitch_x_mm=pitch_x * _MM_PER_INCH,
        pitch_y_mm=size[1] * _MM_PER_INCH,
    )


# The keys stand in addresses and sessions: they stay.
LABEL_FORMATS: Final = {
    "l7160": _a4("Avery L7160, Herma 4677", (63.5, 38.1), (3, 7), left=7.25, pitch_x=66),
    "l7163": _a4("Avery L7163", (99.1, 38.1), (2, 7), left=4.65, pitch_x=101.6),
    "l7651": _a4("Avery L7651", (38.1, 21.2), (5, 13), left=4.75, pitch_x=40.6),
    "h4345": _a4("Herma 4345, 10003", (35.6, 16.9), (5, 16), left=11, pitch_x=38.1),
    "5160": _letter("Avery 5160", (2.625, 1), (3, 10), left=0.1875, pitch_x=2.75),
    "5163": _letter("Avery 5163", (4, 2), (2, 5), left=0.15625, pitch_x=4.1875),
    "dk22205": _roll("Brother DK-22205, cut to 30 mm", 62, 30),
    "dk11209": _roll("Brother DK-11209", 62, 29),
    "dymo99012": _roll("Dymo 99012", 89, 36),
    "dymo11352": _roll("Dymo 11352", 54, 25),
    "zebra4x6": _roll("Zebra 4 by 6 inch", 4 * _MM_PER_INCH, 6 * _MM_PER_INCH),
    "zebra2x1": _roll("Zebra 2 by 1 inch", 2 * _MM_PER_INCH, _MM_PER_INCH),
}
