"""What may stand in for a filament: same material, same finish, near in colour."""

from collections.abc import Mapping

import polars as pl
import pytest

from printshop.analytics.color_space import distances, lab
from printshop.analytics.substitutes import SUBSTITUTES, substitutes
from printshop.frames import STOCK
from printshop.services.colors import distance
from tests.analytics.test_stock_listing import ROW

RED, SCARLET, BLUE = "#C8102E", "#CD2A30", "#0047BB"


def a_stock(*rows: Mapping[str, object]) -> pl.DataFrame:
    filled = [
        ROW | {"color_name": "x", "filament_id": f"f{n}"} | dict(row) for n, row in enumerate(rows)
    ]
    return pl.DataFrame(filled, schema=STOCK)


def pairs(*rows: Mapping[str, object]) -> list[tuple[str, str]]:
    return substitutes(a_stock(*rows)).select("filament_id", "substitute_id").rows()


BOTH_WAYS = [("f0", "f1"), ("f1", "f0")]


def test_near_shades_of_one_material_and_finish_stand_in_for_each_other() -> None:
    found = substitutes(a_stock({"color_hex": RED}, {"color_hex": SCARLET}, {"color_hex": BLUE}))

    assert found.select("filament_id", "substitute_id").rows() == BOTH_WAYS
    assert found["distance"].to_list() == pytest.approx([distance(RED, SCARLET)] * 2, abs=1e-6)


@pytest.mark.parametrize(
    ("color_hex", "is_close"), [("#C8102E", True), (SCARLET, True), ("#D83A3A", False)]
)
def test_up_to_5_apart_is_close_and_up_to_10_similar(color_hex: str, is_close: bool) -> None:  # noqa: FBT001 - a row of the table
    found = substitutes(a_stock({"color_hex": RED}, {"color_hex": color_hex}))

    assert found["is_close"].to_list() == [is_close] * 2
    assert (distance(RED, color_hex) <= 5) is is_close


@pytest.mark.parametrize(
    "other",
    [
        {"material": "PETG"},
        {"finish": "silk"},
        {"other_color_hexes": BLUE},
        {"color_hex": BLUE},
    ],
)
def test_another_material_finish_or_number_of_colours_never_stands_in(
    other: dict[str, object],
) -> None:
    assert pairs({"color_hex": RED}, {"color_hex": RED} | other) == []


def test_several_colours_stand_in_only_in_the_same_pattern_and_all_near() -> None:
    two = {"color_hex": RED, "other_color_hexes": BLUE, "color_pattern": "gradient"}

    assert pairs(two, two | {"color_hex": SCARLET}) == BOTH_WAYS
    assert pairs(two, two | {"color_pattern": "coextruded"}) == []
    assert pairs(two, two | {"other_color_hexes": SCARLET}) == []


def test_what_was_put_away_stands_in_for_none_but_others_for_it() -> None:
    assert pairs({"is_archived": True}, {}) == [("f0", "f1")]


def test_the_nearest_comes_first() -> None:
    found = pairs({"color_hex": RED}, {"color_hex": SCARLET}, {"color_hex": RED})

    assert [other for asked, other in found if asked == "f0"] == ["f2", "f1"]


def test_every_near_pair_of_many_shades_is_found() -> None:
    greys = [f"#{level:02X}{level:02X}{(level * 7) % 256:02X}" for level in range(0, 256, 2)]

    found = substitutes(a_stock(*({"color_hex": shade} for shade in greys)))

    shades = lab(greys)
    apart = [distances(shade, shades) for shade in shades]
    expected = {
        (f"f{one}", f"f{other}")
        for one in range(len(greys))
        for other in range(len(greys))
        if one != other and apart[one][other] <= 10
    }
    assert set(found.select("filament_id", "substitute_id").rows()) == expected


def test_a_shop_without_filaments_has_no_substitutes() -> None:
    assert substitutes(STOCK.to_frame()).equals(SUBSTITUTES.to_frame())


def test_what_was_known_of_filaments_is_not_said_of_them_in_another_colour() -> None:
    before = pairs({"color_hex": RED}, {"color_hex": SCARLET})
    after = pairs({"color_hex": RED}, {"color_hex": BLUE})

    assert (before, after, pairs({"color_hex": RED}, {"color_hex": SCARLET})) == (
        BOTH_WAYS,
        [],
        BOTH_WAYS,
    )
