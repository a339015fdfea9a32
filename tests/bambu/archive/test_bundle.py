"""Zip archives of .3mf files, honest and hostile ones."""

import io
import struct
import zipfile

import pytest

from printshop.bambu.archive.bundle import Bundle, BundleLimits
from printshop.errors import (
    DamagedFileError,
    EncryptedFileError,
    FileTooLargeError,
    NotAThreeMFError,
)
from tests.three_mf_fixtures import fixture_3mf, fixture_names, rezipped_by_finder, zipped

_ENCRYPTED = 0x1


def bundle(
    members: dict[str, bytes], *, limits: BundleLimits | None = None, name: str = "all.zip"
) -> Bundle:
    return Bundle(zip_of(members), name=name, limits=limits)


def zip_of(members: dict[str, bytes]) -> io.BytesIO:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in members.items():
            archive.writestr(path, data)
    return written


def unpacked(opened: Bundle) -> dict[str, bytes]:
    found = {}
    for file in opened.files:
        sink = io.BytesIO()
        opened.unpack(file, sink)
        found[file.path] = sink.getvalue()
    return found


def refusal(opened: Bundle, position: int = 0) -> str:
    with pytest.raises((DamagedFileError, EncryptedFileError, FileTooLargeError)) as refused:
        opened.unpack(opened.files[position], io.BytesIO())
    return refused.value.message


def test_every_3mf_of_a_bundle_comes_out_byte_for_byte() -> None:
    files = {f"{name}.3mf": fixture_3mf(name).getvalue() for name in fixture_names()}

    opened = bundle({"read me.txt": b"hello", **files, "picture.png": b"\x89PNG"})

    assert not opened.is_3mf
    assert unpacked(opened) == files


def test_a_real_file_of_a_slicer_is_a_3mf_and_no_bundle() -> None:
    for name in fixture_names():
        assert Bundle(fixture_3mf(name), name=name).is_3mf


def test_a_3mf_that_finder_zipped_again_is_no_bundle_even_with_a_3mf_attached() -> None:
    attached = {"Auxiliaries/Others/older.3mf": b"PK", "3D/3dmodel.model": b"<model/>"}
    members = rezipped_by_finder(attached, folder="Cube")

    assert Bundle(zipped(members), name="Cube.zip").is_3mf


def test_finders_twins_and_hidden_files_are_left_out() -> None:
    opened = bundle(
        {
            "Box/a.3mf": b"a",
            "__MACOSX/Box/._a.3mf": b"twin",
            "Box/.a.3mf": b"hidden",
            "B.3MF": b"b",
        }
    )

    assert unpacked(opened) == {"Box/a.3mf": b"a", "B.3MF": b"b"}


def test_names_that_climb_are_only_names() -> None:
    opened = bundle({"../../etc/cron.d/x.3mf": b"a", "C:\\Windows\\y.3mf": b"b", "/z.3mf": b"c"})

    assert list(unpacked(opened).values()) == [b"a", b"b", b"c"]


def test_archives_within_the_archive_are_counted_and_not_opened() -> None:
    inner = zip_of({"deep.3mf": b"deep"}).getvalue()

    opened = bundle({"inner.zip": inner, "more.7z": b"7z", "a.3mf": b"a"})

    assert opened.n_nested == 2
    assert unpacked(opened) == {"a.3mf": b"a"}


def test_ten_thousand_members_are_listed_but_only_so_many_files_are_taken() -> None:
    many = {f"{n}.3mf": b"" for n in range(10_000)}

    with pytest.raises(FileTooLargeError) as refused:
        bundle(many)

    assert refused.value.message == (
        "all.zip holds 10,000 .3mf files, more than the 2,000 that are taken at once: "
        "unpack it and send them in parts."
    )


def test_ten_thousand_other_members_hide_no_file() -> None:
    many = {f"{n}.txt": b"" for n in range(10_000)}

    assert unpacked(bundle({**many, "a.3mf": b"a"})) == {"a.3mf": b"a"}


def test_a_file_over_the_limit_is_refused_before_it_is_unpacked() -> None:
    opened = bundle({"big.3mf": bytes(3_000_001)}, limits=BundleLimits(file_bytes=3_000_000))
    sink = io.BytesIO()

    with pytest.raises(FileTooLargeError) as refused:
        opened.unpack(opened.files[0], sink)

    assert refused.value.message == (
        "all.zip: big.3mf has 3 MB, more than the 3 MB that are taken."
    )
    assert sink.getvalue() == b""


def test_a_bomb_of_many_files_stops_where_honest_ones_never_come() -> None:
    # 40 times 1 MB of zeros are a bundle of 45 kB; ten times that and 2 MB of room hold two.
    opened = bundle(
        {f"{n:02}.3mf": bytes(1_000_000) for n in range(40)},
        limits=BundleLimits(room_bytes=2_000_000),
    )

    for position in range(2):
        opened.unpack(opened.files[position], io.BytesIO())

    assert refusal(opened, 2) == (
        "all.zip: 02.3mf is not unpacked: the archive would grow to more than 10 times its "
        "size, as no honest one does."
    )


def test_a_file_that_is_longer_than_it_says_is_stopped_at_what_it_says() -> None:
    stream = zip_of({"liar.3mf": bytes(5_000_000)})
    data = bytearray(stream.getvalue())
    directory_at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, directory_at + 24, 1_000)
    opened = Bundle(io.BytesIO(bytes(data)), name="all.zip")
    sink = io.BytesIO()

    with pytest.raises(DamagedFileError) as refused:
        opened.unpack(opened.files[0], sink)

    assert "is longer than it says" in refused.value.message
    assert len(sink.getvalue()) <= 1_000


def test_one_block_of_bytes_under_many_names_is_refused() -> None:
    stream = zip_of({"a.3mf": b"A" * 100, "b.3mf": b"B" * 100})
    data = bytearray(stream.getvalue())
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, second + 42, 0)
    opened = Bundle(io.BytesIO(bytes(data)), name="all.zip")

    assert "shares its bytes with another part" in refusal(opened, 0)
    assert "shares its bytes with another part" in refusal(opened, 1)


def test_an_encrypted_file_says_so_and_the_next_one_is_taken() -> None:
    stream = zip_of({"secret.3mf": b"a", "plain.3mf": b"b"})
    data = bytearray(stream.getvalue())
    first = data.find(b"PK\x01\x02")
    struct.pack_into("<H", data, first + 8, _ENCRYPTED)
    opened = Bundle(io.BytesIO(bytes(data)), name="all.zip")

    assert "needs a password" in refusal(opened, 0)
    sink = io.BytesIO()
    opened.unpack(opened.files[1], sink)
    assert sink.getvalue() == b"b"


def test_a_harmed_file_is_noticed_by_its_checksum() -> None:
    data = bytearray(zip_of({"a.3mf": b"hello " * 1000}).getvalue())
    directory_at = data.rfind(b"PK\x01\x02")
    data[directory_at + 16] ^= 1

    opened = Bundle(io.BytesIO(bytes(data)), name="all.zip")

    assert "does not fit its checksum" in refusal(opened)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotAThreeMFError),
        (b"Rar!\x1a\x07", NotAThreeMFError),
        (b"PK\x03\x04", DamagedFileError),
    ],
)
def test_what_is_no_archive_is_said_to_be_none(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^all\.zip "):
        Bundle(io.BytesIO(data), name="all.zip")
