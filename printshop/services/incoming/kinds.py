"""Which files are taken at first sight, and what is said of the others."""

from pathlib import PurePath
from typing import BinaryIO, Final

from printshop.bambu.archive.central_directory import read_entries
from printshop.bambu.limits import DEFAULT_LIMITS
from printshop.errors import NotAThreeMFError

WANTED: Final = ".3mf"
_GCODE: Final = frozenset({".gcode", ".gco", ".g", ".bgcode", ".gx", ".ufp", ".makerbot"})
_SHAPES: Final = frozenset({".stl", ".step", ".stp", ".obj", ".amf", ".ply"})


def check_name(name: str) -> None:
    """Refuse a file that by its name is no .3mf; what is in it decides later.

    Raises:
        NotAThreeMFError: the sentence says what it is, the hint what to send instead.

    """
    ending = PurePath(name).suffix.lower()
    if ending == WANTED:
        return
    if ending in _GCODE:
        raise NotAThreeMFError(
            f"{name} is plain gcode, which names neither the filaments nor their colours.",
            hint="Send the sliced plate as .gcode.3mf: in OrcaSlicer tick “Use 3MF instead of "
            "G-code” in the printer's settings, in Bambu Studio choose “Export plate sliced "
            "file”.",
        )
    if ending in _SHAPES:
        raise NotAThreeMFError(
            f"{name} is a shape that was not sliced.",
            hint="Open it in the slicer, slice it and export the plate as .gcode.3mf.",
        )
    raise NotAThreeMFError(
        f"{name} is not a .3mf file.", hint="Export the sliced plate as .gcode.3mf."
    )


def check_archive(content: BinaryIO, name: str) -> None:
    """Refuse a file that is cut off or no archive at all, while its sender still listens.

    Reads the list of its members alone, and leaves the stream at its beginning.

    Raises:
        ThreeMFError: the sentence says what is wrong.

    """
    read_entries(content, name=name, limits=DEFAULT_LIMITS)
    content.seek(0)
