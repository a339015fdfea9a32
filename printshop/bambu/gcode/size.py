"""How much gcode a file holds, asked without unpacking any."""

from typing import BinaryIO

from printshop.bambu.archive.container import Container
from printshop.bambu.limits import DEFAULT_LIMITS, Limits
from printshop.bambu.results import ThreeMF


def gcode_bytes(source: BinaryIO, content: ThreeMF, *, limits: Limits = DEFAULT_LIMITS) -> int:
    """The unpacked bytes of all plates' gcodes together, as the archive's directory says.

    Args:
        source: a seekable stream of the file, which stays open.
        content: what `read_3mf` gave for it.
        limits: caps against hostile archives.

    Raises:
        ThreeMFError: as `read_3mf`.

    """
    members = [plate.gcode_member for plate in content.plates if plate.gcode_member]
    if not members:
        return 0
    container = Container(source, name=content.name, limits=limits)
    return sum(container.entry(member).plain_bytes for member in members)
