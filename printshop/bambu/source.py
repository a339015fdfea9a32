"""What a .3mf file is read from: a path or a stream, looked at before anything is read.

A pipe or a device is never opened: it may wait for ever.
"""

import os
import re
import stat
from contextlib import AbstractContextManager, nullcontext
from io import FileIO, TextIOBase
from pathlib import PurePath
from typing import BinaryIO, Final

from printshop.bambu.plain_text import one_line
from printshop.errors import NotAThreeMFError, ThreeMFError

_LONGEST_LABEL: Final = 120
_NAMELESS: Final = "The file"
_NO_NAMES: Final = frozenset({"", ".", ".."})
_UNDECODED: Final = re.compile("[\ud800-\udfff]")
_NEEDED: Final = ("read", "seek", "tell", "seekable")


def label_of(source: object, name: str | None = None) -> str:
    """Call the file as messages do: by the name given, else by its own.

    Bytes of a name that are not UTF-8 become the replacement character.
    """
    if name is None:
        if isinstance(source, str | os.PathLike):
            path = os.fsdecode(source)
            name = os.path.basename(path)  # noqa: PTH119 (a tenth of what PurePath takes)
            name = PurePath(path).name or path if name in _NO_NAMES else name
        elif isinstance(own_name := getattr(source, "name", None), str):
            name = PurePath(own_name).name
    if name and not name.isascii():
        name = _UNDECODED.sub("\N{REPLACEMENT CHARACTER}", name)
    return one_line(name, at_most=_LONGEST_LABEL) or _NAMELESS


def opened(source: object, *, label: str) -> AbstractContextManager[BinaryIO]:
    """Give the stream to read from; a file is closed afterwards, a given stream stays open.

    Args:
        source: a path, or a seekable binary stream.
        label: what messages call it.

    Raises:
        NotAThreeMFError: if it is a folder, a pipe or a device.
        ThreeMFError: if it cannot be opened, or is neither a path nor such a stream.
    """
    if isinstance(source, str | os.PathLike):
        path = os.fsdecode(source)
        _check_path(path, label)
        stream: BinaryIO = FileIO(path)
        return stream
    return nullcontext(_checked_stream(source, label))


def _check_path(path: str, label: str) -> None:
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 (a Path takes longer than the rest)
    except ValueError as fault:  # a NUL, or a letter that no name can hold
        message = f"{label} cannot be opened: no file can have this path, check its letters."
        raise ThreeMFError(message) from fault
    if stat.S_ISDIR(mode):
        message = f"{label} is a folder and not a .3mf file: name the file in it."
        raise NotAThreeMFError(message)
    if not stat.S_ISREG(mode):
        kind = "pipe" if stat.S_ISFIFO(mode) else "device"
        message = f"{label} is a {kind} and not a file: save what it gives as a file first."
        raise NotAThreeMFError(message)


def _checked_stream(source: object, label: str) -> BinaryIO:
    if not all(callable(getattr(source, name, None)) for name in _NEEDED):
        kind = "nothing" if source is None else type(source).__name__
        message = (
            f"{label} cannot be read from {kind}: give its path or an open, seekable binary stream."
        )
        raise ThreeMFError(message)
    stream: BinaryIO = source  # ty: ignore[invalid-assignment] - it has the methods
    if getattr(stream, "closed", False):
        message = f"{label} cannot be read, its stream is closed: open it again."
        raise ThreeMFError(message)
    if isinstance(stream, TextIOBase) or not isinstance(stream.read(0), bytes):
        message = f'{label} cannot be read, its stream was opened as text: open it with mode "rb".'
        raise ThreeMFError(message)
    if not stream.seekable():
        message = f"{label} cannot be read, its stream goes only forwards: save it as a file first."
        raise ThreeMFError(message)
    return stream
