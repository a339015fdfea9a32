"""The rare lines of gcode, read one by one: tools, modes, flushes, countdown, waits."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

import numpy as np

from printshop.bambu.gcode.axes import Axis, PerLine, Track
from printshop.bambu.gcode.clock import MINUTE_S
from printshop.bambu.gcode.config import ConfigBlock
from printshop.bambu.gcode.lines import Lines
from printshop.bambu.gcode.marks import Kind
from printshop.bambu.gcode.numbers import Bools, Floats

MOST_CHANGES = 200_000
_FIRST_SPECIAL_TOOL = 255  # T255, T1000 and their like are commands to the printer.
REAL_FLUSH, _VIRTUAL_FLUSH = 1, 2
_Reader: TypeAlias = Callable[[int, bytes], None]
_FLUSHES = (
    (b"; FLUSH_START", REAL_FLUSH),
    (b"; FLUSH_END", 0),
    (b"; VFLUSH_START", _VIRTUAL_FLUSH),
    (b"; VFLUSH_END", 0),
)
_NUMERIC = b".0123456789"
_FIRST_SHORT, _LAST_SHORT = int(Kind.E_RELATIVE), int(Kind.RESET)
_LONGEST, _MOST_WORDS = 64, 6  # Of a line, what is looked at; none of these says more.
_LAYERS = (b"; CHANGE_LAYER", b";LAYER_CHANGE")
_TOOL = re.compile(rb"(?:T|M1020 +S)(\d{1,6})(?![\d.])")
_WORD = re.compile(rb"(?<![A-Za-z])([A-Z])([-+]?\d{0,12}\.?\d{1,12})")
_LENGTH = re.compile(rb"(?<![\d.])\d{1,12}\.\d{1,12}")
_DEFAULT_FLUSH_SPEED_MM_MIN = 300.0


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class State:
    """What holds on each line of a block.

    `tools` count from 0; `changes` are positions in `Events.changes`; `cuts`
    count the steps of the countdown within the block; `waits_s` are added to the
    time of the lines' own moves.
    """

    tools: PerLine
    changes: PerLine
    flushing: PerLine
    cuts: PerLine
    is_relative: PerLine
    e_is_relative: PerLine
    is_changing: PerLine | Bools
    is_preparing: PerLine
    waits_s: Sequence[tuple[int, float]]


class Events:
    """Carries what the rare lines say from block to block.

    `changes` lists each filament in order, counted from 0, with the millimetres
    flushed since it came; `steps` are the minutes left that the last block counts
    down to.
    """

    def __init__(self, *, change_s: float) -> None:
        """Begin before the first line; a filament change takes `change_s` seconds."""
        self.changes: list[tuple[int, float]] = [(0, 0.0)]
        self.names_tools = False
        self.layers = 0
        self.steps: list[float] = []
        self.axes = {letter: Axis() for letter in "XYZE"}
        self.config = ConfigBlock()
        self.problem: str | None = None
        self._change_s = change_s
        self._tool, self._change, self._cut = Track(0), Track(0), Track(0)
        self._flushing, self._changing = Track(0), Track(0)
        self._relative, self._e_relative = Track(0), Track(0)
        self._preparing = Track(1)
        self._minutes_left = math.inf
        self._waits: list[tuple[int, float]] = []
        self._flush_lines: list[int] = []
        self._readers: dict[int, _Reader] = {
            Kind.TOOL: self._read_tool,
            Kind.COUNTDOWN: self._read_countdown,
            Kind.RESET: self._read_reset,
            Kind.WAIT: self._read_wait,
            Kind.SYNC: self._read_sync,
            Kind.VIRTUAL_MOVE: self._read_virtual_move,
            Kind.FLUSH: self._read_flush,
            Kind.VIRTUAL_FLUSH: self._read_flush,
            Kind.LAYER: self._read_layer,
            Kind.START_END: self._read_start_end,
            Kind.EXTERNAL_PURGE: self._read_external_purge,
        }
        self._switches: dict[int, tuple[Track, int]] = {
            Kind.E_RELATIVE: (self._e_relative, 1),
            Kind.E_ABSOLUTE: (self._e_relative, 0),
            Kind.RELATIVE: (self._relative, 1),
            Kind.ABSOLUTE: (self._relative, 0),
            Kind.CHANGE_START: (self._changing, 1),
            Kind.CHANGE_END: (self._changing, 0),
        }

    def read(self, lines: Lines, events: list[tuple[int, int, int]]) -> State:
        """Read the rare lines of a block and give what holds on each of its lines."""
        self.steps = []
        self._cut = Track(0)
        self._waits, self._flush_lines = [], []
        readers, switches = self._readers, self._switches
        for line, kind, start in events:
            # M83 and G91, but not M830 or G91.1.
            if _FIRST_SHORT <= kind <= _LAST_SHORT and lines.text[start + 3] in _NUMERIC:
                continue
            if reader := readers.get(kind):
                reader(line, lines.line_at(start, most_bytes=_LONGEST))
            elif switch := switches.get(kind):
                track, value = switch
                if track.value != value:
                    track.set(line, value)
            else:
                self.config.mark(lines, start)
        self.config.end_block(lines)
        return self._state(lines.count)

    def add_flushes(self, changes: PerLine, fed_mm: Floats) -> None:
        """Book flushed millimetres with the changes they follow, which rise."""
        if isinstance(changes, int):
            self._flush(changes, float(fed_mm.sum()))
            return
        first = int(changes[0])
        sums = np.bincount(changes - first, weights=fed_mm)
        for change, length in enumerate(sums.tolist(), first):
            self._flush(change, length)

    def _state(self, count: int) -> State:
        relative = self._relative.over(count)
        flushing = self._flushing.over(count)
        changing: PerLine | Bools = self._changing.over(count) | flushing
        if self._flush_lines:
            changing = np.full(count, changing, np.bool_)
            changing[self._flush_lines] = True
        return State(
            tools=self._tool.over(count),
            changes=self._change.over(count),
            flushing=flushing,
            cuts=self._cut.over(count),
            is_relative=relative,
            e_is_relative=relative | self._e_relative.over(count),
            is_changing=changing,
            is_preparing=self._preparing.over(count),
            waits_s=self._waits,
        )

    def changes_used(self) -> list[tuple[int, float]]:
        """The changes, less the unnamed beginning where nothing was flushed in it.

        Only the end can tell: what a block flushed is booked after its lines were read.
        """
        is_empty = self.names_tools and not self.changes[0][1]
        return self.changes[1:] if is_empty else self.changes

    def _read_tool(self, line: int, text: bytes) -> None:
        match = _TOOL.match(text)
        if match is None or (tool := int(match[1])) >= _FIRST_SPECIAL_TOOL:
            return
        if self.names_tools and tool == self._tool.value:
            return
        if self.names_tools:
            self._wait(line, self._change_s, is_flush=True)
        # The first entry stands for what comes before any tool is named.
        if len(self.changes) > MOST_CHANGES:
            self.problem = f"the gcode changes the filament more than {MOST_CHANGES:,} times"
            return
        self.names_tools = True
        self.changes.append((tool, 0.0))
        self._tool.set(line, tool)
        self._change.set(line, len(self.changes) - 1)

    def _read_countdown(self, line: int, text: bytes) -> None:
        minutes = _words(text).get("R")
        if minutes is not None and 0 <= minutes < self._minutes_left:
            self._minutes_left = minutes
            self.steps.append(minutes)
            self._cut.set(line, len(self.steps))

    def _read_reset(self, line: int, text: bytes) -> None:
        code = text.removeprefix(b"G92").partition(b";")[0].strip()
        # Alone it resets all axes.
        words = _words(code) if code else dict.fromkeys(self.axes, 0.0)
        for letter, value in words.items():
            if letter in self.axes:
                self.axes[letter].reset(line, value)

    def _read_wait(self, line: int, text: bytes) -> None:
        words = _words(text)
        self._wait(line, words.get("S", 0.0) + words.get("P", 0.0) / 1000)

    def _read_sync(self, line: int, text: bytes) -> None:
        self._wait(line, _words(text).get("T", 0.0), is_flush=True)

    def _read_virtual_move(self, line: int, text: bytes) -> None:
        words = _words(text.removeprefix(b";V"))
        length = max(words.get("E", 0.0), 0.0)
        speed = max(words.get("F", _DEFAULT_FLUSH_SPEED_MM_MIN), 1.0)
        self._wait(line, length / speed * MINUTE_S, is_flush=True)
        if self._flushing.value == _VIRTUAL_FLUSH:
            self._flush(len(self.changes) - 1, length)

    def _read_external_purge(self, line: int, text: bytes) -> None:
        """Book what a purge unit outside the slicer's gcode uses (OrcaSlicer)."""
        match = _LENGTH.search(text)
        if match:
            self._flush(len(self.changes) - 1, float(match[0]))
            self._flush_lines.append(line)

    def _read_flush(self, line: int, text: bytes) -> None:
        for start, flushing in _FLUSHES:
            if text.startswith(start):
                self._flushing.set(line, flushing)

    def _read_layer(self, line: int, text: bytes) -> None:
        if not text.startswith(_LAYERS):
            return
        self.layers += 1
        if self._preparing.value:
            self._preparing.set(line, 0)

    def _read_start_end(self, line: int, text: bytes) -> None:
        if text.startswith(b"; MACHINE_START_GCODE_END"):
            self._preparing.set(line, 0)

    def _wait(self, line: int, seconds: float, *, is_flush: bool = False) -> None:
        self._waits.append((line, max(seconds, 0.0)))
        if is_flush:
            self._flush_lines.append(line)

    def _flush(self, change: int, length: float) -> None:
        tool, flushed = self.changes[change]
        self.changes[change] = (tool, flushed + length)


@lru_cache(maxsize=1024)
def _words(text: bytes) -> Mapping[str, float]:
    """Read the words of a command, `P4 R123`, up to its comment."""
    code = text.partition(b";")[0]
    words = islice(_WORD.finditer(code), _MOST_WORDS)
    return {word[1].decode(): float(word[2]) for word in words}
