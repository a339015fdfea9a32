"""Where values come from, in words: one sentence per value and part of the file.

N stands for the plate's number, I for the filament's. docs/3mf.md says the same at
greater length.
"""

from collections.abc import Mapping
from typing import Final

from printshop.bambu.members import model_settings, plate_details, project_settings, slice_info
from printshop.bambu.results import Part

MODEL: Final = "3D/3dmodel.model"
SETTINGS: Final = project_settings.PATH
SLICE: Final = f"{slice_info.PATH}: plate[N]"
PROJECT: Final = f"{model_settings.PATH}: plate[N]"
GCODE: Final = "Metadata/plate_N.gcode"

MODEL_KEYS: Final = {
    "title": f"{MODEL}: Title",
    "designer": f"{MODEL}: Designer",
    "license": f"{MODEL}: License",
    "copyright": f"{MODEL}: CopyRight, else Copyright",
    "description": f"{MODEL}: Description",
    "origin": f"{MODEL}: Origin",
    "created_on": f"{MODEL}: CreationDate",
    "design_model_id": f"{MODEL}: DesignModelId",
    "design_profile_id": f"{MODEL}: DesignProfileId",
    "profile_title": f"{MODEL}: ProfileTitle",
    "profile_description": f"{MODEL}: ProfileDescription",
    "profile_author": f"{MODEL}: ProfileUserName",
}
SETTING_KEYS: Final = {
    "printer_model": f"{SETTINGS}: printer_model",
    "printer_settings_id": f"{SETTINGS}: printer_settings_id",
    "process_preset": f"{SETTINGS}: print_settings_id",
    "nozzle_types": f"{SETTINGS}: nozzle_type",
    "nozzle_volume_types": f"{SETTINGS}: nozzle_volume_type",
    "layer_height_mm": f"{SETTINGS}: layer_height",
    "initial_layer_height_mm": f"{SETTINGS}: initial_layer_print_height",
    "bed_type": f"{SETTINGS}: curr_bed_type",
    "supports_enabled": f"{SETTINGS}: enable_support",
    "support_type": f"{SETTINGS}: support_type",
    "prime_tower_enabled": f"{SETTINGS}: enable_prime_tower",
}
BRIM_KEYS: Final = {
    "type": f"{SETTINGS}: brim_type",
    "width_mm": f"{SETTINGS}: brim_width",
    "gap_mm": f"{SETTINGS}: brim_object_gap",
}
PRODUCERS: Final[Mapping[Part, str]] = {
    "gcode_head": "Metadata/plate_N.gcode: first lines of the header",
    "model": f"{MODEL}: Application, and OrcaSlicer where there is one",
    "slice_info": f"{slice_info.PATH}: header",
}
NOZZLES: Final[Mapping[Part, str]] = {
    "slice_info": f"{slice_info.PATH}: nozzle_diameters of the first plate that has it",
    "settings": f"{SETTINGS}: nozzle_diameter",
}
PLATE: Final = {
    "name": f"{PROJECT}.plater_name",
    "preparation_time_s": f"{GCODE}: header, total estimated time less model printing time",
    "first_layer_time_s": f"{SLICE}.first_layer_time",
    "height_mm": f"{GCODE}: header, max_z_height",
    "support_used": f"{SLICE}.support_used",
    "is_outside_bed": f"{SLICE}.outside",
    "printer_model_id": f"{SLICE}.printer_model_id",
    "warnings": f"{SLICE}.warning",
}
PLATE_CHOICES: Final[Mapping[str, Mapping[Part, str]]] = {
    "index": {
        "slice_info": f"{SLICE}.index",
        "gcode_head": f"the name of {GCODE}",
        "project": f"{PROJECT}.plater_id",
    },
    "print_time_s": {
        "slice_info": f"{SLICE}.prediction, the slicer's estimate",
        "gcode_head": f"{GCODE}: header, total estimated time",
    },
    "weight_g": {
        "slice_info": f"{SLICE}.weight",
        "gcode_head": f"{GCODE}: header, sum of total filament weight",
    },
    "objects": {
        "slice_info": f"{SLICE}.object",
        "project": f"{PROJECT}.model_instance and its object",
    },
    "layers": {
        "gcode_head": f"{GCODE}: header, total layer number",
        "slice_info": f"{SLICE}.layer_filament_lists, the last layer",
        "gcode": f"computed from {GCODE}: count of CHANGE_LAYER",
    },
    "filament_changes": {
        "sequence": f"{plate_details.SEQUENCE_PATH}: plate_N.sequence, its length less 1",
        "slice_info": "none, because the plate has one filament",
        "gcode_head": "none, because the plate has one filament",
        "gcode": f"computed from {GCODE}: count of changes by T",
    },
    "bed_type": {
        "plate_json": "Metadata/plate_N.json: bed_type",
        "project": f"{PROJECT}.bed_type",
        "settings": f"{SETTINGS}: curr_bed_type",
    },
    "is_sequential": {
        "project": f"{PROJECT}.print_sequence",
        "settings": f"{SETTINGS}: print_sequence",
    },
}
FILAMENT: Final = {
    "name": f'{SETTINGS}: filament_settings_id[I], before " @"',
    "settings_id": f"{SETTINGS}: filament_settings_id[I]",
    "vendor": f"{SETTINGS}: filament_vendor[I]",
    "colors_hex": f"{SETTINGS}: filament_multi_colour[I], else the one colour",
    "is_support_material": f"{SETTINGS}: filament_is_support[I]",
    "used_for_support": f"{SLICE}.filament[I].used_for_support",
    "used_m": f"{SLICE}.filament[I].used_m",
    "density_g_cm3": f"{SETTINGS}: filament_density[I]",
    "cost_per_kg": f"{SETTINGS}: filament_cost[I]",
    "nozzle_temperature_c": f"{SETTINGS}: nozzle_temperature, entry of this filament and extruder",
    "first_layer_nozzle_temperature_c": (
        f"{SETTINGS}: nozzle_temperature_initial_layer, entry of this filament and extruder"
    ),
}
SETTINGS_COUNT: Final = f"computed from {SETTINGS}: count of its keys, 0 without this part"
SETTINGS_HIDDEN: Final = (
    f"computed from {SETTINGS}: count of what belongs to accounts, print hosts and scripts"
)
SPLIT_SOURCE: Final = "computed here: how far the split of the grams fits used_g"
SPLIT_NOTES: Final = "computed here: why grams are not told apart, or only estimated"
FILAMENT_CHOICES: Final[Mapping[str, Mapping[Part, str]]] = {
    "index": {
        "slice_info": f"{SLICE}.filament.id",
        "gcode_head": f"{GCODE}: header, filament",
        "project": f"{PROJECT}: extruder of its objects and their parts",
        "settings": f"{SETTINGS}: position in filament_colour and its like",
    },
    "type": {
        "slice_info": f"{SLICE}.filament[I].type",
        "settings": f"{SETTINGS}: filament_type[I]",
    },
    "color_hex": {
        "slice_info": f"{SLICE}.filament[I].color",
        "settings": f"{SETTINGS}: filament_colour[I]",
    },
    "is_clear": {
        "slice_info": f"{SETTINGS}: filament_colour[I], if it is the colour of {SLICE}",
        "settings": f"{SETTINGS}: filament_colour[I], its last two digits",
    },
    "bambu_id": {
        "slice_info": f"{SLICE}.filament[I].tray_info_idx",
        "settings": f"{SETTINGS}: filament_ids[I]",
    },
    "extruder": {
        "slice_info": f"{SLICE}.filament_maps",
        "project": f"{PROJECT}.filament_maps",
        "settings": f"{SETTINGS}: filament_map[I]",
    },
    "used_g": {
        "slice_info": f"{SLICE}.filament[I].used_g",
        "gcode_head": f"{GCODE}: header, total filament weight",
    },
}
