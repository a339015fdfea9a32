"""Gcode of a plate as the slicers write it: header, config, a handful of moves.

The moves are no real toolpath, but walked by the slicer's own rules (role,
flush blocks, owner of an extrusion) they yield the grams of the specification.
"""

import math
from collections.abc import Iterator
from decimal import Decimal

from printshop.bambu.writing.file_spec import FileSpec, PlateSpec

_DIAMETER_MM = 1.75
_AREA_MM2 = math.pi * _DIAMETER_MM**2 / 4
_LONGEST_MOVE_MM = 50.0
_DEFAULT_LAYER_MM = "0.2"
_DEFAULT_DENSITY_G_CM3 = Decimal("1.24")


def gcode_of(spec: FileSpec, plate: PlateSpec) -> bytes:
    """Write the gcode of one plate, LF line ends."""
    lines = [*_header(spec, plate), *_config(spec), *_executable(spec, plate)]
    return ("\n".join(lines) + "\n").encode()


def length_mm(grams: Decimal, density_g_cm3: Decimal) -> float:
    """Give the filament length of some grams: volume over the cross-section of 1.75 mm."""
    return float(grams / density_g_cm3) * 1000 / _AREA_MM2


def _header(spec: FileSpec, plate: PlateSpec) -> Iterator[str]:
    densities = [_density(spec, use.index) for use in plate.filaments]
    lengths = [
        length_mm(use.used_g, density)
        for use, density in zip(plate.filaments, densities, strict=True)
    ]
    configured = spec.entries("filament_density")
    height = next(iter(spec.entries("layer_height")), _DEFAULT_LAYER_MM)
    yield "; HEADER_BLOCK_START"
    yield f"; BambuStudio {spec.producer_version}"
    model = _clock(plate.print_time_s - plate.preparation_time_s)
    yield f"; model printing time: {model}; total estimated time: {_clock(plate.print_time_s)}"
    yield f"; total layer number: {plate.layers}"
    yield "; total filament length [mm] : " + ",".join(f"{length:.2f}" for length in lengths)
    yield "; total filament volume [cm^3] : " + ",".join(
        f"{length * _AREA_MM2:.2f}" for length in lengths
    )
    yield "; total filament weight [g] : " + ",".join(
        f"{use.used_g:.2f}" for use in plate.filaments
    )
    yield "; filament_density: " + ",".join(configured)
    yield "; filament_diameter: " + ",".join(str(_DIAMETER_MM) for _ in configured)
    yield f"; max_z_height: {plate.layers * Decimal(height):.2f}"
    yield "; filament: " + ",".join(str(use.index) for use in plate.filaments)
    yield "; HEADER_BLOCK_END"
    yield ""


def _config(spec: FileSpec) -> Iterator[str]:
    yield "; CONFIG_BLOCK_START"
    for key, value in sorted(spec.settings.items()):
        text = value if isinstance(value, str) else ",".join(value)
        yield f"; {key} = " + text.replace("\n", "\\n")
    yield "; CONFIG_BLOCK_END"
    yield ""


def _executable(spec: FileSpec, plate: PlateSpec) -> Iterator[str]:
    yield "; EXECUTABLE_BLOCK_START"
    yield f"M73 P0 R{math.ceil(plate.print_time_s / 60)}"
    yield "G90"
    yield "M83"
    yield "; MACHINE_START_GCODE_END"
    for use in plate.filaments:
        density = _density(spec, use.index)
        yield f"T{use.index - 1}"
        if use.flush_g:
            yield "; FLUSH_START"
            yield from _flush(length_mm(use.flush_g, density))
            yield "; FLUSH_END"
        for feature, grams in (
            ("Outer wall", use.model_g),
            ("Support", use.support_g),
            ("Prime tower", use.tower_g),
        ):
            if grams:
                yield f"; FEATURE: {feature}"
                yield from _moves(length_mm(grams, density))
    yield "M73 P100 R0"
    yield "; EXECUTABLE_BLOCK_END"


def _moves(length: float) -> Iterator[str]:
    """Extrude a length in moves that go to and fro, from where no other moves end."""
    yield "G1 X50 F30000"
    for step, part in enumerate(_parts(length)):
        yield f"G1 X{100 + step % 2 * 50} E{part:.5f}"


def _flush(length: float) -> Iterator[str]:
    yield from (f"G1 E{part:.5f} F200" for part in _parts(length))


def _parts(length: float) -> Iterator[float]:
    count = max(1, math.ceil(length / _LONGEST_MOVE_MM))
    return (length / count for _ in range(count))


def _density(spec: FileSpec, index: int) -> Decimal:
    densities = spec.entries("filament_density")
    configured = Decimal(densities[index - 1]) if index <= len(densities) else Decimal(0)
    return configured or _DEFAULT_DENSITY_G_CM3


def _clock(seconds: int) -> str:
    """Write a duration as the slicers do: 1d 2h 3m 4s, leading zeros left out."""
    hours, rest = divmod(seconds, 3600)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (rest // 60, "m"), (rest % 60, "s")]
    while len(parts) > 1 and not parts[0][0]:
        parts.pop(0)
    return " ".join(f"{value}{unit}" for value, unit in parts)
