"""A file's result for other eyes: JSON of a documented shape, text for the terminal.

The JSON shape is versioned by `schema`; keys are added, never changed, within
one number. docs/3mf.md describes it.
"""

from decimal import Decimal

from printshop.bambu.results import Plate, PlateFilament, ThreeMF, TimeSplit

SCHEMA = 1

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


def as_json(result: ThreeMF) -> dict[str, Json]:
    """Give the result as plain JSON values; grams are numbers, pictures left out."""
    return {
        "schema": SCHEMA,
        "file": result.name,
        "kind": result.kind,
        "producer": {"name": result.producer.name, "version": result.producer.version},
        "title": result.title,
        "designer": result.designer,
        "license": result.license,
        "description": result.description,
        "origin": result.origin,
        "printer_model": result.printer_model,
        "printer_settings_id": result.printer_settings_id,
        "process_preset": result.process_preset,
        "nozzle_diameters_mm": list(result.nozzle_diameters_mm),
        "layer_height_mm": result.layer_height_mm,
        "initial_layer_height_mm": result.initial_layer_height_mm,
        "bed_type": result.bed_type,
        "brim": {
            "type": result.brim.type,
            "width_mm": result.brim.width_mm,
            "gap_mm": result.brim.gap_mm,
        },
        "supports_enabled": result.supports_enabled,
        "prime_tower_enabled": result.prime_tower_enabled,
        "settings_count": result.settings_count,
        "filaments": [_filament_json(filament) for filament in result.filaments],
        "plates": [_plate_json(plate) for plate in result.plates],
        "unsliced_plates": list(result.unsliced_plates),
        "findings": [
            {"where": finding.where, "message": finding.message} for finding in result.findings
        ],
    }


def as_text(result: ThreeMF) -> str:
    """Give the result as lines for a terminal, 100 columns at most for honest names."""
    lines = [f"{result.name}: {_KINDS[result.kind]}"]
    lines += [f"  {label:<12}{value}" for label, value in _facts(result) if value]
    for plate in result.plates:
        lines += ["", *_plate_lines(plate)]
    if not result.plates and result.filaments:
        lines += ["", "Configured filaments"]
        lines += [_filament_line(filament) for filament in result.filaments]
    if result.unsliced_plates:
        numbers = ", ".join(map(str, result.unsliced_plates))
        lines += ["", f"Plates of the project without numbers: {numbers}"]
    if result.findings:
        lines += ["", "Findings"]
        lines += [f"  {finding.where}: {finding.message}" for finding in result.findings]
    return "\n".join(lines) + "\n"


_KINDS = {
    "project": "project, not sliced",
    "sliced": "sliced, with gcode",
    "numbers_only": "project with the slicer's numbers, without gcode",
    "generic": "3MF of another program",
}


def _facts(result: ThreeMF) -> list[tuple[str, str | None]]:
    nozzles = " + ".join(f"{diameter:g}" for diameter in result.nozzle_diameters_mm)
    brim = result.brim
    return [
        ("Made with", f"{result.producer.name} {result.producer.version}".strip()),
        ("Title", result.title),
        ("Designer", result.designer),
        ("Licence", result.license),
        ("Printer", result.printer_model),
        ("Nozzle", f"{nozzles} mm" if nozzles else None),
        ("Process", result.process_preset),
        ("Layers", f"{result.layer_height_mm:g} mm" if result.layer_height_mm else None),
        ("Brim", f"{brim.type}, {_or_dash(brim.width_mm)} mm wide" if brim.type else None),
        ("Bed", result.bed_type),
        ("Settings", str(result.settings_count) if result.settings_count else None),
    ]


def _plate_lines(plate: Plate) -> list[str]:
    title = f"Plate {plate.index}" + (f" “{plate.name}”" if plate.name else "")
    facts = [
        _duration(plate.print_time_s) if plate.print_time_s is not None else None,
        f"of it {_duration(plate.preparation_time_s)} preparation"
        if plate.preparation_time_s is not None
        else None,
        f"{plate.weight_g} g" if plate.weight_g is not None else None,
        f"{plate.layers} layers" if plate.layers is not None else None,
        f"{plate.filament_changes} filament changes" if plate.filament_changes else None,
    ]
    known = ", ".join(fact for fact in facts if fact)
    return [
        f"{title}: {known or 'not sliced'}",
        *(
            line
            for filament in plate.filaments
            for line in (_filament_line(filament), _split_line(filament))
            if line
        ),
        *([_time_line(plate.time_split)] if plate.time_split else []),
        *(f"  note: {note}" for note in plate.split_notes),
        *(f"  warning: {warning}" for warning in plate.warnings),
    ]


def _filament_line(filament: PlateFilament) -> str:
    grams = f"{filament.used_g} g" if filament.used_g is not None else "-"
    product = filament.name or filament.type or "unknown"
    vendor = filament.vendor or ""
    heat = f"{_or_dash(filament.nozzle_temperature_c)}/{_or_dash(filament.bed_temperature_c)} °C"
    color = filament.color_hex or "-"
    return f"  {filament.index:>3}  {color:<8}{product:<28}{vendor:<14}{grams:>10}  {heat}"


def _split_line(filament: PlateFilament) -> str | None:
    """Give the grams apart, those of nothing left out."""
    parts = (
        ("model", filament.model_g),
        ("support", filament.support_g),
        ("tower", filament.tower_g),
        ("flush", filament.flush_g),
    )
    known = [f"{name} {grams:.2f}" for name, grams in parts if grams]
    if filament.split_source == "none" or not known:
        return None
    estimated = " (estimated)" if filament.split_source == "estimate" else ""
    return f"       {', '.join(known)} g{estimated}"


def _time_line(split: TimeSplit) -> str:
    parts = (
        ("preparation", split.prepare_s),
        ("model", split.model_s),
        ("support", split.support_s),
        ("tower", split.tower_s),
        ("flush and changes", split.flush_s),
        ("travel", split.travel_s),
    )
    spent = ", ".join(f"{name} {_duration(seconds)}" for name, seconds in parts if seconds)
    return f"       {spent} (estimated)"


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


def _duration(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def _or_dash(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
