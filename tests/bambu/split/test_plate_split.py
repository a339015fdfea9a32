"""Grams and times told apart in whole files, each plate for itself."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import astuple, replace
from decimal import Decimal

from printshop.bambu import FileSpec, Limits, ThreeMF, as_json, as_text, read_3mf, write_sliced_3mf

Zipped = Callable[[Mapping[str, bytes]], io.BytesIO]


def _parts(spec: FileSpec) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(write_sliced_3mf(spec))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _grams(result: ThreeMF) -> dict[tuple[int, int], tuple[Decimal | None, ...]]:
    return {
        (plate.index, f.index): (f.model_g, f.support_g, f.tower_g, f.flush_g)
        for plate in result.plates
        for f in plate.filaments
    }


def test_each_plate_has_its_own_grams_whatever_the_order_of_the_parts(
    two_plates: FileSpec, zipped: Zipped
) -> None:
    stale = b'{"bed_type":"cool_plate","filament_ids":[0,1,2,3,4],"version":2}'
    parts = _parts(replace(two_plates, extra={"Metadata/plate_3.json": stale}))
    backwards = dict(reversed(list(parts.items())))

    result = read_3mf(zipped(backwards), name="star.3mf")

    assert [plate.index for plate in result.plates] == [1, 2]
    assert len(result.filaments) == 5
    assert _grams(result) == {
        (1, 2): (Decimal("0.920"), 0, 0, 0),
        (2, 1): (Decimal("6.000"), 0, Decimal("1.500"), Decimal("2.500")),
        # Its density is 0, which is unknown.
        (2, 5): (None, None, None, None),
    }
    assert [f.split_source for f in result.plates[1].filaments] == ["gcode", "none"]
    assert result.plates[1].split_notes == (
        "Filament 5: its density is unknown, so the gcode gives no grams.",
    )
    assert result.findings == ()


def test_the_times_of_each_plate_add_up_to_its_total(two_plates_bytes: bytes) -> None:
    result = read_3mf(io.BytesIO(two_plates_bytes))

    for plate in result.plates:
        assert plate.time_split is not None
        assert sum(astuple(plate.time_split)) == plate.print_time_s
        assert plate.time_split.prepare_s == plate.preparation_time_s


def test_without_the_split_no_gcode_is_walked(two_plates_bytes: bytes) -> None:
    result = read_3mf(io.BytesIO(two_plates_bytes), split=False)

    assert set(_grams(result).values()) == {(None, None, None, None)}
    assert {f.split_source for plate in result.plates for f in plate.filaments} == {"none"}
    assert [(plate.time_split, plate.split_notes) for plate in result.plates] == [(None, ())] * 2


def test_a_gcode_that_breaks_off_costs_the_split_and_not_the_plate(
    two_plates: FileSpec, zipped: Zipped
) -> None:
    parts = _parts(two_plates)
    parts["Metadata/plate_2.gcode"] += b"; a comment of a printed layer\n" * 10_000
    data = bytearray(zipped(parts).getvalue())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.getinfo("Metadata/plate_2.gcode")
    checksum = entry.CRC.to_bytes(4, "little")
    data[data.rindex(checksum) : data.rindex(checksum) + 4] = b"\0\0\0\0"

    result = read_3mf(io.BytesIO(bytes(data)), name="star.3mf")

    assert result.plates[1].weight_g == Decimal("12.36")
    assert {f.split_source for f in result.plates[1].filaments} == {"none"}
    assert result.plates[1].split_notes == (
        (
            "No split of the grams: the file is damaged, its part Metadata/plate_2.gcode does not "
            "fit its checksum: copy or download it again."
        ),
    )
    assert [finding.where for finding in result.findings] == ["Metadata/plate_2.gcode"]


def test_gcode_above_the_cap_of_the_file_is_not_walked(two_plates_bytes: bytes) -> None:
    result = read_3mf(
        io.BytesIO(two_plates_bytes), name="star.3mf", limits=Limits(gcode_bodies=2_000)
    )

    assert result.plates[1].split_notes == (
        (
            "No split of the grams: the file holds more than 2,000 bytes of gcode: export its "
            "plates one by one."
        ),
    )


def test_changes_and_layers_come_from_the_gcode_where_no_other_part_says_them(
    two_plates: FileSpec, zipped: Zipped
) -> None:
    parts = _parts(two_plates)
    del parts["Metadata/filament_sequence.json"]
    head, _, body = parts["Metadata/plate_2.gcode"].partition(b"; HEADER_BLOCK_END")
    parts["Metadata/plate_2.gcode"] = b"; CHANGE_LAYER\n" * 3 + body
    assert b"total layer number" in head

    plate = read_3mf(zipped(parts)).plates[1]

    assert (plate.layers, plate.filament_changes) == (3, 1)


def test_numbers_without_gcode_say_why_there_is_no_split(
    two_plates: FileSpec, zipped: Zipped
) -> None:
    parts = {name: data for name, data in _parts(two_plates).items() if ".gcode" not in name}

    result = read_3mf(zipped(parts))

    assert result.kind == "numbers_only"
    assert [plate.split_notes for plate in result.plates] == [
        ("There is no gcode: one filament and no support, so all of it is taken for the model.",),
        (
            (
                "There is no gcode, and the flush volumes of its filaments are not in the file: no "
                "split of the grams."
            ),
        ),
    ]


def test_both_reports_show_the_split(two_plates_bytes: bytes) -> None:
    result = read_3mf(io.BytesIO(two_plates_bytes), name="star.3mf")

    report, text = as_json(result), as_text(result)

    assert isinstance(report["plates"], list)
    plate = report["plates"][1]
    assert isinstance(plate, dict)
    assert plate["split_notes"] == [
        "Filament 5: its density is unknown, so the gcode gives no grams."
    ]
    assert "               model 6.00, tower 1.50, flush 2.50 g, waste 40%\n" in text
    assert "  time: preparation 7 min 13 s, model " in text
    assert "  note: Filament 5: its density is unknown, so the gcode gives no grams.\n" in text
