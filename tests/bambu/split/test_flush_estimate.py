"""What can be said of the split without gcode, and what cannot."""

from collections.abc import Mapping
from decimal import Decimal

from printshop.bambu import PlateFilament, SettingValue
from printshop.bambu.members.project_settings import ProjectSettings
from printshop.bambu.split.filament_physics import FilamentPhysics
from printshop.bambu.split.flush_estimate import estimate_split

_TWO = (
    PlateFilament(index=1, used_g=Decimal("5.00")),
    PlateFilament(index=2, used_g=Decimal("3.00")),
)
_PHYSICS = FilamentPhysics(
    densities_g_cm3=(1.0, 1.0), diameters_mm=(1.75, 1.75), extruders=(), nozzle_mm3=(92.0,)
)


def _estimate(
    changed: Mapping[str, SettingValue] | None = None,
    *,
    filaments: tuple[PlateFilament, ...] = _TWO,
    sequence: tuple[int, ...] = (1, 2, 1),
    support_used: bool | None = False,
) -> tuple[tuple[PlateFilament, ...], str]:
    settings: dict[str, SettingValue] = {
        "nozzle_diameter": ("0.4",),
        "flush_volumes_matrix": ("0", "300", "150", "0"),
        "flush_multiplier": ("1",),
        "grab_length": ("17.4",),
        "enable_prime_tower": "0",
        "printer_model": "Bambu Lab A1",
        "flush_into_support": "1",
    }
    settings |= changed or {}
    return estimate_split(
        filaments,
        ProjectSettings(settings),
        _PHYSICS,
        sequence=sequence,
        support_used=support_used,
    )


def test_flush_is_the_matrix_less_what_is_grabbed_and_never_below_the_least() -> None:
    filaments, note = _estimate()

    # 1 to 2: 300 - 2.4 · 17.4 = 258.24 mm³, 92 of it filament 1's; 2 to 1: at least 108.24.
    assert [f.flush_g for f in filaments] == [Decimal("0.108"), Decimal("0.258")]
    assert [f.model_g for f in filaments] == [Decimal("4.892"), Decimal("2.742")]
    assert {f.split_source for f in filaments} == {"estimate"}
    assert note == "There is no gcode: the split is estimated from the order of filaments."


def test_x1_and_p1_push_a_little_more_at_the_start_and_at_each_change() -> None:
    filaments, _ = _estimate(
        {
            "printer_model": "Bambu Lab P1S",
            "grab_length": "0",
            "flush_volumes_matrix": ("0", "0", "0", "0"),
        }
    )

    # 4.8 mm³ at the start is what was in the nozzle; each change's is the filament before.
    assert [f.flush_g for f in filaments] == [Decimal("0.005"), Decimal("0.005")]


def test_with_a_tower_or_support_only_flush_is_estimated() -> None:
    filaments, note = _estimate({"enable_prime_tower": "1"})

    assert [f.model_g for f in filaments] == [None, None]
    assert note == "There is no gcode: only flush is estimated, from the order of filaments."


def test_one_filament_without_support_is_all_model() -> None:
    (filament,), note = _estimate(filaments=_TWO[:1], sequence=())

    assert (filament.model_g, filament.flush_g) == (Decimal("5.00"), 0)
    assert filament.split_source == "estimate"
    assert note == (
        "There is no gcode: one filament and no support, so all of it is taken for the model."
    )


def test_one_filament_with_support_is_not_split() -> None:
    (filament,), note = _estimate(filaments=_TWO[:1], sequence=(), support_used=True)

    assert filament.split_source == "none"
    assert note == "There is no gcode, and the grams hold support: no split of the grams."


def test_what_the_file_does_not_allow_is_not_estimated() -> None:
    def reason(key: str, value: SettingValue) -> str:
        filaments, note = _estimate({key: value})
        assert {f.split_source for f in filaments} == {"none"}
        return note.removeprefix("There is no gcode, and ").removesuffix(": no split of the grams.")

    assert reason("nozzle_diameter", ("0.4", "0.4")) == "the printer has more than one nozzle"
    assert reason("flush_into_objects", "1") == "flush goes into the print itself"
    assert reason("flush_volumes_matrix", ("0", "1", "2")) == (
        "the flush volumes of its filaments are not in the file"
    )
    filaments, note = _estimate(sequence=(1, 0))
    assert (filaments, note) == (
        _TWO,
        (
            "There is no gcode, and the order of the filaments is not in the file: no split of the "
            "grams."
        ),
    )


def test_more_flush_than_the_slicer_says_is_used_is_no_estimate() -> None:
    little = (
        PlateFilament(index=1, used_g=Decimal("5.00")),
        PlateFilament(index=2, used_g=Decimal("0.05")),
    )

    filaments, note = _estimate(filaments=little)

    assert filaments == little
    assert note == (
        "There is no gcode, and by the order of filaments more is flushed than the slicer says "
        "is used: no split of the grams."
    )
