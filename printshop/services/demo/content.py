"""The demo's .3mf files, as a slicer would have written them."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from printshop.bambu import FilamentSpec, FileSpec, PlateSpec, write_project_3mf, write_sliced_3mf
from printshop.bambu.writing.gcode_writer import length_mm
from printshop.domain.units import CENTIGRAM
from printshop.services.demo.assortment import (
    DemoFilament,
    DemoModel,
    DemoNeed,
    DemoPlate,
    DemoVariant,
)
from printshop.services.demo.rendering import thumbnail_png

Progress = Callable[[float, str], None]
"""Is told how far it is, 0 to 1, and what is being done."""
Place = tuple[str, int]
"""(key of a model, number of its version from 1)."""

# How far it is when all files are drawn.
DRAWN: Final = 0.4
# Heating, levelling, and on top a first load of every filament.
_PREPARATION_S: Final = 382
_LOAD_S: Final = 34
_MM_PER_M: Final = 1000


def draw_files(
    models: Sequence[DemoModel], filaments: Mapping[str, DemoFilament], progress: Progress
) -> dict[Place, bytes]:
    """Draw and write every file, before anything is stored."""
    places = [(model, n) for model in models for n in range(1, len(model.variants) + 1)]
    files = {}
    for done, (model, version) in enumerate(places):
        progress(DRAWN * done / len(places), f"Drawing {model.new.name}…")
        files[model.key, version] = file_bytes(model, model.variants[version - 1], filaments)
    return files


def file_name(model: DemoModel, variant: DemoVariant) -> str:
    """What the file is called on the shop's disk."""
    stem = f"{model.new.name} - {variant.name}".replace(",", "")
    return f"{stem}.gcode.3mf" if variant.is_sliced else f"{stem}.3mf"


def filament_keys(variant: DemoVariant) -> list[str]:
    """The filaments of the file's list, in its order: position 1 is the first."""
    return list(dict.fromkeys(need.key for plate in variant.plates for need in plate.needs))


def file_bytes(
    model: DemoModel, variant: DemoVariant, filaments: Mapping[str, DemoFilament]
) -> bytes:
    """The whole file with its pictures."""
    keys = filament_keys(variant)
    used = {key: filaments[key] for key in keys}
    spec = FileSpec(
        title=model.new.name,
        designer=model.new.designer,
        license=model.new.license,
        description=model.new.description,
        settings=_settings(variant, list(used.values())),
        plates=tuple(
            _plate(number, plate, model, used)
            for number, plate in enumerate(variant.plates, start=1)
        ),
    )
    return write_sliced_3mf(spec) if variant.is_sliced else write_project_3mf(spec)


def _plate(
    number: int, plate: DemoPlate, model: DemoModel, filaments: Mapping[str, DemoFilament]
) -> PlateSpec:
    needs = tuple(_filament(need, filaments) for need in plate.needs)
    loads_s = _LOAD_S * len(needs)
    order = [need.index for need in needs]
    return PlateSpec(
        index=number,
        name=plate.name,
        print_time_s=plate.print_min * 60 + loads_s,
        preparation_time_s=_PREPARATION_S + loads_s,
        weight_g=sum((need.used_g for need in needs), Decimal(0)),
        filaments=needs,
        objects=tuple(f"{model.new.name} {piece + 1}" for piece in range(plate.units)),
        layers=plate.layers,
        filament_sequence=tuple(order[i % len(order)] for i in range(plate.changes + 1)),
        support_used=any(need.support_g for need in plate.needs),
        thumbnail_png=thumbnail_png(
            plate.picture([filaments[need.key].new.color_hex for need in plate.needs])
        ),
    )


def _filament(need: DemoNeed, filaments: Mapping[str, DemoFilament]) -> FilamentSpec:
    filament = filaments[need.key].new
    density = filament.density_g_cm3 or Decimal(1)
    used_m = Decimal(length_mm(need.used_g, density) / _MM_PER_M).quantize(CENTIGRAM)
    return FilamentSpec(
        index=list(filaments).index(need.key) + 1,
        bambu_id=filament.bambu_id,
        type=filament.material,
        color_hex=filament.color_hex,
        used_g=need.used_g,
        used_m=used_m,
        support_g=need.support_g,
        tower_g=need.tower_g,
        flush_g=need.flush_g,
    )


def _settings(
    variant: DemoVariant, filaments: list[DemoFilament]
) -> dict[str, str | tuple[str, ...]]:
    towers = any(need.tower_g for plate in variant.plates for need in plate.needs)
    supports = any(need.support_g for plate in variant.plates for need in plate.needs)
    bed = tuple(str(f.bed_temperature_c) for f in filaments)
    printer = variant.printer
    return {
        "printer_model": printer,
        "printer_settings_id": f"{printer} 0.4 nozzle",
        "print_settings_id": f"{variant.layer_height_mm}mm Standard @BBL",
        "nozzle_diameter": ("0.4",),
        "layer_height": variant.layer_height_mm,
        "initial_layer_print_height": "0.2",
        "wall_loops": "3",
        "sparse_infill_density": "15%",
        "sparse_infill_pattern": "gyroid",
        "brim_type": "auto_brim",
        "brim_width": "5",
        "brim_object_gap": "0.1",
        "curr_bed_type": "Textured PEI Plate",
        "enable_support": str(int(supports)),
        "enable_prime_tower": str(int(towers)),
        "filament_colour": tuple(f.new.color_hex for f in filaments),
        "filament_type": tuple(f.new.material.value for f in filaments),
        "filament_settings_id": tuple(f.preset for f in filaments),
        "filament_ids": tuple(f.new.bambu_id for f in filaments),
        "filament_vendor": tuple(f.new.brand for f in filaments),
        "filament_density": tuple(str(f.new.density_g_cm3) for f in filaments),
        "filament_diameter": tuple("1.75" for _ in filaments),
        "filament_cost": tuple(str(f.price_usd) for f in filaments),
        "nozzle_temperature": tuple(str(f.nozzle_temperature_c) for f in filaments),
        "textured_plate_temp": bed,
        "hot_plate_temp": bed,
    }
