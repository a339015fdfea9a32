"""Metadata/project_settings.config: all settings, and how their lists are read.

There are three kinds of list: one entry per filament, one per filament and
extruder variant (since 2.4), one per extruder. Source: docs/3mf.md, "Settings".
"""

import re
from collections.abc import Mapping

import orjson

from printshop.bambu.limits import MOST_FILAMENTS
from printshop.bambu.results import SettingValue
from printshop.errors import DamagedFileError

PATH = "Metadata/project_settings.config"
_SECRET = re.compile(r"apikey|password|print_?host")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ONE_PER_FILAMENT = ("filament_colour", "filament_type", "filament_settings_id")
_NO_OVERRIDE = "nil"
_NUL = b"\\u0000"
_TEXT_ONLY = frozenset({str})


class ProjectSettings:
    """The raw settings of a project; `count` counts all, secrets too."""

    def __init__(self, raw: Mapping[str, SettingValue], *, count: int) -> None:
        """Take the settings as they came, without secrets."""
        self.raw = raw
        self.count = count
        longest = max(len(self.entries(key)) for key in _ONE_PER_FILAMENT)
        self.filament_count = min(longest, MOST_FILAMENTS)
        self._variant_entries = self._index_variants()

    def text(self, key: str) -> str | None:
        """Give a scalar; of a list the first entry (scalars became lists over time)."""
        entries = self.entries(key)
        return _meant(entries[0]) if entries else None

    def entries(self, key: str) -> tuple[str, ...]:
        """Give a list as it stands; a scalar is a list of one."""
        value = self.raw.get(key, ())
        return (value,) if isinstance(value, str) else value

    def of_filament(self, key: str, index: int) -> str | None:
        """Give the entry of a 1-based filament in a list with one entry per filament."""
        entries = self.entries(key)
        return _meant(entries[index - 1]) if 0 < index <= len(entries) else None

    def of_variant(
        self, key: str, index: int, *, extruder: int, volume_type: str | None = None
    ) -> str | None:
        """Give the entry of a filament in a list per filament and extruder variant.

        Args:
            key: such as `nozzle_temperature`.
            index: the 1-based filament.
            extruder: the 1-based extruder that the plate maps the filament to.
            volume_type: the nozzle's volume type where the plate says it itself.

        Returns:
            The entry whose `filament_self_index` is the filament and whose
            `filament_extruder_variant` is the extruder's type and volume type.
            It is not at a fixed stride: an H2D has 31 entries for 15 filaments.
        """
        entries = self.entries(key)
        if len(entries) != len(self.entries("filament_self_index")):
            return _meant(entries[0]) if len(entries) == 1 else self.of_filament(key, index)
        variant = self._variant_of(extruder, volume_type)
        positions = self._variant_entries.get(index)
        if not positions:
            return None
        return _meant(entries[positions.get(variant, next(iter(positions.values())))])

    def _variant_of(self, extruder: int, volume_type: str | None) -> str:
        types = self.entries("extruder_type")
        volumes = self.entries("nozzle_volume_type")
        place = extruder - 1 if 0 < extruder <= len(types) else 0
        configured = volumes[place] if place < len(volumes) else "Standard"
        chosen = volume_type if configured == "Hybrid" and volume_type else configured
        return f"{types[place] if types else 'Direct Drive'} {chosen}"

    def _index_variants(self) -> dict[int, dict[str, int]]:
        """Map each filament to its variants' positions in the lists of the second kind."""
        variants = self.entries("filament_extruder_variant")
        index: dict[int, dict[str, int]] = {}
        for position, owner in enumerate(self.entries("filament_self_index")):
            if owner.isdecimal() and len(owner) < 6:  # noqa: PLR2004 (a bound for int())
                variant = variants[position] if position < len(variants) else ""
                index.setdefault(int(owner), {}).setdefault(variant, position)
        return index


def read_project_settings(data: bytes, *, name: str) -> ProjectSettings:
    """Read the JSON of all settings.

    Raises:
        DamagedFileError: if it is no JSON object.
    """
    try:
        values = orjson.loads(data.removeprefix(_BYTE_ORDER_MARK))
    except orjson.JSONDecodeError as fault:
        message = (
            f"{name} is damaged, its part {PATH} is not valid JSON (line {fault.lineno}): "
            "copy or download it again."
        )
        raise DamagedFileError(message) from fault
    if not isinstance(values, dict):
        message = (
            f"{name} is damaged, its part {PATH} is not a list of settings: "
            "copy or download it again."
        )
        raise DamagedFileError(message)
    raw = {key: _setting(value) for key, value in values.items()}
    if _NUL in data:
        raw = {key.replace("\0", ""): _without_nul(value) for key, value in raw.items()}
    for key in _secrets_among(raw):
        del raw[key]
    return ProjectSettings(raw, count=len(values))


def _setting(value: object) -> SettingValue:
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return orjson.dumps(value).decode()
    if set(map(type, value)) <= _TEXT_ONLY:
        return tuple(value)
    # Hand-made files hold numbers.
    return tuple(
        entry if isinstance(entry, str) else orjson.dumps(entry).decode() for entry in value
    )


def _secrets_among(raw: Mapping[str, SettingValue]) -> list[str]:
    """Find the keys of account and print-host secrets."""
    return [
        key
        for key in raw
        # A plain look first: 500 regex searches would take as long as the JSON itself.
        if ("host" in (small := key.lower()) or "apikey" in small or "password" in small)
        and _SECRET.search(small)
    ]


def _without_nul(value: SettingValue) -> SettingValue:
    """Drop NUL characters, which PostgreSQL does not take."""
    if isinstance(value, str):
        return value.replace("\0", "")
    return tuple(entry.replace("\0", "") for entry in value)


def _meant(text: str) -> str | None:
    return None if text in {"", _NO_OVERRIDE} else text
