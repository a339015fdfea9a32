"""sRGB colours in CIE Lab, many at once: where near numbers look near."""

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
_EPSILON: Final = 216 / 24389
_KAPPA: Final = 24389 / 27


def lab(colors: Sequence[str]) -> npt.NDArray[np.float64]:
    """L*, a*, b* of `#RRGGBB` colours, a row for each."""
    codes = np.array([int(color[1:], 16) for color in colors], dtype=np.int64)
    channels = np.stack([codes >> 16, codes >> 8, codes], axis=-1) & 255
    encoded = channels / 255
    linear = np.where(encoded <= _DARK, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T / _WHITE
    f = np.where(xyz > _EPSILON, np.cbrt(xyz), (_KAPPA * xyz + 16) / 116)
    x, y, z = f[:, 0], f[:, 1], f[:, 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
