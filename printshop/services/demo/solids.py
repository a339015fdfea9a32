"""The bodies that the demo's pictures are made of: prisms, slabs, turned pieces.

Lengths are millimetres; x runs along the front edge of the plate, y to its back,
z up. A face lists its corners counter-clockwise as seen from outside.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float, float]
Outline = Sequence[tuple[float, float]]
Profile = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Face:
    """A flat piece of a surface in the colour `#RRGGBB` of its filament."""

    corners: tuple[Point, ...]
    color_hex: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Faces that are painted together: `walls` by distance, then `lids` as they stand."""

    walls: tuple[Face, ...] = ()
    lids: tuple[Face, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """One thing on the plate; its parts are painted in order, the lowest first."""

    parts: tuple[Part, ...]

    def moved(self, x: float, y: float, *, turn_deg: float = 0) -> "Body":
        """The same body turned around z, then pushed over the plate."""
        cos, sin = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))

        def corner(point: Point) -> Point:
            return (
                x + point[0] * cos - point[1] * sin,
                y + point[0] * sin + point[1] * cos,
                point[2],
            )

        def face(of: Face) -> Face:
            return Face(tuple(map(corner, of.corners)), of.color_hex)

        return Body(
            tuple(
                Part(walls=tuple(map(face, part.walls)), lids=tuple(map(face, part.lids)))
                for part in self.parts
            )
        )


def prism(outline: Outline, z0: float, z1: float, color_hex: str) -> Part:
    """An upright body over a counter-clockwise outline in x and y."""
    walls = tuple(
        Face(((*one, z0), (*two, z0), (*two, z1), (*one, z1)), color_hex)
        for one, two in _edges(outline)
    )
    return Part(walls=walls, lids=(Face(tuple((x, y, z1) for x, y in outline), color_hex),))


def slab(outline: Outline, y0: float, y1: float, color_hex: str) -> Part:
    """A body standing on edge: a counter-clockwise outline in x and z, drawn out along y."""
    walls = tuple(
        Face(
            (
                (one[0], y0, one[1]),
                (one[0], y1, one[1]),
                (two[0], y1, two[1]),
                (two[0], y0, two[1]),
            ),
            color_hex,
        )
        for one, two in _edges(outline)
    )
    return Part(walls=walls, lids=(Face(tuple((x, y0, z) for x, z in outline), color_hex),))


def box(x: float, y: float, size: Point, color_hex: str, *, z: float = 0) -> Part:
    """A block; (x, y, z) is its lower left front corner."""
    width, depth, height = size
    outline = ((x, y), (x + width, y), (x + width, y + depth), (x, y + depth))
    return prism(outline, z, z + height, color_hex)


def turned(
    profile: Profile,
    color_hex: str,
    *,
    ripple: Callable[[float, float], float] = lambda _angle, _z: 1.0,
    segments: int = 72,
) -> Part:
    """A body of revolution.

    Args:
        profile: (radius, z) from the foot outside up, and inside down again.
        color_hex: its colour.
        ripple: factor on the radius by angle (radians) and height.
        segments: corners of a full turn.

    """
    angles = [2 * math.pi * step / segments for step in range(segments)]

    def ring(radius: float, z: float) -> list[Point]:
        return [
            (radius * ripple(a, z) * math.cos(a), radius * ripple(a, z) * math.sin(a), z)
            for a in angles
        ]

    rings = [ring(radius, z) for radius, z in profile]
    return Part(
        walls=tuple(
            Face((lower[i - 1], lower[i], upper[i], upper[i - 1]), color_hex)
            for lower, upper in pairwise(rings)
            for i in range(segments)
        )
    )


def disc(
    radius: float, *, x: float = 0, y: float = 0, corners: int = 36
) -> list[tuple[float, float]]:
    """The outline of a circle."""
    steps = (2 * math.pi * step / corners for step in range(corners))
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in steps]


def rounded(width: float, depth: float, radius: float) -> list[tuple[float, float]]:
    """The outline of a rectangle with round corners, centred."""
    outline = []
    for quarter, (sign_x, sign_y) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        for step in range(7):
            angle = math.radians(90 * quarter + 15 * step)
            outline.append(
                (
                    sign_x * (width / 2 - radius) + radius * math.cos(angle),
                    sign_y * (depth / 2 - radius) + radius * math.sin(angle),
                )
            )
    return outline


def polar(radius: Callable[[float], float], corners: int = 72) -> list[tuple[float, float]]:
    """The outline whose distance from the middle is a function of the angle (radians)."""
    steps = (2 * math.pi * step / corners for step in range(corners))
    return [(radius(a) * math.cos(a), radius(a) * math.sin(a)) for a in steps]


def stroke(one: tuple[float, float], two: tuple[float, float], width: float) -> Outline:
    """The outline of a straight line with flat ends."""
    along_x, along_y = two[0] - one[0], two[1] - one[1]
    scale = width / 2 / math.hypot(along_x, along_y)
    side_x, side_y = -along_y * scale, along_x * scale
    return (
        (one[0] - side_x, one[1] - side_y),
        (two[0] - side_x, two[1] - side_y),
        (two[0] + side_x, two[1] + side_y),
        (one[0] + side_x, one[1] + side_y),
    )


def _edges(outline: Outline) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return list(zip(outline, [*outline[1:], outline[0]], strict=True))
