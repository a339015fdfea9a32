"""Bed plates: the slicers' names for them and the temperatures that go with each."""

from printshop.bambu.project_settings import ProjectSettings

_NAMES = {
    "cool_plate": "Cool Plate",
    "eng_plate": "Engineering Plate",
    "hot_plate": "High Temp Plate",
    "textured_plate": "Textured PEI Plate",
    "supertack_plate": "Supertack Plate",
    "textured_cool_plate": "Textured Cool Plate",
}
_TEMPERATURES = {
    "Cool Plate": "cool_plate_temp",
    "Engineering Plate": "eng_plate_temp",
    "High Temp Plate": "hot_plate_temp",
    "Textured PEI Plate": "textured_plate_temp",
    "Supertack Plate": "supertack_plate_temp",
    "Cool Plate (SuperTack)": "supertack_plate_temp",
    "Textured Cool Plate": "textured_cool_plate_temp",
}


def bed_name(code: str | None) -> str | None:
    """Give the slicer's shown name of a bed; names and unknown codes stay as they are."""
    return _NAMES.get(code, code) if code else None


def bed_temperature(settings: ProjectSettings, *, bed_type: str | None, index: int) -> str | None:
    """Give the bed temperature of a 1-based filament on a bed, °C as text; "0" is "not allowed"."""
    key = _TEMPERATURES.get(bed_type or "")
    return settings.of_filament(key, index) if key else None
