"""What the demo's larger things look like on the plate.

Each function takes the colours of the plate's filaments, in the file's order,
and how many pieces stand on the plate.
"""

import math
from collections.abc import Sequence

from printshop.services.demo.solids import (
    Body,
    Part,
    Point,
    box,
    disc,
    polar,
    prism,
    rounded,
    slab,
    turned,
)

Colors = Sequence[str]


def planter(colors: Colors, count: int, radius: float = 42, height: float = 74) -> list[Body]:
    """A round pot whose wall runs in waves, filled with a dark shade."""
    wall = radius - 4
    profile = [(radius * 0.72, 0), (radius * 0.86, height * 0.3), (radius * 0.98, height * 0.7)]
    profile += [(radius, height), (wall, height), (wall * 0.9, height * 0.55)]
    body = Body(
        (_floor(wall * 0.9, height * 0.55, colors[-1]), turned(profile, colors[0], ripple=_waves))
    )
    return [body.moved(place * radius * 2.5, 0) for place in range(count)]


def saucers(colors: Colors, count: int, radius: float = 46) -> list[Body]:
    """Flat dishes with a rim."""
    profile = [(radius * 0.9, 0), (radius, 11), (radius - 3, 11), (radius - 6, 3), (0.1, 3)]
    body = Body((turned(profile, colors[0]),))
    return [body.moved(place * radius * 2.2, 0) for place in range(count)]


def lamp_shade(colors: Colors, count: int, radius: float = 60) -> list[Body]:
    """A tall shade that turns as it rises."""
    steps, socket_mm = 18, 60
    heights = [135 * step / steps for step in range(steps + 1)]
    radii = [radius * (0.78 + 0.22 * math.sin(math.pi * (0.15 + 0.8 * z / 135))) for z in heights]
    outside = list(zip(radii, heights, strict=True))
    inside = [(r - 3, z) for r, z in reversed(outside) if z > socket_mm]
    shade = turned([*outside, *inside], colors[0], ripple=_twist, segments=96)
    body = Body((shade,))
    return [body.moved(place * radius * 2.4, 0) for place in range(count)]


def dragons(colors: Colors, count: int, scale: float = 1.0) -> list[Body]:
    """Jointed dragons: a chain of plates that swings, horns in front, a thin tail behind."""
    skin, crest = (*colors, colors[-1])[:2]
    links: list[Body] = []
    for n in range(24):
        along = n / 23
        x = -78 + 156 * along
        y = 20 * math.sin(along * 7.5)
        radius = 13 * (1 - along) ** 0.7 + 3
        scales = polar(lambda a, r=radius: r * (1 + 0.12 * math.cos(6 * a)), 36)
        parts: list[Part] = [prism(scales, 0, 7 + radius * 0.5, skin)]
        parts.append(prism(disc(radius * 0.42, corners=4), 7 + radius * 0.5, 10 + radius, crest))
        links.append(Body(tuple(parts)).moved(x * scale, y * scale))
    head = Body(
        (
            prism([(-22, -5), (-16, -13), (6, -10), (6, 10), (-16, 13), (-22, 5)], 0, 14, skin),
            prism(disc(2.4, x=-12, y=-6, corners=16), 14, 16, crest),
            prism(disc(2.4, x=-12, y=6, corners=16), 14, 16, crest),
            prism([(-2, -9), (9, -15), (3, -6)], 14, 18, crest),
            prism([(-2, 9), (3, 6), (9, 15)], 14, 18, crest),
        )
    )
    chain = [head.moved(-92 * scale, 0), *links]
    return [body.moved(0, -place * 62 * scale) for place in range(count) for body in chain]


def bookend(colors: Colors, count: int, peaks: Sequence[float] = (58, 92, 70, 104)) -> list[Body]:
    """A ridge of mountains on a foot, snow on the tops."""
    rock, snow = (*colors, colors[-1])[:2]
    width = 112.0
    step = width / len(peaks)
    ridge: list[tuple[float, float]] = [(width, 0), (width, 26)]
    for n in reversed(range(len(peaks))):
        ridge += [(step * (n + 0.5), peaks[n]), (step * n, 30 if n else 22)]
    parts = [box(0, 0, (width, 62, 4), rock), slab([(0, 0), *ridge], 30, 42, rock)]
    for n, peak in enumerate(peaks):
        top = step * (n + 0.5)
        cap = [
            (top - 8, peak - 19),
            (top - 2, peak - 14),
            (top + 3, peak - 20),
            (top + 7, peak - 16),
        ]
        parts.append(slab([*cap, (top, peak)], 29, 42, snow))
    return [Body(tuple(parts)).moved(place * 128, 0) for place in range(count)]


def cable_combs(colors: Colors, count: int, teeth: int = 6) -> list[Body]:
    """Bars with round-backed slots for cables."""
    body_parts = [box(0, 0, (teeth * 17 + 7, 16, 9), colors[0])]
    body_parts += [box(tooth * 17, 1, (7, 14, 24), colors[0], z=9) for tooth in range(teeth + 1)]
    body = Body(tuple(body_parts))
    return [body.moved(0, -place * 34) for place in range(count)]


def heron_hooks(colors: Colors, count: int) -> list[Body]:
    """Hooks in the shape of a wading bird, lying on the plate."""
    back = [(-9, -48), (9, -48), (9, 44), (-9, 44)]
    neck = [(9, -40), (26, -36), (38, -20), (40, 2), (52, 10), (38, 14), (30, 10), (29, -14)]
    neck += [(22, -26), (9, -29)]
    parts = (
        prism(back, 0, 9, colors[0]),
        prism(neck, 0, 9, colors[0]),
        prism(disc(1.6, x=37, y=8, corners=12), 9, 9.4, colors[-1]),
        prism(disc(3.4, y=34, corners=20), 9, 9.1, "#6A7078"),
        prism(disc(3.4, y=-34, corners=20), 9, 9.1, "#6A7078"),
    )
    return [Body(parts).moved((place % 3) * 74, -(place // 3) * 108) for place in range(count)]


def drawer_bins(colors: Colors, count: int, size: Point = (42, 42, 38)) -> list[Body]:
    """Open boxes, set side by side."""
    columns = math.ceil(math.sqrt(count))
    return [
        wall.moved((place % columns) * (size[0] + 8), -(place // columns) * (size[1] + 8))
        for place in range(count)
        for wall in _bin(size, colors[place % len(colors)])
    ]


def phone_stand(colors: Colors, count: int) -> list[Body]:
    """A chair for a telephone, seen from its side."""
    side = [(0, 0), (86, 0), (86, 8), (40, 12), (20, 78), (10, 76), (27, 14), (8, 14), (8, 30)]
    side += [(0, 30)]
    return [Body((slab(side, 0, 62, colors[0]),)).moved(0, -place * 78) for place in range(count)]


def feet(colors: Colors, count: int) -> list[Body]:
    """Round rubber feet."""
    body = Body((prism(disc(11), 0, 5, colors[0]), prism(disc(8), 5, 7, colors[0])))
    return [body.moved((place % 4) * 28, -(place // 4) * 28) for place in range(count)]


def dice_tower(colors: Colors, count: int) -> list[Body]:
    """A castle's tower with battlements, a gate and a tray before it."""
    stone, gate = colors[0], "#33363B"
    tray = Body((box(-40, -88, (80, 50, 6), stone), box(-40, -88, (80, 5, 16), stone)))
    parts = [
        prism(rounded(76, 76, 12), 0, 120, stone),
        prism(rounded(84, 84, 12), 120, 132, stone),
        slab(
            [(-14, 0), (14, 0), (14, 26), (8, 36), (0, 40), (-8, 36), (-14, 26)], -38.4, -38, gate
        ),
        slab([(-5, 70), (5, 70), (5, 92), (-5, 92)], -38.4, -38, gate),
    ]
    merlons = [(x, y) for y in (30, 0, -42) for x in (-42, -15, 12, 30) if y != 0 or abs(x) > 20]  # noqa: PLR2004
    parts += [box(x, y, (12, 12, 14), stone, z=132) for x, y in merlons]
    return [
        body.moved(place * 110, 0) for place in range(count) for body in (Body(tuple(parts)), tray)
    ]


def _bin(size: Point, color_hex: str) -> tuple[Body, ...]:
    width, depth, height = size
    return (
        Body(
            (
                box(0, 0, (width, depth, 1.5), color_hex),
                box(0, depth - 2, (width, 2, height), color_hex),
            )
        ),
        Body((box(0, 0, (2, depth, height), color_hex),)),
        Body((box(width - 2, 0, (2, depth, height), color_hex),)),
        Body((box(0, 0, (width, 2, height * 0.62), color_hex),)),
    )


def _floor(radius: float, z: float, color_hex: str) -> Part:
    return prism(polar(lambda a: radius * _waves(a, z)), z - 1, z, color_hex)


def _waves(angle: float, _z: float) -> float:
    return 1 + 0.035 * math.cos(14 * angle)


def _twist(angle: float, z: float) -> float:
    return 1 + 0.07 * math.cos(8 * (angle + z / 90))
