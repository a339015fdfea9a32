"""The rules of the walk, one by one, each on a few lines of gcode."""

from collections.abc import Iterator

import pytest

from printshop.bambu.gcode import effort
from printshop.bambu.gcode.clock import Spent
from printshop.bambu.gcode.marks import Role
from printshop.bambu.gcode.walk import GcodeWalk, walk_gcode


def _walk(*lines: str, line_end: str = "\n", change_s: float = 0.0) -> GcodeWalk:
    text = "".join(line + line_end for line in ("M83", *lines))
    return walk_gcode([text.encode()], change_s=change_s)


def _lengths(*lines: str, line_end: str = "\n") -> dict[tuple[int, Role], float]:
    walk = _walk(*lines, line_end=line_end)
    return {key: round(length, 6) for key, length in walk.lengths_mm.items()}


def _seconds(*lines: str, change_s: float = 0.0) -> dict[Spent, float]:
    walk = _walk(*lines, change_s=change_s)
    return {Spent(at): round(value, 2) for at, value in enumerate(walk.seconds) if value}


def test_a_move_that_extrudes_prints_with_the_tool_and_role_in_force() -> None:
    lengths = _lengths(
        "T1",
        "; FEATURE: Outer wall",
        "G1 X10 E1.5",
        "; FEATURE: Support",
        "G1 Y5 E.25",
        "T0",
        "; FEATURE: Prime tower",
        "G1 X3 Y4 E0.5",
    )

    assert lengths == {(2, Role.MODEL): 1.5, (2, Role.SUPPORT): 0.25, (1, Role.TOWER): 0.5}


@pytest.mark.parametrize(
    ("feature", "role"),
    [
        ("Support", Role.SUPPORT),
        ("Support interface", Role.SUPPORT),
        ("Support transition", Role.SUPPORT),
        ("Prime tower", Role.TOWER),
        ("Brim", Role.BRIM),
        ("Custom", Role.CUSTOM),
        ("Skirt", Role.MODEL),
        ("Ironing", Role.MODEL),
        ("Sparse infill", Role.MODEL),
    ],
)
@pytest.mark.parametrize("mark", ["; FEATURE: ", ";TYPE:"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_roles_are_those_of_the_marks_of_either_kind_of_printer(
    feature: str, role: Role, mark: str, line_end: str
) -> None:
    assert _lengths(f"{mark}{feature}", "G1 X1 E2", line_end=line_end) == {(1, role): 2}


def test_two_blanks_after_the_command_and_blanks_between_words_are_read() -> None:
    assert _lengths("; FEATURE: Prime tower", "G1  X1.5   E0.75", "G3  X3 Y1   I1 J0 E.25") == {
        (1, Role.TOWER): 1.0
    }


def test_indented_lines_count() -> None:
    lengths = _lengths("    T2", "  ; FEATURE: Support", "\t G1 X1 E2")

    assert lengths == {(3, Role.SUPPORT): 2}


def test_retractions_recoveries_and_nozzle_loads_are_no_extrusion() -> None:
    walk = _walk("G1 E50 F200", "G1 X1 E-.8", "G1 E.8", "G1 Z2 E1", "G1 F300 E0.5")

    assert (walk.lengths_mm, walk.changes) == ({}, ((1, 0.0),))


def test_a_word_that_does_not_move_is_no_move() -> None:
    assert _lengths("G1 X5 Y5", "G1 X5 Y5 E1", "G1 X5 Y6 E1") == {(1, Role.MODEL): 1}


def test_moves_between_wipe_marks_are_not_counted() -> None:
    assert _lengths("; WIPE_START", "G1 X1 E1", "; WIPE_END", "G1 X2 E2") == {(1, Role.MODEL): 2}
    assert _lengths(";WIPE_START", "G1 X1 E1", ";WIPE_END", "G1 X2 E2") == {(1, Role.MODEL): 2}


def test_marks_of_the_tower_are_no_wipes() -> None:
    assert _lengths("; WIPE_TOWER_START", "G1 X1 E1") == {(1, Role.MODEL): 1}


def test_flush_is_what_stands_still_between_the_flush_marks() -> None:
    walk = _walk(
        "T0",
        "; FLUSH_START",
        "G1 E20 F300",
        "G1 X3 E1",
        "G1 Z3 E1",
        "G1 E-2",
        "; FLUSH_END",
        "G1 E5",
    )

    assert walk.changes == ((1, 20.0),)
    assert walk.lengths_mm == {(1, Role.MODEL): 1.0}


def test_virtual_moves_are_flush_between_their_own_marks_only() -> None:
    walk = _walk(
        "T3",
        ";VG1 E4 F374",
        "; VFLUSH_START",
        ";VG1 E41.5 F374",
        ";VG1 E150.577 F374",
        "G1 E9",
        "SYNC T10",
        "; VFLUSH_END",
        ";VG1 E7 F374",
    )

    assert walk.changes == ((4, pytest.approx(192.077)),)


def test_a_purge_outside_of_the_gcode_is_flush() -> None:
    assert _walk("T1", "; EXTERNAL_PURGE 12.5").changes == ((2, 12.5),)


def test_tools_that_are_commands_to_the_printer_are_no_filaments() -> None:
    lengths = _lengths("T1", "T255", "T1000", "T1001", "T65535", "Tx", "T?", "G1 X1 E1")

    assert lengths == {(2, Role.MODEL): 1}


def test_a_tool_of_other_printers_counts() -> None:
    assert _lengths("M1020 S2", "G1 X1 E1") == {(3, Role.MODEL): 1}


def test_changes_are_counted_between_different_filaments() -> None:
    walk = _walk("T1", "T1", "G1 X1 E1", "T0", "T255", "T0", "T1 ; back")

    assert [filament for filament, _ in walk.changes] == [2, 1, 2]


def test_layers_are_counted() -> None:
    assert _walk("; CHANGE_LAYER", ";LAYER_CHANGE", "; CHANGE_FILAMENT").layers == 2


def test_absolute_extrusion_is_the_difference_and_begins_anew_at_a_reset() -> None:
    lengths = _lengths(
        "M82", "G92 E0", "G1 X1 E1", "G1 X2 E2.5", "G92 E0", "G1 X3 E0.5", "G92 X0", "G1 X4 E1"
    )

    assert lengths == {(1, Role.MODEL): 3.5}


def test_extrusion_is_absolute_until_the_gcode_says_otherwise() -> None:
    walk = walk_gcode([b"G1 X1 E1\nG1 X2 E3\nM83\nG1 X3 E1\nM82\nG1 X4 E5\n"])

    assert walk.lengths_mm == {(1, Role.MODEL): pytest.approx(5)}


def test_relative_moves_make_extrusion_relative_too() -> None:
    assert _lengths("M82", "G91", "G1 X1 E1", "G1 X0 E1", "G90", "M83", "G1 X5 E2") == {
        (1, Role.MODEL): 3
    }


def test_commands_that_only_begin_alike_switch_nothing() -> None:
    assert _lengths("M82", "M830", "G91.1", "G1 X1 E1", "G1 X2 E1.5") == {(1, Role.MODEL): 1.5}


def test_comments_behind_moves_are_not_read() -> None:
    lengths = _lengths(
        "G1 X1 E2;E9 X7", "G1 X2 E1 ; Compensate E5", "G1 X3;E3", "; G1 X4 E8", ";G1 X4 E8"
    )

    assert lengths == {(1, Role.MODEL): 3}


def test_arcs_extrude_and_other_commands_do_not() -> None:
    assert _lengths(
        "G2 X1 Y1 I1 J0 E1", "G3 X1 Y1 I.5 E1", "G0 X4 E1", "M73 X1 E5", "G28 X E4", "G29 X1 E3"
    ) == {(1, Role.MODEL): 3}


def test_numbers_of_any_length_are_read() -> None:
    assert _lengths("G1 X1.00000000001 E0.123456789", "G1 X+2 E+1", "G1 X-3. E12.34567") == {
        (1, Role.MODEL): 13.469127
    }


@pytest.mark.parametrize("at_head", [True, False])
def test_settings_are_found_at_the_head_and_at_the_tail(at_head: bool) -> None:  # noqa: FBT001
    block = (
        "; CONFIG_BLOCK_START",
        "; filament_density = 1.24,1.04",
        "; change_filament_gcode = T[next]\\n; FLUSH_START\\n;VG1 E4 F{x}\\nG1 E5",
        "; nozzle_volume = 130,145",
        "; filament_diameter = 1.75",
        "; CONFIG_BLOCK_END",
    )
    moves = ("G1 X1 E1", "; filament_density = 9")

    walk = _walk(*block, *moves) if at_head else _walk(*moves, *block)

    assert walk.config == {
        "filament_density": "1.24,1.04",
        "nozzle_volume": "130,145",
        "filament_diameter": "1.75",
    }
    assert walk.lengths_mm == {(1, Role.MODEL): 1.0}


def test_a_line_without_end_gives_the_walk_up() -> None:
    def endless() -> Iterator[bytes]:
        yield from (b"x" * 65_536 for _ in range(1_000))

    assert walk_gcode(endless()).problem == "a line of the gcode is longer than 1,048,576 bytes"


def test_too_many_changes_give_the_walk_up() -> None:
    problem = walk_gcode([b"T0\nT1\n" * 110_000]).problem

    assert problem == "the gcode changes the filament more than 200,000 times"


@pytest.mark.parametrize("line", [b"\n", b"G1 XXXXXXXX\n", b"M73 P1 R5\n"])
def test_more_lines_words_or_commands_than_prints_have_give_the_walk_up(
    line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effort, "MOST_EFFORT", 10_000)

    assert walk_gcode([line * 100]).problem is None
    assert walk_gcode([line * 6_000]).problem == (
        "the gcode has more lines, words and commands than the longest prints have"
    )


def test_an_empty_gcode_is_a_walk_of_nothing() -> None:
    walk = walk_gcode([])

    assert (walk.lengths_mm, walk.changes, walk.layers, walk.problem) == ({}, ((1, 0.0),), 0, None)


_PRINTING = ("; MACHINE_START_GCODE_END", "M204 S1000")


def test_a_move_takes_its_way_over_its_speed_and_half_a_ramp() -> None:
    # 100 mm at 50 mm/s, and half of the 0.05 s that 50 mm/s need at 1000 mm/s².
    assert _walk(*_PRINTING, "G1 X100 E1 F3000").seconds[Spent.MODEL] == pytest.approx(2.025)


def test_time_goes_to_what_is_printed_travelled_flushed_and_prepared() -> None:
    seconds = _seconds(
        "G1 X60 F600",
        *_PRINTING,
        "G1 X120",
        "; FEATURE: Support",
        "G1 X180 E1",
        "; FEATURE: Prime tower",
        "G1 X240 E1",
        "M400 S3",
        "; FLUSH_START",
        "G1 E100",
        "M400 P500",
        "; FLUSH_END",
    )

    assert seconds == {
        Spent.PREPARE: 6.0,
        Spent.TRAVEL: 6.0,
        Spent.SUPPORT: 6.0,
        Spent.TOWER: 9.0,
        Spent.FLUSH: 10.51,
    }


def test_a_filament_change_and_all_that_belongs_to_it_is_flush() -> None:
    seconds = _seconds(
        "T0",
        *_PRINTING,
        "M620 S1A",
        "G1 X60 F600",
        "T1",
        ";VG1 E60 F600",
        "SYNC T10",
        "M621 S1A",
        change_s=50,
    )

    assert seconds == {Spent.FLUSH: 72.0}


def test_an_arc_is_as_long_as_it_is_round() -> None:
    # A quarter, a half and a full circle of 10 mm, against and with the clock.
    quarter = _seconds(*_PRINTING, "G3 X10 Y10 I0 J10 E1 F600")
    half = _seconds(*_PRINTING, "G2 X20 Y0 I10 J0 E1 F600")
    full = _seconds(*_PRINTING, "G1 X0 Y0 F600", "G3 Z.4 I10 J0 P1")

    assert (quarter, half) == ({Spent.MODEL: 1.58}, {Spent.MODEL: 3.15})
    assert full == {Spent.TRAVEL: 6.29}


def test_the_countdown_scales_the_reckoned_seconds() -> None:
    seconds = _seconds(
        *_PRINTING,
        "M73 P0 R3",
        "G1 X60 E1 F600",
        "; FEATURE: Support",
        "M73.2 R1.0",
        "G1 X120 E1",
        "M73 L4",
        "M73 P50 R1",
        "G1 X180 E1",
        "M73 P100 R0",
    )

    assert {spent: round(value) for spent, value in seconds.items()} == {
        Spent.MODEL: 60,
        Spent.SUPPORT: 120,
    }


def test_negative_minutes_and_waits_count_for_nothing() -> None:
    seconds = _seconds(*_PRINTING, "M73 P0 R-5", "M400 S-9", "G1 X60 E1 F600")

    assert seconds == {Spent.MODEL: 6.0}
