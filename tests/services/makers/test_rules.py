"""What is made of a row: limits, findings, keys; and rows that nobody honest writes."""

import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
from decimal import Decimal
from typing import Any

import orjson
import pytest

from printshop.domain.filament import ColorPattern, Finish, Material
from printshop.domain.known_filaments import MakersFilament
from printshop.errors import InvalidInputError
from printshop.services.makers import reading, spoolman_db
from printshop.services.makers.results import Reading
from tests.makers_data import flat_table, makers_file


def read(files: list[tuple[str, bytes]]) -> Reading:
    return reading.read(files)


def only(files: list[tuple[str, bytes]]) -> MakersFilament:
    (filament,) = read(files).filaments.values()
    return filament


def test_a_makers_file_becomes_each_combination_of_weight_diameter_and_colour() -> None:
    found = read(
        makers_file(
            weights=[{"weight": 1000, "spool_type": "plastic"}, {"weight": 250.0}],
            diameters=[1.75, 2.85],
            colors=[{"name": "Red", "hex": "c01010"}, {"name": "Blau Ö", "hex": "#1010C0"}],
        )
    )

    assert len(found.filaments) == 8
    assert "prusament_pla_silkred_1000_175_p" in found.filaments
    blue = found.filaments["prusament_pla_silkblau_250_285_n"]
    assert (blue.label, blue.color_hex) == ("Prusament PLA Silk Blau Ö", "#1010C0")
    assert (blue.net_g, blue.diameter_mm) == (Decimal(250), Decimal("2.85"))
    assert blue.finish is Finish.SILK


def test_the_compiled_file_has_the_keys_of_the_makers_files() -> None:
    single = only(makers_file(extruder_temp_range=[200, 220], bed_temp=60))
    row = {
        "id": single.source_key,
        "manufacturer": "Prusament",
        "name": "Silk Red",
        "material": "PLA",
        "density": 1.24,
        "weight": 1000.0,
        "diameter": 1.75,
        "color_hex": "c01010",
        "extruder_temp_range": [200, 220],
        "bed_temp": 60,
    }

    compiled = read([("filaments.json", orjson.dumps([row]))])

    assert compiled.is_whole
    assert list(compiled.filaments) == [single.source_key]
    assert compiled.filaments[single.source_key].color_name == "Silk Red"
    assert (single.nozzle_min_c, single.nozzle_max_c, single.bed_min_c) == (200, 220, 60)


@pytest.mark.parametrize(
    ("cells", "expected", "is_odd"),
    [
        (
            {"refill": "True", "empty_spool_g": "250"},
            {"is_refill": True, "tare_g": Decimal(0)},
            False,
        ),
        ({"empty_spool_g": "6975337030119"}, {"tare_g": None}, True),
        ({"density": "7.23"}, {"density_g_cm3": Decimal("7.230")}, True),
        ({"density": "NaN"}, {"density_g_cm3": None}, True),
        ({"density": "1e999"}, {"density_g_cm3": None}, True),
        ({"gtin": "6975337031308"}, {"gtin": "6975337031308", "gtin_is_valid": False}, True),
        ({"gtin": "12"}, {"gtin": "", "gtin_is_valid": False}, True),
        ({"article": "43292384100488"}, {"maker_code": ""}, True),
        ({"brand": "Polymaker", "article": "PA02063"}, {"maker_code": "PA02063"}, False),
        ({"bambu_filament_id": "GFL99"}, {"bambu_id": ""}, True),
        (
            {"min_nozzle": "230", "max_nozzle": "190"},
            {"nozzle_min_c": 190, "nozzle_max_c": 230},
            True,
        ),
        ({"max_nozzle": "9000"}, {"nozzle_max_c": None}, True),
        ({"hex": "#C12E1F|#0047BB"}, {"other_color_hexes": ("#0047BB",)}, False),
        ({"hex": "#C12E1F|red"}, {"other_color_hexes": ()}, True),
        ({"hex": "|".join(["#C12E1F"] * 9)}, {"other_color_hexes": ("#C12E1F",) * 7}, True),
    ],
)
def test_what_is_odd_is_kept_within_limits_and_said(
    cells: dict[str, str], expected: dict[str, Any], *, is_odd: bool
) -> None:
    filament = only(flat_table(cells))

    assert {name: getattr(filament, name) for name in expected} == expected
    assert bool(filament.findings) is is_odd


def test_several_colours_lie_side_by_side_unless_they_follow_each_other() -> None:
    both = {"hex": "#C12E1F|#0047BB"}

    assert only(flat_table(both)).color_pattern is ColorPattern.COEXTRUDED
    gradient = only(flat_table(both | {"traits": "silk|gradual_color_change"}))
    assert (gradient.color_pattern, gradient.finish) == (ColorPattern.GRADIENT, Finish.SILK)


def test_a_wrong_barcode_stays_behind_when_a_filament_of_the_shop_is_made() -> None:
    filament = only(flat_table({"gtin": "6975337031308", "material": "PA6", "filament": "CF"}))

    new = filament.as_new_filament()

    assert new.gtin == ""
    assert (new.material, new.slicer_name) == (Material.PA, "PA6 CF")


def test_barcodes_and_codes_of_the_community_edition() -> None:
    filament = only(
        makers_file(
            "Bambu Lab",
            name="{color_name}",
            colors=[
                {
                    "name": "Red",
                    "hex": "C01010",
                    "codes": ["43292384100488", "10200"],
                    "eans": ["6975337031300", "6975337031307"],
                }
            ],
        )
    )

    assert filament.maker_code == "10200"
    assert (filament.gtin, filament.gtin_is_valid) == ("6975337031307", True)
    assert filament.as_new_filament().slicer_name == ""


def test_clear_filament_written_with_its_alpha_first_is_white() -> None:
    colors = [{"name": "Clear", "hex": "00FFFFFF"}, {"name": "Blue", "hex": "2437b988"}]

    found = read(makers_file(colors=colors)).filaments.values()

    assert [filament.color_hex for filament in found] == ["#FFFFFF", "#2437B9"]


HOSTILE = [None, True, -1, 1e400, 10**400, [], {}, "\x00\x1b[31m", "x" * 100_000, ["x"], "{0}"]


@pytest.mark.parametrize("value", HOSTILE)
def test_any_value_in_any_field_is_taken_or_left_out(value: object) -> None:
    names = [
        "name",
        "material",
        "density",
        "weights",
        "diameters",
        "colors",
        "extruder_temp",
        "glow",
        "fill",
        "pattern",
    ]
    content: list[dict[str, Any]] = [
        *(_makers({name: value}) for name in names),
        _makers({"weights": [value]}),
        _makers({"weights": [{"weight": value, "spool_weight": value, "spool_type": value}]}),
        _makers({"diameters": [value]}),
        _makers({"colors": [value]}),
        _makers({"colors": [{"name": value, "hex": value, "eans": value, "codes": value}]}),
        _makers({"colors": [{"name": "a", "hexes": [value], "eans": [value], "codes": [value]}]}),
        {"manufacturer": value, "filaments": [value]},
        {"manufacturer": "Somebody", "filaments": value},
    ]
    result = Reading(source=spoolman_db.SOURCE, is_whole=False)

    for makers in content:
        spoolman_db.read_makers_file(makers, result)
        spoolman_db.read_compiled([value, {"id": value, **makers}], result)

    for filament in result.filaments.values():
        assert filament.label.isprintable()
        assert len(filament.source_key) <= 300


def _makers(changes: dict[str, Any]) -> dict[str, Any]:
    (_, data), *_ = makers_file()
    (filament,) = orjson.loads(data)["filaments"]
    return {"manufacturer": "Somebody", "filaments": [filament | changes]}


def test_names_are_one_line_without_signs_that_nobody_sees() -> None:
    filament = only(flat_table({"color": " Or\u202eange\x07 ", "brand": "Bambu\u200b Lab"}))

    assert filament.label == "Bambu Lab PLA Basic Or ange"


def test_a_filament_in_more_sizes_than_anybody_sells_is_left_out() -> None:
    with pytest.raises(InvalidInputError, match="more sizes or colours than anybody sells"):
        read(makers_file(diameters=[1.75] * 100))


def test_rows_that_cannot_be_taken_are_counted_with_an_example() -> None:
    found = read(
        flat_table({}, {}, {"size_uuid": "b", "hex": "red"}, {"size_uuid": "c", "color": ""})
    )

    assert len(found.filaments) == 1
    assert found.left_out == {
        "the same one is there twice": 1,
        "its maker, material, colour, diameter or id is missing": 2,
    }
    assert found.examples["the same one is there twice"] == "Bambu Lab PLA Basic Orange"


def test_a_table_saved_by_excel_with_semicolons_is_read() -> None:
    ((name, data),) = flat_table({"color": "Grün"}, separator=";")

    assert only([(name, data.decode().encode("cp1252"))]).color_name == "Grün"


def test_the_kind_is_told_by_what_is_in_the_file() -> None:
    ((_, data),) = makers_file()

    assert read([("anything.txt", data)]).source == "SpoolmanDB"
    assert not read([("anything.txt", data)]).is_whole
    assert read([("x", flat_table({})[0][1])]).source == "Open Filament Database"


def test_packed_files_are_unpacked() -> None:
    ((_, data),) = makers_file()
    tar, zipped = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as archive:
        for name in ("SpoolmanDB-main/filaments/a.json", "SpoolmanDB-main/README.md"):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SpoolmanDB-main/filaments/a.json", data)
        archive.writestr("SpoolmanDB-main/materials.json", b"[]")

    for packed in (gzip.compress(data), tar.getvalue(), zipped.getvalue()):
        assert only([("packed", packed)]).label == "Prusament PLA Silk Red"


def a_tar_of_headers(kind: bytes, size: int, times: int = 1) -> bytes:
    """Pack archives whose headers go on for so many bytes."""
    stream = io.BytesIO()
    with gzip.open(stream, "wb", compresslevel=1) as packed:
        for _ in range(times):
            header = tarfile.TarInfo("././@LongLink")
            header.type, header.size = kind, size
            packed.write(header.tobuf(tarfile.GNU_FORMAT))
            packed.write(b"\0" * size)
    return stream.getvalue()


@pytest.mark.parametrize("kind", [b"L", b"K", b"x", b"g"])
def test_a_header_of_an_archive_is_not_read_however_long_it_is(kind: bytes) -> None:
    bomb = a_tar_of_headers(kind, 40_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidInputError, match="60 MB"):
            read([("bomb.tar.gz", bomb)])
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_headers_about_headers_without_end_are_damage() -> None:
    with pytest.raises(InvalidInputError, match="is damaged"):
        read([("bomb.tar.gz", a_tar_of_headers(b"L", 512, times=2000))])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "holds no data set that Printshop knows"),
        (b"{}", "holds no data set that Printshop knows"),
        (b"[1, 2]", "holds no data set that Printshop knows"),
        (b"brand,material\na,b\n", "holds no data set that Printshop knows"),
        (b'{"manufacturer": "a", "filaments": [', "cannot be read to its end"),
        (b"[" * 100_000, "cannot be read to its end"),
        (b'{"manufacturer": "a", "filaments": []}', "No filament of SpoolmanDB could be taken"),
        (b"PK\x03\x04 and no more", "file is cut off, its end is missing"),
        (gzip.compress(b"x" * 1000, mtime=0)[:-12], "is damaged"),
        (gzip.compress(b" " * 61_000_000, mtime=0), "more than the 60 MB"),
    ],
)
def test_what_is_no_data_set_is_said_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInputError, match=sentence):
        read([("file", data)])


def test_two_data_sets_at_once_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="of two data sets"):
        read(makers_file() + flat_table({}))


def test_the_folder_of_the_open_filament_database_says_what_its_flat_table_says() -> None:
    size = {
        "uuid": "size-1",
        "filament_weight": 1000.0,
        "diameter": 1.75,
        "gtin": "6975337031307",
        "article_number": "10300",
        "purchase_links": [{"url": "https://example.org/a"}],
    }
    slicer = {"bambustudio": {"id": "GFA00", "generic_id": "GFL99"}}
    folder = {
        "data/bambu_lab/brand.json": {"name": "Bambu Lab"},
        "data/bambu_lab/PLA/material.json": {"material": "PLA"},
        "data/bambu_lab/PLA/basic/filament.json": {
            "name": "PLA Basic",
            "density": 1.24,
            "min_print_temperature": 190,
            "max_print_temperature": 230,
            "slicer_settings": slicer,
        },
        "data/bambu_lab/PLA/basic/orange/variant.json": {
            "name": "Orange",
            "color_hex": ["#FF6A13", "#C12E1F"],
            "traits": {"silk": True, "matte": False},
        },
        "data/bambu_lab/PLA/basic/orange/sizes.json": [size, "nonsense"],
        "data/bambu_lab/PLA/basic/red/sizes.json": [size],
        "webui/package.json": {"name": "webui"},
    }
    flat = flat_table(
        {
            "hex": "#FF6A13|#C12E1F",
            "traits": "silk",
            "min_nozzle": "190",
            "max_nozzle": "230",
            "store_links": "shop=https://example.org/a",
        }
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in folder.items():
            archive.writestr(f"open-filament-database-main/{path}", orjson.dumps(content))
        archive.writestr("open-filament-database-main/tsconfig.json", "{ // a comment")

    found = read([("main.zip", packed.getvalue())])

    assert list(found.filaments.values()) == [only(flat)]
    assert found.left_out == {"its maker, material, colour, diameter or id is missing": 2}
    assert not found.is_whole


@pytest.mark.parametrize("value", HOSTILE)
def test_any_value_in_a_folder_of_the_open_filament_database_is_left_out(value: object) -> None:
    paths = ("brand", "PLA/material", "PLA/b/filament", "PLA/b/c/variant", "PLA/b/c/sizes")
    for spoiled in paths:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path in paths:
                usual: object = [{"uuid": "a"}] if path.endswith("sizes") else {"name": "a"}
                content = value if path == spoiled else usual
                text = json.dumps(content, default=str)
                archive.writestr(f"x/data/a/{path}.json", text)
        with pytest.raises(InvalidInputError, match="No filament of Open Filament Database"):
            read([("main.zip", packed.getvalue())])
