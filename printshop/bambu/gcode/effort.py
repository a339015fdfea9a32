"""How much there is to do in a gcode, and from where on it is given up.

Gcode of slicers is read at more than 100 MB/s. Text of empty lines, of words without numbers or
of commands only costs more for each byte, up to 0.1 µs a line, 0.05 µs a word and 4 µs a command,
so it is these that are counted: no text takes half a minute more than slicers' gcode of its size.
"""

from printshop.bambu.gcode.lines import Lines
from printshop.bambu.gcode.marks import Marks

# As slicers write it, a megabyte holds up to 46,000 lines, 95,000 words and 850 commands (2,200
# where it is a small print): 220,000 to 320,000 in all. 2 GiB of a large print stay below.
MOST_EFFORT = 500_000_000
_LINE, _WORD, _COMMAND = 2, 1, 60


class Effort:
    """Adds up what the blocks of a gcode cost, one for each word of a move."""

    def __init__(self) -> None:
        """Begin before the first block."""
        self._so_far = 0

    def add(self, lines: Lines, marks: Marks) -> str | None:
        """Add a block; a sentence says that there is more than a print can have."""
        words, commands = len(lines.values), len(marks.events)
        self._so_far += _LINE * lines.count + _WORD * words + _COMMAND * commands
        if self._so_far > MOST_EFFORT:
            return "the gcode has more lines, words and commands than the longest prints have"
        return None
