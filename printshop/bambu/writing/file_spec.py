"""What a sliced file to be written says: the specification for `write_sliced_3mf`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from printshop.bambu.results import SettingValue


@dataclass(frozen=True, kw_only=True, slots=True)
class FilamentSpec:
    """One filament used on a plate.

    `index` is its 1-based position in the project's lists. `used_g` includes
    support, prime tower and flush.
    """

    index: int
    bambu_id: str
    type: str
    color_hex: str
    used_g: Decimal
    used_m: Decimal
    support_g: Decimal = Decimal(0)
    tower_g: Decimal = Decimal(0)
    flush_g: Decimal = Decimal(0)

    @property
    def model_g(self) -> Decimal:
        """Grams of the part itself."""
        return self.used_g - self.support_g - self.tower_g - self.flush_g


@dataclass(frozen=True, kw_only=True, slots=True)
class PlateSpec:
    """One sliced plate; `filament_sequence` is the order of filaments over the print."""

    index: int
    print_time_s: int
    preparation_time_s: int
    weight_g: Decimal
    filaments: tuple[FilamentSpec, ...]
    name: str = ""
    objects: tuple[str, ...] = ()
    layers: int = 100
    filament_sequence: tuple[int, ...] = ()
    support_used: bool = False
    thumbnail_png: bytes | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FileSpec:
    """A whole file; `settings` become project_settings.config as they are.

    Wanted in `settings`, because the reader takes them from there:
    `filament_settings_id`, `filament_vendor`, `filament_density` and the like,
    one entry per configured filament. `metadata` are further values of the model part,
    such as `CreationDate`; `extra` further parts of the archive.
    """

    plates: tuple[PlateSpec, ...]
    settings: Mapping[str, SettingValue]
    title: str = ""
    designer: str = ""
    license: str = ""
    description: str = ""
    producer_version: str = "02.05.00.66"
    bed_code: str = "textured_plate"
    metadata: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, bytes] = field(default_factory=dict)

    def entries(self, key: str) -> tuple[str, ...]:
        """Give a setting as a list; a scalar is a list of one, an absent one is empty."""
        value = self.settings.get(key, ())
        return (value,) if isinstance(value, str) else value
