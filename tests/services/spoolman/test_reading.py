"""The address of a Spoolman, as people copy it out of their browser."""

import pytest

from printshop.services.spoolman.reading import base_of


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("spoolman.local", "http://spoolman.local:7912"),
        ("192.168.1.5:8000", "http://192.168.1.5:8000"),
        ("http://192.168.1.5:7912/spool?page=2", "http://192.168.1.5:7912"),
        ("https://home.example/spoolman/filament/show/3", "https://home.example/spoolman"),
        ("https://home.example/api/v1/spool", "https://home.example"),
        (" http://[fd00::1]:7912/ ", "http://[fd00::1]:7912"),
    ],
)
def test_an_address_is_taken_as_it_stands_in_the_browser(typed: str, base: str) -> None:
    assert base_of(typed) == base
