"""Bodies on a plate as a shaded picture: what a slicer's thumbnail would show."""

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

from printshop.services.demo.solids import Body, Face, Part, Point

SIDE_PX: Final = 512
_OVERSAMPLING: Final = 2
_YAW: Final = math.radians(-22)
_PITCH: Final = math.radians(47)
_COS_YAW, _SIN_YAW = math.cos(_YAW), math.sin(_YAW)
_COS_PITCH, _SIN_PITCH = math.cos(_PITCH), math.sin(_PITCH)
# Towards the light, from the front left above, in the camera's turned coordinates.
_LIGHT: Final = (-0.45, -0.50, 0.74)
_MARGIN: Final = 1.06
# A plate is never shown narrower than this part of its other side.
_SLIMMEST: Final = 0.7
_GRID_MM: Final = 20.0
_PLATE: Final = (226, 229, 233, 255)
_PLATE_EDGE: Final = (186, 191, 198, 255)
_PLATE_LINE: Final = (208, 212, 218, 255)
_SHADOW: Final = (40, 46, 58)
_SHADOW_SHARE: Final = 0.34


def thumbnail_png(bodies: Sequence[Body]) -> bytes:
    """Paint the bodies on a patch of build plate, 512 x 512 px, clear around it."""
    camera = _Camera(bodies)
    side = SIDE_PX * _OVERSAMPLING
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    _paint_plate(ImageDraw.Draw(picture), camera)
    picture.alpha_composite(_shadow(bodies, camera))
    brush = ImageDraw.Draw(picture)
    for body in sorted(bodies, key=lambda b: -_foot_depth(b)):
        for face in _painting_order(body):
            brush.polygon([camera.pixel(c) for c in face.corners], fill=_shade(face))
    picture = picture.reduce(_OVERSAMPLING)
    written = io.BytesIO()
    picture.save(written, format="PNG", compress_level=1)
    return written.getvalue()


class _Camera:
    """Parallel projection that shows all bodies and some plate around them."""

    def __init__(self, bodies: Sequence[Body]) -> None:
        corners = [corner for body in bodies for face in _faces(body) for corner in face.corners]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        wide, deep = (max(xs) - min(xs)) / 2, (max(ys) - min(ys)) / 2
        self.reach_x_mm = max(wide, deep * _SLIMMEST) * 1.08 + 4
        self.reach_y_mm = max(deep, wide * _SLIMMEST) * 1.08 + 4
        self.middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        self._scale, self._left, self._top = 1.0, 0.0, 0.0
        seen = [self.pixel(corner) for corner in (*corners, *self.plate_corners())]
        us, vs = [u for u, _ in seen], [v for _, v in seen]
        extent = max(max(us) - min(us), max(vs) - min(vs)) * _MARGIN
        side = SIDE_PX * _OVERSAMPLING
        self._scale = side / extent
        self._left = side / 2 - self._scale * (min(us) + max(us)) / 2
        self._top = side / 2 - self._scale * (min(vs) + max(vs)) / 2

    def plate_corners(self) -> tuple[Point, ...]:
        (x, y), rx, ry = self.middle, self.reach_x_mm, self.reach_y_mm
        return ((x - rx, y - ry, 0), (x + rx, y - ry, 0), (x + rx, y + ry, 0), (x - rx, y + ry, 0))

    def pixel(self, point: Point) -> tuple[float, float]:
        across, away = _turned(point[0], point[1])
        rise = away * _SIN_PITCH + point[2] * _COS_PITCH
        return self._left + self._scale * across, self._top - self._scale * rise


def _paint_plate(brush: ImageDraw.ImageDraw, camera: _Camera) -> None:
    corners = camera.plate_corners()
    under = [(x, y, -camera.reach_x_mm * 0.05) for x, y, _ in corners]
    brush.polygon(
        [camera.pixel(c) for c in (under[0], under[1], corners[1], corners[0])], _PLATE_EDGE
    )
    brush.polygon(
        [camera.pixel(c) for c in (under[0], under[3], corners[3], corners[0])], _PLATE_EDGE
    )
    brush.polygon([camera.pixel(c) for c in corners], fill=_PLATE)
    (x, y), rx, ry = camera.middle, camera.reach_x_mm, camera.reach_y_mm
    lines = [((x + at, y - ry, 0.0), (x + at, y + ry, 0.0)) for at in _grid(rx)]
    lines += [((x - rx, y + at, 0.0), (x + rx, y + at, 0.0)) for at in _grid(ry)]
    for one, two in lines:
        brush.line([camera.pixel(one), camera.pixel(two)], fill=_PLATE_LINE, width=2)


def _grid(reach_mm: float) -> list[float]:
    steps = int(reach_mm / _GRID_MM)
    return [step * _GRID_MM for step in range(-steps, steps + 1)]


def _shadow(bodies: Sequence[Body], camera: _Camera) -> Image.Image:
    """What the bodies keep from the light, painted small, blurred, and enlarged."""
    side = SIDE_PX * _OVERSAMPLING
    mask = Image.new("L", (side // 4, side // 4), 0)
    brush = ImageDraw.Draw(mask)
    # Where a point of height 1 throws its shadow, back in the plate's own coordinates.
    across, away = -_LIGHT[0] / _LIGHT[2], -_LIGHT[1] / _LIGHT[2]
    slide_x = across * _COS_YAW + away * _SIN_YAW
    slide_y = -across * _SIN_YAW + away * _COS_YAW
    for body in bodies:
        for face in _faces(body):
            fallen = [(x + slide_x * z, y + slide_y * z, 0.0) for x, y, z in face.corners]
            seen = [camera.pixel(corner) for corner in fallen]
            brush.polygon([(u / 4, v / 4) for u, v in seen], fill=round(255 * _SHADOW_SHARE))
    onto = Image.new("L", mask.size, 0)
    plate = [camera.pixel(corner) for corner in camera.plate_corners()]
    ImageDraw.Draw(onto).polygon([(u / 4, v / 4) for u, v in plate], fill=255)
    soft = Image.composite(
        mask.filter(ImageFilter.GaussianBlur(3)), Image.new("L", mask.size, 0), onto
    )
    cast = Image.new("RGBA", (side, side), (*_SHADOW, 0))
    cast.putalpha(soft.resize((side, side), Image.Resampling.BILINEAR))
    return cast


def _painting_order(body: Body) -> Iterator[Face]:
    """Far faces first; those that look away are not painted."""
    for part in body.parts:
        yield from sorted(filter(_is_seen, part.walls), key=lambda f: -_depth(f.corners))
        yield from filter(_is_seen, part.lids)


def _faces(body: Body) -> Iterable[Face]:
    return (face for part in body.parts for face in _of(part))


def _of(part: Part) -> tuple[Face, ...]:
    return part.walls + part.lids


def _foot_depth(body: Body) -> float:
    """How far away a body stands: the middle of its outline on the plate."""
    corners = [corner for face in _faces(body) for corner in face.corners]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return _turned((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)[1]


def _depth(corners: Sequence[Point]) -> float:
    total = sum(_turned(x, y)[1] * _COS_PITCH - z * _SIN_PITCH for x, y, z in corners)
    return total / len(corners)


def _is_seen(face: Face) -> bool:
    _, away, up = _normal(face)
    return up * _SIN_PITCH - away * _COS_PITCH > 0


def _normal(face: Face) -> Point:
    """The unit normal in turned coordinates, by Newell's sum over the corners."""
    nx = ny = nz = 0.0
    corners = [(*_turned(x, y), z) for x, y, z in face.corners]
    for one, two in zip(corners, [*corners[1:], corners[0]], strict=True):
        nx += (one[1] - two[1]) * (one[2] + two[2])
        ny += (one[2] - two[2]) * (one[0] + two[0])
        nz += (one[0] - two[0]) * (one[1] + two[1])
    length = math.sqrt(nx * nx + ny * ny + nz * nz) or 1.0
    return nx / length, ny / length, nz / length


def _turned(x: float, y: float) -> tuple[float, float]:
    return (
        x * _COS_YAW - y * _SIN_YAW,
        x * _SIN_YAW + y * _COS_YAW,
    )


def _shade(face: Face) -> tuple[int, int, int]:
    """Diffuse light and a small gloss, so that even black has edges."""
    normal = _normal(face)
    lit = max(0.0, sum(n * towards for n, towards in zip(normal, _LIGHT, strict=True)))
    red, green, blue = (
        round(min(255.0, channel * (0.50 + 0.52 * lit) + 16 + 38 * lit**4 * (1 - channel / 300)))
        for channel in _channels(face.color_hex)
    )
    return red, green, blue


@cache
def _channels(color_hex: str) -> tuple[int, int, int]:
    return int(color_hex[1:3], 16), int(color_hex[3:5], 16), int(color_hex[5:7], 16)
