"""What the demo's keychains, earrings and ornaments look like on the plate.

Each function takes the colours of the plate's filaments, in the file's order,
and how many pieces stand on the plate.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from printshop.services.demo.solids import (
    Body,
    Outline,
    Part,
    disc,
    polar,
    prism,
    rounded,
    stroke,
)

Colors = Sequence[str]

# Each letter as broken lines through (x, y) of a box from -5, -8 to 5, 8.
_LETTERS: Final = {
    "A": (((-5, -8), (0, 8), (5, -8)), ((-3, -3), (3, -3))),
    "B": (
        ((-4, -8), (-4, 8), (2, 8), (4, 4), (2, 0), (-4, 0)),
        ((2, 0), (5, -4), (2, -8), (-4, -8)),
    ),
    "C": (((5, 6), (1, 8), (-3, 7), (-5, 0), (-3, -7), (1, -8), (5, -6)),),
    "D": (((-4, -8), (-4, 8), (1, 8), (5, 3), (5, -3), (1, -8), (-4, -8)),),
    "E": (((5, 8), (-4, 8), (-4, -8), (5, -8)), ((-4, 0), (3, 0))),
    "F": (((5, 8), (-4, 8), (-4, -8)), ((-4, 0), (3, 0))),
    "G": (((5, 6), (1, 8), (-3, 7), (-5, 0), (-3, -7), (1, -8), (5, -6), (5, -1), (1, -1)),),
    "H": (((-5, 8), (-5, -8)), ((5, 8), (5, -8)), ((-5, 0), (5, 0))),
    "I": (((0, 8), (0, -8)),),
    "J": (((4, 8), (4, -4), (1, -8), (-3, -7), (-4, -4)),),
    "K": (((-4, -8), (-4, 8)), ((5, 8), (-4, 0), (5, -8))),
    "L": (((-4, 8), (-4, -8), (5, -8)),),
    "M": (((-6, -8), (-6, 8), (0, -2), (6, 8), (6, -8)),),
    "N": (((-5, -8), (-5, 8), (5, -8), (5, 8)),),
    "O": (((0, 8), (-4, 6), (-5, 0), (-4, -6), (0, -8), (4, -6), (5, 0), (4, 6), (0, 8)),),
    "P": (((-4, -8), (-4, 8), (2, 8), (5, 4), (2, 0), (-4, 0)),),
    "Q": (
        ((0, 8), (-4, 6), (-5, 0), (-4, -6), (0, -8), (4, -6), (5, 0), (4, 6), (0, 8)),
        ((1, -3), (6, -9)),
    ),
    "R": (((-4, -8), (-4, 8), (2, 8), (5, 4), (2, 0), (-4, 0)), ((1, 0), (5, -8))),
    "S": (((5, 6), (1, 8), (-4, 7), (-5, 3), (4, -2), (4, -6), (0, -8), (-5, -6)),),
    "T": (((-6, 8), (6, 8)), ((0, 8), (0, -8))),
    "U": (((-5, 8), (-5, -4), (-2, -8), (2, -8), (5, -4), (5, 8)),),
    "V": (((-6, 8), (0, -8), (6, 8)),),
    "W": (((-7, 8), (-4, -8), (0, 4), (4, -8), (7, 8)),),
    "X": (((-5, 8), (5, -8)), ((5, 8), (-5, -8))),
    "Y": (((-6, 8), (0, 0), (6, 8)), ((0, 0), (0, -8))),
    "Z": (((-5, 8), (5, 8), (-5, -8), (5, -8)),),
}


def fox_keychains(colors: Colors, count: int) -> list[Body]:
    """Fox heads with a ring to hang them by."""
    coat, face, ink = (*colors, colors[-1], colors[-1])[:3]
    head = [(-19, 17), (-16, -2), (-7, -13), (0, -17), (7, -13), (16, -2), (19, 17)]
    head += [(9, 9), (-9, 9)]
    cheeks = (
        [(-15.5, -2), (-7, -12.3), (0, -16), (-1, -8), (-6, -2)],
        [(0, -16), (7, -12.3), (15.5, -2), (6, -2), (1, -8)],
    )
    ears = ([(-17, 14), (-15.5, 6), (-10.5, 9.5)], [(15.5, 6), (17, 14), (10.5, 9.5)])
    eyes = (disc(1.9, x=-6, y=2.5, corners=16), disc(1.9, x=6, y=2.5, corners=16))
    parts = (
        *_ring(0, 13, coat),
        prism(head, 0, 4, coat),
        *(prism(patch, 4, 4.8, face) for patch in cheeks),
        *(prism(patch, 4, 4.8, ink) for patch in (*ears, *eyes, disc(2.6, y=-14, corners=16))),
    )
    return _grid(Body(parts), count, 46, 46)


def moon_earrings(colors: Colors, count: int) -> list[Body]:
    """Crescents, each with a hole for the hook and a star beside it."""
    moon, star = (*colors, colors[-1])[:2]
    outer = [(14 * math.cos(a), 14 * math.sin(a)) for a in _arc(50, 310, 40)]
    inner = [(5 + 11.4 * math.cos(a), 11.4 * math.sin(a)) for a in _arc(290, 70, 40)]
    body = Body(
        (
            prism([*outer, *inner], 0, 2.4, moon),
            *_ring(-1, 15.5, moon, radius=3),
            prism(_star(5, 5.2, 2.2, x=5), 0, 2.8, star),
        )
    )
    return _grid(body, count, 36, 40)


def leaf_earrings(colors: Colors, count: int) -> list[Body]:
    """Six-sided leaves with a net of veins."""
    leaf, vein = (*colors, colors[-1])[:2]
    outline = [(0, -20), (9, -9), (10, 3), (0, 18), (-10, 3), (-9, -9)]
    veins: list[tuple[tuple[float, float], tuple[float, float]]] = [((0, -18), (0, 16))]
    for y, reach in ((-10, 7.5), (-2, 9), (6, 6)):
        veins += [((0, y - 3), (reach, y + 2)), ((0, y - 3), (-reach, y + 2))]
    body = Body(
        (
            *_ring(0, 19, leaf, radius=3),
            prism(outline, 0, 1.8, leaf),
            *(prism(stroke(one, two, 1.3), 1.8, 2.4, vein) for one, two in veins),
        )
    )
    return _grid(body, count, 30, 54)


def letter_tags(colors: Colors, letters: str) -> list[Body]:
    """Round-cornered tags, a letter on each."""
    tag, ink = (*colors, colors[-1])[:2]
    bodies = []
    for letter in letters:
        strokes = [pair for line in _LETTERS[letter] for pair in pairwise(line)]
        parts: list[Part] = [
            *_ring(0, 17, tag),
            prism(rounded(26, 30, 6), 0, 3.2, tag),
            *(prism(stroke(one, two, 3.2), 3.2, 4.4, ink) for one, two in strokes),
            *(prism(disc(1.6, x=x, y=y, corners=12), 3.2, 4.4, ink) for (x, y), _ in strokes),
        ]
        bodies.append(Body(tuple(parts)))
    return _placed(bodies, 34, 46)


def winter_stars(colors: Colors, count: int) -> list[Body]:
    """Ornaments of three stars on top of each other."""
    base, top = (*colors, colors[-1])[:2]
    body = Body(
        (
            *_ring(0, 40, base, radius=4.5),
            prism(_star(8, 38, 17), 0, 3, base),
            prism(_star(8, 27, 11, turn_deg=22.5), 3, 5.5, top),
            prism(_star(8, 15, 6), 5.5, 8, base),
        )
    )
    return _grid(body, count, 86, 92)


def herb_markers(colors: Colors, count: int) -> list[Body]:
    """Garden stakes with a leaf and a line to write on."""
    stake, ink = (*colors, colors[-1])[:2]
    outline = [(-11, 30), (-11, 4), (-4, -2), (0, -46), (4, -2), (11, 4), (11, 30)]
    sprig = polar(lambda a: 5.5 * abs(math.sin(a)) ** 0.5 + 0.8, 40)
    body = Body(
        (
            prism(outline, 0, 3, stake),
            prism([(x, y + 22) for x, y in sprig], 3, 3.8, ink),
            prism(stroke((-7, 12), (7, 12), 1.6), 3, 3.8, ink),
            prism(stroke((-7, 8), (4, 8), 1.6), 3, 3.8, ink),
        )
    )
    return _grid(body, count, 27, 84, per_row=4)


def _ring(x: float, y: float, color_hex: str, *, radius: float = 5) -> tuple[Part, Part]:
    """A ring to hang a thing by; the hole is what lies under it."""
    return (
        prism(disc(radius, x=x, y=y + radius), 0, 2.6, color_hex),
        prism(disc(radius * 0.48, x=x, y=y + radius), 2.6, 2.62, "#6A7078"),
    )


def _star(points: int, outer: float, inner: float, *, x: float = 0, turn_deg: float = 0) -> Outline:
    first = math.pi / 2 + math.radians(turn_deg)
    angles = (first + math.pi * step / points for step in range(2 * points))
    radii = (outer if step % 2 == 0 else inner for step in range(2 * points))
    return [(x + r * math.cos(a), r * math.sin(a)) for a, r in zip(angles, radii, strict=True)]


def _arc(from_deg: float, to_deg: float, steps: int) -> list[float]:
    return [
        math.radians(from_deg + (to_deg - from_deg) * step / steps) for step in range(steps + 1)
    ]


def _grid(
    body: Body, count: int, width: float, depth: float, *, per_row: int | None = None
) -> list[Body]:
    return _placed([body] * count, width, depth, per_row=per_row)


def _placed(
    bodies: Sequence[Body], width: float, depth: float, *, per_row: int | None = None
) -> list[Body]:
    columns = per_row or math.ceil(math.sqrt(len(bodies)))
    return [
        body.moved((place % columns) * width, -(place // columns) * depth)
        for place, body in enumerate(bodies)
    ]
