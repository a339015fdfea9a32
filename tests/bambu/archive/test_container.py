"""Archives that are cut, forged, doubled, encrypted, or packed to harm."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from printshop.bambu import FileSpec, Limits, read_3mf, write_sliced_3mf
from printshop.errors import (
    DamagedFileError,
    EncryptedFileError,
    FileTooLargeError,
    NotAThreeMFError,
    ThreeMFError,
)

Zipped = Callable[[Mapping[str, bytes]], io.BytesIO]

_AGAIN = "copy or download it again."
_SLICE_INFO = "Metadata/slice_info.config"
_SETTINGS = "Metadata/project_settings.config"


def _refusal(data: bytes, *, limits: Limits | None = None) -> tuple[type[ThreeMFError], str]:
    with pytest.raises(ThreeMFError) as caught:
        read_3mf(io.BytesIO(data), name="star.3mf", limits=limits or Limits())
    return type(caught.value), str(caught.value)


def _central_entry(data: bytes, path: str) -> int:
    """Find where the directory's record of a part begins."""
    length = struct.pack("<H", len(path))
    at = data.find(path.encode(), data.find(b"PK\x01\x02"))
    while data[at - 18 : at - 16] != length:
        at = data.find(path.encode(), at + 1)
    return at - 46


def _with_part(data: bytes, path: str, change: Callable[[bytes, int, int], bytes]) -> bytes:
    """Change the bytes of an archive, given where the packed data of a part lies."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(path)
    names = struct.unpack_from("<2H", data, info.header_offset + 26)
    start = info.header_offset + 30 + sum(names)
    return change(data, start, start + info.compress_size)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "star.3mf is empty (0 bytes): save or download it again."),
        (
            b"\n<!DOCTYPE html><HTML><body>Sign in</body></HTML>",
            "star.3mf is a web page and not a .3mf file: download the file itself.",
        ),
        (
            b"solid cube\n",
            (
                "star.3mf is not a .3mf file (no zip archive): "
                "save it as .3mf or export the sliced plate."
            ),
        ),
    ],
)
def test_what_is_no_archive_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    assert _refusal(data) == (NotAThreeMFError, message)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_a_truncated_archive_is_refused_in_one_sentence(
    two_plates_bytes: bytes, share: float
) -> None:
    cut = two_plates_bytes[: int(len(two_plates_bytes) * share)]

    assert _refusal(cut) == (
        DamagedFileError,
        f"star.3mf is cut off, its end is missing: {_AGAIN}",
    )


def test_an_archive_whose_middle_is_missing_is_refused(two_plates_bytes: bytes) -> None:
    gap = two_plates_bytes[:500] + two_plates_bytes[-900:]

    kind, message = _refusal(gap)

    assert (kind, message.startswith("star.3mf is damaged, ")) == (DamagedFileError, True)


def test_an_archive_without_a_model_is_refused(zipped: Zipped) -> None:
    data = zipped({"holiday.jpg": b"jpeg"}).read()

    assert _refusal(data) == (
        NotAThreeMFError,
        (
            "star.3mf is a zip archive without a 3D model (no 3D/3dmodel.model), so not a .3mf "
            "file: save it from the slicer."
        ),
    )


def test_an_archive_of_3mf_files_says_to_unpack_it(zipped: Zipped) -> None:
    data = zipped({"cube.3mf": b"PK", "star.3mf": b"PK"}).read()

    assert _refusal(data) == (
        NotAThreeMFError,
        "star.3mf is an archive of .3mf files: unpack it and take the files inside.",
    )


@pytest.mark.parametrize("path", [_SLICE_INFO, _SETTINGS, "3D/3dmodel.model"])
def test_an_empty_part_that_is_needed_is_refused(zipped: Zipped, model: bytes, path: str) -> None:
    data = zipped({"3D/3dmodel.model": model, path: b""} | {path: b""}).read()

    assert _refusal(data) == (
        DamagedFileError,
        f"star.3mf is damaged, its part {path} is empty: {_AGAIN}",
    )


@pytest.mark.parametrize(
    "path", [_SLICE_INFO, _SETTINGS, "3D/3dmodel.model", "Metadata/plate_1.gcode"]
)
def test_a_needed_part_with_a_wrong_checksum_is_refused(two_plates_bytes: bytes, path: str) -> None:
    checksum_at = _central_entry(two_plates_bytes, path) + 16
    forged = two_plates_bytes[:checksum_at] + b"\0\0\0\0" + two_plates_bytes[checksum_at + 4 :]

    kind, message = _refusal(forged)

    assert kind is DamagedFileError
    assert message == f"star.3mf is damaged, its part {path} does not fit its checksum: {_AGAIN}"


def test_packed_bytes_that_were_overwritten_are_refused(two_plates_bytes: bytes) -> None:
    def overwrite(data: bytes, start: int, end: int) -> bytes:
        return data[:start] + b"\xff" * (end - start) + data[end:]

    forged = _with_part(two_plates_bytes, _SLICE_INFO, overwrite)

    assert _refusal(forged) == (
        DamagedFileError,
        f"star.3mf is damaged, its part {_SLICE_INFO} cannot be unpacked: {_AGAIN}",
    )


@pytest.mark.parametrize(
    ("size", "what"), [(5, "is longer than it says"), (9_999, "is shorter than it says")]
)
def test_a_part_that_lies_about_its_size_is_refused(
    two_plates_bytes: bytes, size: int, what: str
) -> None:
    size_at = _central_entry(two_plates_bytes, _SLICE_INFO) + 24
    forged = two_plates_bytes[:size_at] + struct.pack("<I", size) + two_plates_bytes[size_at + 4 :]

    assert _refusal(forged) == (
        DamagedFileError,
        f"star.3mf is damaged, its part {_SLICE_INFO} {what}: {_AGAIN}",
    )


def test_a_needed_part_that_occurs_twice_is_refused_as_ambiguous(model: bytes) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("3D/3dmodel.model", model)
        archive.writestr(_SLICE_INFO, b"<config/>")
        archive.writestr(_SLICE_INFO.upper(), b"<config><plate/></config>")

    assert _refusal(written.getvalue()) == (
        DamagedFileError,
        (
            f"star.3mf holds 2 parts named {_SLICE_INFO}, and which one counts is unclear: "
            "save it again from the slicer."
        ),
    )


def test_parts_that_occur_twice_but_are_not_needed_leave_a_finding(model: bytes) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("3D/3dmodel.model", model)
        archive.writestr("Auxiliaries/a.txt", b"1")
        archive.writestr("auxiliaries/A.TXT", b"2")

    result = read_3mf(io.BytesIO(written.getvalue()))

    assert [finding.message for finding in result.findings] == [
        "1 names occur more than once; none of these parts was needed."
    ]


def test_an_encrypted_part_is_refused(two_plates_bytes: bytes) -> None:
    flags_at = _central_entry(two_plates_bytes, _SLICE_INFO) + 8
    forged = bytearray(two_plates_bytes)
    forged[flags_at] |= 1

    assert _refusal(bytes(forged)) == (
        EncryptedFileError,
        (
            f"star.3mf is encrypted, its part {_SLICE_INFO} needs a password: "
            "export it from the slicer without one."
        ),
    )


def test_a_packing_method_of_other_archives_is_refused(model: bytes) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("3D/3dmodel.model", model)

    assert _refusal(written.getvalue()) == (
        DamagedFileError,
        (
            "star.3mf: the part 3D/3dmodel.model is packed by method 14, which .3mf files do not "
            "use: save it again from the slicer."
        ),
    )


def test_a_bomb_is_refused_before_it_is_unpacked(zipped: Zipped, model: bytes) -> None:
    size = 50_000_000
    data = zipped({"3D/3dmodel.model": model, _SLICE_INFO: b" " * size}).read()

    assert len(data) < 60_000
    assert _refusal(data) == (
        FileTooLargeError,
        (
            f"star.3mf: the part {_SLICE_INFO} has 50,000,000 bytes, more than the 8,388,608 that "
            "are read: save it again from the slicer."
        ),
    )


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (_SLICE_INFO, b"<config>" + b"<a/>" * 300_000 + b"</config>"),
        (_SLICE_INFO, b"<config " + b'a="" ' * 300_001 + b"/>"),
        (_SETTINGS, b'{"a": [' + b",".join([b"[]"] * 300_002) + b"]}"),
    ],
)
def test_a_part_of_too_many_pieces_is_refused_before_it_is_taken_apart(
    zipped: Zipped, model: bytes, path: str, data: bytes
) -> None:
    archive = zipped({"3D/3dmodel.model": model, path: data}).read()

    assert _refusal(archive) == (
        FileTooLargeError,
        (
            f"star.3mf: the part {path} holds more than 300,000 elements and values: "
            "save it again from the slicer."
        ),
    )


def test_the_longest_name_of_a_part_is_cut_and_cleaned_in_the_sentence(
    zipped: Zipped, model: bytes
) -> None:
    folder = "\u202e\x1b[2J" + "N" * 60_000
    data = zipped({f"{folder}/3D/3dmodel.model": model}).read()
    encrypted = bytearray(data)
    encrypted[data.rfind(b"PK\x01\x02") + 8] |= 1

    assert _refusal(bytes(encrypted)) == (
        EncryptedFileError,
        (
            f"star.3mf is encrypted, its part …{'N' * 103}/3D/3dmodel.model needs a password: "
            "export it from the slicer without one."
        ),
    )


def test_the_sum_of_all_parts_is_bounded(zipped: Zipped, model: bytes) -> None:
    parts = {"3D/3dmodel.model": model, _SETTINGS: b"{" + b" " * 5_000 + b"}"}

    refusal = _refusal(zipped(parts).read(), limits=Limits(total=4_000))

    assert refusal == (
        FileTooLargeError,
        (
            "star.3mf unpacks to more than 4,000 bytes of text and pictures: "
            "save it again from the slicer."
        ),
    )


def test_too_many_parts_are_refused(zipped: Zipped, model: bytes) -> None:
    parts = {"3D/3dmodel.model": model} | {f"{number}.txt": b"" for number in range(20_000)}

    assert _refusal(zipped(parts).read()) == (
        FileTooLargeError,
        "star.3mf holds more than 20,000 parts: save it from the slicer again.",
    )


def test_an_endless_model_head_is_refused(zipped: Zipped) -> None:
    head = b"<model>" + b"<metadata name='x'>" + b"y" * 5_000_000

    assert _refusal(zipped({"3D/3dmodel.model": head}).read()) == (
        FileTooLargeError,
        (
            "star.3mf: the head of 3D/3dmodel.model is longer than 4,194,304 bytes: "
            "save it again from the slicer."
        ),
    )


def test_names_that_leave_the_archive_are_left_out_with_a_finding(
    zipped: Zipped, model: bytes
) -> None:
    parts = {"3D/3dmodel.model": model, "../../etc/passwd": b"x", "C:/x": b"x"}

    result = read_3mf(zipped(parts))

    assert [(finding.where, finding.message) for finding in result.findings] == [
        ("../../etc/passwd", "A name that leaves the archive: ignored."),
        ("C:/x", "A name that leaves the archive: ignored."),
    ]


def test_absolute_names_are_names_of_parts(zipped: Zipped, model: bytes) -> None:
    result = read_3mf(zipped({"/3D/3dmodel.model": model, "/" + _SETTINGS: b'{"a": "1"}'}))

    assert result.settings == {"a": "1"}


def test_a_folder_zipped_again_by_the_finder_reads_the_same(
    two_plates: FileSpec, two_plates_bytes: bytes, zipped: Zipped
) -> None:
    with zipfile.ZipFile(io.BytesIO(two_plates_bytes)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    twins = {f"__MACOSX/star/._{name}": b"\0\5\x16\7" for name in parts}

    result = read_3mf(zipped({f"star/{name}": data for name, data in parts.items()} | twins))

    assert result.kind == "sliced"
    assert len(result.plates) == len(two_plates.plates)
    assert result.findings == ()


def test_a_log_before_the_archive_does_not_matter(two_plates_bytes: bytes) -> None:
    plain = read_3mf(io.BytesIO(two_plates_bytes), name="star.3mf")

    result = read_3mf(io.BytesIO(b"[info] slicing\n" * 40 + two_plates_bytes), name="star.3mf")

    assert result == plain


def test_an_archive_over_four_gigabytes_in_its_directory_form_reads(model: bytes) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        with archive.open("3D/3dmodel.model", "w", force_zip64=True) as part:
            part.write(model)
        archive.writestr(_SETTINGS, b'{"printer_model": "P1S"}')
    data = bytearray(written.getvalue())
    end = data.rfind(b"PK\x05\x06")
    size, offset = struct.unpack_from("<2I", data, end + 12)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 2, 2, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    struct.pack_into("<2H2I", data, end + 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)

    result = read_3mf(io.BytesIO(bytes(data[:end]) + wide + locator + bytes(data[end:])))

    assert result.printer_model == "P1S"


def test_a_zip64_offset_beyond_the_file_is_refused(two_plates_bytes: bytes) -> None:
    central = two_plates_bytes.find(b"PK\x01\x02")
    end = two_plates_bytes.rfind(b"PK\x05\x06")
    entry = bytearray(two_plates_bytes[central:end])
    start = entry.find(b"3D/3dmodel.model") - 46
    extra = struct.pack("<2HQ", 1, 8, (1 << 64) - 1)
    struct.pack_into("<H", entry, start + 30, len(extra))
    struct.pack_into("<I", entry, start + 42, 0xFFFFFFFF)
    at = start + 46 + len("3D/3dmodel.model")
    entry[at:at] = extra
    tail = bytearray(two_plates_bytes[end:])
    struct.pack_into("<I", tail, 12, len(entry))

    assert _refusal(two_plates_bytes[:central] + bytes(entry) + bytes(tail)) == (
        DamagedFileError,
        "star.3mf is damaged, its part 3D/3dmodel.model is not where the list of contents says: "
        + _AGAIN,
    )


def _moved(data: bytes, path: str, onto: str) -> bytes:
    """Let the directory say that one part lies where another one does."""
    moved = bytearray(data)
    source, target = _central_entry(data, path), _central_entry(data, onto)
    moved[source + 42 : source + 46] = data[target + 42 : target + 46]
    return bytes(moved)


@pytest.mark.parametrize("path", [_SLICE_INFO, _SETTINGS])
def test_needed_parts_that_share_their_bytes_are_refused(
    two_plates_bytes: bytes, path: str
) -> None:
    forged = _moved(two_plates_bytes, "Metadata/plate_1.json", path)

    assert _refusal(forged) == (
        DamagedFileError,
        f"star.3mf is damaged, its part {path} shares its bytes with another part: {_AGAIN}",
    )


def test_parts_that_share_their_bytes_but_are_not_needed_leave_a_finding(
    zipped: Zipped, model: bytes
) -> None:
    parts = {"3D/3dmodel.model": model, "a.txt": b"a" * 99, "b.txt": b"b" * 99, "c.txt": b"c"}

    result = read_3mf(io.BytesIO(_moved(zipped(parts).read(), "b.txt", "a.txt")))

    assert [(finding.where, finding.message) for finding in result.findings] == [
        ("a.txt", "2 parts share their bytes with others: they are not read.")
    ]


def test_sizes_that_stand_behind_the_data_only_are_those_of_the_directory(model: bytes) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise io.UnsupportedOperation

    written = Pipe()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("3D/3dmodel.model", model)
        archive.writestr(_SETTINGS, b'{"printer_model": "P1S"}')
    data = written.getvalue()
    assert data[6] & 8

    assert read_3mf(io.BytesIO(data)).printer_model == "P1S"


def test_a_comment_behind_the_archive_does_not_matter(two_plates_bytes: bytes) -> None:
    comment = b"PK made with love " * 3_000
    end = two_plates_bytes.rfind(b"PK\x05\x06")
    length = struct.pack("<H", len(comment))
    data = two_plates_bytes[: end + 20] + length + comment

    assert len(read_3mf(io.BytesIO(data)).plates) == 2


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_further_than_it_says(
    zipped: Zipped, model: bytes
) -> None:
    data = zipped({"3D/3dmodel.model": model, _SLICE_INFO: b" " * 200_000_000}).read()
    forged = bytearray(data)
    struct.pack_into("<I", forged, _central_entry(data, _SLICE_INFO) + 24, 1_000)
    tracemalloc.start()

    refusal = _refusal(bytes(forged))

    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal == (
        DamagedFileError,
        f"star.3mf is damaged, its part {_SLICE_INFO} is longer than it says: {_AGAIN}",
    )
    assert peak_bytes < 5_000_000


def test_times_of_month_zero_do_not_matter(zipped: Zipped, model: bytes) -> None:
    data = bytearray(zipped({"3D/3dmodel.model": model}).read())
    central = data.find(b"PK\x01\x02")
    data[central + 12 : central + 16] = b"\0\0\0\0"

    assert read_3mf(io.BytesIO(bytes(data))).kind == "generic"


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ThreeMFError) as caught:
        read_3mf(tmp_path / "gone.3mf")

    assert str(caught.value).endswith("gone.3mf cannot be opened: No such file or directory.")


def test_messages_name_the_file_without_control_characters() -> None:
    with pytest.raises(NotAThreeMFError) as caught:
        read_3mf(io.BytesIO(b""), name="a\x1b[31m\nb.3mf")

    assert str(caught.value) == "a[31m b.3mf is empty (0 bytes): save or download it again."


def test_the_same_specification_is_written_to_the_same_bytes(two_plates: FileSpec) -> None:
    assert write_sliced_3mf(two_plates) == write_sliced_3mf(two_plates)
