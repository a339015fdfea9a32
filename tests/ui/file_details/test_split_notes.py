from printshop.ui.file_details.split_notes import together


def test_what_is_the_same_of_several_filaments_is_said_once() -> None:
    why = "its density is unknown, so the gcode gives no grams."
    notes = [f"Filament {index}: {why}" for index in (1, 2, 4)]

    assert together(notes) == (f"Each of the filaments 1, 2 and 4: {why}",)


def test_other_notes_stand_as_they_are() -> None:
    notes = ("Filament 1: by the gcode it takes 2 g, the slicer says 3 g.", "There is no gcode.")

    assert together(notes) == notes
    assert together([]) == ()
