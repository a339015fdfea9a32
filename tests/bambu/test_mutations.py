"""Whatever the bytes, a result or a ThreeMFError comes back, and nothing else."""

import io
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printshop.bambu import FileSpec, ThreeMF, read_3mf, write_sliced_3mf
from printshop.errors import FileTooLargeError, ThreeMFError
from tests.three_mf_fixtures import members_of, zipped

_SETTINGS = settings(
    max_examples=150,
    deadline=2_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _sentence(data: bytes) -> str:
    """Read; give the sentence of a refusal, or "" for a result."""
    try:
        result = read_3mf(io.BytesIO(data), name="star.3mf")
    except ThreeMFError as fault:
        return str(fault)
    return "" if isinstance(result, ThreeMF) else "no result"


def _is_in_order(sentence: str) -> bool:
    return not sentence or (sentence.startswith("star.3mf") and "\n" not in sentence)


@_SETTINGS
@given(data=st.data())
def test_mutated_archives_give_a_result_or_one_sentence(
    two_plates_bytes: bytes, data: st.DataObject
) -> None:
    mutated = bytearray(two_plates_bytes)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        chunk = data.draw(st.binary(min_size=0, max_size=6))
        mutated[at : at + data.draw(st.integers(0, 6))] = chunk
        if not mutated:
            break

    assert _is_in_order(_sentence(bytes(mutated)))


@_SETTINGS
@given(data=st.binary(max_size=400))
def test_any_bytes_give_a_result_or_one_sentence(data: bytes) -> None:
    assert _is_in_order(_sentence(data))


@_SETTINGS
@given(
    path=st.sampled_from(
        [
            "Metadata/slice_info.config",
            "Metadata/project_settings.config",
            "Metadata/model_settings.config",
            "Metadata/filament_sequence.json",
            "Metadata/plate_1.json",
            "Metadata/plate_1.gcode",
            "Metadata/plate_1.png",
            "3D/3dmodel.model",
            "_rels/.rels",
        ]
    ),
    data=st.data(),
)
def test_mutated_parts_give_a_result_or_one_sentence(
    two_plates: FileSpec, path: str, data: st.DataObject
) -> None:
    parts = _parts_of(two_plates)
    part = bytearray(parts.get(path, parts["Metadata/plate_2.png"]))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(part)))
        part[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))

    assert _is_in_order(_sentence(_zip(parts | {path: bytes(part)})))


def test_the_number_of_no_character_is_left_out_of_a_text() -> None:
    members = members_of("two_plates_out_of_order")
    reference = b"&amp;#" + b"9" * 5_000 + b";"
    model = members["3D/3dmodel.model"].replace(b"Box with", reference + b"Box with")

    result = read_3mf(zipped(members | {"3D/3dmodel.model": model}))

    assert result.title == "Box with a lid"


@pytest.mark.parametrize(
    "start", [b"<!--", b"<?a ", b'<a b="', b"<", b'<a b="&amp;', b"<a "], ids=bytes.decode
)
def test_a_head_that_is_one_endless_tag_or_comment_is_refused_at_once(start: bytes) -> None:
    members = members_of("two_plates_out_of_order")
    head, _, _ = members["3D/3dmodel.model"].partition(b" <resources>")
    endless = members | {"3D/3dmodel.model": head + start + b"x" * 6_000_000}

    begin = time.process_time()
    with pytest.raises(FileTooLargeError) as caught:
        read_3mf(zipped(endless), name="star.3mf")

    # Piece by piece it took seconds: expat went over all of it again with each.
    assert time.process_time() - begin < 1
    assert str(caught.value) == (
        "star.3mf: the head of 3D/3dmodel.model is longer than 4,194,304 bytes: "
        "save it again from the slicer."
    )


def test_an_endless_number_in_gcode_is_passed_at_once() -> None:
    members = members_of("two_plates_out_of_order")
    gcode = members["Metadata/plate_1.gcode"] + b"; EXTERNAL_PURGE " + b"1" * 900_000 + b"\n"

    begin = time.process_time()
    result = read_3mf(zipped(members | {"Metadata/plate_1.gcode": gcode}))

    # Looking for its decimal point from each digit on would take hours.
    assert time.process_time() - begin < 1
    assert {f.split_source for f in result.plates[0].filaments} == {"gcode"}


def _parts_of(spec: FileSpec) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(write_sliced_3mf(spec))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for path, data in parts.items():
            archive.writestr(path, data)
    return written.getvalue()
