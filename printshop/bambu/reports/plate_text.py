"""A plate and its filaments as lines for a terminal."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from printshop.bambu.reports.text_layout import duration, note, or_dash, short, wrapped
from printshop.bambu.results import Plate, PlateFilament, TimeSplit
from printshop.bambu.split.booked import booked_parts
from printshop.domain.gram_parts import GramParts

_PRODUCT_LETTERS: Final = 27
_VENDOR_LETTERS: Final = 13
_OBJECTS_LETTERS: Final = 400
_BELOW: Final = " " * 15


def plate_lines(plate: Plate) -> Iterator[str]:
    """Give a plate: its numbers, objects, filaments with their grams apart, time and notes."""
    title = f"Plate {plate.index}" + (f" “{plate.name}”" if plate.name else "")
    known = ", ".join(fact for fact in _plate_facts(plate) if fact)
    yield from wrapped(f"{title}: {known or 'not sliced'}", rest="  ")
    if plate.objects:
        objects = short(_objects(plate.objects), _OBJECTS_LETTERS)
        yield from wrapped(objects, first="  objects: ", rest=" " * 11)
    if plate.is_outside_bed:
        yield "  warning: the print reaches beyond the bed"
    for filament in plate.filaments:
        yield from filament_lines(filament)
        yield from _split_lines(filament)
    if plate.time_split:
        yield from _time_lines(plate.time_split)
    for reason in plate.split_notes:
        yield from note(f"note: {reason}")
    for warning in plate.warnings:
        yield from note(f"warning: {warning}")


def filament_lines(filament: PlateFilament) -> Iterator[str]:
    """Give a filament: what it is in one line, and its numbers below."""
    grams = f"{filament.used_g} g" if filament.used_g is not None else "-"
    product = short(filament.name or filament.type or "unknown", _PRODUCT_LETTERS)
    vendor = short(filament.vendor or "", _VENDOR_LETTERS)
    heat = f"{or_dash(filament.nozzle_temperature_c)}/{or_dash(filament.bed_temperature_c)} °C"
    color = "clear" if filament.is_clear else filament.color_hex or "-"
    row = f"  {filament.index:>3}  {color:<8}{product:<28}{vendor:<14}{grams:>10}  {heat}"
    yield row.rstrip()
    if known := ", ".join(fact for fact in _filament_facts(filament) if fact):
        yield from wrapped(known, first=_BELOW, rest=_BELOW)


def _filament_facts(filament: PlateFilament) -> list[str | None]:
    first = (filament.first_layer_nozzle_temperature_c, filament.first_layer_bed_temperature_c)
    return [
        f"{filament.used_m} m" if filament.used_m is not None else None,
        f"{filament.density_g_cm3} g/cm³" if filament.density_g_cm3 is not None else None,
        f"{filament.cost_per_kg} per kg" if filament.cost_per_kg is not None else None,
        filament.bambu_id,
        f"first layer {or_dash(first[0])}/{or_dash(first[1])} °C" if any(first) else None,
    ]


def _objects(names: tuple[str, ...]) -> str:
    """List the names, equal ones once with their number."""
    return ", ".join(
        f"{number} x {name or 'nameless'}" if number > 1 else name or "nameless"
        for name, number in Counter(names).items()
    )


def _plate_facts(plate: Plate) -> list[str | None]:
    return [
        duration(plate.print_time_s) if plate.print_time_s is not None else None,
        f"of it {duration(plate.preparation_time_s)} preparation"
        if plate.preparation_time_s is not None
        else None,
        f"{plate.weight_g} g" if plate.weight_g is not None else None,
        _waste(plate),
        f"{plate.layers} layers" if plate.layers is not None else None,
        f"{plate.filament_changes} filament changes" if plate.filament_changes else None,
        "object by object" if plate.is_sequential else None,
    ]


def _waste(plate: Plate) -> str | None:
    """Give what is thrown away, where all filaments of the plate are told apart."""
    wasted = [_wasted_g(booked_parts(filament)) for filament in plate.filaments]
    used = sum((filament.used_g or Decimal(0) for filament in plate.filaments), Decimal(0))
    grams = [value for value in wasted if value is not None]
    if not used or len(grams) != len(wasted):
        return None
    total = sum(grams, Decimal(0))
    return f"waste {total:.2f} g ({total / used:.0%})"


def _wasted_g(parts: GramParts | None) -> Decimal | None:
    return None if parts is None else _sum(parts.waste_g, parts.purge_g)


def _sum(*grams: Decimal | None) -> Decimal | None:
    known = [part for part in grams if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(grams) else None


def _split_lines(filament: PlateFilament) -> list[str]:
    """Give the grams apart, those of nothing left out."""
    parts = booked_parts(filament)
    if parts is None:
        return []
    tower_g = (parts.waste_g or Decimal(0)) - (parts.support_g or Decimal(0))
    named = (
        ("model", parts.model_g),
        ("support", parts.support_g),
        ("tower", tower_g),
        ("flush", parts.purge_g),
    )
    known = [f"{name} {grams:.2f}" for name, grams in named if grams]
    if not known:
        return []
    wasted = _wasted_g(parts)
    share = f", waste {wasted / filament.used_g:.0%}" if wasted and filament.used_g else ""
    brim = f", of the model {filament.brim_g:.2f} brim" if filament.brim_g else ""
    estimated = " (estimated)" if filament.split_source == "estimate" else ""
    text = f"{', '.join(known)} g{share}{brim}{estimated}"
    return wrapped(text, first=_BELOW, rest=_BELOW)


def _time_lines(split: TimeSplit) -> list[str]:
    parts = (
        ("preparation", split.prepare_s),
        ("model", split.model_s),
        ("support", split.support_s),
        ("tower", split.tower_s),
        ("flush and changes", split.flush_s),
        ("travel", split.travel_s),
    )
    spent = ", ".join(f"{name} {duration(seconds)}" for name, seconds in parts if seconds)
    return wrapped(f"{spent} (estimated)", first="  time: ", rest="        ") if spent else []
