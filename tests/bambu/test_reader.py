"""Content that is odd, hostile or missing: findings beside the result, or one sentence."""

import io
import json
import pickle
import struct
import zlib
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from PIL import Image

from printshop.bambu import Limits, SettingValue, ThreeMF, as_json, read_3mf
from printshop.errors import DamagedFileError, FileTooLargeError, ThreeMFError

Zipped = Callable[[Mapping[str, bytes]], io.BytesIO]
Read = Callable[[Mapping[str, bytes]], ThreeMF]

_SLICE_INFO = "Metadata/slice_info.config"
_SETTINGS = "Metadata/project_settings.config"
_PROJECT = "Metadata/model_settings.config"

_BOMB = b"""<?xml version="1.0"?><!DOCTYPE config [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<config><plate><metadata key="index" value="&c;"/></plate></config>"""


@pytest.fixture
def read(zipped: Zipped, model: bytes) -> Read:
    """Give a function that reads parts beside the smallest model."""

    def reader(parts: Mapping[str, bytes]) -> ThreeMF:
        return read_3mf(zipped({"3D/3dmodel.model": model, **parts}), name="star.3mf")

    return reader


def _slice_info(plates: str) -> bytes:
    return f"<config><header/>{plates}</config>".encode()


def _findings(result: ThreeMF) -> list[tuple[str, str]]:
    return [(finding.where, finding.message) for finding in result.findings]


@pytest.mark.parametrize("path", [_SLICE_INFO, "3D/3dmodel.model"])
def test_an_entity_bomb_is_refused_unexpanded(read: Read, path: str) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read({path: _BOMB})

    assert str(caught.value) == (
        f"star.3mf: the part {path} declares a document type, which .3mf files must not: "
        "save it again from the slicer."
    )


def test_a_dtd_hidden_by_another_encoding_is_refused(read: Read) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read({_SLICE_INFO: _BOMB.decode().encode("utf-16")})

    assert str(caught.value).endswith("copy or download it again.")


def test_broken_xml_says_the_line(read: Read) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read({_SLICE_INFO: b"<config>\n<plate>\n</config>"})

    assert str(caught.value) == (
        f"star.3mf is damaged, its part {_SLICE_INFO} is not well-formed XML (line 3): "
        "copy or download it again."
    )


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'{\n"a": }', "is not valid JSON (line 2)"),
        (b"[" * 100_000, "is not valid JSON (line 1)"),
        (b"\xff\xfe{}", "is not valid JSON (line 1)"),
        (b"[1]", "is not a list of settings"),
    ],
)
def test_broken_settings_are_refused(read: Read, data: bytes, what: str) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read({_SETTINGS: data})

    assert str(caught.value) == (
        f"star.3mf is damaged, its part {_SETTINGS} {what}: copy or download it again."
    )


def test_a_model_part_that_is_no_model_is_refused(read: Read) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read({"3D/3dmodel.model": b"<html><body/></html>"})

    assert str(caught.value) == (
        "star.3mf is damaged, its part 3D/3dmodel.model is no 3D model: "
        "save it again from the slicer."
    )


def test_more_plates_than_any_slicer_allows_are_refused(read: Read) -> None:
    with pytest.raises(FileTooLargeError) as caught:
        read({_SLICE_INFO: _slice_info("<plate/>" * 1_001)})

    assert str(caught.value) == ("star.3mf has 1,001 plates, more than the 1,000 that are read.")


def test_secrets_are_counted_but_left_out(read: Read) -> None:
    settings = b'{"printhost_apikey": "k", "print_host": "h", "x_Password": "p", "version": "1"}'

    result = read({_SETTINGS: settings})

    assert (result.settings, result.settings_count) == ({"version": "1"}, 4)


@pytest.mark.parametrize(
    "key",
    [
        *("printhost_apikey", "PrintHost_ApiKey", "print_host", "PRINT_HOST", "print_host_webui"),
        *("printhost_password", "printhost_user", "printhost_port", "printhost_cafile"),
        *("api_key", "ACCESS_CODE", "auth_token", "user_id", "client_secret", "dev_serial"),
        *("device_id", "dev_id", "thirdparty_auth", "access_token", "printer_ip", "account_id"),
        *("lan_credentials", "wifi_passphrase", "serial_number"),
    ],
)
def test_secrets_are_left_out_however_they_are_looked_for(read: Read, key: str) -> None:
    settings = f'{{"{key}": ["hush"], "different_settings_to_system": ["{key};version", ""]}}'

    result = read({_SETTINGS: settings.encode()})

    assert key not in result.settings
    assert result.settings.get(key) is None
    assert "hush" not in repr(result)
    assert "hush" not in repr(dict(result.settings))
    assert b"hush" not in pickle.dumps(result)
    assert "hush" not in repr(as_json(result))
    assert result.changed_settings.process == ()


@pytest.mark.parametrize(
    "key",
    [
        *("bbl_use_printhost", "printhost_authorization_type", "printhost_ssl_ignore_revoke"),
        *("filament_ids", "master_extruder_id", "print_settings_id", "deviation", "serialized"),
        *("filament_dev_drying_softening_temperature", "host_type", "author"),
    ],
)
def test_settings_that_only_sound_secret_are_shown(read: Read, key: str) -> None:
    result = read({_SETTINGS: f'{{"{key}": "plain"}}'.encode()})

    assert (result.settings, result.settings_hidden) == ({key: "plain"}, 0)


@pytest.mark.parametrize(
    "text",
    [
        *("curl -H 'X-Api-Key: hush' http://printer", "Authorization: Basic hush", "apikey=hush"),
        *("http://ana:hush@printer/api", "; password = hush", '{"access_token": "hush"}'),
        *("upload --api-key hush", "http://printer/?key=hush", "Bearer hush12345"),
    ],
)
def test_a_value_that_holds_a_secret_is_left_out_and_its_key_is_shown(
    read: Read, text: str
) -> None:
    settings = {"notes": text, "filament_notes": ["plain", text], "version": "1"}

    result = read({_SETTINGS: json.dumps(settings).encode()})

    assert result.settings == {
        "notes": "(left out)",
        "filament_notes": "(left out)",
        "version": "1",
    }
    assert (result.settings_count, result.settings_hidden) == (3, 2)
    assert b"hush" not in pickle.dumps(result)


@pytest.mark.parametrize(
    ("value", "shown"),
    [('["/home/ana/up.sh"]', "(left out)"), ("[]", ()), ('""', ""), ('[""]', ("",))],
)
def test_scripts_are_left_out(read: Read, value: str, shown: SettingValue) -> None:
    result = read({_SETTINGS: f'{{"post_process": {value}}}'.encode()})

    assert result.settings == {"post_process": shown}


@pytest.mark.parametrize(
    "text",
    ["G1 X1 ; keyframe", "author: Ana <ana@example.org>", "token ring", "M117 password", "key = 3"],
)
def test_words_that_only_sound_secret_are_shown(read: Read, text: str) -> None:
    result = read({_SETTINGS: json.dumps({"notes": text}).encode()})

    assert result.settings == {"notes": text}


@pytest.mark.parametrize(
    ("color", "own", "is_clear"),
    [
        ("#00000000", None, True),
        ("#00000000", "#000000", True),
        ("#00000000", "#FF0000", False),
        ("#000000FF", None, False),
        ("#00000080", None, False),
        ("#000000", None, False),
    ],
)
def test_a_colour_without_any_opacity_is_clear(
    read: Read, color: str, own: str | None, *, is_clear: bool
) -> None:
    said = f'color="{own}"' if own else ""
    plate = f'<plate><metadata key="index" value="1"/><filament id="1" {said}/></plate>'

    result = read(
        {
            _SLICE_INFO: _slice_info(plate),
            _SETTINGS: json.dumps({"filament_colour": [color]}).encode(),
        }
    )

    (filament,) = result.plates[0].filaments
    assert (filament.color_hex, filament.is_clear) == (own or "#000000", is_clear)


def test_account_ids_are_not_even_kept_while_reading(zipped: Zipped) -> None:
    model = """<model><metadata name="DesignerUserId">4711</metadata>
        <metadata name="ProfileUserId">4711</metadata>
        <metadata name="Designer">Ana</metadata><resources/></model>"""

    result = read_3mf(zipped({"3D/3dmodel.model": model.encode()}), name="star.3mf")

    assert result.designer == "Ana"
    assert "4711" not in repr(result)


@pytest.mark.parametrize("depth", [200, 300, 1_000])
def test_settings_nested_beyond_reason_are_shown_short(read: Read, depth: int) -> None:
    nested = "[" * depth + "]" * depth

    result = read({_SETTINGS: f'{{"a": [{nested}], "b": {{"c": {nested}}}}}'.encode()})

    assert set(map(type, result.settings["a"])) == {str}
    assert isinstance(result.settings["b"], str)


@pytest.mark.parametrize("depth", [1_100, 4_000_000])
def test_json_nested_without_end_is_refused(read: Read, depth: int) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read({_SETTINGS: b'{"a": ' + b"[" * depth + b"]" * depth + b"}"})

    assert str(caught.value) == (
        f"star.3mf is damaged, its part {_SETTINGS} is not valid JSON (line 1): "
        "copy or download it again."
    )


def test_settings_of_a_hand_made_file_become_text(read: Read) -> None:
    settings = b'{"nozzle_diameter": [0.4], "layer_height": 0.2, "x": null, "y": "a\\u0000b"}'

    result = read({_SETTINGS: settings})

    assert result.settings == {
        "nozzle_diameter": ("0.4",),
        "layer_height": "0.2",
        "x": "null",
        "y": "ab",
    }
    assert (result.nozzle_diameters_mm, result.layer_height_mm) == ((0.4,), 0.2)


def test_values_that_are_no_values_leave_findings_and_the_rest_stands(read: Read) -> None:
    plate = (
        '<plate><metadata key="index" value="1"/><metadata key="weight" value="NaN"/>'
        '<metadata key="prediction" value="1e9"/>'
        '<filament id="1" used_g="-3" used_m="1.00" color="red"/>'
        '<filament used_g="1"/></plate>'
    )

    result = read({_SLICE_INFO: _slice_info(plate)})

    place = f"{_SLICE_INFO}: plate[1]"
    assert _findings(result) == [
        (f"{place}.prediction", "Expected a number, got '1e9'."),
        (f"{place}.weight", "Expected a number, got 'NaN'."),
        (f"{place}.filament[1].color", "Expected a colour such as #00AE42, got 'red'."),
        (f"{place}.filament[1].used_g", "Expected a number, got '-3'."),
        (f"{place}.filament[2]", "A filament without its position in the project: left out."),
    ]
    assert result.plates[0].filaments[0].used_m == Decimal("1.00")


def test_an_empty_weight_is_unknown_not_wrong(read: Read) -> None:
    plate = '<plate><metadata key="index" value="1"/><metadata key="weight" value=""/></plate>'

    result = read({_SLICE_INFO: _slice_info(plate)})

    assert (result.plates[0].weight_g, result.findings) == (None, ())


def test_grams_keep_their_digits(read: Read) -> None:
    plate = '<plate><metadata key="index" value="1"/><filament id="1" used_g="0.90"/></plate>'

    result = read({_SLICE_INFO: _slice_info(plate)})

    assert str(result.plates[0].filaments[0].used_g) == "0.90"


def test_filaments_that_do_not_add_up_to_the_plate_leave_a_finding(read: Read) -> None:
    plate = (
        '<plate><metadata key="index" value="7"/><metadata key="weight" value="8.50"/>'
        '<filament id="1" used_g="4.00"/><filament id="2" used_g="5.00"/></plate>'
    )

    result = read({_SLICE_INFO: _slice_info(plate)})

    assert _findings(result) == [
        (
            f"{_SLICE_INFO}: plate[7].weight",
            "The filaments add up to 9.00 g, the plate says 8.50 g.",
        )
    ]


def test_a_filament_listed_twice_is_added_up(read: Read) -> None:
    plate = (
        '<plate><metadata key="index" value="1"/><filament id="2" used_g="4.00" used_m="1"/>'
        '<filament id="2" used_g="5.00"/></plate>'
    )

    result = read({_SLICE_INFO: _slice_info(plate)})

    filament = result.plates[0].filaments[0]
    assert (filament.index, filament.used_g, filament.used_m) == (2, Decimal(9), Decimal(1))
    assert _findings(result) == [
        (f"{_SLICE_INFO}: plate[1].filament[2]", "Listed twice: the amounts are added up.")
    ]


def test_a_plate_without_a_number_takes_its_position_and_a_second_of_one_number_is_left_out(
    read: Read,
) -> None:
    plates = '<plate/><plate><metadata key="index" value="1"/></plate>'

    result = read({_SLICE_INFO: _slice_info(plates)})

    assert [plate.index for plate in result.plates] == [1]
    assert _findings(result) == [
        (f"{_SLICE_INFO}: plate[1].index", "The plate has no number: its position is taken."),
        (f"{_SLICE_INFO}: plate[1]", "A second plate of this number: the first one counts."),
    ]


def test_filaments_multiplied_by_plates_are_refused(read: Read) -> None:
    parts = "".join(f'<part><metadata key="extruder" value="{n}"/></part>' for n in range(1, 1_001))
    on_it = '<model_instance><metadata key="object_id" value="1"/></model_instance>'
    project = f'<config><object id="1">{parts}</object>{f"<plate>{on_it}</plate>" * 3}</config>'

    with pytest.raises(FileTooLargeError) as caught:
        read({_PROJECT: project.encode()})

    assert str(caught.value) == (
        "star.3mf names 3,000 filaments on its plates, more than the 2,000 that are read."
    )


def test_a_plate_number_in_other_digits_is_no_plate(read: Read) -> None:
    result = read({"Metadata/plate_1\u0661.gcode": b"G1"})

    assert (result.kind, result.plates) == ("generic", ())


def test_a_list_of_a_million_words_does_not_fill_the_memory(read: Read) -> None:
    maps = f'<plate><metadata key="filament_maps" value="{"1 " * 1_000_000}"/></plate>'

    result = read({_PROJECT: f"<config>{maps}</config>".encode()})

    assert [plate.index for plate in result.plates] == [1]


def test_an_application_that_looks_like_many_versions_is_read_in_time(read: Read) -> None:
    name = "-1" * 1_000_000
    model = f'<model><metadata name="Application">{name} x</metadata><build/></model>'

    result = read({"3D/3dmodel.model": model.encode()})

    assert len(result.producer.name) <= 100


def test_a_model_nested_without_end_is_refused(read: Read) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read({"3D/3dmodel.model": b"<model>" + b"<a>" * 1_000_000})

    assert str(caught.value) == (
        "star.3mf is damaged, its part 3D/3dmodel.model nests its elements without end: "
        "save it again from the slicer."
    )


def test_findings_are_bounded(zipped: Zipped, model: bytes) -> None:
    filaments = "".join(f'<filament id="{n}" color="red"/>' for n in range(1, 400))
    plate = f'<plate><metadata key="index" value="1"/>{filaments}</plate>'
    archive = zipped({"3D/3dmodel.model": model, _SLICE_INFO: _slice_info(plate)})

    result = read_3mf(archive, name="star.3mf", limits=Limits(findings=10))

    assert len(result.findings) == 11
    assert result.findings[-1].message == "389 more findings."


def test_a_broken_part_that_only_adorns_leaves_a_finding(read: Read) -> None:
    plate = '<plate><metadata key="index" value="1"/></plate>'

    result = read(
        {_SLICE_INFO: _slice_info(plate), _PROJECT: b"<config>", "Metadata/plate_1.json": b"{"}
    )

    assert _findings(result) == [
        (
            _PROJECT,
            (
                f"star.3mf is damaged, its part {_PROJECT} is not well-formed XML (line 1): "
                "copy or download it again."
            ),
        ),
        (
            "Metadata/plate_1.json",
            (
                "star.3mf is damaged, its part Metadata/plate_1.json is not valid JSON: "
                "copy or download it again."
            ),
        ),
    ]
    assert [plate.index for plate in result.plates] == [1]


def test_a_stale_plate_json_of_an_unsliced_plate_is_not_read(read: Read) -> None:
    plate = '<plate><metadata key="index" value="2"/></plate>'
    project = b"""<config><plate><metadata key="plater_id" value="2"/></plate>
        <plate><metadata key="plater_id" value="3"/></plate></config>"""

    result = read(
        {
            _SLICE_INFO: _slice_info(plate),
            _PROJECT: project,
            "Metadata/plate_2.json": b'{"bed_type": "eng_plate"}',
            "Metadata/plate_3.json": b"stale",
        }
    )

    assert [(p.index, p.bed_type) for p in result.plates] == [(2, "Engineering Plate")]
    assert (result.unsliced_plates, result.findings) == ((3,), ())


def test_gcode_without_slice_info_gives_the_numbers_of_its_header(read: Read) -> None:
    gcode = b"""; HEADER_BLOCK_START
; generated by Snapmaker Orca 2.2.1 on 2026-01-01 at 10:00:00
; model printing time: 1d 2h 3m 4s; total estimated time: 1d 2h 10m 4s
; total layer number: 33
; total filament weight [g] : 67.81,0.92
; filament: 1,4
; HEADER_BLOCK_END
"""

    result = read({"Metadata/plate_8.gcode": gcode})

    plate = result.plates[0]
    assert (result.kind, result.producer.name) == ("sliced", "Snapmaker Orca")
    assert (plate.index, plate.print_time_s, plate.preparation_time_s) == (8, 94_204, 420)
    assert (plate.weight_g, plate.layers) == (Decimal("68.73"), 33)
    assert [(f.index, f.used_g) for f in plate.filaments] == [
        (1, Decimal("67.81")),
        (4, Decimal("0.92")),
    ]
    assert _findings(result) == [
        (
            f"{_SLICE_INFO}: plate[8]",
            "The plate is missing here: its numbers are those of the gcode's header.",
        )
    ]


def test_nozzle_temperatures_come_from_the_entry_of_the_mapped_extruder(read: Read) -> None:
    settings = b"""{"filament_colour": ["#FF0000", "#00FF00"],
        "extruder_type": ["Direct Drive", "Direct Drive"],
        "nozzle_volume_type": ["Standard", "High Flow"],
        "filament_self_index": ["1", "1", "2", "2", "2"],
        "filament_extruder_variant": ["Direct Drive Standard", "Direct Drive High Flow",
            "Direct Drive Standard", "Direct Drive High Flow", "Direct Drive TPU High Flow"],
        "nozzle_temperature": ["220", "230", "240", "250", "260"]}"""
    plate = (
        '<plate><metadata key="index" value="1"/><metadata key="filament_maps" value="2 1"/>'
        '<filament id="1"/><filament id="2"/></plate>'
    )

    result = read({_SETTINGS: settings, _SLICE_INFO: _slice_info(plate)})

    assert [f.nozzle_temperature_c for f in result.plates[0].filaments] == [230, 240]


def test_a_title_escaped_four_times_becomes_plain_text(read: Read) -> None:
    title = "&amp;amp;lt;b&amp;amp;gt;Cat &amp;amp;amp; dog&amp;amp;lt;script&amp;amp;gt;x()"
    model = f'<model><metadata name="Title">{title}</metadata><resources/></model>'

    result = read({"3D/3dmodel.model": model.encode()})

    assert result.title == "Cat & dog"


def test_a_model_of_another_program_is_generic(read: Read) -> None:
    model = b'<model><metadata name="Application">PrusaSlicer-2.9.0</metadata><build/></model>'

    result = read({"3D/3dmodel.model": model})

    assert (result.kind, result.plates) == ("generic", ())
    assert (result.producer.name, result.producer.version) == ("PrusaSlicer", "2.9.0")


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def _head(width: int, height: int) -> bytes:
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


def _png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + _head(width, height)


_SMALL_THEN_HUGE = _png(100, 100) + _head(60_000, 60_000) + _chunk(b"IDAT", b"")
_SMALL_THEN_LARGE = _png(100, 100) + _head(9_000, 9_000) + _chunk(b"IDAT", b"")
_SIZE_HIDDEN = b"\x89PNG\r\n\x1a\n" + _chunk(b"tEXt", b"\0\0\0\x64" * 2) + _head(60_000, 60_000)


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (_png(60_000, 60_000), "Too large a picture (60000 x 60000 px): left out."),
        (_png(512, 512), "The picture is broken: left out."),
        (_SMALL_THEN_HUGE, "The picture is broken: left out."),
        (_SMALL_THEN_LARGE, "The picture is broken: left out."),
        (_SIZE_HIDDEN, "Not a PNG picture: left out."),
        (b"GIF89a", "Not a PNG picture: left out."),
        (_png(1, 1), None),
    ],
)
def test_pictures_that_cannot_be_drawn_leave_a_finding(
    read: Read, picture: bytes, message: str | None
) -> None:
    plate = _slice_info('<plate><metadata key="index" value="1"/></plate>')

    result = read({_SLICE_INFO: plate, "Metadata/plate_1.png": picture})

    assert result.plates[0].thumbnail is None
    expected = [] if message is None else [("Metadata/plate_1.png", message)]
    assert _findings(result) == expected


def test_a_picture_beside_a_placeholder_is_taken_and_made_small(
    read: Read, thumbnail_png: bytes
) -> None:
    plate = _slice_info('<plate><metadata key="index" value="1"/></plate>')

    result = read(
        {
            _SLICE_INFO: plate,
            "Metadata/plate_1.png": _png(1, 1),
            "Metadata/top_1.png": thumbnail_png,
        }
    )

    assert result.plates[0].thumbnail is not None
    with Image.open(io.BytesIO(result.plates[0].thumbnail)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (512, 256))
        assert picture.convert("RGBA").getpixel((10, 10)) == (0, 174, 66, 255)


def test_pictures_can_be_left_out(two_plates_bytes: bytes) -> None:
    result = read_3mf(io.BytesIO(two_plates_bytes), pictures=False)

    assert [plate.thumbnail for plate in result.plates] == [None, None]


@pytest.mark.parametrize("depth", [300, 100_000])
def test_xml_nested_beyond_reason_is_refused(read: Read, depth: int) -> None:
    nested = b"<config>" + b"<a>" * depth + b"</a>" * depth + b"</config>"

    with pytest.raises(ThreeMFError):
        read({_SLICE_INFO: nested})


def test_a_million_filaments_do_not_fill_the_memory(read: Read) -> None:
    colors = b'{"filament_colour": [' + b",".join([b'"x"'] * 250_000) + b"]}"
    plate = f'<plate><metadata key="index" value="1"/>{"<filament/>" * 100_000}</plate>'

    result = read({_SETTINGS: colors, _SLICE_INFO: _slice_info(plate)})

    assert (len(result.filaments), len(result.findings)) == (1_000, 201)
