"""The parts of a .3mf file, each found, read and checked.

Parts that the numbers stand on must be whole, or the file is refused; what
only adorns them (names, bed types, filament order) leaves a finding.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from printshop.bambu.archive.container import Container
from printshop.bambu.gcode.head import GcodeHead, read_gcode_head
from printshop.bambu.members import model_settings, project_settings, slice_info
from printshop.bambu.members.model_metadata import ModelMetadata, read_model_metadata
from printshop.bambu.members.model_settings import ModelSettings, read_model_settings
from printshop.bambu.members.plate_details import SEQUENCE_PATH, bed_code, filament_sequences
from printshop.bambu.members.project_settings import ProjectSettings, read_project_settings
from printshop.bambu.members.slice_info import SliceInfo, read_slice_info
from printshop.bambu.members.xml_parts import parse_xml
from printshop.errors import FileTooLargeError, Finding, NotAThreeMFError, ThreeMFError

_MODEL = "3D/3dmodel.model"
_RELATIONS = "_rels/.rels"
_KEYSTORE = "Secure/keystore.xml"
_MODEL_RELATION = "/3dmodel"
_GCODE = re.compile(r"metadata/plate_([1-9][0-9]{0,5})\.gcode")
_LONGEST_PATH = 255
_SLICER_PARTS = (slice_info.PATH, project_settings.PATH, model_settings.PATH)

_Read = TypeVar("_Read")


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What the parts say; `gcodes` and `heads` by plate index."""

    metadata: ModelMetadata
    settings: ProjectSettings
    slices: SliceInfo
    project: ModelSettings
    gcodes: Mapping[int, str]
    heads: Mapping[int, GcodeHead]
    sequences: Mapping[int, tuple[int, ...]]
    is_from_slicer: bool

    def highest_index(self) -> int:
        """Give the highest filament that a plate names, 0 where none does."""
        sliced, planned = self.slices.plates.values(), self.project.plates.values()
        return max(
            0,
            *[plate.filaments[-1].index for plate in sliced if plate.filaments],
            *[plate.filament_indexes[-1] for plate in planned if plate.filament_indexes],
            *[index for head in self.heads.values() for index, _ in head.weights_g],
            0,
        )


def read_parts(container: Container) -> Parts:
    """Read all parts but pictures; findings are left with the container.

    Raises:
        ThreeMFError: if there is no 3D model or a needed part cannot be read.
    """
    limits, findings = container.limits, container.findings
    metadata = _read_model(container)
    slices = SliceInfo()
    if slice_info.PATH in container:
        slices = read_slice_info(
            parse_xml(
                container.read_text(slice_info.PATH),
                file_name=container.name,
                part=slice_info.PATH,
            ),
            name=container.name,
            most_plates=limits.plates,
            findings=findings,
        )
    gcodes = _find_gcodes(container)
    return Parts(
        metadata=metadata,
        settings=_read_settings(container),
        slices=slices,
        project=_read_project(container) or ModelSettings(),
        gcodes=gcodes,
        heads={
            index: read_gcode_head(container.chunks(path), at_most=limits.gcode_head)
            for index, path in gcodes.items()
        },
        sequences=_read_sequences(container, slices),
        is_from_slicer=any(path in container for path in _SLICER_PARTS),
    )


def read_bed_code(container: Container, index: int) -> str | None:
    """Read the true bed of a sliced plate; a broken part leaves a finding."""
    path = f"Metadata/plate_{index}.json"
    return _lenient(
        container,
        path,
        lambda data: bed_code(data, file_name=container.name, part=path),
    )


def model_path(container: Container) -> str | None:
    """Find the model part: by its usual name, else through the package's relations.

    Raises:
        ThreeMFError: if the relations cannot be read.
    """
    return _MODEL if _MODEL in container else _related_model(container)


def _read_model(container: Container) -> ModelMetadata:
    path = model_path(container)
    if path is None:
        raise _no_model(container)
    if _KEYSTORE in container:
        message = "Parts of the file are encrypted (3MF Secure Content) and stay unread."
        container.findings.append(Finding(where=_KEYSTORE, message=message))
    return read_model_metadata(
        container.chunks(path),
        file_name=container.name,
        path=path,
        at_most=container.limits.model_head,
        findings=container.findings,
    )


def _related_model(container: Container) -> str | None:
    """Find a model part of another name through the package's relations."""
    if _RELATIONS not in container:
        return None
    relations = parse_xml(
        container.read_text(_RELATIONS),
        file_name=container.name,
        part=_RELATIONS,
    )
    for relation in relations.iterfind("{*}Relationship"):
        target = relation.get("Target", "")[:_LONGEST_PATH].lstrip("/")
        if relation.get("Type", "").endswith(_MODEL_RELATION) and target in container:
            return target
    return None


def _no_model(container: Container) -> NotAThreeMFError:
    if any(path.endswith(".3mf") for path in container.paths()):
        return NotAThreeMFError(
            f"{container.name} is an archive of .3mf files: unpack it and take the files inside."
        )
    return NotAThreeMFError(
        f"{container.name} is a zip archive without a 3D model (no {_MODEL}), so not a .3mf file: "
        "save it from the slicer."
    )


def _read_settings(container: Container) -> ProjectSettings:
    if project_settings.PATH not in container:
        return ProjectSettings({})
    data = container.read_text(project_settings.PATH)
    return read_project_settings(data, name=container.name)


def _read_project(container: Container) -> ModelSettings | None:
    return _lenient(
        container,
        model_settings.PATH,
        lambda data: read_model_settings(
            parse_xml(data, file_name=container.name, part=model_settings.PATH),
            most_plates=container.limits.plates,
            findings=container.findings,
        ),
    )


def _read_sequences(container: Container, slices: SliceInfo) -> Mapping[int, tuple[int, ...]]:
    """Read the order of filaments only where a plate has more than one."""
    if all(len(plate.filaments) <= 1 for plate in slices.plates.values()):
        return {}
    return (
        _lenient(
            container,
            SEQUENCE_PATH,
            lambda data: filament_sequences(data, file_name=container.name),
        )
        or {}
    )


def _lenient(container: Container, path: str, read: Callable[[bytes], _Read]) -> _Read | None:
    """Read a part that the numbers do not stand on."""
    if path not in container:
        return None
    try:
        return read(container.read_text(path))
    except ThreeMFError as fault:
        container.findings.append(Finding(where=path, message=fault.message))
        return None


def _find_gcodes(container: Container) -> dict[int, str]:
    """Map plate index to gcode part, by number: members come in any order."""
    paths = [path for path in container.paths() if path.endswith(".gcode")]
    found = sorted([int(match[1]) for path in paths if (match := _GCODE.fullmatch(path))])
    if len(found) > container.limits.plates:
        message = (
            f"{container.name} has {len(found):,} plates with gcode, more than the "
            f"{container.limits.plates:,} that are read."
        )
        raise FileTooLargeError(message)
    return {index: f"Metadata/plate_{index}.gcode" for index in found}
