"""The shopping list on paper: supplier by supplier, a box to tick beside each line."""

from collections.abc import Iterable, Sequence
from typing import Final, cast

from fpdf import FPDF

from printshop.services.labels import letters
from printshop.services.shopping.exporting import (
    NO_SUPPLIER,
    by_supplier,
    grams_text,
    total_text,
)
from printshop.services.shopping.view import ShoppingLine, ShoppingList, Total

_FAMILY: Final = "list"
# Without the letters B and I: in fpdf2 these mean bold and italic in the name of a fallback.
_MACHINE: Final = "machine"
_MARGIN_MM: Final = 18.0
_TITLE_PT, _HEAD_PT, _LINE_PT, _SMALL_PT = 18, 12, 10.5, 8.5
_BOX_MM: Final = 4.0
_DISC_MM: Final = 4.4
_LINE_MM: Final = 5.2
_SMALL_MM: Final = 4.0
_COST_MM: Final = 32.0
_GREY: Final = (90, 88, 82)
_EDGE: Final = (138, 135, 127)


def as_pdf(found: ShoppingList) -> bytes:
    """The lines to be bought on pages of A4, in letters that can be printed."""
    usable = letters.letters_of(_texts(found))
    pdf = _opened(usable)
    pdf.add_page()
    _write(pdf, "Shopping list", _TITLE_PT, "B", 9)
    day = f"{found.as_of:%A} {found.as_of.day} {found.as_of:%B %Y}"
    total = total_text(found.totals.in_all, found.currency) if found.lines else "nothing to buy"
    _write(pdf, f"{day} · {total}", _LINE_PT, "", 7, color=_GREY)
    for supplier, of_it, lines in by_supplier(found):
        _draw_supplier(pdf, usable, supplier, of_it, lines, found.currency)
    return bytes(pdf.output())


def _opened(usable: letters.Letters) -> FPDF:
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(auto=True, margin=_MARGIN_MM)
    pdf.set_margin(_MARGIN_MM)
    # A name may hold the sign that fpdf2 would replace with the number of pages.
    pdf.alias_nb_pages("")
    pdf.set_title("Shopping list")
    pdf.set_creator("Printshop")
    pdf.add_font(_FAMILY, "", letters.REGULAR)
    pdf.add_font(_FAMILY, "B", letters.BOLD)
    if usable.machine_font is not None:
        pdf.add_font(_MACHINE, "", usable.machine_font)
        pdf.set_fallback_fonts([_MACHINE], exact_match=False)
    return pdf


def _draw_supplier(  # noqa: PLR0917 - what one heading takes
    pdf: FPDF,
    usable: letters.Letters,
    supplier: str,
    total: Total,
    lines: Sequence[ShoppingLine],
    currency: str,
) -> None:
    # A heading alone at the foot of a page says nothing.
    if pdf.will_page_break(28):
        pdf.add_page()
    pdf.ln(3)
    _write(pdf, usable.printable(supplier or NO_SUPPLIER), _HEAD_PT, "B", 6)
    _write(pdf, total_text(total, currency), _SMALL_PT, "", 5, color=_GREY)
    for line in lines:
        _draw_line(pdf, usable, line, currency)


def _draw_line(pdf: FPDF, usable: letters.Letters, line: ShoppingLine, currency: str) -> None:
    """A box to tick, the colour, how many of what, what it costs; below it why."""
    left, width = pdf.l_margin + _BOX_MM + _DISC_MM + 5, pdf.epw
    text_mm = width - (left - pdf.l_margin) - _COST_MM
    reason = usable.printable(" ".join(line.reasons))
    pdf.set_font(_FAMILY, "", _SMALL_PT)
    wrapped = cast(
        "list[str]", pdf.multi_cell(text_mm, _SMALL_MM, reason, dry_run=True, output="LINES")
    )
    if pdf.will_page_break(_LINE_MM + _SMALL_MM * len(wrapped) + 3):
        pdf.add_page()
    top = pdf.get_y() + 1
    pdf.set_draw_color(*_EDGE)
    pdf.rect(pdf.l_margin, top + 0.6, _BOX_MM, _BOX_MM)
    pdf.set_fill_color(*_rgb(line.filament.color_hex))
    pdf.ellipse(pdf.l_margin + _BOX_MM + 2, top + 0.4, _DISC_MM, _DISC_MM, style="DF")
    pdf.set_xy(pdf.l_margin + width - _COST_MM, top)
    pdf.set_font(_FAMILY, "", _LINE_PT)
    cost = "price unknown" if line.cost is None else f"{line.cost:,.2f} {currency}"
    pdf.cell(_COST_MM, _LINE_MM, cost, align="R")
    pdf.set_xy(left, top)
    pdf.set_font(_FAMILY, "B", _LINE_PT)
    pdf.multi_cell(text_mm, _LINE_MM, _what(usable, line), align="L", new_x="LEFT", new_y="NEXT")
    pdf.set_font(_FAMILY, "", _SMALL_PT)
    pdf.set_text_color(*_GREY)
    pdf.multi_cell(text_mm, _SMALL_MM, reason, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(0)
    pdf.ln(1)


def _what(usable: letters.Letters, line: ShoppingLine) -> str:
    filament = line.filament
    code = f", {filament.maker_code}" if filament.maker_code else ""
    return usable.printable(
        f"{line.rolls} x {filament.label} ({grams_text(line.roll.grams)} each{code})"
    )


def _write(
    pdf: FPDF,
    text: str,
    size_pt: float,
    style: str,
    height_mm: float,
    *,
    color: tuple[int, int, int] = (0, 0, 0),
) -> None:
    pdf.set_font(_FAMILY, style, size_pt)
    pdf.set_text_color(*color)
    pdf.multi_cell(pdf.epw, height_mm, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(0)


def _rgb(color_hex: str) -> tuple[int, int, int]:
    red, green, blue = (int(color_hex[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _texts(found: ShoppingList) -> Iterable[str]:
    for line in found.lines:
        yield line.filament.label
        yield line.filament.maker_code
        yield line.roll.supplier
        yield from line.reasons
