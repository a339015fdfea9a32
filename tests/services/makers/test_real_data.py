"""The real data sets, taken in whole and twice."""

import os
from pathlib import Path

import pytest

from printshop.domain.filament import Material
from printshop.domain.known_filaments import Wish
from printshop.services import makers
from printshop.services.shop import Shop
from tests.makers_data import REAL_DATA_VARIABLE, real_folder


@pytest.fixture(scope="module")
def real_data() -> Path:
    folder = real_folder()
    if folder is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"The real data sets are missing: set {REAL_DATA_VARIABLE}.")
        pytest.skip(f"No real data sets here (set {REAL_DATA_VARIABLE}).")
    return folder


def counts(result: makers.TakenIn) -> tuple[int, int, int, int, int]:
    return (
        result.n_new,
        result.n_changed,
        result.n_unchanged,
        result.n_gone,
        result.n_left_out,
    )


def test_the_open_filament_database_is_taken_in_whole_and_the_second_time_nothing_changes(
    shop: Shop, real_data: Path
) -> None:
    table = real_data / "ofd" / "open_filament_database_flat.csv"
    files = [(table.name, table.read_bytes())]

    first = makers.take_in(shop, files)
    second = makers.take_in(shop, files)

    assert counts(first) == (22_271, 0, 0, 0, 0)
    assert first.n_findings == 76
    assert counts(second) == (0, 0, 22_271, 0, 0)
    assert second.is_nothing_new
    found = makers.search(shop, Wish(words="bambu basic 10300"))
    assert {(row.color_name, row.bambu_id) for row in found.filaments} == {("Orange", "GFA00")}
    near = makers.nearest(shop, Wish(material=Material.PETG), "#FF6A13")
    assert near.distances[0] < 3
    assert list(near.distances) == sorted(near.distances)


def test_spoolman_db_is_taken_in_whole_and_the_second_time_nothing_changes(
    shop: Shop, real_data: Path
) -> None:
    folder = real_data / "spoolmandb" / "filaments"
    files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.json"))]

    first = makers.take_in(shop, files)
    second = makers.take_in(shop, files)

    assert len(files) == 49
    assert counts(first) == (6_325, 0, 0, 0, 0)
    assert first.n_findings == 18
    assert counts(second) == (0, 0, 6_325, 0, 0)
