"""What must hold of every reading, whatever the bytes: a whole result or one sentence."""

import io
import json
from collections.abc import Iterator
from dataclasses import astuple, fields
from decimal import Decimal

from printshop.bambu import (
    Plate,
    PlateFilament,
    ThreeMF,
    as_bambu_metadata,
    as_json,
    as_text,
    read_3mf,
)
from printshop.bambu.limits import DEFAULT_LIMITS
from printshop.errors import ThreeMFError

_NAME = "mutant.3mf"
_LONGEST_SENTENCE = 1_500
_MOST_JSON_BYTES = 64 << 20
_TOLERANCE_G, _TOLERANCE_SHARE = Decimal("0.02"), Decimal("0.002")
_SECRETS = ("apikey", "password", "print_host", "printhost")
_HARMLESS = ("bbl_use_printhost", "printhost_authorization_type", "printhost_ssl_ignore_revoke")


class BreachError(Exception):
    """Something came out that must not."""


def outcome(data: bytes) -> str:
    """Read an archive and examine what comes out.

    Returns:
        The kind of the result, or the name of the refusal.

    Raises:
        BreachError: if the result or the refusal is not in order.
        Exception: whatever leaves the reader that must not.
    """
    try:
        result = read_3mf(io.BytesIO(data), name=_NAME, pictures=True)
    except ThreeMFError as fault:
        _check_sentence(str(fault))
        _check_refused_without_split(data)
        return type(fault).__name__
    for breach in breaches_of(result):
        raise BreachError(breach)
    return result.kind


def _check_sentence(sentence: str) -> None:
    if not sentence.startswith(_NAME) or "\n" in sentence or len(sentence) > _LONGEST_SENTENCE:
        message = f"not one sentence about the file: {sentence[:200]!r}"
        raise BreachError(message)
    sentence.encode()


def _check_refused_without_split(data: bytes) -> None:
    """Refuse alike with and without the split, which never costs the file."""
    try:
        read_3mf(io.BytesIO(data), name=_NAME, split=False, pictures=False)
    except ThreeMFError:
        return
    message = "refused with the split, read without it"
    raise BreachError(message)


def breaches_of(result: ThreeMF) -> Iterator[str]:
    """Name what is not in order in a result; nothing where all is."""
    yield from _breaches_of_reports(result)
    indexes = [plate.index for plate in result.plates]
    if indexes != sorted(set(indexes)) or any(index < 1 for index in indexes):
        yield f"plates are not in order: {indexes}"
    if set(indexes) & set(result.unsliced_plates):
        yield "a plate is sliced and not sliced"
    if len(result.findings) > DEFAULT_LIMITS.findings + 1:
        yield f"{len(result.findings)} findings"
    shown = {key.lower() for key in result.settings}.difference(_HARMLESS)
    if any(word in key for key in shown for word in _SECRETS):
        yield "a secret among the settings"
    for plate in result.plates:
        yield from _breaches_of_plate(plate)
    for filament in result.filaments:
        yield from _breaches_of_numbers(filament)


def _breaches_of_reports(result: ThreeMF) -> Iterator[str]:
    """All reports can be written, in UTF-8, and PostgreSQL takes the JSON."""
    for report in (as_json(result), as_bambu_metadata(result)):
        written = json.dumps(report, allow_nan=False, ensure_ascii=False).encode()
        if b"\\u0000" in written.replace(b"\\\\", b""):
            yield "a NUL in the JSON"
        if len(written) > _MOST_JSON_BYTES:
            yield f"{len(written):,} bytes of JSON"
    text = as_text(result).encode()
    if b"\x1b" in text or b"\x00" in text:
        yield "a control character in the text"


def _breaches_of_plate(plate: Plate) -> Iterator[str]:
    for filament in plate.filaments:
        yield from _breaches_of_numbers(filament)
        yield from _breaches_of_sum(filament)
    split = plate.time_split
    if split is not None:
        if min(astuple(split)) < 0:
            yield f"time runs backwards: {split}"
        if plate.print_time_s is not None and sum(astuple(split)) != plate.print_time_s:
            yield f"{split} is not {plate.print_time_s} s"


def _breaches_of_numbers(filament: PlateFilament) -> Iterator[str]:
    for field in fields(filament):
        value = getattr(filament, field.name)
        if isinstance(value, Decimal) and (not value.is_finite() or value < 0):
            yield f"{field.name} of filament {filament.index} is {value}"


def _breaches_of_sum(filament: PlateFilament) -> Iterator[str]:
    parts = (filament.model_g, filament.support_g, filament.tower_g, filament.flush_g)
    known = [part for part in parts if part is not None]
    if filament.split_source == "none" and known:
        yield f"filament {filament.index} has a split from nowhere"
    if filament.split_source != "gcode":
        return
    used = filament.used_g
    if used is None or len(known) != len(parts):
        yield f"filament {filament.index} has half a split"
    elif abs(sum(known, Decimal(0)) - used) > _TOLERANCE_G + _TOLERANCE_SHARE * used:
        yield f"filament {filament.index}: {known} do not add up to {used}"
    if filament.brim_g is None or filament.model_g is None or filament.brim_g > filament.model_g:
        yield f"filament {filament.index}: the brim is no part of the model"
