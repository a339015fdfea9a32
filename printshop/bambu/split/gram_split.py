"""The grams of a plate's filaments by what they are printed for, checked.

The split is exact where it adds up to the slicer's own grams; where it does not,
it is called an estimate or left out, and the reason is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from printshop.bambu.gcode.marks import Role
from printshop.bambu.gcode.walk import GcodeWalk
from printshop.bambu.results import PlateFilament
from printshop.bambu.split.filament_physics import FilamentPhysics
from printshop.domain.tolerance import TOLERANCE_G, fits

_ESTIMATE_SHARE = Decimal("0.1")
_MILLIGRAM = Decimal("0.001")
_NOTHING = Decimal(0)
_NO_FEATURES = (
    "The gcode does not say what its moves print: what is no flush is taken for the model."
)


@dataclass(kw_only=True, slots=True)
class Volumes:
    """Cubic millimetres of one filament; `brim` and `custom` are no part of `model` here."""

    model: float = 0.0
    brim: float = 0.0
    custom: float = 0.0
    support: float = 0.0
    tower: float = 0.0
    flush: float = 0.0


def volumes_of(walk: GcodeWalk, physics: FilamentPhysics) -> dict[int, Volumes]:
    """Give the volumes by 1-based filament.

    Of the flush after a change the first nozzle volume is plastic of the filament
    that the same extruder held before; the rest is the new one's. Source: the
    analyser of Bambu Studio (docs/3mf.md, "The split of the grams").
    """
    volumes: dict[int, Volumes] = {}
    for (index, role), length_mm in walk.lengths_mm.items():
        owner = volumes.setdefault(index, Volumes())
        setattr(owner, _FIELDS[role], physics.volume_mm3(index, length_mm))
    held: dict[int, int] = {}
    for index, length_mm in walk.changes:
        extruder = physics.extruder(index)
        if length_mm:
            volume = physics.volume_mm3(index, length_mm)
            kept = min(volume, physics.kept_mm3(extruder))
            if extruder in held:
                volumes.setdefault(held[extruder], Volumes()).flush += kept
            volumes.setdefault(index, Volumes()).flush += volume - kept
        held[extruder] = index
    return volumes


_FIELDS = {
    Role.MODEL: "model",
    Role.BRIM: "brim",
    Role.CUSTOM: "custom",
    Role.SUPPORT: "support",
    Role.TOWER: "tower",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitNote:
    """Why a split is not exact; `is_odd` where the file contradicts itself."""

    message: str
    is_odd: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class _Grams:
    model: Decimal
    brim: Decimal
    support: Decimal
    tower: Decimal
    flush: Decimal

    @property
    def total(self) -> Decimal:
        return self.model + self.support + self.tower + self.flush


def split_grams(
    filaments: tuple[PlateFilament, ...], walk: GcodeWalk, physics: FilamentPhysics
) -> tuple[tuple[PlateFilament, ...], tuple[SplitNote, ...]]:
    """Give the filaments with their split, and a note for each that is not exact.

    Args:
        filaments: of the plate, with the slicer's `used_g`.
        walk: of the plate's gcode.
        physics: to weigh what the walk measured.
    """
    volumes = volumes_of(_with_only_tool(walk, filaments), physics)
    # Orca-FlashForge leaves the start gcode's purge lines out of its sums, all others do not.
    whole = _weigh(volumes, physics, with_custom=True)
    short = _weigh(volumes, physics, with_custom=False)
    is_short = _count_fitting(filaments, short) > _count_fitting(filaments, whole)
    grams = short if is_short else whole
    is_plate_exact = fits(
        sum((item.total for item in grams.values()), Decimal(0)),
        sum((item.used_g or Decimal(0) for item in filaments), Decimal(0)),
    )
    split: list[PlateFilament] = []
    notes: list[SplitNote] = []
    for filament in filaments:
        shift_g = _most_shifted(filament.index, physics) if is_plate_exact else _NOTHING
        done, note = _checked(filament, grams.get(filament.index), shift_g=shift_g)
        split.append(done)
        if note:
            notes.append(note)
    if not walk.names_features:
        split = [_doubted(filament) for filament in split]
        notes.append(SplitNote(message=_NO_FEATURES, is_odd=False))
    named = {filament.index for filament in filaments}
    notes += [
        SplitNote(
            message=f"The gcode uses {item.total} g of filament {index}, which the slicer does "
            "not list."
        )
        for index, item in sorted(grams.items())
        if index not in named and item.total > TOLERANCE_G
    ]
    return tuple(split), tuple(notes)


def _with_only_tool(walk: GcodeWalk, filaments: tuple[PlateFilament, ...]) -> GcodeWalk:
    """Give an unnamed tool the number of the plate's only filament."""
    if walk.names_tools or len(filaments) != 1:
        return walk
    index = filaments[0].index
    return replace(
        walk,
        lengths_mm={(index, role): length for (_, role), length in walk.lengths_mm.items()},
        changes=tuple((index, length) for _, length in walk.changes),
    )


def _weigh(
    volumes: Mapping[int, Volumes], physics: FilamentPhysics, *, with_custom: bool
) -> dict[int, _Grams]:
    grams: dict[int, _Grams] = {}
    for index, volume in volumes.items():
        model = volume.model + volume.brim + (volume.custom if with_custom else 0.0)
        parts = (model, volume.brim, volume.support, volume.tower, volume.flush)
        weights = [physics.grams(index, part) for part in parts]
        known = [_milligrams(weight) for weight in weights if weight is not None]
        if len(known) == len(parts):
            grams[index] = _Grams(
                model=known[0], brim=known[1], support=known[2], tower=known[3], flush=known[4]
            )
    return grams


def _count_fitting(filaments: tuple[PlateFilament, ...], grams: Mapping[int, _Grams]) -> int:
    return sum(
        filament.used_g is not None
        and filament.index in grams
        and fits(grams[filament.index].total, filament.used_g)
        for filament in filaments
    )


def _checked(
    filament: PlateFilament, found: _Grams | None, *, shift_g: Decimal
) -> tuple[PlateFilament, SplitNote | None]:
    """Book the grams with their source, and say why they are not exact."""
    name = f"Filament {filament.index}"
    used = filament.used_g
    if found is None:
        note = f"{name}: its density is unknown, so the gcode gives no grams."
        return filament, SplitNote(message=note, is_odd=False)
    if used is None:
        note = f"{name}: the slicer's own grams, to check the split by, are not in the file."
        return _booked(filament, found, is_exact=False), SplitNote(message=note, is_odd=False)
    if fits(found.total, used):
        return _booked(filament, found, is_exact=True), None
    flush = used - found.model - found.support - found.tower
    if abs(found.total - used) <= shift_g and flush >= 0:
        note = (
            f"{name}: by the gcode it takes {found.total} g, the slicer says {used} g; the plate "
            "as a whole fits, so flush is taken as what is left (older versions book the plastic "
            "in the nozzle to the other filament)."
        )
        exact_flush = replace(found, flush=flush)
        return _booked(filament, exact_flush, is_exact=False), SplitNote(message=note)
    if abs(found.total - used) <= _ESTIMATE_SHARE * used:
        note = f"{name}: by the gcode it takes {found.total} g, the slicer says {used} g."
        return _booked(filament, found, is_exact=False), SplitNote(message=note)
    note = (
        f"{name}: by the gcode it takes {found.total} g, the slicer says {used} g, which do not "
        "belong together."
    )
    return filament, SplitNote(message=note)


def _doubted(filament: PlateFilament) -> PlateFilament:
    """Sums that fit do not tell model from support and tower."""
    is_exact = filament.split_source == "gcode"
    return replace(filament, split_source="estimate") if is_exact else filament


def _most_shifted(index: int, physics: FilamentPhysics) -> Decimal:
    """Give the grams that older versions may book to another filament: a nozzle's, in and out."""
    grams = physics.grams(index, 2 * physics.kept_mm3(physics.extruder(index)))
    return _NOTHING if grams is None else _milligrams(grams)


def _booked(filament: PlateFilament, grams: _Grams, *, is_exact: bool) -> PlateFilament:
    return replace(
        filament,
        model_g=grams.model,
        brim_g=grams.brim,
        support_g=grams.support,
        tower_g=grams.tower,
        flush_g=grams.flush,
        split_source="gcode" if is_exact else "estimate",
    )


def _milligrams(grams: float) -> Decimal:
    return Decimal(grams).quantize(_MILLIGRAM)
