"""Colours as far apart as the eye finds them, many at once."""

import random

import pytest

from printshop.analytics.color_space import distances, lab
from printshop.services.colors import distance

ASKED = ["#1F4FC4", "#101010", "#8C8C8C", "#D0211C"]


def some_shades(n_shades: int) -> list[str]:
    chance = random.Random(5)  # noqa: S311 - shades, not secrets
    return [f"#{chance.randrange(1 << 24):06X}" for _ in range(n_shades)]


@pytest.mark.parametrize("asked", ASKED)
def test_the_distance_is_that_of_the_library(asked: str) -> None:
    shades = [*some_shades(250), *ASKED, "#000000", "#FFFFFF"]

    away = distances(lab([asked])[0], lab(shades))

    assert away == pytest.approx([distance(asked, shade) for shade in shades], abs=1e-3)
