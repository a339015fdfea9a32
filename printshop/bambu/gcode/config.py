"""The settings at the head or the tail of a gcode: what its grams are reckoned with."""

import re

from printshop.bambu.gcode.lines import Lines
from printshop.bambu.limits import MIB

_START, _END = b"; CONFIG_BLOCK_START", b"; CONFIG_BLOCK_END"
_AT_MOST = MIB
_KEYS = (
    "filament_density",
    "filament_diameter",
    "filament_map",
    "nozzle_volume",
)
_SETTING = re.compile(
    rb"^; (" + "|".join(_KEYS).encode() + rb") = ([^\r\n]{0,10000})", re.MULTILINE
)


class ConfigBlock:
    """Collects the CONFIG_BLOCK as the blocks of a gcode go by."""

    def __init__(self) -> None:
        """Begin outside of it."""
        self._is_inside = False
        self._starts_at = 0
        self._text = bytearray()

    def mark(self, lines: Lines, at: int) -> None:
        """Begin or end at a byte of the block."""
        if lines.text.startswith(_START, at):
            self._is_inside, self._starts_at = True, at
        elif self._is_inside and lines.text.startswith(_END, at):
            self._take(lines.text[self._starts_at : at])
            self._is_inside = False

    def end_block(self, lines: Lines) -> None:
        """Take what the block holds up to its end; the next block goes on at its start."""
        if self._is_inside:
            self._take(lines.text[self._starts_at :])
            self._starts_at = 0

    def settings(self) -> dict[str, str]:
        """Give the settings that matter here, as written, lists with commas."""
        return {
            match[1].decode(): match[2].decode("utf-8", "replace").strip()
            for match in _SETTING.finditer(self._text)
        }

    def _take(self, text: bytes) -> None:
        self._text += text[: _AT_MOST - len(self._text)]
