"""The code on a label, and what a scanner makes of it."""

from uuid import UUID

import pytest

from printshop.domain.spool_codes import checked_address, code_of, is_this_machine, scanned
from printshop.errors import InvalidInputError

SPOOL_ID = UUID("6f1b0c9e-1111-4222-8333-123456789abc")


@pytest.mark.parametrize(
    ("text", "spool"),
    [
        ("12", 12),
        (" #12 ", 12),
        ("spool 12", 12),
        ("http://192.168.1.20:8501/inventory?spool=12", 12),
        ("https://shop.example/inventory?spool=12&view=count", 12),
        # Typed by a scanner with American keys into a computer with German ones.
        ("http>--192.168.1.20>8501-inventorz_spool\u00b412", 12),
        (f"http://shop/inventory?spool={SPOOL_ID}", SPOOL_ID),
        (str(SPOOL_ID), SPOOL_ID),
        ("0", None),
        ("99999999999", None),
        ("4006381333931000", None),
        ("\u0661\u0662", None),
        ("spool", None),
        ("http://shop/inventory?spool=12x", None),
        ("", None),
    ],
)
def test_what_was_scanned_names_a_spool_or_none(text: str, spool: int | UUID | None) -> None:
    assert scanned(text) == spool


def test_a_code_is_read_back() -> None:
    assert scanned(code_of("http://192.168.1.20:8501", 12345)) == 12345


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" http://192.168.1.20:8501/ ", "http://192.168.1.20:8501"),
        ("https://shop.example/prints", "https://shop.example/prints"),
        ("http://[fd00::1]:8501", "http://[fd00::1]:8501"),
    ],
)
def test_the_address_of_a_shop_is_taken_without_its_last_slash(text: str, address: str) -> None:
    assert checked_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost:8501",
        "javascript:alert(1)",
        "http://",
        "http://a b",
        "http://somebody:secret@shop",
        "http://shop:99999",
        "http://shop?x=1",
        "http://shop/#x",
        "http://sh\u00f6p",
        "http://[shop",
        "http://" + "a" * 300,
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match=r"must look like http://192\.168\.1\.20:8501"):
        checked_address(text)


def test_addresses_of_this_machine_are_known_as_such() -> None:
    for address in (
        "http://localhost:8501",
        "http://127.0.0.1",
        "http://[::1]:1",
        "http://0.0.0.0",
    ):
        assert is_this_machine(address)
    assert not is_this_machine("http://192.168.1.20:8501")
    assert not is_this_machine("http://shop.local")
