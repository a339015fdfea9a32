import pytest

from printshop.domain.catalog import NewModel
from printshop.domain.filament import NewFilament
from printshop.errors import InvalidInputError
from printshop.ui.forms import checked

LABELS = {"name": "Name", "source_url": "Where it comes from", "low_stock_g": "Low from"}
FILAMENT = {"brand": "B", "material": "PLA", "color_name": "Red", "color_hex": "#C8102E"}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "  "}, "Name must not be empty."),
        ({"name": "x" * 201}, "Name may have at most 200 characters."),
        (
            {"name": "Vase", "source_url": "javascript:alert(1)"},
            "Where it comes from must be a web address that begins with https://.",
        ),
        ({"name": "Vase", "designer": "x" * 101}, "Designer may have at most 100 characters."),
        ({}, "Name is missing."),
        ({"name": "Vase", "category": "car"}, "Category cannot be 'car'."),
    ],
)
def test_a_value_outside_its_limits_is_refused_in_one_sentence(
    values: dict[str, str], sentence: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(NewModel, LABELS, **values)

    assert refused.value.message == sentence


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"low_stock_g": "-1"}, "Low from must be at least 0."),
        ({"low_stock_g": "0.123"}, "Low from may have at most 2 decimals."),
        ({"color_hex": "red"}, "Color hex must be a colour such as #1A2B3C."),
    ],
)
def test_limits_of_numbers_and_colours_are_said_with_their_value(
    values: dict[str, str], sentence: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(NewFilament, LABELS, **(FILAMENT | values))

    assert refused.value.message == sentence


def test_what_fits_becomes_a_value_of_the_shop() -> None:
    assert checked(NewModel, LABELS, name=" Vase ").name == "Vase"


def test_what_is_wrong_with_the_whole_is_a_sentence_without_a_field() -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(NewFilament, LABELS, **FILAMENT, nozzle_min_c=250, nozzle_max_c=200)

    assert refused.value.message == ("The lowest nozzle temperature 250 is above the highest 200.")


def test_a_limit_is_written_as_the_pages_write_numbers() -> None:
    with pytest.raises(InvalidInputError, match=r"^Low from may be at most 100,000\.$"):
        checked(NewFilament, LABELS, **FILAMENT, low_stock_g="100001")


def test_spaces_within_a_name_do_not_make_it_another_one() -> None:
    filament = checked(NewFilament, LABELS, **FILAMENT, slicer_name=" PLA \u00a0 Basic ")

    assert filament.slicer_name == "PLA Basic"
