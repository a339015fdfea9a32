"""Grams from millimetres: who owns the flush, and what is said where they do not fit."""

import math
from decimal import Decimal

import pytest

from printshop.bambu import PlateFilament
from printshop.bambu.gcode.marks import Role
from printshop.bambu.gcode.walk import GcodeWalk
from printshop.bambu.members.project_settings import ProjectSettings
from printshop.bambu.split.filament_physics import FilamentPhysics, physics_of
from printshop.bambu.split.gram_split import split_grams, volumes_of

_AREA_MM2 = math.pi * 1.75**2 / 4


def _physics(
    *,
    densities: tuple[float, ...] = (1.0, 1.0, 1.0),
    extruders: tuple[int, ...] = (),
    nozzles: tuple[float, ...] = (100.0,),
) -> FilamentPhysics:
    return FilamentPhysics(
        densities_g_cm3=densities,
        diameters_mm=(1.75,),
        extruders=extruders,
        nozzle_mm3=nozzles,
    )


def _mm(volume_mm3: float) -> float:
    return volume_mm3 / _AREA_MM2


def _filament(index: int, used_g: str | None) -> PlateFilament:
    return PlateFilament(index=index, used_g=None if used_g is None else Decimal(used_g))


def _flushed(changes: list[tuple[int, float]], physics: FilamentPhysics) -> dict[int, int]:
    walk = GcodeWalk(changes=tuple((index, _mm(volume)) for index, volume in changes))
    return {index: round(volume.flush) for index, volume in volumes_of(walk, physics).items()}


def test_of_a_flush_the_first_nozzle_volume_is_the_filament_before() -> None:
    assert _flushed([(1, 0), (2, 250), (1, 60)], _physics()) == {1: 100, 2: 150 + 60}


def test_a_flush_before_any_other_filament_is_the_new_one_s_less_what_was_in_the_nozzle() -> None:
    assert _flushed([(1, 250)], _physics()) == {1: 150}


def test_each_extruder_keeps_its_own_filament_and_its_own_volume() -> None:
    physics = _physics(extruders=(1, 2, 2), nozzles=(130.0, 145.0))

    flushed = _flushed([(1, 0), (2, 0), (3, 200), (1, 0), (2, 200)], physics)

    assert flushed == {2: 145 + 55, 3: 55 + 145}


def test_a_split_that_adds_up_is_of_the_gcode() -> None:
    walk = GcodeWalk(
        lengths_mm={
            (1, Role.MODEL): _mm(1000),
            (1, Role.BRIM): _mm(200),
            (1, Role.CUSTOM): _mm(50),
            (1, Role.SUPPORT): _mm(300),
            (1, Role.TOWER): _mm(400),
        },
        # 100 mm³ of it were in the nozzle before the print.
        changes=((1, _mm(600)),),
        names_tools=True,
        names_features=True,
    )

    (filament,), notes = split_grams((_filament(1, "2.45"),), walk, _physics())

    assert notes == ()
    assert filament.split_source == "gcode"
    assert filament.model_g == Decimal("1.250")
    assert filament.brim_g == Decimal("0.200")
    assert filament.support_g == Decimal("0.300")
    assert filament.tower_g == Decimal("0.400")
    assert filament.flush_g == Decimal("0.500")


def _model_only(volume_mm3: float) -> GcodeWalk:
    return GcodeWalk(
        lengths_mm={(1, Role.MODEL): _mm(volume_mm3)}, names_tools=True, names_features=True
    )


@pytest.mark.parametrize(("used_g", "source"), [("10.04", "gcode"), ("10.05", "estimate")])
def test_grams_may_differ_by_two_hundredths_and_two_thousandths(used_g: str, source: str) -> None:
    (filament,), _ = split_grams((_filament(1, used_g),), _model_only(10_000), _physics())

    assert filament.split_source == source


def test_a_split_that_does_not_quite_add_up_is_an_estimate_and_says_so() -> None:
    (filament,), (note,) = split_grams((_filament(1, "11"),), _model_only(10_000), _physics())

    assert (filament.split_source, filament.model_g) == ("estimate", Decimal("10.000"))
    assert note.message == "Filament 1: by the gcode it takes 10.000 g, the slicer says 11 g."


def test_grams_that_have_nothing_to_do_with_the_gcode_are_not_split() -> None:
    (filament,), (note,) = split_grams((_filament(1, "1.50"),), _model_only(10_000), _physics())

    assert (filament.split_source, filament.model_g) == ("none", None)
    assert note.message == (
        "Filament 1: by the gcode it takes 10.000 g, the slicer says 1.50 g, which do not belong "
        "together."
    )


def test_a_nozzle_volume_booked_otherwise_by_an_older_version_is_an_estimate_of_flush() -> None:
    walk = GcodeWalk(
        lengths_mm={(1, Role.MODEL): _mm(5000), (2, Role.MODEL): _mm(3000)},
        changes=((1, 0.0), (2, _mm(800))),
        names_tools=True,
        names_features=True,
    )

    filaments, notes = split_grams((_filament(1, "5.20"), _filament(2, "3.60")), walk, _physics())

    assert [f.split_source for f in filaments] == ["estimate", "estimate"]
    assert [f.model_g for f in filaments] == [5, 3]
    assert [f.flush_g for f in filaments] == [Decimal("0.20"), Decimal("0.60")]
    assert notes[0].message == (
        "Filament 1: by the gcode it takes 5.100 g, the slicer says 5.20 g; the plate as a whole "
        "fits, so flush is taken as what is left (older versions book the plastic in the nozzle "
        "to the other filament)."
    )


def test_purge_lines_are_left_out_where_the_slicer_leaves_them_out() -> None:
    walk = GcodeWalk(
        lengths_mm={(1, Role.MODEL): _mm(5000), (1, Role.CUSTOM): _mm(80)},
        names_tools=True,
        names_features=True,
    )

    (filament,), notes = split_grams((_filament(1, "5.00"),), walk, _physics())

    assert (filament.split_source, filament.model_g, notes) == ("gcode", 5, ())


def test_a_gcode_without_tools_prints_with_the_only_filament() -> None:
    walk = GcodeWalk(
        lengths_mm={(1, Role.MODEL): _mm(5000)}, changes=((1, 0.0),), names_features=True
    )

    (filament,), _ = split_grams((_filament(3, "5.00"),), walk, _physics())

    assert (filament.index, filament.split_source) == (3, "gcode")


def test_a_filament_that_the_slicer_does_not_list_is_noted() -> None:
    walk = GcodeWalk(
        lengths_mm={(1, Role.MODEL): _mm(5000), (2, Role.MODEL): _mm(700)},
        names_tools=True,
        names_features=True,
    )

    _, (note,) = split_grams((_filament(1, "5.00"),), walk, _physics())

    assert note.message == "The gcode uses 0.700 g of filament 2, which the slicer does not list."


def test_an_unknown_density_gives_no_grams() -> None:
    (filament,), (note,) = split_grams(
        (_filament(1, "5.00"),), _model_only(5000), _physics(densities=(0.0,))
    )

    assert (filament.split_source, note.is_odd) == ("none", False)
    assert note.message == "Filament 1: its density is unknown, so the gcode gives no grams."


def test_without_the_slicer_s_grams_the_split_is_an_estimate() -> None:
    (filament,), (note,) = split_grams((_filament(1, None),), _model_only(5000), _physics())

    assert (filament.split_source, filament.model_g) == ("estimate", 5)
    assert note.message == (
        "Filament 1: the slicer's own grams, to check the split by, are not in the file."
    )


def test_the_gcode_s_own_settings_count_before_those_of_the_project() -> None:
    settings = ProjectSettings(
        {
            "filament_density": ("1.0", "1.1"),
            "filament_diameter": ("2.85", "2.85"),
            "nozzle_volume": ("130", "133", "145", "148"),
            "printer_extruder_id": ("1", "1", "2", "2"),
            "filament_map": ("2", "1"),
        }
    )

    own = physics_of({"filament_density": "1.24,1.04"}, settings, maps=())

    assert own.densities_g_cm3 == (1.24, 1.04)
    assert own.diameters_mm == (2.85, 2.85)
    assert own.extruders == (2, 1)
    assert own.nozzle_mm3 == (130, 145)
    assert physics_of({}, settings, maps=(1, 2)).extruders == (1, 2)


@pytest.mark.parametrize("text", ["nan", "inf", "1e400", "-1", "x", "1,x"])
def test_senseless_numbers_count_as_unknown(text: str) -> None:
    settings = ProjectSettings({})

    assert physics_of({"filament_density": text}, settings, maps=()).grams(1, 5.0) is None


def test_more_than_the_world_can_print_gives_no_grams() -> None:
    (filament,), _ = split_grams((_filament(1, "5.00"),), _model_only(1e30), _physics())

    assert filament.split_source == "none"


def test_grams_moved_beyond_what_a_nozzle_holds_are_not_called_flush() -> None:
    walk = GcodeWalk(
        lengths_mm={(1, Role.MODEL): _mm(6000), (2, Role.MODEL): _mm(4000)},
        names_tools=True,
        names_features=True,
    )

    filaments, notes = split_grams((_filament(1, "4.40"), _filament(2, "5.60")), walk, _physics())

    # Together they fit, but 1.6 g are no 100 mm³ in and out of a nozzle.
    assert [f.split_source for f in filaments] == ["none", "none"]
    assert [f.flush_g for f in filaments] == [None, None]
    assert all(note.message.endswith("which do not belong together.") for note in notes)


def test_a_gcode_without_features_is_at_most_an_estimate() -> None:
    walk = GcodeWalk(lengths_mm={(1, Role.MODEL): _mm(5000)}, names_tools=True)

    (filament,), (note,) = split_grams((_filament(1, "5.00"),), walk, _physics())

    assert (filament.split_source, filament.model_g) == ("estimate", 5)
    assert note.message == (
        "The gcode does not say what its moves print: what is no flush is taken for the model."
    )
