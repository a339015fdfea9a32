"""Files like Bambu Studio's, sliced or only saved, from a small specification.

For the demo shop and for tests: what is written here reads back to equal
values. The archive is the same for the same specification, byte for byte.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator

import orjson
from lxml import etree  # ty: ignore[missing-module-member] (a C extension without stubs)

from printshop.bambu.members import model_settings, plate_details, project_settings, slice_info
from printshop.bambu.members.xml_parts import Element
from printshop.bambu.writing.file_spec import FileSpec, PlateSpec
from printshop.bambu.writing.gcode_writer import gcode_of

_DATE = (2026, 1, 1, 0, 0, 0)
_MODEL_NS = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
_PACKAGE_NS = "http://schemas.openxmlformats.org/package/2006"
_MODEL_TYPE = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"
_GCODE_TYPE = "http://schemas.bambulab.com/package/2021/gcode"


def write_sliced_3mf(spec: FileSpec) -> bytes:
    """Write the archive of a sliced file."""
    return _archive(_sliced_parts(spec))


def write_project_3mf(spec: FileSpec) -> bytes:
    """Write the archive of a saved project: plates and objects, but no slicer numbers.

    Times, grams and layers of the plates are left out; each filament of a plate
    becomes an object that is printed with it.
    """
    return _archive(_project_parts(spec))


def _archive(parts: Iterator[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for path, data in parts:
            info = zipfile.ZipInfo(path, date_time=_DATE)
            is_picture = path.endswith(".png")
            info.compress_type = zipfile.ZIP_STORED if is_picture else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return written.getvalue()


def _common_parts(spec: FileSpec) -> Iterator[tuple[str, bytes]]:
    yield "[Content_Types].xml", _content_types()
    yield "_rels/.rels", _relations([("/3D/3dmodel.model", _MODEL_TYPE)])
    yield "3D/3dmodel.model", _model(spec)
    yield project_settings.PATH, _settings(spec)


def _project_parts(spec: FileSpec) -> Iterator[tuple[str, bytes]]:
    yield from _common_parts(spec)
    yield model_settings.PATH, _unsliced_project(spec)
    for plate in spec.plates:
        if plate.thumbnail_png:
            yield f"Metadata/plate_{plate.index}.png", plate.thumbnail_png
    yield from spec.extra.items()


def _sliced_parts(spec: FileSpec) -> Iterator[tuple[str, bytes]]:
    yield from _common_parts(spec)
    yield model_settings.PATH, _project(spec)
    yield slice_info.PATH, _slice_info(spec)
    yield (
        plate_details.SEQUENCE_PATH,
        orjson.dumps(
            {f"plate_{plate.index}": {"sequence": _sequence(plate)} for plate in spec.plates}
        ),
    )
    gcodes = [(f"/Metadata/plate_{plate.index}.gcode", _GCODE_TYPE) for plate in spec.plates]
    yield "Metadata/_rels/model_settings.config.rels", _relations(gcodes)
    for plate in spec.plates:
        gcode = gcode_of(spec, plate)
        yield f"Metadata/plate_{plate.index}.gcode", gcode
        # The printers' firmware refuses a file whose checksum part does not fit.
        digest = hashlib.md5(gcode, usedforsecurity=False).hexdigest().upper()
        yield f"Metadata/plate_{plate.index}.gcode.md5", digest.encode()
        yield f"Metadata/plate_{plate.index}.json", _plate_json(spec, plate)
        if plate.thumbnail_png:
            yield f"Metadata/plate_{plate.index}.png", plate.thumbnail_png
    yield from spec.extra.items()


def _model(spec: FileSpec) -> bytes:
    root = etree.Element(f"{{{_MODEL_NS}}}model", nsmap={None: _MODEL_NS}, unit="millimeter")
    values = {
        "Application": f"BambuStudio-{spec.producer_version}",
        "BambuStudio:3mfVersion": "1",
        "Description": spec.description,
        "Designer": spec.designer,
        "License": spec.license,
        "Title": spec.title,
        **spec.metadata,
    }
    for name, value in values.items():
        etree.SubElement(root, f"{{{_MODEL_NS}}}metadata", name=name).text = value
    etree.SubElement(root, f"{{{_MODEL_NS}}}resources")
    etree.SubElement(root, f"{{{_MODEL_NS}}}build")
    return _xml(root)


def _settings(spec: FileSpec) -> bytes:
    head = {"from": "project", "name": "project_settings", "version": spec.producer_version}
    values = {
        key: value if isinstance(value, str) else list(value)
        for key, value in spec.settings.items()
    }
    return orjson.dumps(head | values, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def _project(spec: FileSpec) -> bytes:
    root = etree.Element("config")
    for plate in spec.plates:
        element = etree.SubElement(root, "plate")
        _metadata(element, "plater_id", plate.index)
        _metadata(element, "plater_name", plate.name)
        _metadata(element, "locked", "false")
        _metadata(element, "gcode_file", f"Metadata/plate_{plate.index}.gcode")
        if plate.thumbnail_png:
            _metadata(element, "thumbnail_file", f"Metadata/plate_{plate.index}.png")
    return _xml(root)


def _unsliced_project(spec: FileSpec) -> bytes:
    root = etree.Element("config")
    placed = [
        (plate, use, str(number))
        for number, (plate, use) in enumerate(
            ((plate, use) for plate in spec.plates for use in plate.filaments), start=1
        )
    ]
    for plate, use, number in placed:
        element = etree.SubElement(root, "object", id=number)
        _metadata(element, "name", next(iter(plate.objects), plate.name))
        _metadata(element, "extruder", use.index)
    for plate in spec.plates:
        element = etree.SubElement(root, "plate")
        _metadata(element, "plater_id", plate.index)
        _metadata(element, "plater_name", plate.name)
        _metadata(element, "locked", "false")
        if plate.thumbnail_png:
            _metadata(element, "thumbnail_file", f"Metadata/plate_{plate.index}.png")
        for owner, _, number in placed:
            if owner is plate:
                _metadata(etree.SubElement(element, "model_instance"), "object_id", number)
    return _xml(root)


def _slice_info(spec: FileSpec) -> bytes:
    root = etree.Element("config")
    header = etree.SubElement(root, "header")
    etree.SubElement(header, "header_item", key="X-BBL-Client-Type", value="slicer")
    etree.SubElement(header, "header_item", key="X-BBL-Client-Version", value=spec.producer_version)
    nozzles = ",".join(spec.entries("nozzle_diameter"))
    for plate in spec.plates:
        element = etree.SubElement(root, "plate")
        _metadata(element, "index", plate.index)
        _metadata(element, "nozzle_diameters", nozzles)
        _metadata(element, "prediction", plate.print_time_s)
        _metadata(element, "weight", plate.weight_g)
        _metadata(element, "outside", "false")
        _metadata(element, "support_used", "true" if plate.support_used else "false")
        for number, label in enumerate(plate.objects, start=1):
            etree.SubElement(
                element, "object", identify_id=str(number), name=label, skipped="false"
            )
        for filament in plate.filaments:
            etree.SubElement(
                element,
                "filament",
                id=str(filament.index),
                tray_info_idx=filament.bambu_id,
                type=filament.type,
                color=filament.color_hex,
                used_m=str(filament.used_m),
                used_g=str(filament.used_g),
            )
    return _xml(root)


def _plate_json(spec: FileSpec, plate: PlateSpec) -> bytes:
    indexes = [filament.index for filament in plate.filaments]
    return orjson.dumps(
        {
            "bed_type": spec.bed_code,
            "filament_colors": [filament.color_hex for filament in plate.filaments],
            "filament_ids": [index - 1 for index in indexes],
            "first_extruder": indexes[0] - 1 if indexes else 0,
            "is_seq_print": False,
            "version": 2,
        }
    )


def _sequence(plate: PlateSpec) -> list[int]:
    return list(plate.filament_sequence) or [filament.index for filament in plate.filaments]


def _content_types() -> bytes:
    types = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "model": "application/vnd.ms-package.3dmanufacturing-3dmodel+xml",
        "png": "image/png",
        "gcode": "text/x.gcode",
    }
    root = etree.Element("Types", nsmap={None: f"{_PACKAGE_NS}/content-types"})
    for extension, kind in types.items():
        etree.SubElement(root, "Default", Extension=extension, ContentType=kind)
    return _xml(root)


def _relations(targets: list[tuple[str, str]]) -> bytes:
    root = etree.Element("Relationships", nsmap={None: f"{_PACKAGE_NS}/relationships"})
    for number, (target, kind) in enumerate(targets, start=1):
        etree.SubElement(root, "Relationship", Target=target, Id=f"rel-{number}", Type=kind)
    return _xml(root)


def _metadata(element: Element, key: str, value: object) -> None:
    etree.SubElement(element, "metadata", key=key, value=str(value))


def _xml(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
