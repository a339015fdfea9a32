"""A second walk through gcode, line by line, to hold the fast one against.

Written from the rules (docs/3mf.md, "The split of the grams") and as plainly as
they can be said: exact decimals, no arrays, no blocks. It shares no code with
the package.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

_COMMAND = re.compile(r"[GM]\d+(\.\d+)?")
_WORD = re.compile(r"([A-Z])([-+]?(?:\d+\.?\d*|\.\d+))(?=[A-Z\s]|$)")
_TOOL = re.compile(r"(T|M1020 +S)(\d+)$")
_PURGE = re.compile(r"\d+\.\d+")
_ROLES = {
    "Support": "SUPPORT",
    "Support interface": "SUPPORT",
    "Support transition": "SUPPORT",
    "Prime tower": "TOWER",
    "Brim": "BRIM",
    "Custom": "CUSTOM",
}
_MARKS = ("; FEATURE: ", ";TYPE:")
_LAYERS = ("; CHANGE_LAYER", ";LAYER_CHANGE")
_WIPES = {"; WIPE_START": True, ";WIPE_START": True, "; WIPE_END": False, ";WIPE_END": False}
_FLUSHES = {
    "; FLUSH_START": "real",
    "; FLUSH_END": "",
    "; VFLUSH_START": "virtual",
    "; VFLUSH_END": "",
}
_PURGES = ("; EXTERNAL_PURGE", ";EXTERNAL_PURGE")
_FIRST_COMMAND_TO_THE_PRINTER = 255


@dataclass(kw_only=True, slots=True)
class PlainWalk:
    """Millimetres by filament (from 1) and role, and the filaments in order with their flush."""

    lengths_mm: dict[tuple[int, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    changes: list[tuple[int, Decimal]] = field(default_factory=lambda: [(1, Decimal())])
    layers: int = 0


def plain_walk(gcode: bytes) -> PlainWalk:
    """Walk through a whole gcode."""
    walker = _Walker()
    for line in gcode.decode("utf-8", "replace").split("\n"):
        walker.read(line.strip())
    return walker.result()


class _Walker:
    def __init__(self) -> None:
        self.walk = PlainWalk()
        self.at = dict.fromkeys("XYZE", Decimal())
        self.is_relative = self.is_e_relative = False
        self.filament, self.is_named = 1, False
        self.role, self.flushing = "MODEL", ""
        self.is_wiping = False

    def result(self) -> PlainWalk:
        """Leave out the beginning, which nobody named, where nothing was flushed in it."""
        if self.is_named and not self.walk.changes[0][1]:
            del self.walk.changes[0]
        return self.walk

    def read(self, line: str) -> None:
        if line.startswith(";"):
            self.comment(line)
            return
        code = line.partition(";")[0].rstrip()
        found = _COMMAND.match(code)
        command, rest = (found[0], code[found.end() :]) if found else ("", "")
        if command in {"G0", "G1", "G2", "G3"}:
            self.move(_words(rest), is_arc=command in {"G2", "G3"})
        elif command == "G92":
            said = _words(rest) if rest else dict.fromkeys("XYZE", Decimal())
            self.at |= {letter: place for letter, place in said.items() if letter in "XYZE"}
        elif command in {"M82", "M83"}:
            self.is_e_relative = command == "M83"
        elif command in {"G90", "G91"}:
            self.is_relative = command == "G91"
        elif tool := _TOOL.match(code):
            self.change(int(tool[2]))

    def comment(self, line: str) -> None:
        for mark in _MARKS:
            if line.startswith(mark):
                self.role = _ROLES.get(line.removeprefix(mark), "MODEL")
        if line.startswith(_LAYERS):
            self.walk.layers += 1
        self.is_wiping = _WIPES.get(line, self.is_wiping)
        self.flushing = _FLUSHES.get(line, self.flushing)
        if line.startswith(";VG1 ") and self.flushing == "virtual":
            self.flush(max(_words(line).get("E", Decimal()), Decimal()))
        if line.startswith(_PURGES) and (length := _PURGE.search(line)):
            self.flush(Decimal(length[0]))

    def change(self, tool: int) -> None:
        is_new = not self.is_named or tool + 1 != self.filament
        if tool < _FIRST_COMMAND_TO_THE_PRINTER and is_new:
            self.filament, self.is_named = tool + 1, True
            self.walk.changes.append((self.filament, Decimal()))

    def flush(self, length: Decimal) -> None:
        filament, so_far = self.walk.changes[-1]
        self.walk.changes[-1] = (filament, so_far + length)

    def move(self, words: dict[str, Decimal], *, is_arc: bool) -> None:
        gone = {letter: self.go(letter, words) for letter in "XYZE"}
        pushed = gone["E"]
        if pushed <= 0 or self.is_wiping:
            return
        if gone["X"] or gone["Y"] or is_arc:
            self.walk.lengths_mm[self.filament, self.role] += pushed
        elif not gone["Z"] and self.flushing == "real":
            self.flush(pushed)

    def go(self, letter: str, words: dict[str, Decimal]) -> Decimal:
        """Move one axis, and say how far."""
        if letter not in words:
            return Decimal()
        is_distance = self.is_relative or (letter == "E" and self.is_e_relative)
        before = self.at[letter]
        self.at[letter] = before + words[letter] if is_distance else words[letter]
        return self.at[letter] - before


def _words(code: str) -> dict[str, Decimal]:
    """Read words with a number, whether blanks stand between them or not."""
    return {letter: Decimal(number) for letter, number in _WORD.findall(code)}
