"""Filaments put together from the plate's numbers and the project's settings."""

from decimal import Decimal
from typing import NamedTuple

from printshop.bambu.content.bed import bed_name, bed_temperature
from printshop.bambu.members.project_settings import PATH as SETTINGS_PATH
from printshop.bambu.members.project_settings import ProjectSettings
from printshop.bambu.members.slice_info import SlicedFilament
from printshop.bambu.plain_text import one_line
from printshop.bambu.results import Part, PlateFilament
from printshop.bambu.values import color_of, decimal_of, switch_of
from printshop.errors import Finding

_MOST_COLORS = 16  # of one filament; the slicers' dialog ends below


class _Profile(NamedTuple):
    """What the settings say of one filament, whatever the plate."""

    type: str | None
    settings_id: str | None
    vendor: str | None
    bambu_id: str | None
    color_hex: str | None
    colors_hex: tuple[str, ...]
    is_support_material: bool | None
    density_g_cm3: Decimal | None
    cost_per_kg: Decimal | None


class _Heats(NamedTuple):
    """The temperatures of one filament in one extruder on one bed, and of its first layer."""

    nozzle_c: int | None
    bed_c: int | None
    first_nozzle_c: int | None
    first_bed_c: int | None


class FilamentReader:
    """Describes the filaments of one project.

    Each is on several plates, and most say the same as others: every filament's
    profile is put together once, and every number read once.
    """

    def __init__(self, settings: ProjectSettings, *, findings: list[Finding]) -> None:
        """Take the settings, and the list that takes what cannot be understood."""
        self._settings = settings
        self._findings = findings
        self._profiles: dict[int, _Profile] = {}
        self._planned: dict[tuple[int, str | None, tuple[int, ...]], PlateFilament] = {}
        self._heats: dict[tuple[int, str, str | None], _Heats] = {}
        self._numbers: dict[str, Decimal] = {}
        self.maps = tuple(
            int(entry) if entry.isdecimal() and len(entry) < 4 else 1  # noqa: PLR2004
            for entry in settings.entries("filament_map")
        )
        """The project's extruder of each configured filament."""

    def configured(self) -> tuple[PlateFilament, ...]:
        """List all filaments of the project, used or not."""
        bed_type = bed_name(one_line(self._settings.text("curr_bed_type")))
        return tuple(
            self.planned(index, bed_type=bed_type, maps=self.maps)
            for index in range(1, self._settings.filament_count + 1)
        )

    def planned(self, index: int, *, bed_type: str | None, maps: tuple[int, ...]) -> PlateFilament:
        """Describe a filament that is not sliced, as `on_plate`."""
        key = (index, bed_type, maps)
        found = self._planned.get(key)
        if found is None:
            sliced = SlicedFilament(index=index)
            found = self._planned[key] = self.on_plate(sliced, bed_type=bed_type, maps=maps)
        return found

    def on_plate(
        self, sliced: SlicedFilament, *, bed_type: str | None, maps: tuple[int, ...]
    ) -> PlateFilament:
        """Describe one filament by its 1-based index in the project.

        Args:
            sliced: what slice_info says, at least the index; it counts before the settings.
            bed_type: the plate's bed, which decides on the bed temperature.
            maps: the 1-based extruder of each configured filament.
        """
        index = sliced.index
        profile = self._profiles.get(index)
        if profile is None:
            profile = self._profiles[index] = self._profile(index)
        preset = profile.settings_id
        extruder = maps[index - 1] if index <= len(maps) else None
        variant = self._settings.variant_of(extruder or 1, sliced.volume_type)
        heats = self._heats.get((index, variant, bed_type)) or self._heats_of(
            index, variant, bed_type
        )
        return PlateFilament(
            index=index,
            type=sliced.type or profile.type,
            name=preset.partition(" @")[0] or None if preset else None,
            settings_id=preset,
            vendor=profile.vendor,
            bambu_id=sliced.bambu_id or profile.bambu_id,
            color_hex=sliced.color_hex or profile.color_hex,
            colors_hex=profile.colors_hex or _only(sliced.color_hex or profile.color_hex),
            extruder=extruder,
            is_support_material=profile.is_support_material,
            used_for_support=sliced.used_for_support,
            used_g=sliced.used_g,
            used_m=sliced.used_m,
            density_g_cm3=profile.density_g_cm3,
            cost_per_kg=profile.cost_per_kg,
            nozzle_temperature_c=heats.nozzle_c,
            bed_temperature_c=heats.bed_c,
            first_layer_nozzle_temperature_c=heats.first_nozzle_c,
            first_layer_bed_temperature_c=heats.first_bed_c,
            parts=_parts(sliced),
        )

    def _profile(self, index: int) -> _Profile:
        settings = self._settings
        color = settings.of_filament("filament_colour", index)
        return _Profile(
            type=one_line(settings.of_filament("filament_type", index)),
            settings_id=one_line(settings.of_filament("filament_settings_id", index)),
            vendor=one_line(settings.of_filament("filament_vendor", index)),
            bambu_id=one_line(settings.of_filament("filament_ids", index)),
            color_hex=self._color(color, "filament_colour", index),
            colors_hex=self._colors(index),
            is_support_material=switch_of(settings.of_filament("filament_is_support", index)),
            density_g_cm3=self._positive("filament_density", index),
            cost_per_kg=self._positive("filament_cost", index),
        )

    def _color(self, text: str | None, key: str, index: int) -> str | None:
        return color_of(text, where=f"{SETTINGS_PATH}: {key}[{index}]", findings=self._findings)

    def _colors(self, index: int) -> tuple[str, ...]:
        """Give the colours of a filament that has several."""
        key = "filament_multi_colour"
        words = (self._settings.of_filament(key, index) or "").split(maxsplit=_MOST_COLORS)
        if len(words) <= 1:
            return ()
        read = (self._color(word, key, index) for word in words[:_MOST_COLORS])
        return tuple(color for color in read if color)

    def _positive(self, key: str, index: int) -> Decimal | None:
        """Read a number of which 0 means unknown."""
        return self._number(self._settings.of_filament(key, index), key, index) or None

    def _heats_of(self, index: int, variant: str, bed_type: str | None) -> _Heats:
        found = self._heats[index, variant, bed_type] = _Heats(
            nozzle_c=self._nozzle_heat("nozzle_temperature", index, variant),
            bed_c=self._bed_heat(index, bed_type),
            first_nozzle_c=self._nozzle_heat("nozzle_temperature_initial_layer", index, variant),
            first_bed_c=self._bed_heat(index, bed_type, is_first_layer=True),
        )
        return found

    def _nozzle_heat(self, key: str, index: int, variant: str) -> int | None:
        text = self._settings.of_variant(key, index, variant=variant)
        value = self._number(text, key, index)
        return None if value is None else int(value)

    def _bed_heat(
        self, index: int, bed_type: str | None, *, is_first_layer: bool = False
    ) -> int | None:
        text = bed_temperature(
            self._settings, bed_type=bed_type, index=index, is_first_layer=is_first_layer
        )
        value = self._number(text, "bed temperature", index)
        return None if value is None else int(value)

    def _number(self, text: str | None, key: str, index: int) -> Decimal | None:
        if text is None:
            return None
        value = self._numbers.get(text)
        if value is None:
            where = f"{SETTINGS_PATH}: {key}[{index}]"
            value = decimal_of(text, where=where, findings=self._findings)
            if value is not None:
                self._numbers[text] = value
        return value


def _only(color_hex: str | None) -> tuple[str, ...]:
    return (color_hex,) if color_hex else ()


def _parts(sliced: SlicedFilament) -> dict[str, Part]:
    return {
        "type": "slice_info" if sliced.type else "settings",
        "color_hex": "slice_info" if sliced.color_hex else "settings",
        "bambu_id": "slice_info" if sliced.bambu_id else "settings",
    }
