"""Labels on their pages, as a PDF."""

from collections.abc import Sequence

from fpdf import FPDF

from printshop.domain.label_formats import LabelFormat
from printshop.errors import InvalidInputError
from printshop.services.labels import drawing, letters
from printshop.services.labels.contents import SpoolLabel


def draw(
    labels: Sequence[SpoolLabel], label_format: LabelFormat, *, first_position: int = 1
) -> bytes:
    """Draw the labels, one after the other, row by row.

    Args:
        labels: what to draw.
        label_format: on which sheet or roll.
        first_position: where the first one goes on its sheet, from 1: what is before it was
            used up already.

    Raises:
        InvalidInputError: the sheet has no such position.

    """
    if not 1 <= first_position <= label_format.per_page:
        raise InvalidInputError(
            f"{label_format.name} has the positions 1 to {label_format.per_page}."
        )
    usable = letters.letters_for(labels)
    pdf = _opened(label_format, usable)
    for place, label in enumerate(labels, start=first_position - 1):
        on_page = place % label_format.per_page
        if on_page == 0 or place == first_position - 1:
            pdf.add_page()
        left, top = label_format.corner_mm(on_page)
        box = drawing.Box(left, top, label_format.width_mm, label_format.height_mm)
        drawing.draw_label(pdf, label, box, usable)
    return bytes(pdf.output())


def _opened(label_format: LabelFormat, usable: letters.Letters) -> FPDF:
    pdf = FPDF(unit="mm", format=(label_format.page_width_mm, label_format.page_height_mm))
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    # A name may hold the sign that fpdf2 would replace with the number of pages.
    pdf.alias_nb_pages("")
    pdf.set_title("Labels of spools")
    pdf.set_creator("Printshop")
    letters.add_to(pdf, drawing.FAMILY, usable)
    return pdf
