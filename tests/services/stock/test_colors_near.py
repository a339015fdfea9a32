"""The nearest of many shades, as the eye orders them."""

import random

import polars as pl

from printshop.services import stock
from printshop.services.colors import distance


def test_the_twenty_nearest_of_many_shades_are_found() -> None:
    chance = random.Random(3)  # noqa: S311 - shades, not secrets
    shades = sorted({f"#{chance.randrange(1 << 24):06X}" for _ in range(2_500)})
    rows = pl.DataFrame({"filament_id": shades, "color_hex": shades, "other_color_hexes": ""})

    found = stock.nearest(rows, "#1F4FC4")

    by_eye = sorted(shades, key=lambda shade: distance("#1F4FC4", shade))
    assert found["color_hex"].to_list() == by_eye[: found.height]
    assert found.height == 100
