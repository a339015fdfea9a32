"""The split of the grams as it comes to a page that somebody is using."""

import io
import re
import zipfile
from decimal import Decimal

from playwright.sync_api import Page, expect

from printshop.bambu import FilamentSpec, FileSpec, PlateSpec, write_sliced_3mf
from tests.product import Product

_COMMENT = b"; a line that prints nothing\n"


def a_file(title: str, *, gcode_bytes: int) -> bytes:
    """A sliced file whose gcode is as long as this: comments follow the moves."""
    need = FilamentSpec(
        index=1,
        bambu_id="GFA00",
        type="PLA",
        color_hex="#101010",
        used_g=Decimal(20),
        used_m=Decimal("6.7"),
        support_g=Decimal(5),
    )
    plate = PlateSpec(
        index=1,
        print_time_s=6300,
        preparation_time_s=300,
        weight_g=Decimal(20),
        filaments=(need,),
        support_used=True,
    )
    settings = {"filament_density": ("1.24",), "filament_diameter": ("1.75",)}
    small = write_sliced_3mf(FileSpec(plates=(plate,), settings=settings, title=title))
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(small)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name.endswith(".gcode"):
                data += _COMMENT * (gcode_bytes // len(_COMMENT))
            if not name.endswith(".md5"):
                target.writestr(name, data)
    return written.getvalue()


def drop(page: Page, product: Product, data: bytes, name: str) -> None:
    page.goto(f"{product.address}/upload")
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "model/3mf", "buffer": data}
    )
    expect(page.get_by_role("button", name="Save to the catalog")).to_be_visible()


def the_bar(page: Page, said: str) -> None:
    expect(page.get_by_role("img", name=re.compile(said))).to_be_visible()


def test_what_is_typed_while_grams_are_told_apart_stays(running: Product, page: Page) -> None:
    drop(page, running, a_file("Fox", gcode_bytes=60 * 1024**2), "fox.gcode.3mf")

    name = page.get_by_label("Name", exact=True)
    name.press("End")
    name.press_sequentially(" of the forest", delay=60)
    the_bar(page, "model 15.*support 5")

    expect(name).to_have_value("Fox of the forest")
    name.press("Tab")
    page.get_by_role("button", name="Save to the catalog").click()
    expect(page.get_by_role("link", name="Open in the catalog")).to_be_visible()
    assert running.count("models WHERE name = 'Fox of the forest'") == 1


def test_a_large_file_is_saved_and_told_apart_before_the_eyes_of_who_accepted_it(
    running: Product, page: Page
) -> None:
    drop(page, running, a_file("Owl", gcode_bytes=200 * 1024**2), "owl.gcode.3mf")
    page.get_by_role("button", name="Save to the catalog").click()

    page.get_by_role("link", name="Open in the catalog").click()

    the_bar(page, "model 15.*support 5")
    expect(page.get_by_text("Waste 25 %")).to_be_visible()
