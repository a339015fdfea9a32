from printshop.ui.file_details import slicer_warnings


def test_each_warning_is_said_once_in_words_with_its_plates() -> None:
    hot = "bed_temperature_too_high_than_filament"
    report = {
        "plates": [
            {"index": 1, "warnings": [hot, hot]},
            {"index": 2, "name": "Lids", "warnings": [hot, "something_new"]},
        ]
    }

    assert slicer_warnings.of_report(report) == {
        "The bed is hotter than a filament likes, and in a closed printer the nozzle may clog: "
        "open the door or take off the top.": ("Plate 1", "Plate 2: Lids"),
        "something new": ("Plate 2: Lids",),
    }
