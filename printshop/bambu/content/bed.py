"""Bed plates: the slicers' names for them and the temperatures that go with each."""

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


def bed_key(bed_type: str | None) -> str | None:
    """Give the setting that holds the temperatures of a bed; None for a bed nobody knows."""
    return _TEMPERATURES.get(bed_type or "")
