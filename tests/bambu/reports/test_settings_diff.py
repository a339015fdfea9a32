"""Settings compared and found."""

import pytest

from printshop.bambu import SettingDifference, SettingValue, diff_settings, matching_settings

_SETTINGS: dict[str, SettingValue] = {
    "brim_type": "outer_only",
    "brim_width": "5",
    "filament_colour": ("#FF0000", "#00AE42"),
    "machine_start_gcode": "G28 ; Home\nG1 Z5",
    "version": "02.05.00.66",
}


def test_only_settings_that_differ_are_listed_by_key() -> None:
    left = {"layer_height": "0.2", "brim_width": "5", "wall_loops": "2"}
    right = {"layer_height": "0.16", "brim_width": "5", "top_shells": "4"}

    assert diff_settings(left, right) == (
        SettingDifference(key="layer_height", left="0.2", right="0.16"),
        SettingDifference(key="top_shells", left=None, right="4"),
        SettingDifference(key="wall_loops", left="2", right=None),
    )


def test_a_value_and_a_list_of_that_one_value_are_the_same() -> None:
    assert diff_settings({"flush_multiplier": "1"}, {"flush_multiplier": ("1",)}) == ()


def test_a_setting_that_only_one_file_has_is_marked() -> None:
    (found,) = diff_settings({"wall_loops": "2"}, {})

    assert (found.left_text, found.right_text) == ("2", "(not there)")


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        (("a", "b", "c"), ("a", "x", "y"), ("[2] b, [3] c", "[2] x, [3] y")),
        (("0", "0"), ("1", "1"), ("0 (all 2)", "1 (all 2)")),
        (("220", "220"), ("220", "220", "240"), ("220 (all 2)", "220, 220, 240")),
        (("",), ("", "x"), ("(empty)", "(empty), x")),
        ("50", ("50", "50"), ("50", "50 (all 2)")),
        ((), "x", ("(empty)", "x")),
    ],
)
def test_of_lists_of_one_length_only_the_entries_that_differ_are_shown(
    left: SettingValue, right: SettingValue, shown: tuple[str, str]
) -> None:
    (found,) = diff_settings({"key": left}, {"key": right})

    assert (found.left_text, found.right_text) == shown


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        ("brim", ["brim_type", "brim_width"]),
        ("BRIM width", ["brim_width"]),
        ("outer", ["brim_type"]),
        ("#00ae42", ["filament_colour"]),
        ("home g1", ["machine_start_gcode"]),
        ("brim_*", ["brim_type", "brim_width"]),
        ("#??0000", ["filament_colour"]),
        ("width*", []),
        ("", sorted(_SETTINGS)),
    ],
)
def test_settings_are_found_by_words_or_by_a_glob(pattern: str, keys: list[str]) -> None:
    assert list(matching_settings(_SETTINGS, pattern)) == keys
