"""The pictures of a design: drawn anew, a few, within the caps."""

import io
import struct
from collections.abc import Callable, Mapping

import pytest
from PIL import Image

from printshop.bambu import Limits, ThreeMF, read_3mf
from printshop.bambu.content.picture_sizes import stated_size

Zipped = Callable[[Mapping[str, bytes]], io.BytesIO]
Read = Callable[[Mapping[str, bytes]], ThreeMF]

_FOLDER = "Auxiliaries/Model Pictures"
_LOWER = _FOLDER.lower()


@pytest.fixture
def read(zipped: Zipped, model: bytes) -> Read:
    """Give a function that reads parts beside the smallest model."""

    def reader(parts: Mapping[str, bytes]) -> ThreeMF:
        return read_3mf(zipped({"3D/3dmodel.model": model, **parts}), name="star.3mf")

    return reader


def _picture(file_format: str, width: int = 800, height: int = 600, **options: bool) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), (0, 174, 66)).save(written, format=file_format, **options)
    return written.getvalue()


def _findings(result: ThreeMF) -> list[tuple[str, str]]:
    return [(finding.where, finding.message) for finding in result.findings]


@pytest.mark.parametrize(
    ("ending", "file_format", "options"),
    [
        ("jpg", "JPEG", {}),
        ("JPEG", "JPEG", {"progressive": True}),
        ("webp", "WEBP", {}),
        ("webp", "WEBP", {"lossless": True}),
        ("webp", "WEBP", {"exact": True, "lossless": True}),
        ("png", "PNG", {}),
    ],
)
def test_pictures_of_each_kind_are_drawn_anew_as_small_webp(
    read: Read, ending: str, file_format: str, options: dict[str, bool]
) -> None:
    result = read({f"{_FOLDER}/front.{ending}": _picture(file_format, **options)})

    (picture,) = result.pictures
    assert picture.member == f"{_LOWER}/front.{ending.lower()}"
    with Image.open(io.BytesIO(picture.image)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (512, 384))
        red, green, blue = drawn.convert("RGB").getpixel((10, 10))  # ty: ignore[not-iterable]
        assert (red < 8, abs(green - 174) < 8, abs(blue - 66) < 8) == (True, True, True)
    assert result.findings == ()


def test_a_photo_is_turned_the_way_it_was_held(read: Read) -> None:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (800, 600)).save(written, format="JPEG", exif=exif)

    result = read({f"{_FOLDER}/phone.jpg": written.getvalue()})

    with Image.open(io.BytesIO(result.pictures[0].image)) as drawn:
        assert drawn.size == (384, 512)


def test_pictures_come_by_name_and_not_more_than_eight(read: Read) -> None:
    small = _picture("PNG", 20, 20)

    result = read({f"{_FOLDER}/{number}.png": small for number in (9, 3, 1, 2, 8, 7, 6, 5, 4)})

    names = [picture.member.rpartition("/")[2] for picture in result.pictures]
    assert names == [f"{number}.png" for number in range(1, 9)]


def test_the_name_of_a_picture_holds_no_control_characters(read: Read) -> None:
    result = read({f"{_FOLDER}/a\x1b[31m\x01.png": _picture("PNG")})

    assert [picture.member for picture in result.pictures] == [f"{_LOWER}/a[31m.png"]


def test_without_pictures_the_cover_stands_for_the_design(read: Read) -> None:
    cover = "Auxiliaries/.thumbnails/thumbnail_middle.png"

    result = read({cover: _picture("PNG")})

    assert [picture.member for picture in result.pictures] == [cover]


def test_other_attachments_are_no_pictures(read: Read) -> None:
    result = read(
        {
            f"{_FOLDER}/page.html": b"<script>",
            f"{_FOLDER}/drawing.svg": b"<svg/>",
            "Auxiliaries/Assembly Guide/plate_7.png": _picture("PNG"),
        }
    )

    assert (result.pictures, result.findings) == ((), ())


def test_metadata_alone_draws_no_pictures(zipped: Zipped, model: bytes) -> None:
    parts = {"3D/3dmodel.model": model, f"{_FOLDER}/front.png": _picture("PNG")}

    assert read_3mf(zipped(parts), split=False).pictures == ()
    assert len(read_3mf(zipped(parts), split=False, pictures=True).pictures) == 1


def _webp(kind: bytes, body: bytes) -> bytes:
    chunk = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def _vp8x(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return _webp(b"VP8X", b"\0\0\0\0" + size)


def _jpeg(width: int, height: int, *, scans: int = 1) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + frame + b"\xff\xda\0\x08\1\1\0\0\x3f\0" * scans + b"\xff\xd9"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.webp", _vp8x(16_000, 16_000), "Too large a picture (16000 x 16000 px): left out."),
        ("a.jpg", _jpeg(60_000, 60_000), "Too large a picture (60000 x 60000 px): left out."),
        ("a.webp", _vp8x(640, 480), "The picture is broken: left out."),
        ("a.jpg", _jpeg(640, 480), "The picture is broken: left out."),
        ("a.jpg", _jpeg(640, 480, scans=500), "Not a PNG or JPEG or WEBP picture: left out."),
        ("a.png", b"<svg/>", "Not a PNG or JPEG or WEBP picture: left out."),
        ("a.webp", b"RIFF\0\0\0\0WEBP", "Not a PNG or JPEG or WEBP picture: left out."),
    ],
)
def test_a_picture_that_cannot_be_drawn_leaves_a_finding(
    read: Read, name: str, data: bytes, message: str
) -> None:
    result = read({f"{_FOLDER}/{name}": data})

    assert result.pictures == ()
    assert _findings(result) == [(f"{_LOWER}/{name}", message)]


def test_all_pictures_of_a_file_share_one_budget(zipped: Zipped, model: bytes) -> None:
    parts = {f"{_FOLDER}/{number}.png": _picture("PNG", 100, 100) for number in range(3)}
    archive = zipped({"3D/3dmodel.model": model, **parts})

    result = read_3mf(archive, name="star.3mf", limits=Limits(pictures_total_px=25_000))

    assert len(result.pictures) == 2
    assert _findings(result) == [
        (f"{_LOWER}/2.png", "Too large a picture (100 x 100 px): left out.")
    ]


@pytest.mark.parametrize(
    ("file_format", "options"),
    [
        ("PNG", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_the_stated_size_is_the_true_one(file_format: str, options: dict[str, bool]) -> None:
    stated = stated_size(_picture(file_format, 123, 45, **options))

    assert stated is not None
    assert (stated.format, stated.size) == (file_format, (123, 45))


def test_an_animated_picture_gives_its_first_frame(read: Read) -> None:
    written = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), color) for color in ((255, 0, 0), (0, 0, 255))]
    frames[0].save(written, format="WEBP", save_all=True, append_images=frames[1:])

    result = read({f"{_FOLDER}/a.webp": written.getvalue()})

    with Image.open(io.BytesIO(result.pictures[0].image)) as drawn:
        red, _, blue = drawn.convert("RGB").getpixel((5, 5))  # ty: ignore[not-iterable]
        assert (red > 240, blue < 16) == (True, True)
