"""A file's result for other programs: JSON of a documented shape.

The JSON shape is versioned by `schema`; keys are added, never changed, within
one number. docs/3mf.md describes it.
"""

from decimal import Decimal

from printshop.bambu.reports.provenance import sources
from printshop.bambu.results import Plate, PlateFilament, ThreeMF, TimeSplit

SCHEMA = 1

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def as_json(result: ThreeMF) -> dict[str, Json]:
    """Give the result as plain JSON values: grams are numbers, a picture is its member's path."""
    return {
        "schema": SCHEMA,
        "file": result.name,
        "kind": result.kind,
        "producer": {"name": result.producer.name, "version": result.producer.version},
        **_design_json(result),
        "printer_model": result.printer_model,
        "printer_settings_id": result.printer_settings_id,
        "process_preset": result.process_preset,
        "nozzle_diameters_mm": list(result.nozzle_diameters_mm),
        "nozzle_types": list(result.nozzle_types),
        "nozzle_volume_types": list(result.nozzle_volume_types),
        "layer_height_mm": result.layer_height_mm,
        "initial_layer_height_mm": result.initial_layer_height_mm,
        "bed_type": result.bed_type,
        "brim": {
            "type": result.brim.type,
            "width_mm": result.brim.width_mm,
            "gap_mm": result.brim.gap_mm,
        },
        "supports_enabled": result.supports_enabled,
        "support_type": result.support_type,
        "prime_tower_enabled": result.prime_tower_enabled,
        "settings_count": result.settings_count,
        "settings_hidden": result.settings_hidden,
        "changed_settings": {
            "process": list(result.changed_settings.process),
            "filaments": [list(keys) for keys in result.changed_settings.filaments],
            "printer": list(result.changed_settings.printer),
        },
        "filaments": [_filament_json(filament) for filament in result.filaments],
        "plates": [_plate_json(plate) for plate in result.plates],
        "unsliced_plates": list(result.unsliced_plates),
        "findings": [
            {"where": finding.where, "message": finding.message} for finding in result.findings
        ],
        "sources": dict(sources(result)),
    }


def _design_json(result: ThreeMF) -> dict[str, Json]:
    return {
        "title": result.title,
        "designer": result.designer,
        "license": result.license,
        "copyright": result.copyright,
        "created_on": result.created_on.isoformat() if result.created_on else None,
        "description": result.description,
        "origin": result.origin,
        "design_model_id": result.design_model_id,
        "design_profile_id": result.design_profile_id,
        "profile_title": result.profile_title,
        "profile_description": result.profile_description,
        "profile_author": result.profile_author,
        "pictures": [picture.member for picture in result.pictures],
    }


def _plate_json(plate: Plate) -> dict[str, Json]:
    return {
        "index": plate.index,
        "name": plate.name,
        "objects": list(plate.objects),
        "print_time_s": plate.print_time_s,
        "preparation_time_s": plate.preparation_time_s,
        "first_layer_time_s": plate.first_layer_time_s,
        "weight_g": _number(plate.weight_g),
        "layers": plate.layers,
        "filament_changes": plate.filament_changes,
        "height_mm": plate.height_mm,
        "thumbnail": plate.thumbnail_member,
        "printer_model_id": plate.printer_model_id,
        "is_sequential": plate.is_sequential,
        "is_outside_bed": plate.is_outside_bed,
        "support_used": plate.support_used,
        "bed_type": plate.bed_type,
        "filaments": [_filament_json(filament) for filament in plate.filaments],
        "time_split_s": _time_split_json(plate.time_split),
        "split_notes": list(plate.split_notes),
        "warnings": list(plate.warnings),
    }


def _filament_json(filament: PlateFilament) -> dict[str, Json]:
    return {
        "index": filament.index,
        "type": filament.type,
        "name": filament.name,
        "settings_id": filament.settings_id,
        "vendor": filament.vendor,
        "bambu_id": filament.bambu_id,
        "color_hex": filament.color_hex,
        "colors_hex": list(filament.colors_hex),
        "is_clear": filament.is_clear,
        "extruder": filament.extruder,
        "is_support_material": filament.is_support_material,
        "used_for_support": filament.used_for_support,
        "used_g": _number(filament.used_g),
        "used_m": _number(filament.used_m),
        "model_g": _number(filament.model_g),
        "support_g": _number(filament.support_g),
        "tower_g": _number(filament.tower_g),
        "flush_g": _number(filament.flush_g),
        "brim_g": _number(filament.brim_g),
        "split_source": filament.split_source,
        "density_g_cm3": _number(filament.density_g_cm3),
        "nozzle_temperature_c": filament.nozzle_temperature_c,
        "bed_temperature_c": filament.bed_temperature_c,
        "first_layer_nozzle_temperature_c": filament.first_layer_nozzle_temperature_c,
        "first_layer_bed_temperature_c": filament.first_layer_bed_temperature_c,
        "cost_per_kg": _number(filament.cost_per_kg),
    }


def _time_split_json(split: TimeSplit | None) -> Json:
    if split is None:
        return None
    return {
        "prepare": split.prepare_s,
        "model": split.model_s,
        "support": split.support_s,
        "tower": split.tower_s,
        "flush": split.flush_s,
        "travel": split.travel_s,
    }


def _number(value: Decimal | None) -> float | None:
    """Give a Decimal of few digits as the float that prints as the same digits."""
    return None if value is None else float(value)
