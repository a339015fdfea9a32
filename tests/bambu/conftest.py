"""A written file, and archives put together by hand."""

import io
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from PIL import Image

from printshop.bambu import FilamentSpec, FileSpec, PlateSpec, write_sliced_3mf

Zipped = Callable[[Mapping[str, bytes]], io.BytesIO]

_MODEL = b"""<?xml version="1.0" encoding="UTF-8"?>
<model xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" unit="millimeter">
 <metadata name="Application">BambuStudio-02.05.00.66</metadata>
 <resources/><build/></model>"""


@pytest.fixture
def model() -> bytes:
    """Give the smallest model part."""
    return _MODEL


@pytest.fixture
def zipped() -> Zipped:
    """Give a function that zips parts, deflated, in the order given."""

    def build(parts: Mapping[str, bytes]) -> io.BytesIO:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in parts.items():
                archive.writestr(path, data)
        written.seek(0)
        return written

    return build


@pytest.fixture(scope="session")
def thumbnail_png() -> bytes:
    """Draw a picture of 600 x 300 px, half green, half clear."""
    picture = Image.new("RGBA", (600, 300), (0, 0, 0, 0))
    picture.paste((0, 174, 66, 255), (0, 0, 300, 300))
    written = io.BytesIO()
    picture.save(written, format="PNG")
    return written.getvalue()


@pytest.fixture(scope="session")
def two_plates(thumbnail_png: bytes) -> FileSpec:
    """Two sliced plates of five filaments, the second plate first in the archive."""
    return FileSpec(
        title="Fidget <star>",
        designer="Ana & Bo",
        license="BY-NC",
        description="&amp;lt;p&amp;gt;Prints &amp;amp;amp; spins.&amp;lt;/p&amp;gt;",
        settings={
            "printer_model": "Bambu Lab P1S",
            "printer_settings_id": "Bambu Lab P1S 0.4 nozzle",
            "print_settings_id": "0.20mm Standard @BBL X1C",
            "nozzle_diameter": ("0.4",),
            "layer_height": "0.2",
            "initial_layer_print_height": "0.25",
            "brim_type": "outer_only",
            "brim_width": "5",
            "brim_object_gap": "0.1",
            "curr_bed_type": "Cool Plate",
            "enable_support": "1",
            "enable_prime_tower": "0",
            "filament_colour": ("#ff0000", "#00FF00FF", "#0000FF", "#FFFFFF", "#000000"),
            "filament_type": ("PLA", "PETG", "ABS", "TPU", "ASA"),
            "filament_settings_id": (
                "Bambu PLA Basic @BBL X1C",
                "Generic PETG",
                "Bambu ABS @BBL X1C 0.4 nozzle",
                "Generic TPU",
                "Polymaker ASA @base",
            ),
            "filament_vendor": ("Bambu Lab", "Generic", "Bambu Lab", "Generic", "Polymaker"),
            "filament_density": ("1.26", "1.27", "1.05", "1.22", "0"),
            "filament_cost": ("24.99", "0", "24.99", "41.5", "nil"),
            "nozzle_temperature": ("220", "250", "270", "230", "260"),
            "cool_plate_temp": ("35", "0", "0", "30", "0"),
            "textured_plate_temp": ("55", "70", "90", "35", "95"),
            "printhost_apikey": "secret",
        },
        plates=(
            PlateSpec(
                index=2,
                name="Wings",
                print_time_s=93_784,
                preparation_time_s=433,
                weight_g=Decimal("12.36"),
                layers=77,
                objects=("left", "right"),
                filament_sequence=(1, 5, 1),
                support_used=True,
                thumbnail_png=thumbnail_png,
                filaments=(
                    FilamentSpec(
                        index=1,
                        bambu_id="GFA00",
                        type="PLA",
                        color_hex="#FF0000",
                        used_g=Decimal("10.00"),
                        used_m=Decimal("3.30"),
                        flush_g=Decimal("2.50"),
                        tower_g=Decimal("1.50"),
                    ),
                    FilamentSpec(
                        index=5,
                        bambu_id="GFB98",
                        type="ASA",
                        color_hex="#000000",
                        used_g=Decimal("2.36"),
                        used_m=Decimal("0.92"),
                        support_g=Decimal("1.10"),
                    ),
                ),
            ),
            PlateSpec(
                index=1,
                print_time_s=61,
                preparation_time_s=0,
                weight_g=Decimal("0.92"),
                layers=1,
                filaments=(
                    FilamentSpec(
                        index=2,
                        bambu_id="GFG99",
                        type="PETG",
                        color_hex="#00FF00",
                        used_g=Decimal("0.92"),
                        used_m=Decimal("0.30"),
                    ),
                ),
            ),
        ),
    )


@pytest.fixture(scope="session")
def two_plates_bytes(two_plates: FileSpec) -> bytes:
    """Write that file."""
    return write_sliced_3mf(two_plates)
