from decimal import Decimal

import pytest

from printshop.errors import InvalidInputError
from printshop.ui.inventory.receiving.entry import Entry, read


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (" basic  black ", Entry(words="basic black")),
        ("4 x basic black @ 79.96", Entry(words="basic black", count=4, price=Decimal("79.96"))),
        ("4*black@79,9", Entry(words="black", count=4, price=Decimal("79.9"))),
        (
            "10 x black @ 1.299,90",
            Entry(words="black", count=10, price=Decimal("1299.90")),
        ),
        ("3\u00d7 black", Entry(words="black", count=3)),
        ("PLA x2", Entry(words="PLA x2")),
    ],
)
def test_a_line_is_read_as_it_is_typed(typed: str, said: Entry) -> None:
    assert read(typed) == said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("4 x", "This names no filament."),
        ("@ 3", "This names no filament."),
        ("0 x black", "0 spools cannot be one line; 1 to 100 can."),
        ("101 x black", "101 spools cannot be one line; 1 to 100 can."),
        (
            "black @ twenty",
            "The price “twenty” is not a number. Write it in digits, such as 1000 or 12.5.",
        ),
        ("-4 x black @ 80", "-4 spools cannot be one line; 1 to 100 can."),
        ("black @ 1.299", "The price “1.299” can be 1299 or 1.299. Write it without the sign."),
        ("black @ -3", "-3 is no price."),
    ],
)
def test_what_cannot_be_read_is_said(typed: str, sentence: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(typed)

    assert caught.value.message == sentence


def test_a_barcode_is_known_by_its_check_digit() -> None:
    assert read("40170725").is_barcode
    assert not read("40170726").is_barcode
