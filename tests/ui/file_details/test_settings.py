from printshop.bambu.results import LEFT_OUT, SettingValue
from printshop.ui.file_details.settings import matching, shown

ROWS = [("filament_type", "PLA, PETG"), ("initial_layer_speed", "50"), ("layer_height", "0.2")]


def test_without_words_all_settings_stand_as_they_come() -> None:
    assert matching(ROWS, "") == ROWS


def test_every_word_must_be_in_the_name_or_the_value() -> None:
    assert matching(ROWS, "Layer 0.2") == [("layer_height", "0.2")]
    assert matching(ROWS, "petg") == [("filament_type", "PLA, PETG")]
    assert matching(ROWS, "layer petg") == []


def test_it_is_said_how_many_settings_there_are_and_why_not_all_are_seen() -> None:
    hidden = "those of accounts and print hosts are left out"
    two: dict[str, SettingValue] = {"layer_height": "0.2", "post_process": LEFT_OUT}

    assert plain(shown(two, {"settings_count": 3})) == f"1 of 3 settings: {hidden}."
    assert plain(shown({"layer_height": "0.2"}, {"settings_count": 1})) == "1 setting."
    # More than the catalog keeps: that is not for secrecy.
    assert plain(shown(two, {"settings_count": 6000, "settings_hidden": 2})) == (
        "1 of 6,000 settings."
    )


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")
