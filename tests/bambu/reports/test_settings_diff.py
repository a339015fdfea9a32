"""Settings compared and found."""

import pytest

from printshop.bambu import (
    SettingDifference,
    SettingValue,
    diff_settings,
    matching_settings,
    setting_text,
)

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


@pytest.mark.parametrize(
    ("left", "right"),
    [("1", ("1",)), ("1", ("1", "1")), (("0",) * 8, ("0",) * 10), ("", ("", ""))],
)
def test_a_list_of_equal_entries_is_the_same_as_that_one_value(
    left: SettingValue, right: SettingValue
) -> None:
    assert diff_settings({"key": left}, {"key": right}) == ()


def test_a_setting_that_only_one_file_has_is_marked() -> None:
    (found,) = diff_settings({"wall_loops": "2"}, {})

    assert (found.left_text, found.right_text) == ("2", "(not there)")


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        (("a", "b", "c"), ("a", "x", "y"), ("entry 2: b, entry 3: c", "entry 2: x, entry 3: y")),
        (("0", "0"), ("1", "1"), ("0 (all 2)", "1 (all 2)")),
        (("220", "220"), ("220", "220", "240"), ("220 (all 2)", "220, 220, 240")),
        (("",), ("", "x"), ("(empty)", "(empty), x")),
        ("50", ("60", "60"), ("50", "60 (all 2)")),
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
        ("brim_width=5", ["brim_width"]),
        ("BRIM_WIDTH = 5", ["brim_width"]),
        ("brim_*=outer*", ["brim_type"]),
        ("brim_width=outer", []),
        ("=5", []),
        ("brim =", ["brim_type", "brim_width"]),
        ("filament_colour = #FF0000, #00AE42", ["filament_colour"]),
        ("", sorted(_SETTINGS)),
    ],
)
def test_settings_are_found_by_words_a_glob_or_key_and_value(pattern: str, keys: list[str]) -> None:
    assert list(matching_settings(_SETTINGS, pattern)) == keys


@pytest.mark.parametrize("value", [("0", "0"), ("", "")])
def test_a_setting_is_found_by_the_line_that_shows_it(value: SettingValue) -> None:
    line = f"key = {setting_text(value)}"

    assert list(matching_settings({"key": value, "other": value}, line)) == ["key"]
