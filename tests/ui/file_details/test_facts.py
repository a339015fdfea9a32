import pytest

from printshop.ui.file_details import facts


def told(of: list[tuple[str, str]]) -> dict[str, str]:
    return {label: value.replace("\u00a0", " ") for label, value in of}


def test_the_true_producer_and_the_design_are_said_and_nothing_that_is_unknown() -> None:
    report = {
        "kind": "sliced",
        "producer": {"name": "OrcaSlicer", "version": "2.3.1"},
        "designer": "Ada",
        "license": None,
        "title": "",
    }

    assert facts.of_design(report) == [
        ("Kind", "sliced, with gcode"),
        ("Made with", "OrcaSlicer 2.3.1"),
        ("Designer", "Ada"),
    ]


def test_each_nozzle_is_said_with_its_kind() -> None:
    report = {
        "nozzle_diameters_mm": [0.4, 0.6],
        "nozzle_types": ["hardened_steel", "stainless_steel"],
        "nozzle_volume_types": ["High Flow"],
    }

    assert facts.of_print(report) == [
        ("Nozzle", "0.4 mm hardened steel High Flow + 0.6 mm stainless steel")
    ]


@pytest.mark.parametrize(
    ("brim", "said"),
    [
        (
            {"type": "auto_brim", "width_mm": 5.0, "gap_mm": 0.1},
            "automatic (its width is decided while slicing), 0.1 mm from the object",
        ),
        (
            {"type": "outer_only", "width_mm": 5.0, "gap_mm": 0.0},
            "outer, 5 mm wide, 0 mm from the object",
        ),
        ({"type": "no_brim", "width_mm": 5.0, "gap_mm": 0.1}, "none"),
        ({"type": "something_new"}, "something_new"),
    ],
)
def test_a_brim_is_said_in_words(brim: dict[str, object], said: str) -> None:
    assert facts.of_print({"brim": brim}) == [("Brim", said)]


def test_switches_are_on_off_or_not_said() -> None:
    report = {"supports_enabled": True, "support_type": "tree(auto)", "prime_tower_enabled": False}

    assert facts.of_print(report) == [("Support", "on, tree(auto)"), ("Prime tower", "off")]
    assert facts.of_print({}) == []


def test_changed_settings_are_listed_by_what_they_belong_to() -> None:
    changed = {"process": ["brim_type", "wall_loops"], "filaments": [[], ["cost"]], "printer": []}

    assert facts.changed_settings({"changed_settings": changed}) == [
        ("Process", "brim_type, wall_loops"),
        ("Filament 2", "cost"),
    ]


def test_a_plate_says_its_times_layers_changes_and_objects() -> None:
    plate = {
        "print_time_s": 6300,
        "preparation_time_s": 310,
        "weight_g": 12.34,
        "layers": 120,
        "filament_changes": 0,
        "objects": ["Fox", "Fox", ""],
        "support_used": False,
    }

    assert told(facts.of_plate(plate)) == {
        "Print time, the slicer's estimate": "1 h 45 min",
        "of it preparation": "5 min",
        "Weight": "12.34 g",
        "Layers": "120",
        "Filament changes": "0",
        "Objects": "Fox (2 times), nameless",
        "Support printed": "no",
    }


def test_more_objects_than_one_reads_are_counted() -> None:
    plate = {"objects": [f"Part {number}" for number in range(20)]}

    assert told(facts.of_plate(plate))["Objects"].endswith("Part 11, and 8 more")


def test_a_filament_says_what_it_does_not_know() -> None:
    assert told(facts.of_filament({"index": 1, "cost_per_kg": None})) == {
        "Vendor": "unknown",
        "Bambu id": "unknown",
        "Nozzle": "unknown",
        "Bed": "unknown",
        "Density": "unknown",
        "Price per kg": "unknown",
    }


def test_the_first_layers_heat_is_said_only_where_it_is_another() -> None:
    filament = {
        "nozzle_temperature_c": 220,
        "first_layer_nozzle_temperature_c": 230,
        "bed_temperature_c": 55,
        "first_layer_bed_temperature_c": 55,
    }

    said = told(facts.of_filament(filament))

    assert (said["Nozzle"], said["Bed"]) == ("220 °C, first layer 230 °C", "55 °C")


def test_the_time_split_is_whole_minutes_without_the_parts_of_nothing() -> None:
    plate = {"time_split_s": {"prepare": 310, "model": 5400, "support": 0, "travel": 12}}

    assert told(facts.time_split(plate)) == {
        "Preparation": "5 min",
        "Model": "1 h 30 min",
        "Travel": "under 1 min",
    }
    assert facts.time_split({"time_split_s": None}) == []
