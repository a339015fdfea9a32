"""The sheet that the report is drawn on: letters that can be printed, lines that fit."""

from dataclasses import dataclass
from typing import Final

from fpdf import FPDF

from printshop.services.dashboard import words
from printshop.services.dashboard.words import Unit
from printshop.services.labels.drawing import FAMILY, Box, cut
from printshop.services.labels.letters import Letters

INK: Final = "#1b1c1a"
GREY: Final = "#6b6860"
LINE: Final = "#dcd9d1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page and what is needed to write on it."""

    pdf: FPDF
    letters: Letters
    currency: str

    def write(
        self,
        text: str,
        box: Box,
        *,
        size_pt: float,
        color: str = INK,
        is_bold: bool = False,
        align: str = "L",
    ) -> None:
        """Write a line into its place, cut where it is too long."""
        self.pdf.set_text_color(color)
        self.pdf.set_font(FAMILY, "B" if is_bold else "", size_pt)
        line = cut(self.pdf, self.letters.printable(text), box.width)
        self.pdf.set_xy(box.left, box.top)
        self.pdf.cell(box.width, box.height, line, align=align)

    def lines(self, text: str, width: float, *, size_pt: float, most: int) -> list[str]:
        """A text in lines that fit; what is too much for them stands in the last one."""
        self.pdf.set_font(FAMILY, "", size_pt)
        found: list[str] = []
        for word in self.letters.printable(text).split(" "):
            longer = f"{found[-1]} {word}" if found else word
            if found and self.pdf.get_string_width(longer) <= width:
                found[-1] = longer
            elif word:
                found.append(word)
        return [*found[: most - 1], " ".join(found[most - 1 :])] if len(found) > most else found

    def figure(self, value: float | None, unit: Unit) -> str:
        """A value with its unit."""
        return words.figure(value, unit, self.currency)
