"""What a .3mf file says: the frozen results of `read_3mf`.

Grams, metres, densities and prices are Decimals exactly as the file writes
them; lengths are millimetres, times whole seconds, temperatures °C. `None`
always means that the file does not say. docs/3mf.md names the source of every
value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from printshop.errors import Finding

Kind = Literal["project", "sliced", "numbers_only", "generic"]
"""project: saved, not sliced. sliced: holds gcode. numbers_only: the slicer's numbers
without gcode (MakerWorld downloads). generic: any other CAD program's file."""

SplitSource = Literal["gcode", "estimate", "none"]
"""Where the split of a filament's grams comes from; none: there is no split."""

SettingValue = str | tuple[str, ...]
"""A raw setting: the slicers write strings and lists of strings, nothing else."""

LEFT_OUT: Final = "(left out)"
"""Stands for the value of a setting that holds a key or a password, or runs a script."""

Part = Literal[
    "slice_info", "settings", "project", "model", "gcode_head", "gcode", "sequence", "plate_json"
]
"""A part that a value may come from where several know it; provenance.py spells them out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Producer:
    """The program that truly wrote the file, forks unmasked; version "" when unknown."""

    name: str
    version: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Brim:
    """The brim as configured.

    `type` is the slicer's word (`auto_brim`, `no_brim`, `outer_only`, …). With
    `auto_brim` the true width is decided while slicing and stored nowhere.
    """

    type: str | None = None
    width_mm: float | None = None
    gap_mm: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedSettings:
    """The keys of the settings that differ from the slicer's own presets.

    `filaments` has an entry per configured filament. All are empty both where nothing
    was changed and where the file does not say: versions before 1.10 do not.
    """

    process: tuple[str, ...] = ()
    filaments: tuple[tuple[str, ...], ...] = ()
    printer: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture of the design, drawn anew as WebP of at most 512 x 512 px."""

    member: str
    image: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlateFilament:
    """One filament of a plate, or one configured filament of the project.

    `index` is the 1-based position in the project's filament list: neither an
    AMS slot nor a position on the plate. `name` is the slicer's product name
    (the preset before " @"). `used_g` and `used_m` hold everything the plate
    takes of it: model, support, prime tower and flush, which `model_g` to `flush_g`
    tell apart to the milligram; `brim_g` is a part of `model_g`. `cost_per_kg` has the
    currency of the slicer's owner, which the file does not name; a price of 0
    means unknown and is None. `colors_hex` holds all colours of a multi-coloured
    filament; `is_clear`: its colour is written as fully transparent, and `color_hex` says
    nothing then. `extruder` is 1-based: on dual printers 1 is the left one.
    `is_support_material` is the profile's word on what it is made for,
    `used_for_support` the slicer's on what this plate does with it. `parts` names where
    the type, colour and Bambu id stand.
    """

    index: int
    type: str | None = None
    name: str | None = None
    settings_id: str | None = None
    vendor: str | None = None
    bambu_id: str | None = None
    color_hex: str | None = None
    colors_hex: tuple[str, ...] = ()
    is_clear: bool = False
    extruder: int | None = None
    is_support_material: bool | None = None
    used_for_support: bool | None = None
    used_g: Decimal | None = None
    used_m: Decimal | None = None
    density_g_cm3: Decimal | None = None
    cost_per_kg: Decimal | None = None
    nozzle_temperature_c: int | None = None
    bed_temperature_c: int | None = None
    first_layer_nozzle_temperature_c: int | None = None
    first_layer_bed_temperature_c: int | None = None
    model_g: Decimal | None = None
    support_g: Decimal | None = None
    tower_g: Decimal | None = None
    flush_g: Decimal | None = None
    brim_g: Decimal | None = None
    split_source: SplitSource = "none"
    parts: Mapping[str, Part] = field(default_factory=dict, repr=False, hash=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeSplit:
    """The print time by what it is spent on, whole seconds that add up to the total.

    An estimate: the slicers store the total and, in the gcode's header, the
    preparation. `flush_s` holds filament changes too; `travel_s` the ways without
    printing.
    """

    prepare_s: int
    model_s: int
    support_s: int
    tower_s: int
    flush_s: int
    travel_s: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Plate:
    """One build plate.

    `index` is the slicer's 1-based plate number, which may have gaps and come
    in any order in the file. `objects` names each object on the plate, "" where
    the slicer left it nameless. `print_time_s` includes `preparation_time_s`.
    `filaments` of an unsliced plate are a lower bound (painted colours are not
    looked at) and carry no grams. `thumbnail` is a WebP picture of at most
    512 x 512 px. `gcode_member` is the path of the plate's gcode, seen from the folder
    that holds `3D` and `Metadata`. `split_notes` say why the grams of a filament
    are not told apart, or only estimated; `time_split` needs the gcode. `height_mm` is
    that of the finished print. `printer_model_id` is the slicer's code of the printer it was
    sliced for (`N2S` is an A1). `is_sequential`: object by object, not layer by layer.
    `parts` names where the values stand that several parts know.
    """

    index: int
    name: str | None = None
    objects: tuple[str, ...] = ()
    print_time_s: int | None = None
    preparation_time_s: int | None = None
    first_layer_time_s: float | None = None
    weight_g: Decimal | None = None
    layers: int | None = None
    filament_changes: int | None = None
    filaments: tuple[PlateFilament, ...] = ()
    warnings: tuple[str, ...] = ()
    thumbnail: bytes | None = field(default=None, repr=False)
    thumbnail_member: str | None = None
    support_used: bool | None = None
    is_outside_bed: bool | None = None
    is_sequential: bool | None = None
    height_mm: float | None = None
    printer_model_id: str | None = None
    bed_type: str | None = None
    gcode_member: str | None = None
    time_split: TimeSplit | None = None
    split_notes: tuple[str, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict, repr=False, hash=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class ThreeMF:
    """Everything a business needs of one .3mf file.

    `plates` of a file with slicer numbers are the sliced plates only;
    `unsliced_plates` are the indexes of the project's other plates. `filaments`
    are all configured filaments, used or not, without grams. `settings` are all
    raw settings less secrets; `settings_count` counts them all. `design_model_id` and
    `design_profile_id` name the design and its print profile at MakerWorld; account ids
    are never read. `created_on` is the day the design was made. `nozzle_types` and
    `nozzle_volume_types` have an entry per extruder. `pictures` are those of the design.
    """

    name: str
    kind: Kind
    producer: Producer
    title: str | None = None
    designer: str | None = None
    license: str | None = None
    description: str | None = None
    origin: str | None = None
    copyright: str | None = None
    created_on: date | None = None
    design_model_id: str | None = None
    design_profile_id: str | None = None
    profile_title: str | None = None
    profile_description: str | None = None
    profile_author: str | None = None
    pictures: tuple[Picture, ...] = ()
    printer_model: str | None = None
    printer_settings_id: str | None = None
    process_preset: str | None = None
    nozzle_diameters_mm: tuple[float, ...] = ()
    nozzle_types: tuple[str, ...] = ()
    nozzle_volume_types: tuple[str, ...] = ()
    layer_height_mm: float | None = None
    initial_layer_height_mm: float | None = None
    brim: Brim = field(default_factory=Brim)
    bed_type: str | None = None
    supports_enabled: bool | None = None
    support_type: str | None = None
    prime_tower_enabled: bool | None = None
    changed_settings: ChangedSettings = field(default_factory=ChangedSettings)
    settings: Mapping[str, SettingValue] = field(default_factory=dict, repr=False)
    settings_count: int = 0
    filaments: tuple[PlateFilament, ...] = ()
    plates: tuple[Plate, ...] = ()
    unsliced_plates: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict, repr=False, hash=False)

    @property
    def settings_hidden(self) -> int:
        """How many settings are secret: those left out, and those with `LEFT_OUT` as value."""
        masked = sum(value == LEFT_OUT for value in self.settings.values())
        return max(self.settings_count - len(self.settings), 0) + masked

    @property
    def is_sliced(self) -> bool:
        """Whether the slicer's numbers (grams, minutes) are in the file."""
        return self.kind in {"sliced", "numbers_only"}
