"""Which data set given files hold, told by what is in them and never by their names."""

from collections.abc import Sequence
from typing import Final

import orjson

from printshop.errors import InvalidInputError
from printshop.services.makers import open_filament_database as ofd
from printshop.services.makers import open_filament_folder, raw, spoolman_db
from printshop.services.makers.results import Reading
from printshop.services.makers.unpacking import unpacked

_HEAD: Final = 20_000
_EXPECTED: Final = (
    "SpoolmanDB's .json files, the flat .csv table of the Open Filament Database, or the folder "
    "of either as .zip or .tar.gz."
)


def read(files: Sequence[tuple[str, bytes]]) -> Reading:
    """The filaments of one data set.

    Args:
        files: what people call each, and its bytes: one or several .json, a .csv, and any of
            them packed (.gz, .tar.gz, .zip).

    Raises:
        InvalidInputError: they hold none of the data sets, more than one, or too much.

    """
    readings: dict[str, Reading] = {}
    strangers: list[str] = []
    folder: dict[tuple[tuple[str, ...], str], bytes] = {}
    for path, data in unpacked(files):
        name = raw.shown(path.rsplit("/", 1)[-1])
        place = open_filament_folder.place_of(path)
        if place is not None:
            folder[place] = data
            continue
        # Beside the data lie settings of programs, some as JSON with comments.
        is_inside = "/" in path
        source, content = _source_of(data, name, is_strict=not is_inside)
        if source is None:
            strangers.append(name)
            continue
        reading = readings.setdefault(source, Reading(source=source, is_whole=False))
        _read_into(reading, content)
    if folder:
        reading = readings.setdefault(ofd.SOURCE, Reading(source=ofd.SOURCE, is_whole=False))
        open_filament_folder.read_folder(folder, reading)
    if len(readings) > 1:
        raise InvalidInputError(
            "These files are of two data sets.", hint="Take in one after the other."
        )
    if not readings:
        name = strangers[0] if strangers else "What was sent"
        raise InvalidInputError(
            f"{name} holds no data set that Printshop knows.", hint=f"It takes {_EXPECTED}"
        )
    (reading,) = readings.values()
    if not reading.filaments:
        why = next(iter(reading.left_out), "it is empty")
        raise InvalidInputError(f"No filament of {reading.source} could be taken: {why}.")
    return reading


def _source_of(data: bytes, name: str, *, is_strict: bool) -> tuple[str | None, object]:
    """Which data set a file is of, and what is in it: large JSON is read only once."""
    if data.lstrip()[:1] in {b"{", b"["}:
        content = _json(data, name, is_strict=is_strict)
        is_known = spoolman_db.is_makers_file(content) or spoolman_db.is_compiled(content)
        return (spoolman_db.SOURCE, content) if is_known else (None, None)
    return (ofd.SOURCE, _text(data)) if ofd.is_flat_table(_text(data[:_HEAD])) else (None, None)


def _read_into(reading: Reading, content: object) -> None:
    if isinstance(content, str):
        ofd.read_flat_table(content, reading)
        reading.is_whole = True
    elif isinstance(content, list):
        spoolman_db.read_compiled(content, reading)
        reading.is_whole = True
    elif isinstance(content, dict):
        spoolman_db.read_makers_file(content, reading)


def _json(data: bytes, name: str, *, is_strict: bool) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        if not is_strict:
            return None
        raise InvalidInputError(
            f"{name} begins as JSON and cannot be read to its end.",
            hint="It may be cut off. Download it again.",
        ) from error


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Excel on Windows saves like this; every byte means something there.
        return data.decode("cp1252", "replace")
