"""What a file is read from: paths and streams, and what is neither."""

import io
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from printshop.bambu import read_3mf
from printshop.errors import NotAThreeMFError, ThreeMFError

Zipped = Callable[[Mapping[str, bytes]], io.BytesIO]


@pytest.fixture
def star(zipped: Zipped, model: bytes, tmp_path: Path) -> Path:
    """Write the smallest file."""
    path = tmp_path / "star.3mf"
    path.write_bytes(zipped({"3D/3dmodel.model": model}).getvalue())
    return path


def test_a_path_may_be_a_text(star: Path) -> None:
    assert read_3mf(str(star)) == read_3mf(star)


def test_a_stream_is_read_under_its_own_name_and_stays_open(star: Path) -> None:
    with star.open("rb") as stream:
        result = read_3mf(stream)

        assert (result.name, stream.closed) == ("star.3mf", False)


def test_a_temporary_stream_is_read(star: Path) -> None:
    with tempfile.SpooledTemporaryFile() as stream:
        stream.write(star.read_bytes())

        result = read_3mf(stream)  # ty: ignore[invalid-argument-type] - it has the methods

    assert result.name == "The file"


def test_a_name_that_is_not_utf_8_is_shown_with_replacements(star: Path) -> None:
    odd = star.rename(star.with_name("st\udcffr.3mf"))

    assert read_3mf(odd).name == "st\N{REPLACEMENT CHARACTER}r.3mf"


@pytest.mark.parametrize("path", ["a\0b.3mf", "a\ud800b.3mf"])
def test_a_path_that_no_file_can_have_is_refused(path: str) -> None:
    with pytest.raises(ThreeMFError, match=r"no file can have this path, check its letters\.$"):
        read_3mf(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.3mf"
    folder.mkdir()

    with pytest.raises(NotAThreeMFError) as caught:
        read_3mf(folder)

    assert str(caught.value) == ("folder.3mf is a folder and not a .3mf file: name the file in it.")


def test_a_pipe_that_nobody_writes_to_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.3mf")

    with pytest.raises(NotAThreeMFError) as caught:
        read_3mf(tmp_path / "pipe.3mf")

    assert str(caught.value) == (
        "pipe.3mf is a pipe and not a file: save what it gives as a file first."
    )


def test_a_device_is_refused() -> None:
    with pytest.raises(NotAThreeMFError) as caught:
        read_3mf("/dev/zero")

    assert str(caught.value) == (
        "zero is a device and not a file: save what it gives as a file first."
    )


@pytest.mark.parametrize(
    ("source", "kind"), [(None, "nothing"), (b"PK", "bytes"), (7, "int"), ([], "list")]
)
def test_what_is_neither_path_nor_stream_is_refused(source: object, kind: str) -> None:
    with pytest.raises(ThreeMFError) as caught:
        read_3mf(source)  # ty: ignore[invalid-argument-type] - the point

    assert str(caught.value) == (
        f"The file cannot be read from {kind}: give its path or an open, seekable binary stream."
    )


def test_a_closed_stream_is_refused(star: Path) -> None:
    with star.open("rb") as stream:
        pass

    with pytest.raises(ThreeMFError) as caught:
        read_3mf(stream)

    assert str(caught.value) == ("star.3mf cannot be read, its stream is closed: open it again.")


def test_a_stream_of_text_is_refused(star: Path) -> None:
    with star.open(encoding="latin-1") as stream, pytest.raises(ThreeMFError) as caught:
        read_3mf(stream)  # ty: ignore[invalid-argument-type] - the point

    assert str(caught.value) == (
        'star.3mf cannot be read, its stream was opened as text: open it with mode "rb".'
    )


def test_a_stream_that_cannot_go_back_is_refused() -> None:
    reading, writing = os.pipe()
    os.close(writing)

    with os.fdopen(reading, "rb") as stream, pytest.raises(ThreeMFError) as caught:
        read_3mf(stream, name="star.3mf")

    assert str(caught.value) == (
        "star.3mf cannot be read, its stream goes only forwards: save it as a file first."
    )


def test_a_stream_only_for_writing_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "star.3mf").open("wb") as stream, pytest.raises(ThreeMFError) as caught:
        read_3mf(stream)

    assert str(caught.value) == "star.3mf cannot be opened: reading it failed."
