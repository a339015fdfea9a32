"""The small JSON parts beside the plates: true bed types and filament order.

`plate_N.json` may be left over from an earlier slicing for plates that are not
sliced, so only sliced plates ask for theirs.
"""

import orjson

from printshop.bambu.limits import MOST_FILAMENTS
from printshop.bambu.plain_text import one_line
from printshop.errors import DamagedFileError

SEQUENCE_PATH = "Metadata/filament_sequence.json"


def bed_code(data: bytes, *, file_name: str, part: str) -> str | None:
    """Read the bed's code (`textured_plate`) from a plate_N.json.

    Raises:
        DamagedFileError: if it is no JSON.
    """
    value = _object(data, file_name=file_name, part=part).get("bed_type")
    return one_line(value) if isinstance(value, str) else None


def filament_sequences(data: bytes, *, file_name: str) -> dict[int, tuple[int, ...]]:
    """Read the order in which each plate uses its filaments; a change between any two.

    Returns:
        1-based filaments by plate index; plates that were never sliced are left out.

    Raises:
        DamagedFileError: if it is no JSON.
    """
    sequences: dict[int, tuple[int, ...]] = {}
    for key, value in _object(data, file_name=file_name, part=SEQUENCE_PATH).items():
        number = key.removeprefix("plate_")
        sequence = value.get("sequence") if isinstance(value, dict) else None
        if number.isdecimal() and len(number) <= 6 and isinstance(sequence, list) and sequence:  # noqa: PLR2004
            is_plain = set(map(type, sequence)) == {int}
            if not is_plain or min(sequence) < 1 or max(sequence) > MOST_FILAMENTS:
                sequence = [
                    entry if isinstance(entry, int) and 0 < entry <= MOST_FILAMENTS else 0
                    for entry in sequence
                ]
            sequences[int(number)] = tuple(sequence)
    return sequences


def _object(data: bytes, *, file_name: str, part: str) -> dict[str, object]:
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as fault:
        message = (
            f"{file_name} is damaged, its part {part} is not valid JSON: copy or download it again."
        )
        raise DamagedFileError(message) from fault
    return value if isinstance(value, dict) else {}
