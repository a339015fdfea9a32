from printshop.ui.file_details.settings import matching

ROWS = [("filament_type", "PLA, PETG"), ("initial_layer_speed", "50"), ("layer_height", "0.2")]


def test_without_words_all_settings_stand_as_they_come() -> None:
    assert matching(ROWS, "") == ROWS


def test_every_word_must_be_in_the_name_or_the_value() -> None:
    assert matching(ROWS, "Layer 0.2") == [("layer_height", "0.2")]
    assert matching(ROWS, "petg") == [("filament_type", "PLA, PETG")]
    assert matching(ROWS, "layer petg") == []
