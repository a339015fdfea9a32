"""The browser's reading of a file is exactly as good as the server's."""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printshop.bambu import ThreeMF, read_3mf
from printshop.errors import ThreeMFError

MakeOutlines = Callable[..., list[Any]]

_MODEL = b"""<?xml version="1.0" encoding="UTF-8"?>
<model xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" unit="millimeter">
 <metadata name="Application">BambuStudio-02.05.00.66</metadata>
 <metadata name="Title">Star</metadata>
 <resources/><build/></model>"""
_GCODE = b"""; HEADER_BLOCK_START
; BambuStudio 02.05.00.66
; total layer number: 7
; HEADER_BLOCK_END
"""
# What only the whole file can tell: it names members that no form needs.
_ABOUT_ALL_MEMBERS = ("names occur more than once", "share their bytes", "leaves the archive")
_DESIGN_PICTURES = "auxiliaries/model pictures/"


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()


def read(data: bytes) -> ThreeMF | str:
    try:
        found = read_3mf(io.BytesIO(data), name="file.3mf", split=False, pictures=True)
    except ThreeMFError as fault:
        return fault.message
    kept = tuple(
        finding
        for finding in found.findings
        if not any(words in finding.message for words in _ABOUT_ALL_MEMBERS)
        and not finding.where.startswith(_DESIGN_PICTURES)
    )
    return replace(found, findings=kept, pictures=())


def test_the_outline_of_every_real_file_reads_like_the_file(
    real_3mf: Path, outline_of: MakeOutlines
) -> None:
    paths = sorted(path for path in real_3mf.iterdir() if path.suffix.lower() == ".3mf")

    outlines = outline_of(*paths)

    assert len(paths) >= 60
    for path, outline in zip(paths, outlines, strict=True):
        as_the_server_reads = read(path.read_bytes())
        if isinstance(outline, tuple):
            # No outline: the server refuses the file as well, by the same words.
            assert outline[0].removeprefix(path.name) == str(as_the_server_reads).removeprefix(
                "file.3mf"
            ), path.name
        else:
            assert read(outline) == as_the_server_reads, path.name
            assert len(outline) < 1_000_000


def test_meshes_and_the_body_of_the_gcode_are_left_out(outline_of: MakeOutlines) -> None:
    mesh = b"<vertex x='1' y='2' z='3'/>" * 100_000
    model = _MODEL.replace(b"<resources/>", b"<resources>" + mesh + b"</resources>")
    data = zipped(
        {
            "3D/3dmodel.model": model,
            "3D/Objects/object_1.model": mesh,
            "Metadata/plate_1.gcode": _GCODE + b"G1 X1 Y1 E0.1\n" * 100_000,
            "Auxiliaries/Model Pictures/large.png": bytes(900_000),
        },
        zipfile.ZIP_STORED,
    )

    [outline] = outline_of(("big.3mf", data))

    assert len(outline) < 10_000
    assert read(outline) == read(data)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    "names",
    [
        ("3D/3dmodel.model", "Metadata/plate_1.gcode"),
        # Finder's re-zip: everything a folder deeper, and a twin of each file.
        (
            "Star/3D/3dmodel.model",
            "Star/Metadata/plate_1.gcode",
            "__MACOSX/Star/3D/._3dmodel.model",
        ),
        ("3d\\3DMODEL.model", "metadata\\PLATE_1.gcode"),
    ],
)
def test_odd_ways_to_pack_a_file_make_no_difference(
    outline_of: MakeOutlines, names: tuple[str, ...], method: int
) -> None:
    data = zipped(dict(zip(names, (_MODEL, _GCODE + bytes(70_000), b"x"), strict=False)), method)

    [outline] = outline_of(("odd.3mf", data))

    assert read(outline) == read(data)
    assert not isinstance(read(outline), str)


def test_junk_before_the_archive_and_a_comment_behind_it_are_borne(
    outline_of: MakeOutlines,
) -> None:
    plain = zipped({"3D/3dmodel.model": _MODEL})
    comment = b"sent by a friend"
    data = b"a log of something\n" * 10 + plain[:-2] + struct.pack("<H", len(comment)) + comment

    [outline] = outline_of(("prefixed.3mf", data))

    assert read(outline) == read(plain)


def test_sizes_in_the_zip64_form_are_understood(outline_of: MakeOutlines) -> None:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(written, "w") as archive,
        archive.open("3D/3dmodel.model", "w", force_zip64=True) as member,
    ):
        member.write(_MODEL)
    plain = bytearray(written.getvalue())
    data = _with_zip64_end(bytes(plain))

    [outline] = outline_of(("wide.3mf", data))

    assert read(outline) == read(zipped({"3D/3dmodel.model": _MODEL}))


def _with_zip64_end(data: bytes) -> bytes:
    """The same archive with its end in the form of those over 4 GB."""
    end = data[-22:]
    count, size, offset = struct.unpack_from("<HLL", end, 10)
    record_at = len(data) - 22
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, record_at, 1)
    short = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    return data[:-22] + record + locator + short


def test_an_encrypted_member_is_named_as_such_by_the_outline(outline_of: MakeOutlines) -> None:
    data = bytearray(zipped({"3D/3dmodel.model": _MODEL, "Metadata/plate_1.gcode": bytes(99_999)}))
    for mark, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + flags_at] |= 1

    [outline] = outline_of(("secret.3mf", bytes(data)))

    assert read(outline) == read(bytes(data))
    assert "is encrypted" in str(read(outline))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.3mf", b"", "empty.3mf is empty (0 bytes): save or download it again."),
        (
            "text.3mf",
            b"solid cube",
            (
                "text.3mf is not a .3mf file (no zip archive): save it as .3mf or export the "
                "sliced plate."
            ),
        ),
        (
            "page.3mf",
            b"<!doctype html><html><body>Sign in</body></html>",
            "page.3mf is a web page and not a .3mf file: download the file itself.",
        ),
        (
            "cut.3mf",
            zipped({"3D/3dmodel.model": _MODEL})[:-30],
            "cut.3mf is cut off, its end is missing: copy or download it again.",
        ),
        (
            "several.3mf",
            zipped({"a.3mf": b"x", "b.3mf": b"y"}),
            "several.3mf is an archive of .3mf files: unpack it and take the files inside.",
        ),
        (
            "pictures.3mf",
            zipped({"a.png": b"x"}),
            (
                "pictures.3mf is a zip archive without a 3D model (no 3D/3dmodel.model), so not "
                "a .3mf file: save it from the slicer."
            ),
        ),
    ],
)
def test_what_is_no_3mf_is_not_sent_and_one_sentence_says_why(
    outline_of: MakeOutlines, name: str, data: bytes, sentence: str
) -> None:
    assert outline_of((name, data)) == [(sentence, True)]
    with pytest.raises(ThreeMFError) as raised:
        read_3mf(io.BytesIO(data), name=name, split=False)
    assert raised.value.message == sentence


def test_what_the_browser_cannot_read_is_left_to_the_server(outline_of: MakeOutlines) -> None:
    good = zipped({"3D/3dmodel.model": _MODEL, "Metadata/plate_1.gcode": _GCODE * 2_000})
    directory = good.rfind(b"PK\x01\x02")
    senseless = bytearray(good)
    senseless[directory : directory + 4] = b"XXXX"
    packed = bytearray(good)
    gcode_at = good.find(b"plate_1.gcode") + len("plate_1.gcode")
    packed[gcode_at : gcode_at + 8] = b"\xff" * 8
    elsewhere = bytearray(good)
    elsewhere[directory + 42 : directory + 46] = struct.pack("<L", 7)

    answers = outline_of(
        ("senseless.3mf", bytes(senseless)),
        ("packed.3mf", bytes(packed)),
        ("elsewhere.3mf", bytes(elsewhere)),
    )

    again = "copy or download it again."
    part = "Metadata/plate_1.gcode"
    assert answers == [
        (f"senseless.3mf is damaged, its list of contents makes no sense: {again}", False),
        (f"packed.3mf is damaged, its part {part} cannot be unpacked: {again}", False),
        (
            (
                f"elsewhere.3mf is damaged, its part {part} is not where the list of contents "
                f"says: {again}"
            ),
            False,
        ),
    ]


def test_a_bomb_is_not_unpacked_and_does_not_swell_the_outline(outline_of: MakeOutlines) -> None:
    bomb = bytes(80_000_000)
    data = zipped(
        {
            "3D/3dmodel.model": _MODEL,
            "Metadata/plate_1.gcode": bomb,
            "Metadata/model_settings.config": bomb,
        }
    )

    [outline] = outline_of(("bomb.3mf", data))

    assert len(outline) < 200_000
    assert read(outline) == read(data)


def test_pictures_go_first_where_room_is_short(outline_of: MakeOutlines) -> None:
    parts = {"3D/3dmodel.model": _MODEL, "Metadata/slice_info.config": b"<config/>"}
    pictures = {f"Metadata/plate_{index}.png": bytes(300_000) for index in range(1, 40)}
    data = zipped(parts | pictures, zipfile.ZIP_STORED)

    [outline] = outline_of(("many.3mf", data))

    assert len(outline) <= 4_000_000
    names = zipfile.ZipFile(io.BytesIO(outline)).namelist()
    assert names[:2] == ["3D/3dmodel.model", "Metadata/slice_info.config"]
    assert names[2:] == [f"Metadata/plate_{index}.png" for index in range(1, 14)]
