"""The lines of gcode that are no moves but change what the moves mean.

The frequent ones (roles, wipes, accelerations) are read as arrays, the rest one
by one. Comments count only as the slicers write them: Bambu printers get
`; FEATURE: Support`, other printers `;TYPE:Support`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from printshop.bambu.gcode.lines import Lines
from printshop.bambu.gcode.numbers import WORD_BYTES, Bools, Floats, Ints, Words


class Role(IntEnum):
    """What a move prints; brim and custom gcode are parts of the model in the slicer's sums."""

    MODEL = 0
    BRIM = 1
    CUSTOM = 2
    SUPPORT = 3
    TOWER = 4


class Kind(IntEnum):
    """What a line that is no move says; those from `TOOL` on are read one by one."""

    NONE = 0
    FEATURE = 1
    TYPE = 2
    WIPE_START = 3
    WIPE_END = 4
    TOOL = 5
    COUNTDOWN = 6
    E_RELATIVE = 7
    E_ABSOLUTE = 8
    RELATIVE = 9
    ABSOLUTE = 10
    RESET = 11
    WAIT = 12
    SYNC = 13
    VIRTUAL_MOVE = 14
    FLUSH = 15
    VIRTUAL_FLUSH = 16
    CHANGE_START = 17
    CHANGE_END = 18
    LAYER = 19
    START_END = 20
    CONFIG = 21
    EXTERNAL_PURGE = 22


# Plain numbers, for each look at a member of an enum costs as much as a short array.
_IS_FEATURE, _IS_TYPE = int(Kind.FEATURE), int(Kind.TYPE)
_STARTS_WIPE, _ENDS_WIPE = int(Kind.WIPE_START), int(Kind.WIPE_END)
_FIRST_EVENT = int(Kind.TOOL)
_FEATURE, _TYPE = b"; FEATURE: ", b";TYPE:"
_PREFIXES = (
    (_FEATURE[:8], Kind.FEATURE),
    (_TYPE, Kind.TYPE),
    (b"; WIPE_S", Kind.WIPE_START),
    (b"; WIPE_E", Kind.WIPE_END),
    (b";WIPE_ST", Kind.WIPE_START),
    (b";WIPE_EN", Kind.WIPE_END),
    (b"T", Kind.TOOL),
    (b"M1020 S", Kind.TOOL),
    (b"M73 P", Kind.COUNTDOWN),
    (b"M73 R", Kind.COUNTDOWN),
    (b"M83", Kind.E_RELATIVE),
    (b"M82", Kind.E_ABSOLUTE),
    (b"G91", Kind.RELATIVE),
    (b"G90", Kind.ABSOLUTE),
    (b"G92", Kind.RESET),
    (b"M400 S", Kind.WAIT),
    (b"M400 P", Kind.WAIT),
    (b"G4 ", Kind.WAIT),
    (b"SYNC ", Kind.SYNC),
    (b";VG1 ", Kind.VIRTUAL_MOVE),
    (b"; FLUSH_", Kind.FLUSH),
    (b"; VFLUSH", Kind.VIRTUAL_FLUSH),
    (b"M620 S", Kind.CHANGE_START),
    (b"M621 S", Kind.CHANGE_END),
    (b"; CHANGE", Kind.LAYER),
    (b";LAYER_C", Kind.LAYER),
    (b"; MACHIN", Kind.START_END),
    (b"; CONFIG", Kind.CONFIG),
    (b"; EXTERN", Kind.EXTERNAL_PURGE),
    (b";EXTERNA", Kind.EXTERNAL_PURGE),
)
_ROLES = (
    (b"Support", Role.SUPPORT),
    (b"Prime to", Role.TOWER),
    (b"Wipe tow", Role.TOWER),
    (b"Brim\n", Role.BRIM),
    (b"Brim\r", Role.BRIM),
    (b"Custom\n", Role.CUSTOM),
    (b"Custom\r", Role.CUSTOM),
)


class _Prefixes:
    """Texts that tell words apart by how they begin; none of them begins another one."""

    def __init__(self, prefixes: Sequence[tuple[bytes, int]]) -> None:
        # In the order of their bytes, the prefix of a word is the last one not behind the word.
        in_order = sorted(prefixes)
        self._texts = np.array([_as_number(prefix) for prefix, _ in in_order], np.uint64)
        self._masks = np.array(
            [_as_number(b"\xff" * len(prefix)) for prefix, _ in in_order], np.uint64
        )
        self._meanings = np.array([meaning for _, meaning in in_order], np.int64)

    def meanings(self, words: Words) -> npt.NDArray[np.int64]:
        """Give what each word means; 0 where no prefix fits."""
        numbers = words.byteswap()
        at = np.maximum(np.searchsorted(self._texts, numbers, side="right") - 1, 0)
        fits = (numbers & self._masks.take(at)) == self._texts.take(at)
        return self._meanings.take(at) * fits


def _as_number(text: bytes) -> int:
    return int.from_bytes(text.ljust(WORD_BYTES, b"\0"), "big")


_LINE_KINDS, _ROLE_NAMES = _Prefixes(_PREFIXES), _Prefixes(_ROLES)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Marks:
    """The marks of a block, each by the line it stands on.

    `roles`, `wipes` (true from WIPE_START on, false from WIPE_END on) and
    `accelerations` (mm/s²) hold from their line on; `events` are the lines to read one by one, with
    their kinds and first bytes.
    """

    role_lines: Ints
    roles: npt.NDArray[np.int64]
    wipe_lines: Ints
    wipes: Bools
    acceleration_lines: Ints
    accelerations: Floats
    events: list[tuple[int, int, int]]


def find_marks(lines: Lines) -> Marks:
    """Find the marks among the lines that are no moves."""
    others = np.flatnonzero(~(lines.is_move | lines.is_empty))
    kinds = _LINE_KINDS.meanings(lines.words.take(others))
    role_at = np.flatnonzero((kinds == _IS_FEATURE) | (kinds == _IS_TYPE))
    role_lines = others.take(role_at)
    is_type = kinds.take(role_at) == _IS_TYPE
    names_at = lines.starts.take(role_lines) + np.where(is_type, len(_TYPE), len(_FEATURE))
    wipe_at = np.flatnonzero((kinds == _STARTS_WIPE) | (kinds == _ENDS_WIPE))
    acceleration_lines, accelerations = lines.parameter("S")
    rare = np.flatnonzero(kinds >= _FIRST_EVENT)
    rare_lines = others.take(rare)
    return Marks(
        role_lines=role_lines,
        roles=_ROLE_NAMES.meanings(lines.all_words[names_at]),
        wipe_lines=others.take(wipe_at),
        wipes=kinds.take(wipe_at) == _STARTS_WIPE,
        acceleration_lines=acceleration_lines,
        accelerations=accelerations,
        events=list(
            zip(
                rare_lines.tolist(),
                kinds.take(rare).tolist(),
                lines.starts.take(rare_lines).tolist(),
                strict=True,
            )
        ),
    )
