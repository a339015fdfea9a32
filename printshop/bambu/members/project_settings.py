"""Metadata/project_settings.config: all settings, and how their lists are read.

There are three kinds of list: one entry per filament, one per filament and
extruder variant (since 2.4), one per extruder. Source: docs/3mf.md, "Settings".
"""

from collections.abc import Iterator, Mapping

import orjson

from printshop.bambu.limits import MOST_FILAMENTS
from printshop.bambu.members.hidden_settings import is_secret, without_secrets
from printshop.bambu.results import SettingValue
from printshop.errors import DamagedFileError

PATH = "Metadata/project_settings.config"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ONE_PER_FILAMENT = ("filament_colour", "filament_type", "filament_settings_id")
_UNSET = frozenset({"", "nil"})
_TOO_DEEP = "…"


class RawSettings(Mapping[str, SettingValue]):
    """All settings as texts and lists of texts, without what is secret (hidden_settings.py).

    They are brought into this form when somebody first looks: of five hundred the reader
    itself needs sixty, and the rest would take it as long as everything else.
    """

    __slots__ = ("_formed", "_values")

    def __init__(self, values: Mapping[str, object]) -> None:
        """Take the settings as JSON values."""
        self._values = values
        self._formed: dict[str, SettingValue] | None = None

    def __getitem__(self, key: str) -> SettingValue:
        """Give one setting."""
        return self._settings()[key]

    def __iter__(self) -> Iterator[str]:
        """Give the keys as the file orders them."""
        return iter(self._settings())

    def __len__(self) -> int:
        """Count the settings that are shown."""
        return len(self._settings())

    def __reduce__(self) -> tuple[type["RawSettings"], tuple[dict[str, SettingValue]]]:
        """Copy and store what is shown, and nothing else."""
        return (RawSettings, (self._settings(),))

    def _settings(self) -> dict[str, SettingValue]:
        if self._formed is None:
            self._formed = {
                key.replace("\0", ""): without_secrets(key, setting_value(value))
                for key, value in self._values.items()
                if not is_secret(key)
            }
            self._values = self._formed
        return self._formed


class ProjectSettings:
    """The raw settings of a project; `count` counts all, secrets too."""

    def __init__(self, values: Mapping[str, object]) -> None:
        """Take the settings as JSON values."""
        self.raw = RawSettings(values)
        self.count = len(values)
        self._values = values
        self._entries: dict[str, tuple[str, ...]] = {}
        self._variants: dict[tuple[int, str | None], str] = {}
        longest = max(len(self.entries(key)) for key in _ONE_PER_FILAMENT)
        self.filament_count = min(longest, MOST_FILAMENTS)
        self._n_variants = len(self.entries("filament_self_index"))
        self._variant_entries = self._index_variants()

    def is_shown(self, key: str) -> bool:
        """Whether there is such a setting, and it is no secret."""
        return key in self._values and not is_secret(key)

    def text(self, key: str) -> str | None:
        """Give a scalar; of a list the first entry (scalars became lists over time)."""
        value = self._values.get(key)
        if isinstance(value, str) and "\0" not in value:
            return _meant(value)
        entries = self.entries(key)
        return _meant(entries[0]) if entries else None

    def entries(self, key: str) -> tuple[str, ...]:
        """Give a list as it stands; a scalar is a list of one."""
        found = self._entries.get(key)
        if found is None:
            value = setting_value(self._values.get(key, ()))
            found = self._entries[key] = (value,) if isinstance(value, str) else value
        return found

    def of_filaments(self, key: str, count: int) -> list[str | None]:
        """Give the entries of the first `count` filaments in a list with one for each."""
        entries = self._entries.get(key) or self.entries(key)
        found = [None if text in _UNSET else text for text in entries[:count]]
        return found if len(found) == count else found + [None] * (count - len(found))

    def of_variant(self, key: str, count: int, *, variant: str) -> list[str | None]:
        """Give the entries of the first filaments in a list per filament and extruder variant.

        Args:
            key: such as `nozzle_temperature`.
            count: how many filaments.
            variant: as `variant_of` names it.

        Returns:
            Of each filament the entry whose `filament_self_index` is the filament and whose
            `filament_extruder_variant` is the variant. It is not at a fixed
            stride: an H2D has 31 entries for 15 filaments.
        """
        entries = self._entries.get(key) or self.entries(key)
        if len(entries) != self._n_variants:
            if len(entries) == 1:
                return [_meant(entries[0])] * count
            return self.of_filaments(key, count)
        found: list[str | None] = []
        for index in range(1, count + 1):
            positions = self._variant_entries.get(index)
            if positions:
                position = positions.get(variant)
                entry = entries[next(iter(positions.values())) if position is None else position]
                found.append(None if entry in _UNSET else entry)
            else:
                found.append(None)
        return found

    def variant_of(self, extruder: int, volume_type: str | None = None) -> str:
        """Name an extruder's variant: its type and the volume type of its nozzle.

        Args:
            extruder: the 1-based extruder that the plate maps the filament to.
            volume_type: the nozzle's volume type where the plate says it itself.
        """
        key = (extruder, volume_type)
        found = self._variants.get(key)
        if found is None:
            found = self._variants[key] = self._variant_of(extruder, volume_type)
        return found

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
    return ProjectSettings(values)


def setting_value(value: object) -> SettingValue:
    """Bring a JSON value into the slicers' form; hand-made files hold numbers.

    NUL characters are dropped: PostgreSQL does not take them.
    """
    if isinstance(value, list):
        try:
            together = "".join(value)
        except TypeError:
            return tuple(map(_text, value))
        return tuple(map(_text, value)) if "\0" in together else tuple(value)
    return value if isinstance(value, tuple) else _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        try:
            value = orjson.dumps(value).decode()
        except orjson.JSONEncodeError:
            return _TOO_DEEP
    return value.replace("\0", "") if "\0" in value else value


def _meant(text: str) -> str | None:
    return None if text in _UNSET else text
