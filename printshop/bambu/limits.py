"""How much of a file is read at most: archives are hostile until read.

Honest files reach 90:1 of compression, so bytes are capped and not ratios. The
largest honest member that is read whole, a model_settings.config of thousands
of objects, stays below 4 MB. Bytes alone do not bound the memory, because the
tree of `<a/>` written a million times takes thirty times its text; so the marks
that begin something are counted too.
"""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The caps of one reading; all in bytes but those that say otherwise.

    `text_marks` are tags, attributes and values of a part; `positions` are the
    filaments of all plates together.
    """

    members: int = 20_000
    directory: int = 8 * MIB
    text_member: int = 8 * MIB
    text_marks: int = 300_000
    picture_member: int = 16 * MIB
    picture_side_px: int = 4096
    pictures_total_px: int = 64_000_000
    gcode_head: int = 64 * KIB
    model_head: int = 4 * MIB
    total: int = 256 * MIB
    gcode_bodies: int = 2048 * MIB
    plates: int = 1_000
    positions: int = 2_000
    findings: int = 200


DEFAULT_LIMITS = Limits()

MOST_FILAMENTS = 1_000
"""Filaments of a project that are looked at; the slicers end at a few dozen."""
