"""`read_3mf`: one .3mf file in, one frozen result out."""

import os
from datetime import date
from typing import BinaryIO

from printshop.bambu.archive.container import Container
from printshop.bambu.archive.inflate import shown
from printshop.bambu.content.changed_settings import changed_settings
from printshop.bambu.content.design_credits import copyright_of
from printshop.bambu.content.filaments import FilamentReader
from printshop.bambu.content.pictures import Pictures
from printshop.bambu.content.plates import (
    PlateSources,
    numbers_from_head,
    sliced_plate,
    unsliced_plate,
)
from printshop.bambu.content.print_profile import (
    brim_of,
    length_mm,
    nozzle_diameters,
    nozzle_types,
    nozzle_volume_types,
)
from printshop.bambu.content.producer import producer_of
from printshop.bambu.gcode.head import GcodeHead
from printshop.bambu.limits import DEFAULT_LIMITS, Limits
from printshop.bambu.members.parts import Parts, read_bed_code, read_parts
from printshop.bambu.members.slice_info import PATH as SLICE_INFO_PATH
from printshop.bambu.plain_text import one_line
from printshop.bambu.quick_making import quick
from printshop.bambu.results import Kind, Part, Picture, Plate, ThreeMF
from printshop.bambu.source import label_of, opened
from printshop.bambu.split.plate_split import split_plate
from printshop.bambu.values import switch_of
from printshop.errors import FileTooLargeError, Finding, ThreeMFError

_make_result = quick(ThreeMF)
_DAY_LETTERS = len("2026-01-31")


def read_3mf(
    source: str | os.PathLike[str] | BinaryIO,
    *,
    name: str | None = None,
    split: bool = True,
    pictures: bool | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> ThreeMF:
    """Read what a .3mf file says of its plates, filaments, times and settings.

    Meshes are not unpacked. With `split` each gcode is walked through, about a
    second for 100 MB; without it the time taken does not depend on their size.
    Odd content is noted in `findings`.

    Args:
        source: a path, or a seekable binary stream, which stays open.
        name: what messages call the file; by default its own name.
        split: whether to tell model, support, prime tower and flush apart.
        pictures: whether to draw the plates' thumbnails and the design's pictures;
            by default as `split`, so that metadata alone costs neither.
        limits: caps against hostile archives.

    Raises:
        NotAThreeMFError: if it is empty, another kind of file, a folder, a pipe, or without a
            3D model.
        DamagedFileError: if it is cut off, or a needed part is broken or ambiguous.
        EncryptedFileError: if a needed part asks for a password.
        FileTooLargeError: if it exceeds a cap.
        ThreeMFError: if the file cannot be opened, or the source is of another kind.
    """
    label = label_of(source, name)
    drawn = split if pictures is None else pictures
    try:
        with opened(source, label=label) as stream:
            return _read(stream, label, with_pictures=drawn, with_split=split, limits=limits)
    except OSError as fault:
        message = f"{label} cannot be opened: {fault.strerror or 'reading it failed'}."
        raise ThreeMFError(message) from fault


def _read(
    stream: BinaryIO, name: str, *, with_pictures: bool, with_split: bool, limits: Limits
) -> ThreeMF:
    container = Container(stream, name=name, limits=limits)
    parts = read_parts(container)
    findings = container.findings
    metadata, settings = parts.metadata, parts.settings
    pictures = Pictures(container, findings) if with_pictures else None
    filaments = FilamentReader(settings, highest_index=parts.highest_index(), findings=findings)
    plates = _plates(
        container, parts, filaments=filaments, pictures=pictures, with_split=with_split
    )
    nozzles, nozzle_part = nozzle_diameters(parts.slices, settings, findings=findings)
    _note_duplicates(container)
    return _make_result(
        name=name,
        kind=_kind(parts),
        producer=producer_of(
            generators=(head.producer for head in parts.heads.values()),
            header=parts.slices.header,
            metadata=metadata.values,
        ),
        title=metadata.line("Title"),
        designer=metadata.line("Designer"),
        license=metadata.line("License"),
        description=metadata.text("Description"),
        origin=metadata.line("Origin"),
        copyright=copyright_of(metadata.values),
        created_on=_day(metadata.line("CreationDate")),
        design_model_id=metadata.line("DesignModelId"),
        design_profile_id=metadata.line("DesignProfileId"),
        profile_title=metadata.line("ProfileTitle"),
        profile_description=metadata.text("ProfileDescription"),
        profile_author=metadata.line("ProfileUserName"),
        pictures=pictures.of_design() if pictures else (),
        printer_model=one_line(settings.text("printer_model")),
        printer_settings_id=one_line(settings.text("printer_settings_id")),
        process_preset=one_line(settings.text("print_settings_id")),
        nozzle_diameters_mm=nozzles,
        nozzle_types=nozzle_types(settings),
        nozzle_volume_types=nozzle_volume_types(settings),
        layer_height_mm=length_mm(settings, "layer_height", findings=findings),
        initial_layer_height_mm=length_mm(
            settings, "initial_layer_print_height", findings=findings
        ),
        brim=brim_of(settings, findings=findings),
        bed_type=one_line(settings.text("curr_bed_type")),
        supports_enabled=switch_of(settings.text("enable_support")),
        support_type=one_line(settings.text("support_type")),
        prime_tower_enabled=switch_of(settings.text("enable_prime_tower")),
        changed_settings=changed_settings(settings),
        settings=settings.raw,
        settings_count=settings.count,
        filaments=filaments.configured(),
        plates=plates,
        unsliced_plates=tuple(sorted(parts.project.plates.keys() - {p.index for p in plates})),
        findings=container.findings.listed(),
        parts={"producer": _producer_part(parts), "nozzle_diameters_mm": nozzle_part},
    )


def _kind(parts: Parts) -> Kind:
    """Tell the kind by content; file names are no guide."""
    if parts.gcodes:
        return "sliced"
    if parts.slices.plates:
        return "numbers_only"
    return "project" if parts.is_from_slicer else "generic"


def _plates(
    container: Container,
    parts: Parts,
    *,
    filaments: FilamentReader,
    pictures: Pictures | None,
    with_split: bool,
) -> tuple[Plate, ...]:
    """Give the sliced plates in order, or those of the project when none is sliced."""
    findings = container.findings
    _check_positions(container, parts)
    sliced = sorted({*parts.slices.plates, *parts.gcodes})
    is_only_plate = len({*sliced, *parts.project.plates}) == 1

    def thumbnail(index: int) -> Picture | None:
        return pictures.of_plate(index, is_only_plate=is_only_plate) if pictures else None

    def plate(index: int) -> Plate:
        sources = _sources(container, parts, index, thumbnail=thumbnail(index))
        put_together = sliced_plate(sources, parts.settings, filaments=filaments, findings=findings)
        if not with_split:
            return put_together
        return split_plate(put_together, sources, parts.settings, container=container)

    if sliced:
        return tuple(plate(index) for index in sliced)
    return tuple(
        [
            unsliced_plate(project, parts.settings, filaments=filaments, thumbnail=thumbnail(index))
            for index, project in sorted(parts.project.plates.items())
        ]
    )


def _check_positions(container: Container, parts: Parts) -> None:
    """Refuse what a small part can multiply to: every plate may name every filament."""
    most = container.limits.positions
    sliced = sum(len(plate.filaments) for plate in parts.slices.plates.values())
    planned = sum(len(plate.filament_indexes) for plate in parts.project.plates.values())
    if max(sliced, planned) > most:
        message = (
            f"{container.name} names {max(sliced, planned):,} filaments on its plates, more than "
            f"the {most:,} that are read."
        )
        raise FileTooLargeError(message)


def _sources(
    container: Container, parts: Parts, index: int, *, thumbnail: Picture | None
) -> PlateSources:
    head = parts.heads.get(index, GcodeHead())
    numbers = parts.slices.plates.get(index)
    if numbers is None:
        numbers = numbers_from_head(index, head)
        message = "The plate is missing here: its numbers are those of the gcode's header."
        container.findings.append(
            Finding(where=f"{SLICE_INFO_PATH}: plate[{index}]", message=message)
        )
    return PlateSources(
        numbers=numbers,
        numbers_part="slice_info" if index in parts.slices.plates else "gcode_head",
        project=parts.project.plates.get(index),
        head=head,
        gcode_member=parts.gcodes.get(index),
        bed_code=read_bed_code(container, index),
        sequence=parts.sequences.get(index, ()),
        thumbnail=thumbnail,
    )


def _day(text: str | None) -> date | None:
    """Read the day of a date as MakerWorld writes it; another form is unknown."""
    try:
        return date.fromisoformat((text or "")[:_DAY_LETTERS])
    except ValueError:
        return None


def _producer_part(parts: Parts) -> Part:
    if any(head.producer for head in parts.heads.values()):
        return "gcode_head"
    return "model" if parts.metadata.values.get("Application") else "slice_info"


def _note_duplicates(container: Container) -> None:
    doubled = container.duplicates()
    if doubled:
        message = f"{len(doubled)} names occur more than once; none of these parts was needed."
        container.findings.append(Finding(where=shown(doubled[0]), message=message))
