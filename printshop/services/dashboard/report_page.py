"""The page of the report: everything has its place, and what does not fit is cut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from fpdf import FPDF

from printshop.services.dashboard import marks, report_charts, words
from printshop.services.dashboard.report_sheet import GREY, LINE, Sheet
from printshop.services.dashboard.view import Chart, Dashboard, Said, Tile
from printshop.services.labels import letters
from printshop.services.labels.drawing import FAMILY, Box

_LEFT: Final = 15.0
_WIDTH: Final = 180.0
_COLUMNS: Final = 4
_MOST_TILES: Final = 12
_TILES_TOP: Final = 41.0
_TILE_MM: Final = 18.0
# Below a figure; of more than a few lines the row is higher.
_SMALL_PT: Final = 6.5
_SMALL_MM: Final = 3.0
_FEW_LINES: Final = 2
_MOST_LINES: Final = 3
_MOST_SAID: Final = 5
_LINE_MM: Final = 4.6
_CHARTS_MM: Final = 50.0
_MOST_CHARTS: Final = 6
_FOOT_TOP: Final = 283.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What stands in a report. compared: in words, what the figures are compared with."""

    shop_name: str
    title: str
    days: str
    compared: str
    made_on: str
    board: Dashboard
    charts: tuple[Chart, ...]

    @property
    def texts(self) -> Iterable[str]:
        """All that is to be printed in letters."""
        yield from (self.shop_name, self.title, self.board.currency, *self.board.missing)
        for said in (*self.board.changes, *self.board.margins):
            yield said.text
        for tile in self.board.tiles:
            yield from (tile.label, tile.note, tile.missing)
        for chart in self.charts:
            yield from (chart.title, chart.missing)
            yield from marks.names(chart)
            yield from chart.frame["series"].unique().to_list()


def draw(report: Report) -> bytes:
    """Draw the report on one A4 page, as a PDF."""
    sheet = _opened(report)
    _draw_head(sheet, report)
    top = _draw_tiles(sheet, report.board.tiles[:_MOST_TILES])
    top = _draw_said(sheet, "What changed last week", report.board.changes, top)
    top = _draw_said(sheet, "Margins to look at now", report.board.margins, top)
    if report.board.is_empty:
        said = "Nothing was printed, bought or in stock yet."
        sheet.write(said, Box(_LEFT, top, _WIDTH, 6), size_pt=10)
    _draw_charts(sheet, report.charts, top)
    foot = " ".join([*report.board.missing, f"Made on {report.made_on} by Printshop."])
    sheet.write(foot, Box(_LEFT, _FOOT_TOP, _WIDTH, 4), size_pt=7, color=GREY)
    return bytes(sheet.pdf.output())


def _opened(report: Report) -> Sheet:
    usable = letters.letters_of(report.texts)
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    # A name may hold the sign that fpdf2 would replace with the number of pages.
    pdf.alias_nb_pages("")
    pdf.set_title(usable.printable(f"{report.shop_name}, {report.title}"))
    pdf.set_creator("Printshop")
    pdf.set_lang("en")
    letters.add_to(pdf, FAMILY, usable)
    pdf.add_page()
    return Sheet(pdf=pdf, letters=usable, currency=report.board.currency)


def _draw_head(sheet: Sheet, report: Report) -> None:
    sheet.write(report.shop_name, Box(_LEFT, 14, _WIDTH, 9), size_pt=20, is_bold=True)
    sheet.write(report.title, Box(_LEFT, 24, _WIDTH, 6), size_pt=14)
    days = f"{report.days} \u00b7 {report.compared}"
    sheet.write(days, Box(_LEFT, 31, _WIDTH, 5), size_pt=9, color=GREY)


def _draw_tiles(sheet: Sheet, tiles: Sequence[Tile]) -> float:
    """Draw the figures; returns where the next begins."""
    step, top = _WIDTH / _COLUMNS, _TILES_TOP
    for first in range(0, len(tiles), _COLUMNS):
        row = tiles[first : first + _COLUMNS]
        below = [_below(sheet, tile, step - 3) for tile in row]
        # A row is as high as what it says: what is missing of a figure is not cut.
        height = _TILE_MM + _SMALL_MM * max(0, *(len(lines) - _FEW_LINES for lines in below))
        for at, (tile, lines) in enumerate(zip(row, below, strict=True)):
            _draw_tile(sheet, tile, lines, Box(_LEFT + at * step, top, step - 3, height))
        top += height
    return top + 2


def _below(sheet: Sheet, tile: Tile, width: float) -> list[str]:
    """The lines below a figure: what it was before, of what it is, what is missing of it."""
    before = "" if tile.before is None else f"before {sheet.figure(tile.before, tile.unit)}"
    first = (before or words.interval(tile, sheet.currency), tile.note)
    said = (" \u00b7 ".join(filter(None, first)), tile.missing)
    return [
        line
        for one in said
        if one
        for line in sheet.lines(one, width, size_pt=_SMALL_PT, most=_MOST_LINES)
    ]


def _draw_tile(sheet: Sheet, tile: Tile, below: Sequence[str], box: Box) -> None:
    sheet.pdf.set_draw_color(LINE)
    sheet.pdf.set_line_width(0.2)
    sheet.pdf.line(box.left, box.top, box.left + box.width, box.top)
    label = Box(box.left, box.top + 1, box.width, 4)
    sheet.write(tile.label, label, size_pt=8, color=GREY)
    value = Box(box.left, box.top + 5, box.width, 6)
    sheet.write(sheet.figure(tile.value, tile.unit), value, size_pt=13, is_bold=True)
    for at, said in enumerate(below):
        line = Box(box.left, box.top + 11 + at * _SMALL_MM, box.width, _SMALL_MM)
        sheet.write(said, line, size_pt=_SMALL_PT, color=GREY)


def _draw_said(sheet: Sheet, title: str, sentences: Sequence[Said], top: float) -> float:
    """Draw sentences, a line each; returns where the next begins."""
    if not sentences:
        return top
    sheet.write(title, Box(_LEFT, top, _WIDTH, 6), size_pt=11, is_bold=True)
    top += 6.5
    lines = [f"\u00b7 {said.text}" for said in sentences[:_MOST_SAID]]
    if len(sentences) > _MOST_SAID:
        lines.append(f"and {len(sentences) - _MOST_SAID} more on the page")
    for line in lines:
        sheet.write(line, Box(_LEFT, top, _WIDTH, _LINE_MM), size_pt=8.5)
        top += _LINE_MM
    return top + 3


def _draw_charts(sheet: Sheet, charts: Sequence[Chart], top: float) -> None:
    """Draw as many charts as there is room for above the foot, two beside each other."""
    width = _WIDTH / 2
    rows = min(_MOST_CHARTS // 2, int((_FOOT_TOP - top) / _CHARTS_MM))
    for at, chart in enumerate(charts[: rows * 2]):
        row, column = divmod(at, 2)
        left = _LEFT + column * width
        place = Box(left, top + row * _CHARTS_MM, width - 6, _CHARTS_MM - 3)
        report_charts.draw(sheet, chart, place)
