from printshop.ui.file_details.temperatures import by_filament

BED = "bed_temperature_c"


def test_temperatures_that_differ_stand_in_the_order_of_the_files_list() -> None:
    plates = [
        {"filaments": [{"index": 3, BED: 80}, {"index": 1, BED: 60}]},
        {"filaments": [{"index": 2, BED: 60}, {"index": 4, BED: None}]},
    ]

    assert by_filament({"plates": plates}, BED) == "60 °C / 80 °C by filament"
    assert by_filament({"plates": plates[1:]}, BED) == "60 °C"
    assert by_filament({}, BED) == ""
