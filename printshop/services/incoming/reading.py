"""Reading a stored file, a step at a time: functions of a path that give plain values.

They may run in a process of their own, so they know neither shop nor database, and what
they give can be sent through a pipe.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from printshop.bambu import ThreeMF, read_3mf
from printshop.bambu.gcode.size import gcode_bytes
from printshop.bambu.split.split_record import split_as_json, with_split
from printshop.bambu.writing.outline import outline_of
from printshop.domain.catalog import NewVariant
from printshop.domain.incoming import MAX_OUTLINE_BYTES
from printshop.services.incoming.summary import Summary, summary_of
from printshop.services.proposals import propose_variant

Split = Mapping[str, Any]
"""Grams and times told apart, as JSON of bambu's own shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineReading:
    """A file without its bulk; outline is None where even that is too large to keep."""

    outline: bytes | None = field(repr=False)
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitReading:
    """A file's grams told apart, and the file summed up with them."""

    split: Split = field(repr=False)
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantReading:
    """A file's grams told apart, and the version that the file proposes with them."""

    split: Split = field(repr=False)
    variant: NewVariant = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesReading:
    """The pictures of a file, drawn anew: of the plates by index, and of the design.

    The members are the paths within the file that they were drawn from.
    """

    thumbnails: Mapping[int, bytes] = field(repr=False)
    thumbnail_members: Mapping[int, str]
    pictures: tuple[bytes, ...] = field(repr=False)
    picture_members: tuple[str, ...]


def read_outline(path: Path, name: str) -> OutlineReading:
    """Make a file's outline and sum it up; the time does not depend on its gcode.

    Raises:
        ThreeMFError: the file cannot be read; the message says what is wrong with it.

    """
    content = read_3mf(path, name=name, split=False)
    return OutlineReading(
        outline=outline_of(path, name=name, at_most=MAX_OUTLINE_BYTES),
        summary=_summed_up(path, content),
    )


def read_split(path: Path, name: str, known: Split | None) -> SplitReading:
    """Tell a file's grams apart: about a second for 100 MB of gcode.

    Args:
        path: of the file.
        name: what messages call it.
        known: its split as it was kept; taken where the rules are still the same.

    Raises:
        ThreeMFError: the file cannot be read; the message says what is wrong with it.

    """
    content, split = _told_apart(path, name, known, with_pictures=False)
    return SplitReading(split=split, summary=_summed_up(path, content))


def read_variant(path: Path, name: str, known: Split | None) -> VariantReading:
    """Tell a file's grams apart, and propose its version with them; else as `read_split`.

    Raises:
        ThreeMFError: the file cannot be read; the message says what is wrong with it.

    """
    content, split = _told_apart(path, name, known, with_pictures=True)
    return VariantReading(split=split, variant=propose_variant(content, name))


def read_pictures(path: Path, name: str) -> PicturesReading:
    """Draw a file's pictures anew.

    Raises:
        ThreeMFError: the file cannot be read; the message says what is wrong with it.

    """
    content = read_3mf(path, name=name, split=False, pictures=True)
    drawn = [plate for plate in content.plates if plate.thumbnail]
    return PicturesReading(
        thumbnails={plate.index: plate.thumbnail for plate in drawn if plate.thumbnail},
        thumbnail_members={plate.index: plate.thumbnail_member or "" for plate in drawn},
        pictures=tuple(picture.image for picture in content.pictures),
        picture_members=tuple(picture.member for picture in content.pictures),
    )


def _told_apart(
    path: Path, name: str, known: Split | None, *, with_pictures: bool
) -> tuple[ThreeMF, Split]:
    if known is not None:
        content = read_3mf(path, name=name, split=False, pictures=with_pictures)
        told_apart = with_split(content, known)
        if told_apart is not None:
            return told_apart, known
    content = read_3mf(path, name=name, split=True, pictures=with_pictures)
    return content, split_as_json(content)


def _summed_up(path: Path, content: ThreeMF) -> Summary:
    with path.open("rb") as stream:
        return summary_of(content, content.name, gcode_bytes=gcode_bytes(stream, content))
