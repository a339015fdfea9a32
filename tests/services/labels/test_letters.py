"""Names in all the world's writing, with and without a font for it."""

import gc
from pathlib import Path

import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from printshop.domain.label_formats import LABEL_FORMATS
from printshop.services.labels import SpoolLabel, letters, sheets

NOWHERE = ("/nonexistent",)


def a_label(color_name: str) -> SpoolLabel:
    return SpoolLabel(
        number=1,
        code="http://shop/inventory?spool=1",
        color_hexes=("#101010",),
        brand="Brand",
        kind="PLA",
        color_name=color_name,
        facts=(),
    )


def a_font_of(signs: str, path: Path) -> None:
    """Write a font whose signs are all squares."""
    names = [".notdef", *(f"sign{number}" for number in range(len(signs)))]
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 700), (700, 700), (700, 0)):
        pen.lineTo(corner)
    pen.closePath()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap(dict(zip(map(ord, signs), names[1:], strict=True)))
    font.setupGlyf(dict.fromkeys(names, pen.glyph()))
    font.setupHorizontalMetrics(dict.fromkeys(names, (800, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800)
    font.setupPost()
    font.save(path)


def test_latin_greek_and_cyrillic_are_printed_as_they_are() -> None:
    usable = letters.letters_for([a_label("")], NOWHERE)

    for name in (
        "Gr\u00fcn-\u00dcberma\u00df",
        "\u0428\u0442\u0430\u0432\u0430",
        "\u03a9\u03bc\u03ad\u03b3\u03b1",
        "\u1ea1\u20ab",
    ):
        assert usable.printable(name) == name


def test_what_can_be_taken_apart_stands_as_plain_letters() -> None:
    usable = letters.letters_for([a_label("")], NOWHERE)

    assert usable.printable("\uff30\uff2c\uff21 \u2460") == "PLA 1"


def test_what_no_font_has_is_a_question_mark_once() -> None:
    usable = letters.letters_for([a_label("")], NOWHERE)

    assert usable.printable("\u6f22\u5b57 Red \U0001f600\ufe0f") == "? Red ?"
    assert usable.unknown("\u6f22\u5b57 Red") == {"\u6f22", "\u5b57"}


def test_signs_that_nobody_sees_are_left_out() -> None:
    usable = letters.letters_for([a_label("")], NOWHERE)

    assert usable.printable("\u202eRed\u200b\u0007\n Sun") == "Red Sun"


def test_writing_from_right_to_left_is_not_printed_the_wrong_way_round(tmp_path: Path) -> None:
    a_font_of("\u05d0", tmp_path / "DejaVuSans.ttf")
    usable = letters.letters_for([a_label("\u05d0")], (str(tmp_path),))

    assert usable.printable("\u05d0") == "?"


def test_what_ours_does_not_have_is_taken_from_a_font_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "msyh.ttc").write_bytes(b"no font at all")
    a_font_of("\u6f22", tmp_path / "wqy-zenhei.ttc")
    a_font_of("\u6f22\u5b57", tmp_path / "DejaVuSans.ttf")

    usable = letters.letters_for([a_label("\u6f22\u5b57")], (str(tmp_path),))

    assert usable.machine_font == tmp_path / "DejaVuSans.ttf"
    assert usable.printable("\u6f22\u5b57") == "\u6f22\u5b57"


# fpdf2 leaves a font open that it cannot read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_font_that_a_pdf_cannot_take_is_passed_over(tmp_path: Path) -> None:
    a_font_of("\u6f22", tmp_path / "whole.ttf")
    with TTFont(tmp_path / "whole.ttf") as font:
        del font["hhea"]
        font.save(tmp_path / "wqy-zenhei.ttc")

    usable = letters.letters_for([a_label("\u6f22")], (str(tmp_path),))
    gc.collect()

    assert usable.machine_font is None


def test_a_sign_of_the_machines_font_is_in_the_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_font_of("\u6f22", tmp_path / "DejaVuSans.ttf")
    label = a_label("\u6f22 Red")
    usable = letters.letters_for([label], (str(tmp_path),))
    monkeypatch.setattr(letters, "letters_for", lambda _labels: usable)

    pdf = sheets.draw([label], LABEL_FORMATS["l7163"])

    with pypdfium2.PdfDocument(pdf) as document:
        assert "\u6f22 Red" in document[0].get_textpage().get_text_range()


def test_what_will_not_be_printed_is_said_before() -> None:
    # Cuneiform: no common font has it.
    (finding,) = letters.findings([a_label("\U00012000 Red"), a_label("Blue")])

    assert finding.message.startswith("No font of this machine has these signs: \U00012000.")
    assert letters.findings([a_label("Blue")]) == ()
