from printshop.ui.catalog.file_facts import matching

SETTINGS = {
    "layer_height": "0.2",
    "filament_type": ["PLA", "PETG"],
    "initial_layer_speed": "50",
    "flush_volumes_matrix": [["0", "140"]],
}


def test_without_words_all_settings_stand_in_the_order_of_their_names() -> None:
    assert [name for name, _ in matching(SETTINGS, "")] == sorted(SETTINGS)


def test_every_word_must_be_in_the_name_or_the_value() -> None:
    assert matching(SETTINGS, "Layer 0.2") == [("layer_height", "0.2")]
    assert matching(SETTINGS, "petg") == [("filament_type", "PLA, PETG")]


def test_a_nested_value_is_shown_as_it_was_written() -> None:
    assert matching(SETTINGS, "flush") == [("flush_volumes_matrix", '[["0","140"]]')]
