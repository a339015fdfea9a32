"""Whatever the bytes, a result or a ThreeMFError comes back, and nothing else."""

import io
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printshop.bambu import FileSpec, ThreeMF, read_3mf, write_sliced_3mf
from printshop.errors import ThreeMFError

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


def _parts_of(spec: FileSpec) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(write_sliced_3mf(spec))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for path, data in parts.items():
            archive.writestr(path, data)
    return written.getvalue()
