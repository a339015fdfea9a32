"""Which filament of the shop a file means, by its words alone."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from printshop.domain.filament import Filament, Material
from printshop.domain.incoming import FilamentWords
from printshop.services import matching

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ORANGE = FilamentWords(
    slicer_type="PLA",
    slicer_name="Bambu PLA Basic @BBL X1C",
    slicer_vendor="Bambu Lab",
    bambu_id="GFA00",
    color_hex="#FF6A13",
)


def a_filament(color_hex: str, **said: object) -> Filament:
    values: dict[str, object] = {
        "id": uuid4(),
        "brand": "Bambu Lab",
        "material": Material.PLA,
        "slicer_name": "PLA Basic",
        "color_name": color_hex,
        "color_hex": color_hex,
        "bambu_id": "GFA00",
        "demand_count": 0,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Filament.model_validate(values | said)


def words(color_hex: str, **said: str) -> FilamentWords:
    return ORANGE.model_copy(update={"color_hex": color_hex} | said)


def sure_of(
    asked: FilamentWords, *filaments: Filament, learnt: dict[FilamentWords, UUID] | None = None
) -> list[UUID]:
    return [m.filament.id for m in matching.of_words(asked, filaments, learnt or {}) if m.is_sure]


def test_the_nearest_colour_of_a_bambu_line_is_sure_without_being_equal() -> None:
    near, nearer = a_filament("#FF7018"), a_filament("#FE6B14")

    assert sure_of(ORANGE, near, nearer) == [nearer.id]


@pytest.mark.parametrize(
    ("color_hex", "taken"),
    # 1.4, 7.1 and 24 away by CIEDE2000: sure, proposed, another colour.
    [("#FF7018", "sure"), ("#FF8A3D", "open"), ("#FFB000", "create")],
)
def test_how_far_a_colour_may_be_decides_what_is_done(color_hex: str, taken: str) -> None:
    filament = a_filament(color_hex)
    need = matching.need_of(ORANGE)

    found = matching.of_words(ORANGE, [filament], {})

    assert matching.preselected(need, found) == (filament.id if taken == "sure" else taken)


def test_another_line_of_the_maker_is_not_taken_for_it() -> None:
    silk = a_filament("#FF6A13", slicer_name="PLA Silk", bambu_id="GFA05")

    assert sure_of(words("#FF6A13", slicer_name="Bambu PLA Basic"), silk) == []


def test_an_id_for_filament_of_any_maker_says_no_product() -> None:
    asked = words("#FF6A13", bambu_id="GFL99", slicer_name="Generic PLA", slicer_vendor="Generic")
    bambu = a_filament("#FF6A13", bambu_id="GFL99", slicer_name="")
    generic = a_filament("#FF6A13", brand="Generic", slicer_name="", bambu_id="")

    assert sure_of(asked, bambu) == []
    assert sure_of(asked, bambu, generic) == [generic.id]


def test_one_of_several_colours_is_near_but_only_the_first_is_sure() -> None:
    two = a_filament("#D0211C", other_color_hexes=("#FF6A13",))

    (match,) = matching.of_words(ORANGE, [two], {})

    assert (match.is_sure, match.color_distance, match.reason) == (
        False,
        0.0,
        "same Bambu id, same maker, same colour",
    )


def test_what_is_put_away_is_never_proposed_and_what_was_learnt_of_it_is_asked_anew() -> None:
    away = a_filament("#FF6A13", archived_at=NOW)
    here = a_filament("#FF6A13", color_name="Orange")

    assert sure_of(ORANGE, away, here, learnt={ORANGE: away.id}) == [here.id]
    assert matching.of_words(ORANGE, [away], {}) == ()
