"""What the project's settings say of nozzles, filaments and changed presets."""

import io
import json
from collections.abc import Callable, Mapping
from datetime import date

import pytest

from printshop.bambu import ChangedSettings, FileSpec, ThreeMF, read_3mf, write_sliced_3mf

Zipped = Callable[[Mapping[str, bytes]], io.BytesIO]
Read = Callable[..., ThreeMF]

_PLATE = b'<config><plate><metadata key="index" value="1"/>%s</plate></config>'


@pytest.fixture
def read(zipped: Zipped, model: bytes) -> Read:
    """Give a function that reads settings, and a plate's elements of slice_info."""

    def reader(settings: Mapping[str, object], plate: bytes | None = None) -> ThreeMF:
        parts = {
            "3D/3dmodel.model": model,
            "Metadata/project_settings.config": json.dumps(settings).encode(),
        }
        if plate is not None:
            parts["Metadata/slice_info.config"] = _PLATE % plate
        return read_3mf(zipped(parts), name="star.3mf")

    return reader


def test_changed_settings_are_told_apart_by_preset(read: Read) -> None:
    result = read(
        {
            "filament_colour": ["#FF0000", "#00FF00"],
            "brim_type": "no_brim",
            "wall_loops": "2",
            "nozzle_temperature": ["220", "230"],
            "machine_start_gcode": "G28",
            "printhost_apikey": "secret",
            "different_settings_to_system": [
                "brim_type;wall_loops",
                "",
                "nozzle_temperature",
                "machine_start_gcode;printhost_apikey",
            ],
        }
    )

    assert result.changed_settings == ChangedSettings(
        process=("brim_type", "wall_loops"),
        filaments=((), ("nozzle_temperature",)),
        printer=("machine_start_gcode",),
    )


@pytest.mark.parametrize("given", [[], "", [""], ["brim_type"]])
def test_a_short_list_of_changed_settings_is_no_fault(read: Read, given: object) -> None:
    result = read({"brim_type": "no_brim", "different_settings_to_system": given})

    known = ("brim_type",) if given == ["brim_type"] else ()
    assert result.changed_settings == ChangedSettings(process=known)
    assert result.findings == ()


def test_nozzle_types_have_one_entry_per_extruder(read: Read) -> None:
    result = read(
        {
            "nozzle_type": ["hardened_steel", "hardened_steel", "brass", "brass"],
            "printer_extruder_id": ["1", "1", "2", "2"],
            "nozzle_volume_type": ["Standard", "High Flow"],
        }
    )

    assert result.nozzle_types == ("hardened_steel", "brass")
    assert result.nozzle_volume_types == ("Standard", "High Flow")


def test_a_nozzle_type_that_nobody_chose_is_unknown(read: Read) -> None:
    assert read({"nozzle_type": "undefine"}).nozzle_types == ()


def test_a_filament_of_several_colours_has_them_all(read: Read) -> None:
    result = read(
        {
            "filament_colour": ["#FF0000", "#00FF00", "#0000FF"],
            "filament_multi_colour": ["#ff0000 #00FF00FF #0000FF", "#00FF00", ""],
        }
    )

    assert [filament.colors_hex for filament in result.filaments] == [
        ("#FF0000", "#00FF00", "#0000FF"),
        ("#00FF00",),
        ("#0000FF",),
    ]


def test_first_layers_have_temperatures_of_their_own_by_extruder_and_bed(read: Read) -> None:
    result = read(
        {
            "filament_colour": ["#FF0000"],
            "curr_bed_type": "Cool Plate",
            "extruder_type": ["Direct Drive", "Direct Drive"],
            "nozzle_volume_type": ["Standard", "High Flow"],
            "filament_self_index": ["1", "1"],
            "filament_extruder_variant": ["Direct Drive Standard", "Direct Drive High Flow"],
            "nozzle_temperature": ["220", "230"],
            "nozzle_temperature_initial_layer": ["225", "235"],
            "cool_plate_temp": ["35"],
            "cool_plate_temp_initial_layer": ["40"],
            "filament_is_support": ["1"],
        },
        b'<metadata key="filament_maps" value="2"/><metadata key="outside" value="true"/>'
        b'<metadata key="printer_model_id" value="O1E"/>'
        b'<filament id="1" used_g="1" used_for_support="true"/>',
    )

    (plate,) = result.plates
    (filament,) = plate.filaments
    assert filament.extruder == 2
    assert (filament.nozzle_temperature_c, filament.first_layer_nozzle_temperature_c) == (230, 235)
    assert (filament.bed_temperature_c, filament.first_layer_bed_temperature_c) == (35, 40)
    assert (filament.is_support_material, filament.used_for_support) == (True, True)
    assert (plate.is_outside_bed, plate.printer_model_id) == (True, "O1E")


@pytest.mark.parametrize(
    ("setting", "is_sequential"), [("by object", True), ("by layer", False), ("in a spiral", None)]
)
def test_objects_are_printed_one_by_one_where_the_project_says_so(
    read: Read, setting: str, *, is_sequential: bool | None
) -> None:
    result = read({"print_sequence": setting}, b"")

    assert result.plates[0].is_sequential is is_sequential


def test_the_design_says_when_it_was_made_and_whose_profile_it_is(two_plates: FileSpec) -> None:
    spec = FileSpec(
        plates=two_plates.plates,
        settings=two_plates.settings,
        metadata={
            "CreationDate": "2025-02-28",
            "CopyRight": '"[]"',
            "DesignModelId": "US316181fa252d43",
            "DesignProfileId": "98057923",
            "DesignerUserId": "1234567890",
            "ProfileUserId": "987654321",
            "ProfileUserName": "Ana",
            "ProfileDescription": "&lt;p&gt;Two &lt;b&gt;walls&lt;/b&gt;&lt;/p&gt;",
        },
    )

    result = read_3mf(io.BytesIO(write_sliced_3mf(spec)), name="star.3mf")

    assert (result.created_on, result.copyright) == (date(2025, 2, 28), None)
    assert (result.design_model_id, result.design_profile_id) == ("US316181fa252d43", "98057923")
    assert (result.profile_author, result.profile_description) == ("Ana", "Two walls")
    assert "1234567890" not in repr(result)


@pytest.mark.parametrize("text", ["", "yesterday", "2025-13-01", "01.02.2025"])
def test_a_day_of_another_form_is_unknown(two_plates: FileSpec, text: str) -> None:
    spec = FileSpec(
        plates=two_plates.plates, settings=two_plates.settings, metadata={"CreationDate": text}
    )

    assert read_3mf(io.BytesIO(write_sliced_3mf(spec))).created_on is None
