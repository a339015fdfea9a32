"""Filaments put together from the plate's numbers and the project's settings."""

import re
from decimal import Decimal
from typing import NamedTuple

from printshop.bambu.content.bed import bed_key, bed_name
from printshop.bambu.limits import MOST_FILAMENTS
from printshop.bambu.members.project_settings import PATH as SETTINGS_PATH
from printshop.bambu.members.project_settings import ProjectSettings
from printshop.bambu.members.slice_info import SlicedFilament
from printshop.bambu.plain_text import one_line
from printshop.bambu.quick_making import quick
from printshop.bambu.results import PlateFilament
from printshop.bambu.values import color_of, decimal_of, quick_color, quick_decimal, switch_of
from printshop.errors import Finding

_BED = "bed temperature"
_MULTI = "filament_multi_colour"
_make_filament = quick(PlateFilament)
_CLEAR = re.compile(r"\s*#?[0-9A-Fa-f]{6}00\s*")
_MOST_COLORS = 16  # of one filament; the slicers' dialog ends below


class _Profile(NamedTuple):
    """What the settings say of one filament, whatever the plate."""

    type: str | None = None
    name: str | None = None
    settings_id: str | None = None
    vendor: str | None = None
    bambu_id: str | None = None
    color_hex: str | None = None
    colors_hex: tuple[str, ...] = ()
    is_clear: bool = False
    is_support_material: bool | None = None
    density_g_cm3: Decimal | None = None
    cost_per_kg: Decimal | None = None


class _Heats(NamedTuple):
    """The temperatures of one filament in one extruder on one bed, and of its first layer."""

    nozzle_c: int | None = None
    bed_c: int | None = None
    first_nozzle_c: int | None = None
    first_bed_c: int | None = None


_NO_PROFILE, _NO_HEATS = _Profile(), _Heats()


class FilamentReader:
    """Describes the filaments of one project.

    Each is on several plates, and most say the same as others: the profiles of all are
    put together at once, list by list, and so are their temperatures for each bed.
    """

    def __init__(
        self, settings: ProjectSettings, *, highest_index: int, findings: list[Finding]
    ) -> None:
        """Take what the filaments are described from.

        Args:
            settings: of the project.
            highest_index: of the filaments that plates name; the settings may know fewer.
            findings: takes what cannot be understood.
        """
        self._settings = settings
        self._findings = findings
        self._count = max(settings.filament_count, min(highest_index, MOST_FILAMENTS))
        self._profiles = self._read_profiles()
        self._planned: dict[tuple[int, str | None, tuple[int, ...]], PlateFilament] = {}
        self._heats: dict[tuple[str, str | None], list[_Heats]] = {}
        self.maps = tuple(
            [
                int(entry) if entry.isdecimal() and len(entry) < 4 else 1  # noqa: PLR2004
                for entry in settings.entries("filament_map")
            ]
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
            sliced = SlicedFilament(index)
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
        extruder = maps[index - 1] if index <= len(maps) else None
        profile, heats = _NO_PROFILE, _NO_HEATS
        if index <= self._count:
            variant = self._settings.variant_of(extruder or 1, volume_type)
            profile = self._profiles[index - 1]
            heats = (self._heats.get((variant, bed_type)) or self._read_heats(variant, bed_type))[
                index - 1
            ]
        color_hex = own_color or profile.color_hex
        return _make_filament(
            index=index,
            type=own_type or profile.type,
            name=profile.name,
            settings_id=profile.settings_id,
            vendor=profile.vendor,
            bambu_id=own_id or profile.bambu_id,
            color_hex=color_hex,
            colors_hex=profile.colors_hex or ((color_hex,) if color_hex else ()),
            is_clear=profile.is_clear and color_hex == profile.color_hex,
            extruder=extruder,
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

    def _read_profiles(self) -> list[_Profile]:
        presets = self._lines("filament_settings_id")
        colors = self._said("filament_colour")
        columns = (
            self._lines("filament_type"),
            [preset.partition(" @")[0] or None if preset else None for preset in presets],
            presets,
            self._lines("filament_vendor"),
            self._lines("filament_ids"),
            [self._color(text, "filament_colour", at) for at, text in enumerate(colors, 1)],
            [self._colors(text, at) for at, text in enumerate(self._said(_MULTI), 1)],
            [bool(text and "00" in text and _CLEAR.fullmatch(text)) for text in colors],
            [switch_of(text) for text in self._said("filament_is_support")],
            # A density or price of 0 means unknown.
            [value or None for value in self._numbers("filament_density")],
            [value or None for value in self._numbers("filament_cost")],
        )
        return list(map(_Profile._make, zip(*columns, strict=True)))

    def _said(self, key: str) -> list[str | None]:
        return self._settings.of_filaments(key, self._count)

    def _lines(self, key: str) -> list[str | None]:
        return [one_line(text) for text in self._said(key)]

    def _color(self, text: str | None, key: str, index: int) -> str | None:
        if not text:
            return None
        return quick_color(text) or color_of(
            text, where=_place(key, index), findings=self._findings
        )

    def _colors(self, text: str | None, index: int) -> tuple[str, ...]:
        """Give the colours of a filament that has several."""
        words = text.split(maxsplit=_MOST_COLORS) if text else ()
        if len(words) <= 1:
            return ()
        read = [self._color(word, _MULTI, index) for word in words[:_MOST_COLORS]]
        return tuple([color for color in read if color])

    def _read_heats(self, variant: str, bed_type: str | None) -> list[_Heats]:
        settings, bed = self._settings, bed_key(bed_type)
        unknown: list[int | None] = [None] * self._count
        nozzle, first_nozzle = (
            self._degrees(settings.of_variant(key, self._count, variant=variant), key)
            for key in ("nozzle_temperature", "nozzle_temperature_initial_layer")
        )
        columns = (
            nozzle,
            self._degrees(self._said(bed), _BED) if bed else unknown,
            first_nozzle,
            self._degrees(self._said(f"{bed}_initial_layer"), _BED) if bed else unknown,
        )
        found = list(map(_Heats._make, zip(*columns, strict=True)))
        self._heats[variant, bed_type] = found
        return found

    def _degrees(self, texts: list[str | None], key: str) -> list[int | None]:
        return [None if value is None else int(value) for value in self._numbers_of(texts, key)]

    def _numbers(self, key: str) -> list[Decimal | None]:
        return self._numbers_of(self._said(key), key)

    def _numbers_of(self, texts: list[str | None], key: str) -> list[Decimal | None]:
        return [
            None
            if text is None
            else quick_decimal(text)
            or decimal_of(text, where=_place(key, at), findings=self._findings)
            for at, text in enumerate(texts, 1)
        ]


def _place(key: str, index: int) -> str:
    return f"{SETTINGS_PATH}: {key}[{index}]"
