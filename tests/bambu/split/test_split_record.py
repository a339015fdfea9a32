"""A split that was kept is the split that was computed."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from printshop.bambu import FileSpec, read_3mf, write_sliced_3mf
from printshop.bambu.gcode.size import gcode_bytes
from printshop.bambu.split.split_record import SPLIT_RULES, split_as_json, with_split

Zipped = Callable[[Mapping[str, bytes]], io.BytesIO]
REAL = (
    # exact, several filaments with tower and flush
    "maziggy__bambuddy__7fc28d76__X1E_4_Color_AMS_Test.gcode.3mf",
    # with notes and findings
    "depoll__LANbu-Handy__multicolor-test-coin.3mf",
    "maziggy__bambuddy__5f74f452__Cube.3mf",
)


def kept(data: bytes) -> Any:  # noqa: ANN401 - JSON
    """The record of some bytes as a database gives it back."""
    return orjson.loads(orjson.dumps(split_as_json(read_3mf(io.BytesIO(data), name="a.3mf"))))


def read(data: bytes, *, split: bool) -> Any:  # noqa: ANN401 - may be None
    result = read_3mf(io.BytesIO(data), name="a.3mf", split=split, pictures=False)
    return result if split else with_split(result, kept(data))


def test_a_written_file_gets_its_split_back_from_the_record(two_plates_bytes: bytes) -> None:
    assert read(two_plates_bytes, split=False) == read(two_plates_bytes, split=True)


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_gets_its_split_back_from_the_record(real_3mf: Path, name: str) -> None:
    data = (real_3mf / name).read_bytes()

    assert read(data, split=False) == read(data, split=True)


def test_a_finding_of_the_walk_is_kept_with_it(two_plates_bytes: bytes, zipped: Zipped) -> None:
    with zipfile.ZipFile(io.BytesIO(two_plates_bytes)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    weight = parts["Metadata/slice_info.config"]
    parts["Metadata/slice_info.config"] = weight.replace(b'"0.92"', b'"9.92"')
    data = zipped(parts).getvalue()

    walked = read(data, split=True)

    assert [finding.where for finding in walked.findings] == ["Metadata/plate_1.gcode"]
    assert read(data, split=False) == walked


@pytest.mark.parametrize(
    "spoilt",
    [
        None,
        [],
        "none",
        {},
        {"rules": SPLIT_RULES + 1},
        {"rules": SPLIT_RULES, "plates": []},
        {"rules": SPLIT_RULES, "plates": [{"index": 1}, {"index": 2}], "findings": []},
    ],
)
def test_what_is_no_record_counts_as_none(two_plates_bytes: bytes, spoilt: object) -> None:
    content = read_3mf(io.BytesIO(two_plates_bytes), split=False)
    record = kept(two_plates_bytes)

    assert with_split(content, spoilt) is None
    if isinstance(spoilt, dict):
        assert (with_split(content, record | spoilt) is None) is bool(spoilt)


@pytest.mark.parametrize("grams", ["NaN", "-1", "much", [], {}])
def test_grams_that_cannot_be_spoil_the_record(two_plates_bytes: bytes, grams: object) -> None:
    content = read_3mf(io.BytesIO(two_plates_bytes), split=False)
    record = kept(two_plates_bytes)
    record["plates"][1]["filaments"][0]["model_g"] = grams

    assert with_split(content, record) is None


def test_the_gcode_of_all_plates_is_measured_unpacked(
    two_plates_bytes: bytes, two_plates: FileSpec
) -> None:
    content = read_3mf(io.BytesIO(two_plates_bytes), split=False)
    none = replace(two_plates, plates=())

    assert gcode_bytes(io.BytesIO(two_plates_bytes), content) > 2 * len("; HEADER_BLOCK_START")
    project = read_3mf(io.BytesIO(write_sliced_3mf(none)), split=False)
    assert gcode_bytes(io.BytesIO(b""), project) == 0
