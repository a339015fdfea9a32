"""Gcode as other printers, flavours and settings have it, by the same rules."""

from printshop.bambu.gcode.marks import Role
from printshop.bambu.gcode.walk import GcodeWalk, walk_gcode


def _walk(*lines: str) -> GcodeWalk:
    return walk_gcode(["\n".join(lines).encode()])


def _lengths(walk: GcodeWalk) -> dict[tuple[int, Role], float]:
    return {key: round(length, 6) for key, length in walk.lengths_mm.items()}


def test_absolute_extrusion_that_begins_anew_at_each_layer() -> None:
    walk = _walk(
        *("M82", "G90", "T0", ";TYPE:Outer wall"),
        *(
            ";LAYER_CHANGE",
            "G92 E0",
            "G1 X1 E.5",
            "G1 X2 E1.25",
            "G1 E.45 F2400",
            "G1 X5",
            "G1 E1.25",
        ),
        *(";LAYER_CHANGE", "G92 E0", "G1 X6 E2"),
    )

    assert _lengths(walk) == {(1, Role.MODEL): 3.25}
    assert walk.layers == 2


def test_two_nozzles_take_turns_within_indented_blocks_of_commands() -> None:
    walk = _walk(
        *("M83", "T0", "; FEATURE: Outer wall", "G1 X1 E1"),
        *("M620 S1A", "    T1", "    ; VFLUSH_START", "    ;VG1 E12.5 F374", "    ; VFLUSH_END"),
        *("M621 S1A", "; FEATURE: Prime tower", "G1  X2 E.5", "; FEATURE: Outer wall", "G1 X3 E2"),
        *("M620 S0A", "    T0", "M621 S0A", "G1 X4 E4"),
    )

    assert walk.changes == ((1, 0.0), (2, 12.5), (1, 0.0))
    assert _lengths(walk) == {(1, Role.MODEL): 5, (2, Role.TOWER): 0.5, (2, Role.MODEL): 2}


def test_absolute_extrusion_of_many_digits_is_exact() -> None:
    walk = _walk("M82", "G92 E98765.43210", "G1 X1 E98765.93211", "G1 X-123.4567890 E98766.93212")

    assert _lengths(walk) == {(1, Role.MODEL): 1.50002}


def test_words_need_no_blanks_between_them() -> None:
    walk = _walk("M83", "G1X5Y3E1", "G1 X1Y2E.5F300", "G3X1Y1I.5J0E2;E9", "G92E0", "G1\tX5E4")

    assert _lengths(walk) == {(1, Role.MODEL): 7.5}


def test_commands_whose_names_go_on_are_no_moves() -> None:
    assert _lengths(_walk("M83", "G10X1E1", "G1.1 X2 E1", "G28X0E1", "G38.2 X4 E1")) == {}


def test_a_reset_without_words_resets_all_axes() -> None:
    for reset in ("G92", "G92 ; all of them", "    G92;"):
        walk = _walk("M82", "G1 X5 Y5 Z5 E5", reset, "G1 X0 Y0 Z0 E2", "G92.1", "G1 X1 E3")

        assert _lengths(walk) == {(1, Role.MODEL): 6}


def test_a_reset_of_other_axes_resets_none_of_these() -> None:
    walk = _walk("M82", "G1 X5 E5", "G92 A0", "G1 X5 E9", "G1 X6 E10")

    assert _lengths(walk) == {(1, Role.MODEL): 6}


def test_commands_of_klipper_are_passed_over() -> None:
    walk = _walk(
        *("START_PRINT BED_TEMP=60 EXTRUDER=220", "TIMELAPSE_TAKE_FRAME", "M83", "T1"),
        *("EXCLUDE_OBJECT_START NAME=cube_E5_X1", "SET_VELOCITY_LIMIT ACCEL=5000"),
        *(";TYPE:Custom", "G1 X1 E1", ";TYPE:Skirt", "G1 X2 E2", "_TOOLCHANGE T=0", "G1 X3 E4"),
    )

    assert [filament for filament, _ in walk.changes] == [2]
    assert _lengths(walk) == {(2, Role.CUSTOM): 1, (2, Role.MODEL): 6}


def test_roles_that_are_new_print_the_model() -> None:
    walk = _walk("M83", "; FEATURE: Support", "; FEATURE: Floating vertical shell", "G1 X1 E1")

    assert _lengths(walk) == {(1, Role.MODEL): 1}


def test_small_letters_are_no_commands_to_the_slicers_analyser_either() -> None:
    assert _lengths(_walk("M83", "g1 x1 e1", "G1 X1 e1", "t1", "G1 X2 E2")) == {(1, Role.MODEL): 2}


def test_an_arc_that_ends_where_it_began_prints_a_circle() -> None:
    assert _lengths(_walk("M83", "G1 X5 Y5", "G2 X5 Y5 I2 J0 E1", "G3 I2 J0 E2")) == {
        (1, Role.MODEL): 3
    }


def test_distances_places_and_resets_may_take_turns_within_a_layer() -> None:
    walk = _walk(
        *("M83", "G1 X10 Y10 Z1", "G91", "G1 Z.4", "G1 X-10 E1", "G90", "G1 X0 E2", "G1 X0 Y5 E4"),
        *("G92 X3", "G1 X3 Z1.4 E8", "G91", "G1 Z-.4", "G90", "G1 Z1 X4 E16"),
    )

    # What ends where it stands already, E2 and E8, prints nothing.
    assert _lengths(walk) == {(1, Role.MODEL): 21}
