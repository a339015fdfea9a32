from datetime import UTC, datetime
from uuid import uuid4

from printshop.domain.filament import Filament, Material
from printshop.ui.filament_names import told_apart


def a_filament(color_name: str, color_hex: str) -> Filament:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    return Filament(
        id=uuid4(),
        brand="Bambu Lab",
        material=Material.PLA,
        slicer_name="PLA Basic",
        color_name=color_name,
        color_hex=color_hex,
        demand_count=0,
        created_at=now,
        updated_at=now,
    )


def test_a_name_that_two_filaments_share_tells_their_colours() -> None:
    black = a_filament("Black", "#000000")
    blue, other_blue = a_filament("Blue", "#0000FF"), a_filament("Blue", "#1F4FC4")

    names = told_apart([black, blue, other_blue])

    assert names == {
        black.id: "Bambu Lab PLA Basic Black",
        blue.id: "Bambu Lab PLA Basic Blue (PLA, #0000FF)",
        other_blue.id: "Bambu Lab PLA Basic Blue (PLA, #1F4FC4)",
    }
