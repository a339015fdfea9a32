"""Filaments put together from the plate's numbers and the project's settings."""

import re
from decimal import Decimal
from typing import NamedTuple

from printshop.bambu.content.bed import bed_key, bed_name
from printshop.bambu.members.project_settings import PATH as SETTINGS_PATH
from printshop.bambu.members.project_settings import ProjectSettings
from printshop.bambu.members.slice_info import SlicedFilament
from printshop.bambu.plain_text import one_line
from printshop.bambu.results import PlateFilament
from printshop.bambu.values import color_of, decimal_of, switch_of
from printshop.errors import Finding

_BED = "bed temperature"
_CLEAR = re.compile(r"\s*#?[0-9A-Fa-f]{6}00\s*")
_MOST_COLORS = 16  # of one filament; the slicers' dialog ends below


class _Profile(NamedTuple):
    """What the settings say of one filament, whatever the plate."""

    type: str | None
    name: str | None
    settings_id: str | None
    vendor: str | None
    bambu_id: str | None
    color_hex: str | None
    colors_hex: tuple[str, ...]
    is_clear: bool
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
        self._degrees: dict[str, int] = {}
        self.maps = tuple(
            int(entry) if entry.isdecimal() and len(entry) < 4 else 1  # noqa: PLR2004
            for entry in settings.entries("filament_map")
        )
        """The project's extruder of each configured filament."""

    def configured(self) -> tuple[PlateFilament, ...]:
        """List all filaments of the project, used or not."""
        bed_type = bed_name(one_line(self._settings.text("curr_bed_type")))
        return tuple(
            [
                self.planned(index, bed_type=bed_type, maps=self.maps)
                for index in range(1, self._settings.filament_count + 1)
            ]
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
        index, own_type, own_id, own_color, used_g, used_m, volume_type, is_support = sliced
        profile = self._profiles.get(index) or self._profile(index)
        extruder = maps[index - 1] if index <= len(maps) else None
        variant = self._settings.variant_of(extruder or 1, volume_type)
        heats = self._heats.get((index, variant, bed_type)) or self._heats_of(
            index, variant, bed_type
        )
        color_hex = own_color or profile.color_hex
        return PlateFilament(
            index=index,
            type=own_type or profile.type,
            name=profile.name,
            settings_id=profile.settings_id,
            vendor=profile.vendor,
            bambu_id=own_id or profile.bambu_id,
            color_hex=color_hex,
            colors_hex=profile.colors_hex or ((color_hex,) if color_hex else ()),
            extruder=extruder,
            is_clear=profile.is_clear and color_hex == profile.color_hex,
            is_support_material=profile.is_support_material,
            used_for_support=is_support,
            used_g=used_g,
            used_m=used_m,
            density_g_cm3=profile.density_g_cm3,
            cost_per_kg=profile.cost_per_kg,
            nozzle_temperature_c=heats.nozzle_c,
            bed_temperature_c=heats.bed_c,
            first_layer_nozzle_temperature_c=heats.first_nozzle_c,
            first_layer_bed_temperature_c=heats.first_bed_c,
            parts={
                "type": "slice_info" if own_type else "settings",
                "color_hex": "slice_info" if own_color else "settings",
                "bambu_id": "slice_info" if own_id else "settings",
            },
        )

    def _profile(self, index: int) -> _Profile:
        said = self._settings.of_filament
        preset = one_line(said("filament_settings_id", index))
        found = self._profiles[index] = _Profile(
            one_line(said("filament_type", index)),
            preset.partition(" @")[0] or None if preset else None,
            preset,
            one_line(said("filament_vendor", index)),
            one_line(said("filament_ids", index)),
            self._color(said("filament_colour", index), "filament_colour", index),
            self._colors(index),
            _CLEAR.fullmatch(said("filament_colour", index) or "") is not None,
            switch_of(said("filament_is_support", index)),
            # A density or price of 0 means unknown.
            self._number(said("filament_density", index), "filament_density", index) or None,
            self._number(said("filament_cost", index), "filament_cost", index) or None,
        )
        return found

    def _color(self, text: str | None, key: str, index: int) -> str | None:
        return color_of(text, where=f"{SETTINGS_PATH}: {key}[{index}]", findings=self._findings)

    def _colors(self, index: int) -> tuple[str, ...]:
        """Give the colours of a filament that has several."""
        key = "filament_multi_colour"
        text = self._settings.of_filament(key, index)
        words = text.split(maxsplit=_MOST_COLORS) if text else ()
        if len(words) <= 1:
            return ()
        read = (self._color(word, key, index) for word in words[:_MOST_COLORS])
        return tuple(color for color in read if color)

    def _heats_of(self, index: int, variant: str, bed_type: str | None) -> _Heats:
        settings, bed = self._settings, bed_key(bed_type)
        found = self._heats[index, variant, bed_type] = _Heats(
            self._degrees_of(
                settings.of_variant("nozzle_temperature", index, variant=variant),
                "nozzle_temperature",
                index,
            ),
            self._degrees_of(settings.of_filament(bed, index), _BED, index) if bed else None,
            self._degrees_of(
                settings.of_variant("nozzle_temperature_initial_layer", index, variant=variant),
                "nozzle_temperature_initial_layer",
                index,
            ),
            self._degrees_of(settings.of_filament(f"{bed}_initial_layer", index), _BED, index)
            if bed
            else None,
        )
        return found

    def _degrees_of(self, text: str | None, key: str, index: int) -> int | None:
        if text is None:
            return None
        degrees = self._degrees.get(text)
        if degrees is None:
            value = self._number(text, key, index)
            if value is None:
                return None
            degrees = self._degrees[text] = int(value)
        return degrees

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
