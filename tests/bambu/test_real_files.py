"""The reader against real files, field by field, by numbers taken from the raw parts.

Each field of the truth is compared by a table below, or named with the reason why it is not:
a field that is in neither fails the first test.
"""

import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from printshop.bambu import Plate, PlateFilament, ThreeMF, read_3mf
from printshop.errors import DamagedFileError, NotAThreeMFError, ThreeMFError

# JSON of another tool's making: its leaves are of any kind.
Truth = dict[str, Any]
Of = Callable[[Any], object]

_KINDS = {
    "unsliced": "project",
    "sliced+gcode": "sliced",
    "slice_info only (no gcode)": "numbers_only",
}


def _same(value: object) -> object:
    return value


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None


def _number(value: str | float | None) -> float | None:
    return None if value is None else float(value)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _whole(value: str | None) -> int | None:
    return None if value is None else int(value)


def _switch(value: str | None) -> bool | None:
    return None if value is None else value in {"1", "true"}


def _numbers(value: str | Iterable[float] | None) -> list[float]:
    entries = value.split(",") if isinstance(value, str) else value or ()
    return [float(entry) for entry in entries]


def _setting(key: str) -> Callable[[ThreeMF], object]:
    """Give a raw setting, lists as lists."""

    def of(result: ThreeMF) -> object:
        value = result.settings.get(key)
        return list(value) if isinstance(value, tuple) else value

    return of


def _entries(result: ThreeMF, key: str) -> tuple[str, ...]:
    value = result.settings.get(key, ())
    return (value,) if isinstance(value, str) else value


# Key of the truth: what is found, and what the raw value means.
_FILE: Mapping[str, tuple[Callable[[ThreeMF], object], Of]] = {
    "state": (lambda r: r.kind, lambda v: _KINDS[v]),
    "title": (lambda r: r.title, _text),
    "designer": (lambda r: r.designer, _text),
    "license": (lambda r: r.license, _text),
    "description_chars": (lambda r: r.description is not None, bool),
    "creation_date": (lambda r: r.created_on.isoformat() if r.created_on else None, _same),
    "profile_title": (lambda r: r.profile_title, _text),
    "Origin": (lambda r: r.origin, _text),
    "DesignModelId": (lambda r: r.design_model_id, _text),
    "DesignProfileId": (lambda r: r.design_profile_id, _text),
    "ProfileUserName": (lambda r: r.profile_author, _text),
    "settings_count": (lambda r: r.settings_count, lambda v: v or 0),
    "settings_version": (_setting("version"), _same),
    "printer_model": (lambda r: r.printer_model, _same),
    "printer_settings_id": (lambda r: r.printer_settings_id, _same),
    "print_settings_id": (lambda r: r.process_preset, _same),
    "layer_height": (lambda r: r.layer_height_mm, _number),
    "initial_layer_print_height": (lambda r: r.initial_layer_height_mm, _number),
    "nozzle_diameter": (lambda r: _numbers(map(float, _entries(r, "nozzle_diameter"))), _numbers),
    "curr_bed_type": (lambda r: r.bed_type, _same),
    "brim_type": (lambda r: r.brim.type, _same),
    "brim_width": (lambda r: r.brim.width_mm, _number),
    "brim_object_gap": (lambda r: r.brim.gap_mm, _number),
    "enable_support": (lambda r: r.supports_enabled, _switch),
    "enable_prime_tower": (lambda r: r.prime_tower_enabled, _switch),
    "flush_multiplier": (_setting("flush_multiplier"), _same),
    "filament_slots_configured": (lambda r: len(r.filaments), lambda v: v or 0),
    "flush_volumes_matrix_len": (
        lambda r: len(_entries(r, "flush_volumes_matrix")),
        lambda v: v or 0,
    ),
    "gcode_plates": (lambda r: [plate.index for plate in r.plates if plate.gcode_member], _same),
}
_FILE_OTHERWISE = {
    "application": "in the producer",
    "slice_header": "in the producer",
    "plates_project": "by plate, below",
    "project_plates": "count of plates_project",
    "sliced_plates": "by plate, below",
    "filaments_configured": "by filament, below",
    "thumbnails": "by plate, below",
    "settings_count_regex": "a check of settings_count by another way",
    "repo": "where the file was found",
    "path": "where the file was found",
    "size": "of the file itself",
    "error": "the file that is empty; with the other refusals below",
}
_PLATE: Mapping[str, tuple[Callable[[Plate], object], Of]] = {
    "index": (lambda p: p.index, _same),
    "prediction_s": (lambda p: p.print_time_s, _same),
    "weight_g": (lambda p: p.weight_g, _decimal),
    "sum_used_g": (lambda p: sum(f.used_g or 0 for f in p.filaments), _decimal),
    "first_layer_time_s": (lambda p: p.first_layer_time_s, _same),
    "support_used": (lambda p: p.support_used, _switch),
    "outside": (lambda p: p.is_outside_bed, _switch),
    "printer_model_id": (lambda p: p.printer_model_id, _text),
    "objects": (lambda p: len(p.objects), _same),
    "warnings": (lambda p: list(p.warnings), _same),
}
_GCODE_HEAD: Mapping[str, Callable[[Plate], object]] = {
    "model_printing_time_s": lambda p: (p.print_time_s or 0) - (p.preparation_time_s or 0),
    "total_estimated_time_s": lambda p: p.print_time_s,
    "prepare_time_s": lambda p: p.preparation_time_s,
    "layers": lambda p: p.layers,
    "max_z_height": lambda p: p.height_mm,
    "filament_changes_in_gcode": lambda p: p.filament_changes,
}
_PLATE_OTHERWISE = {
    "filaments": "by filament, below",
    "nozzle_diameters": "of the file, below",
    "filament_maps": "extruder of each filament, below",
    "generator": "in the producer",
    "gcode_breakdown_g": "within tolerances, in test_real_split.py",
    "breakdown_max_abs_err_vs_used_g": "how far the truth itself is from used_g",
    "breakdown_total_err_g": "how far the truth itself is from used_g",
    "check_regex_equal": "a check of the truth",
    "check_weight_equals_sum": "a finding where it is false, below",
    "check_prediction_equals_header": "a check of the truth",
    "md5_matches": "the printer compares it; the reader leaves the gcode's checksum to the archive",
}
_FILAMENT: Mapping[str, tuple[Callable[[PlateFilament], object], Of]] = {
    "id": (lambda f: f.index, _same),
    "tray_info_idx": (lambda f: f.bambu_id, _text),
    "type": (lambda f: f.type, _same),
    "color": (lambda f: f.color_hex, _same),
    "used_g": (lambda f: f.used_g, _decimal),
    "used_m": (lambda f: f.used_m, _decimal),
    "used_for_support": (lambda f: f.used_for_support, _switch),
    "vendor": (lambda f: f.vendor, _same),
    "settings_id": (lambda f: f.settings_id, _same),
    "density": (lambda f: f.density_g_cm3, _decimal),
    "cost_per_kg": (lambda f: f.cost_per_kg, _decimal),
    "nozzle_temperature": (lambda f: f.nozzle_temperature_c, _whole),
    "bed_temperature": (lambda f: f.bed_temperature_c, _whole),
}
_FILAMENT_OTHERWISE = {
    "group_id": "the slicer's own number of a nozzle; `extruder` says which it is",
}
_UNSLICED_PLATE: Mapping[str, Callable[[Plate], object]] = {
    "instances": lambda p: len(p.objects),
    "object_part_extruders": lambda p: [f.index for f in p.filaments],
}
_PROJECT_PLATE_OTHERWISE = {
    "plater_id": "by plate, below",
    "name": "by plate, below",
    "gcode_file": "by plate, below",
    "filament_maps": "extruder of each filament, below",
}
_CONFIGURED: Mapping[str, tuple[Callable[[PlateFilament], object], Of]] = {
    "slot": (lambda f: f.index, _same),
    "type": (lambda f: f.type, _same),
    "color": (lambda f: f.color_hex, lambda v: v[:7].upper()),
    "vendor": (lambda f: f.vendor, _same),
    "settings_id": (lambda f: f.settings_id, _same),
}


@pytest.fixture(scope="module")
def whole_truth(real_3mf: Path) -> dict[str, Truth]:
    """Load what is true of each file of the Bambu family."""
    return json.loads((real_3mf / "truth.json").read_bytes())


@pytest.fixture(scope="module")
def truth(whole_truth: dict[str, Truth]) -> dict[str, Truth]:
    """Leave out the file that cannot be read."""
    return {name: fields for name, fields in whole_truth.items() if "error" not in fields}


@pytest.fixture(scope="module")
def results(real_3mf: Path, truth: dict[str, Truth]) -> dict[str, ThreeMF]:
    """Read each of them once."""
    return {name: read_3mf(real_3mf / name) for name in truth}


def _below(fields: Iterable[Truth], key: str) -> list[Truth]:
    return [entry for of in fields for entry in of.get(key, ())]


def test_every_field_of_the_truth_is_compared_or_has_a_reason_not_to_be(
    whole_truth: dict[str, Truth],
) -> None:
    files = list(whole_truth.values())
    plates = _below(files, "sliced_plates")
    known = [
        (files, {*_FILE, *_FILE_OTHERWISE}),
        (plates, {*_PLATE, *_GCODE_HEAD, *_PLATE_OTHERWISE}),
        (_below(plates, "filaments"), {*_FILAMENT, *_FILAMENT_OTHERWISE}),
        (
            _below(files, "plates_project"),
            {*_UNSLICED_PLATE, *_PROJECT_PLATE_OTHERWISE},
        ),
        (_below(files, "filaments_configured"), {*_CONFIGURED}),
    ]

    assert [{key for entry in entries for key in entry} - keys for entries, keys in known] == [
        set()
    ] * len(known)
    assert len(whole_truth) == 36


@pytest.mark.parametrize("key", _FILE)
def test_every_file_says_what_is_true_of_it(
    results: dict[str, ThreeMF], truth: dict[str, Truth], key: str
) -> None:
    of, meant = _FILE[key]

    found = {name: of(result) for name, result in results.items()}

    assert found == {name: meant(fields.get(key)) for name, fields in truth.items()}


def _true_producer(fields: Truth) -> str:
    """Give name and version by the most trustworthy sign."""
    for plate in fields["sliced_plates"]:
        if plate.get("generator"):
            return plate["generator"].removeprefix("generated by ").partition(" on ")[0]
    application = fields["application"]
    if application:
        name, _, version = application.partition("-")
        is_orca = name == "BambuStudio" and len(version.split(".")[0]) < 2
        return f"{'OrcaSlicer' if is_orca else name} {version}"
    version = fields["slice_header"].get("X-BBL-Client-Version")
    return f"BambuStudio {version}" if version else "unknown "


def test_producers_are_named_forks_unmasked(
    results: dict[str, ThreeMF], truth: dict[str, Truth]
) -> None:
    found = {
        name: f"{result.producer.name} {result.producer.version}"
        for name, result in results.items()
    }

    assert found == {name: _true_producer(fields) for name, fields in truth.items()}


def test_nozzles_are_those_of_the_slice_or_else_of_the_settings(
    results: dict[str, ThreeMF], truth: dict[str, Truth]
) -> None:
    for name, fields in truth.items():
        sliced = next((p["nozzle_diameters"] for p in fields["sliced_plates"]), None)

        expected = _numbers(sliced or fields.get("nozzle_diameter"))
        assert list(results[name].nozzle_diameters_mm) == expected, name


def _pairs(results: dict[str, ThreeMF], truth: dict[str, Truth]) -> list[tuple[str, Plate, Truth]]:
    """Pair each sliced plate with what is true of it, both in order."""
    return [
        (name, plate, true)
        for name, fields in truth.items()
        if fields["sliced_plates"]
        for plate, true in zip(results[name].plates, fields["sliced_plates"], strict=True)
    ]


@pytest.mark.parametrize("key", _PLATE)
def test_every_sliced_plate_has_its_true_numbers(
    results: dict[str, ThreeMF], truth: dict[str, Truth], key: str
) -> None:
    of, meant = _PLATE[key]
    pairs = _pairs(results, truth)

    assert [(name, of(plate)) for name, plate, _ in pairs] == [
        (name, meant(true[key])) for name, _, true in pairs
    ]


@pytest.mark.parametrize("key", _GCODE_HEAD)
def test_what_the_gcode_says_of_a_plate_is_read_from_it(
    results: dict[str, ThreeMF], truth: dict[str, Truth], key: str
) -> None:
    pairs = [pair for pair in _pairs(results, truth) if "layers" in pair[2]]

    assert [(name, _GCODE_HEAD[key](plate)) for name, plate, _ in pairs] == [
        (name, true[key]) for name, _, true in pairs
    ]


@pytest.mark.parametrize("key", _FILAMENT)
def test_every_filament_of_a_plate_has_its_true_numbers(
    results: dict[str, ThreeMF], truth: dict[str, Truth], key: str
) -> None:
    of, meant = _FILAMENT[key]
    pairs = _pairs(results, truth)

    assert [(name, [of(use) for use in plate.filaments]) for name, plate, _ in pairs] == [
        (name, [meant(use.get(key)) for use in true["filaments"]]) for name, _, true in pairs
    ]


def test_filaments_are_on_the_extruders_that_the_plate_maps_them_to(
    results: dict[str, ThreeMF], truth: dict[str, Truth]
) -> None:
    for name, plate, true in _pairs(results, truth):
        maps = [int(word) for word in (true["filament_maps"] or "").split()]

        if maps:
            assert [use.extruder for use in plate.filaments] == [
                maps[use.index - 1] if use.index <= len(maps) else None for use in plate.filaments
            ], name


def test_plates_of_the_project_are_there_with_their_names_and_gcode(
    results: dict[str, ThreeMF], truth: dict[str, Truth]
) -> None:
    for name, fields in truth.items():
        result, project = results[name], fields["plates_project"]
        sliced = {true["index"] for true in fields["sliced_plates"]}
        plates = {plate.index: plate for plate in result.plates}

        assert {*plates, *result.unsliced_plates} == sliced | {p["plater_id"] for p in project}, (
            name
        )
        assert not sliced or plates.keys() == sliced, name
        for true in (true for true in project if true["plater_id"] in plates):
            plate = plates[true["plater_id"]]
            assert plate.name == _text(true["name"]), name
            # Downloads name the gcode that was taken out of them.
            if plate.gcode_member or not sliced:
                assert plate.gcode_member == _text(true["gcode_file"]), name


def test_plates_without_numbers_have_the_objects_and_filaments_of_the_project(
    results: dict[str, ThreeMF], truth: dict[str, Truth]
) -> None:
    for name, fields in truth.items():
        if fields["state"] != "unsliced":
            continue
        found = [
            {key: of(plate) for key, of in _UNSLICED_PLATE.items()}
            for plate in results[name].plates
        ]

        assert found == [
            {key: true[key] for key in _UNSLICED_PLATE} for true in fields["plates_project"]
        ], name
        for plate, true in zip(results[name].plates, fields["plates_project"], strict=True):
            maps = [int(word) for word in (true["filament_maps"] or "").split()]
            if maps:
                assert [use.extruder for use in plate.filaments] == [
                    maps[use.index - 1] if use.index <= len(maps) else None
                    for use in plate.filaments
                ], name


def test_configured_filaments_of_an_unsliced_project_are_listed(
    results: dict[str, ThreeMF], truth: dict[str, Truth]
) -> None:
    for name, fields in truth.items():
        if "filaments_configured" not in fields:
            continue
        found = [
            {key: of(use) for key, (of, _) in _CONFIGURED.items()}
            for use in results[name].filaments
        ]

        assert found == [
            {key: meant(true[key]) for key, (_, meant) in _CONFIGURED.items()}
            for true in fields["filaments_configured"]
        ], name


def test_plates_with_a_real_picture_have_a_thumbnail_and_no_others(
    results: dict[str, ThreeMF], truth: dict[str, Truth]
) -> None:
    for name, fields in truth.items():
        for plate in results[name].plates:
            member = f"Metadata/plate_{plate.index}.png"
            width, _ = fields["thumbnails"].get(member, (0, 0))
            if width > 1:
                assert plate.thumbnail_member == member, name
                assert plate.thumbnail is not None, name
                assert plate.thumbnail.startswith(b"RIFF"), name
            else:
                assert plate.thumbnail_member != member, name


def test_pictures_of_a_design_are_those_that_were_put_beside_it(
    real_3mf: Path, results: dict[str, ThreeMF]
) -> None:
    for name, result in results.items():
        with zipfile.ZipFile(real_3mf / name) as archive:
            placed = [
                member.lower()
                for member in archive.namelist()
                if member.startswith("Auxiliaries/Model Pictures/") and not member.endswith("/")
            ]
        if placed:
            assert [picture.member for picture in result.pictures] == sorted(placed)[:8], name


def test_honest_files_leave_no_findings(
    results: dict[str, ThreeMF], truth: dict[str, Truth]
) -> None:
    odd = {name for name, result in results.items() if result.findings}

    # Typed in by hand: plates that weigh something else than their filaments, ...
    typed_in = {
        name
        for name, fields in truth.items()
        if not all(plate["check_weight_equals_sum"] for plate in fields["sliced_plates"])
    }
    # ... and a weight that has nothing to do with the gcode.
    assert odd - typed_in == {"estampo__bambox__test_box_10x10x5.gcode.3mf"}
    assert typed_in <= odd


# The refusals of all 80 files, by what is wrong with the file.
_REFUSED: Mapping[str, tuple[type[ThreeMFError], str]] = {
    "NonUTF_Encoding": (
        DamagedFileError,
        (
            "is damaged, its part 3D/3dmodel.model is not well-formed XML (line 1): "
            "copy or download it again."
        ),
    ),
    "DataTypeDefinition": (
        DamagedFileError,
        (
            "the part 3D/3dmodel.model declares a document type, which .3mf files must not: "
            "save it again from the slicer."
        ),
    ),
    "DOS-FUZ": (
        DamagedFileError,
        (
            "is damaged, its part 3D/3dmodel.model does not fit its checksum: copy or download it "
            "again."
        ),
    ),
    "archive_source": (NotAThreeMFError, "is empty (0 bytes): save or download it again."),
}
_METADATA = re.compile(rb"<metadata\s[^>]*?\bname=[\"']([^\"']+)[\"'][^>]*>([^<]*)<")
_MODEL_TARGET = re.compile(rb'<Relationship\b(?=[^>]*Type="[^"]*/3dmodel")[^>]*Target="/?([^"]+)"')


@pytest.fixture(scope="module")
def others(real_3mf: Path, truth: dict[str, Truth]) -> list[Path]:
    """List the files of other programs, and the one of the family that is empty."""
    return [
        path
        for path in sorted(real_3mf.iterdir())
        if path.suffix.lower() == ".3mf" and path.name not in truth
    ]


def test_files_that_cannot_be_read_are_refused_by_kind_and_no_others(others: list[Path]) -> None:
    refused: dict[str, tuple[type[ThreeMFError], str]] = {}
    for path in others:
        try:
            read_3mf(path)
        except ThreeMFError as fault:
            word = next((word for word in _REFUSED if word in path.name), path.name)
            named, message = str(fault)[: len(path.name)], str(fault)[len(path.name) :]
            refused[word] = type(fault), message.lstrip(": ") if named == path.name else named

    assert len(others) == 44 + 1
    assert refused == _REFUSED


def _true_metadata(path: Path) -> dict[str, str]:
    """Take the first value of each name from the head of the model, by a plain search."""
    with zipfile.ZipFile(path) as archive:
        target = _MODEL_TARGET.search(archive.read("_rels/.rels"))
        member = target[1].decode() if target else ""
        head = archive.read(member or "3D/3dmodel.model")[:20_000]
    found: dict[str, str] = {}
    for name, value in _METADATA.findall(head):
        found.setdefault(name.decode(), value.decode().strip())
    return found


def test_files_of_other_programs_say_whose_they_are_and_nothing_of_plates(
    others: list[Path],
) -> None:
    for path in others:
        if any(word in path.name for word in _REFUSED):
            continue
        result = read_3mf(path)

        assert (result.kind, result.plates, result.filaments) == ("generic", (), ()), path.name
        assert (result.settings_count, result.printer_model) == (0, None), path.name
        if "keystore" not in path.name:
            true = _true_metadata(path)
            assert result.title == _text(true.get("Title")), path.name
            assert result.designer == _text(true.get("Designer")), path.name
            assert result.copyright == _text(true.get("Copyright")), path.name


def test_encrypted_and_contradictory_parts_leave_findings(others: list[Path]) -> None:
    found = {
        path.name: {finding.message for finding in read_3mf(path).findings}
        for path in others
        if not any(word in path.name for word in _REFUSED)
    }

    odd = {name: messages for name, messages in found.items() if messages}
    encrypted = {"Parts of the file are encrypted (3MF Secure Content) and stay unread."}
    assert [name for name, messages in odd.items() if messages == encrypted] == [
        name for name in found if "keystore" in name
    ]
    doubled = {name for name in odd if "keystore" not in name}
    assert len(doubled) == 2
    assert all("occurs twice: the first one counts." in str(odd[name]) for name in doubled)
