"""Labels as a printer gets them: rendered, looked at, and their codes read back."""

from datetime import date
from uuid import uuid4

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from printshop.domain.label_formats import LABEL_FORMATS, LabelFormat
from printshop.errors import InvalidInputError, NotFoundError
from printshop.services import labels
from printshop.services.labels import SpoolLabel
from printshop.services.shop import Shop
from tests import builders

ADDRESS = "http://192.168.178.123:8501"
_DPI = 200
_MM = _DPI / 25.4
HOSTILE = "\u202e![x](http://evil) {nb} <b>**" + "W" * 70


def a_label(number: int, **said: object) -> SpoolLabel:
    values: dict[str, object] = {
        "number": number,
        "code": f"{ADDRESS}/inventory?spool={number}",
        "color_hexes": ("#C12E1F",),
        "brand": "Bambu Lab",
        "kind": "PLA Basic",
        "color_name": "Red",
        "facts": ("Nozzle 190-230 \u00b0C", "Bed 45 \u00b0C", "Lot 7", "Shelf A"),
    }
    return SpoolLabel(**(values | said))  # ty: ignore[invalid-argument-type]


def a_hostile_label(number: int) -> SpoolLabel:
    return a_label(
        number,
        brand=HOSTILE,
        kind=HOSTILE,
        color_name="\u6f22" * 50,
        color_hexes=("#FFFFFF", "#000000", "#00FF00"),
        facts=(HOSTILE,) * 6,
    )


def pages_of(pdf: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=_DPI / 72).to_pil().convert("L") for page in document]


def text_of(pdf: bytes, page: int = 0) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].get_textpage().get_text_range()


def codes_on(page: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(page)
    rows = sorted(
        found, key=lambda code: (code.position.top_left.y // 20, code.position.top_left.x)
    )
    return [code.text for code in rows]


def outside(page: Image.Image, label_format: LabelFormat) -> Image.Image:
    """The page with its labels, less half a millimetre at their edges, painted white."""
    painted = page.copy()
    draw = ImageDraw.Draw(painted)
    for place in range(label_format.per_page):
        left, top = label_format.corner_mm(place)
        right, bottom = left + label_format.width_mm, top + label_format.height_mm
        box = [(value + by) * _MM for value, by in zip((left, top), (0.5, 0.5), strict=True)]
        box += [(value - 0.5) * _MM for value in (right, bottom)]
        draw.rectangle(box, fill=255)
    return painted


@pytest.mark.parametrize("key", LABEL_FORMATS)
def test_on_every_format_all_stays_on_the_label_and_the_code_is_read(key: str) -> None:
    label_format = LABEL_FORMATS[key]
    wanted = [a_hostile_label(123_456_789), a_label(7)]

    pages = pages_of(labels.draw(wanted, label_format))

    read = [code for page in pages for code in codes_on(page)]
    assert read == [label.code for label in wanted]
    for page in pages:
        assert outside(page, label_format).getextrema() == (255, 255)


def test_a_whole_sheet_goes_on_where_the_last_one_ended() -> None:
    sheet = LABEL_FORMATS["5160"]
    wanted = [a_label(number) for number in range(1, 30)]

    first, second = pages_of(labels.draw(wanted, sheet, first_position=3))

    assert codes_on(first) == [label.code for label in wanted[:28]]
    assert codes_on(second) == [wanted[28].code]
    left, top = sheet.corner_mm(2)
    used = first.crop((0, 0, int(left * _MM), int((top + sheet.height_mm) * _MM)))
    assert used.getextrema() == (255, 255)


def test_a_label_says_what_is_on_the_reel(shop: Shop) -> None:
    filament = builders.a_filament(
        shop,
        brand="F\u00e1brika \u041f\u043b\u0430\u0441\u0442\u0438\u043a",
        slicer_name="PETG HF",
        color_name="\u00dcberma\u00df",
        nozzle_min_c=240,
        nozzle_max_c=260,
        bed_max_c=70,
    )
    spool = builders.a_spool(
        shop,
        filament,
        location="Shelf A",
        batch_identifier="A17",
        expires_on=date(2027, 5, 1),
    )

    (label,) = labels.labels_of(shop, [spool.id], address=f"{ADDRESS}/")
    text = text_of(labels.draw([label], LABEL_FORMATS["zebra4x6"]))

    assert label.code == f"{ADDRESS}/inventory?spool={spool.number}"
    assert label.facts == (
        "Nozzle 240\u2013260 \u00b0C",
        "Bed 70 \u00b0C",
        "Exp. 2027-05-01",
        "Lot A17",
        "Shelf A",
    )
    for said in (spool.label, "PETG HF", filament.color_name, filament.brand, *label.facts[:2]):
        assert said in text


def test_labels_come_in_the_order_of_the_spools(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    first, second = builders.a_spool(shop, filament), builders.a_spool(shop, filament)

    made = labels.labels_of(shop, [second.id, first.id, second.id], address=ADDRESS)

    assert [label.number for label in made] == [second.number, first.number, second.number]


def test_a_spool_of_another_shop_gets_no_label(shop: Shop, other_shop: Shop) -> None:
    spool = builders.a_spool(other_shop, builders.a_filament(other_shop))

    with pytest.raises(NotFoundError, match="no spool"):
        labels.labels_of(shop, [spool.id], address=ADDRESS)


def test_no_spools_and_too_many_are_refused(shop: Shop) -> None:
    for spool_ids in ([], [uuid4()] * 501):
        with pytest.raises(InvalidInputError, match="between 1 and 500"):
            labels.labels_of(shop, spool_ids, address=ADDRESS)


@pytest.mark.parametrize("position", [0, 22])
def test_a_position_that_the_sheet_does_not_have_is_refused(position: int) -> None:
    with pytest.raises(InvalidInputError, match="has the positions 1 to 21"):
        labels.draw([a_label(1)], LABEL_FORMATS["l7160"], first_position=position)
