"""The walk against a plain one, on gcode of every rule and on real files."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from printshop.bambu.gcode.walk import BLOCK_BYTES, walk_gcode
from tests.bambu.gcode.plain_walk import plain_walk

_SETTINGS = settings(max_examples=250, deadline=10_000)
# Quarters are exact as floats: positions reached by distances are those said as places.
_PLACES = st.integers(-1200, 1200).map(lambda quarters: f"{quarters / 4:.3f}") | st.sampled_from(
    [
        *("0", "+1", "-.75", ".5", "100", "5.", "-0", "000.25", "1234567", "123456.75"),
        *("12345678", "1234567.5", "0.2500000", "-1234567.250", "+00000000001.5", "99.2500000000"),
    ]
)
_FEEDS = st.decimals(-3, 9, places=5).map("{:.5f}".format) | st.sampled_from(
    ["0", ".03", "+2", "-.8", "12.34567", "0.1234567890", "40", "999.12345", "1234.56789"]
)
_TAILS = st.sampled_from(["", "", "", " ", "\t", " ; E5 X1", ";E5", " ;_WIPE", "; a ; b E1"])
_INDENTS = st.sampled_from(["", "", "", "", "    ", "\t"])
_GAPS = st.sampled_from([" ", " ", " ", "  ", ""])


@st.composite
def _moves(draw: st.DrawFn) -> str:
    command = draw(st.sampled_from(["G1", "G1", "G1", "G0", "G2", "G3"]))
    letters = draw(st.lists(st.sampled_from("XYZEF"), max_size=5, unique=True))
    words = [letter + draw(_FEEDS if letter == "E" else _PLACES) for letter in letters]
    if command in {"G2", "G3"}:
        words += ["I" + draw(_PLACES), "J" + draw(_PLACES)]
    gap = draw(_GAPS)
    return draw(_INDENTS) + gap.join([command, *words]) + draw(_TAILS)


def _switches(*texts: str) -> st.SearchStrategy[str]:
    return st.builds("{}{}{}".format, _INDENTS, st.sampled_from(texts), _TAILS)


_RESETS = ("G92", "G92E0", "G92X1Y-2.5E3", "G92 A5", "G92 E123.456789")
_MODES = _switches(
    "M82", "M83", "M83", "G90", "G90", "G91", "G92 E0", "G92 E0", "G92 X1 Y-2.5 E3", *_RESETS
)
_TOOLS = _switches(
    *(
        "T0",
        "T1",
        "T2",
        "T15",
        "T254",
        "T255",
        "T1000",
        "T1100",
        "T65535",
        "M1020 S2",
        "M1020 S255",
    ),
    *("M620 S1A", "M621 S1A", "TURN_OFF_HEATERS", "ACTIVATE_EXTRUDER EXTRUDER=extruder1"),
)
_FEATURES = st.builds(
    "{}{}".format,
    st.sampled_from(["; FEATURE: ", ";TYPE:"]),
    st.sampled_from(
        [
            *(
                "Support",
                "Support interface",
                "Support transition",
                "Prime tower",
                "Brim",
                "Custom",
            ),
            *("Outer wall", "Floating vertical shell", "Sparse infill", "Bridge", "Skirt"),
        ]
    ),
)
_MARKS = st.sampled_from(
    [
        *("; WIPE_START", "; WIPE_END", ";WIPE_START", ";WIPE_END", "; WIPE_TOWER_START"),
        *("; FLUSH_START", "; FLUSH_END", "; VFLUSH_START", "; VFLUSH_END"),
        *(";VG1 E3.5 F300", ";VG1 F374 E0.25", ";VG1 E-2", "; EXTERNAL_PURGE 12.5"),
        *("; CHANGE_LAYER", ";LAYER_CHANGE", "; CHANGE_FILAMENT", "; MACHINE_START_GCODE_END"),
    ]
)
_OTHERS = st.sampled_from(
    [
        *("", "  ", ";", "; ", "M204 S500", "M204 S500 ; E5", "M73 P1 R3", "M73 L4", "G4 S1"),
        *(
            "M400 S2",
            "SYNC T5",
            "G28 X",
            "G29.2 S0",
            "G17",
            "M106 P1 S255",
            "M830",
            "G91.1",
            "G92.1",
            "G92.1 X0 E0",
            "G10 X5 E5",
            "G28X5E5",
        ),
        *("; LINE_WIDTH: 0.42", ";WIDTH:0.4", "; OBJECT_ID: 3", "g1 x5 e5", "T", "G", "M1020"),
        *(
            "SET_VELOCITY_LIMIT ACCEL=5000",
            "EXCLUDE_OBJECT_START NAME=E5",
            "; G1 X5 E5",
            ";G1 X5 E5",
        ),
        "; CONFIG_BLOCK_START\n; change_filament_gcode = T1\\n; FLUSH_START\n; CONFIG_BLOCK_END",
    ]
)
_LINES = _moves() | _moves() | _moves() | _MODES | _TOOLS | _FEATURES | _MARKS | _OTHERS
_GCODES = st.builds(
    lambda lines, line_end, last: line_end.join("\n".join(lines).split("\n")) + last,
    st.lists(_LINES, max_size=80),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", "\r\n\n"]),
).map(str.encode)
_BLOCK_BYTES = st.integers(1, 200) | st.just(BLOCK_BYTES)


def _assert_agree(gcode: bytes, *, block_bytes: int = BLOCK_BYTES) -> None:
    plain = plain_walk(gcode)

    walk = walk_gcode([gcode], block_bytes=block_bytes)

    lengths = {(filament, role.name): mm for (filament, role), mm in walk.lengths_mm.items()}
    expected = {key: float(length) for key, length in plain.lengths_mm.items()}
    # Absolute extrusion: the difference of two floats may be hair's breadths above nothing.
    assert {key: mm for key, mm in lengths.items() if mm > 1e-9} == pytest.approx(
        {key: mm for key, mm in expected.items() if mm > 1e-9}, rel=1e-9, abs=1e-9
    )
    assert [filament for filament, _ in walk.changes] == [filament for filament, _ in plain.changes]
    assert [mm for _, mm in walk.changes] == pytest.approx(
        [float(mm) for _, mm in plain.changes], rel=1e-9, abs=1e-9
    )
    assert walk.layers == plain.layers


@_SETTINGS
@given(gcode=_GCODES, block_bytes=_BLOCK_BYTES)
# A flush before any tool is named, in the same block as the tool.
@example(gcode=b"G1 E-0.001\n; FLUSH_START\nG1 E0.000\nT0", block_bytes=64)
def test_the_walk_finds_what_a_plain_walk_finds(gcode: bytes, block_bytes: int) -> None:
    _assert_agree(gcode, block_bytes=block_bytes)


def test_both_walks_agree_on_all_real_gcodes(real_3mf: Path) -> None:
    names: list[str] = []
    for file in sorted(real_3mf.glob("*.3mf")):
        if not zipfile.is_zipfile(file):
            continue
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if member.filename.endswith(".gcode"):
                    _assert_agree(archive.read(member), block_bytes=100_000)
                    names.append(file.name)

    assert len(names) >= 18
