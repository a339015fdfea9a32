"""The number under a barcode."""

import pytest

from printshop.domain.gtin import checked_gtin, is_gtin


@pytest.mark.parametrize("digits", ["6975337032878", "96385074", "036000291452", "00012345600012"])
def test_a_number_with_its_check_digit_is_one(digits: str) -> None:
    assert is_gtin(digits)


@pytest.mark.parametrize("digits", ["6975337032879", "", "123", "abcdefgh", "9638507\u0664"])
def test_anything_else_is_none(digits: str) -> None:
    assert not is_gtin(digits)


def test_spaces_and_dashes_between_the_digits_go() -> None:
    assert checked_gtin("6 975337-032878") == "6975337032878"


def test_a_wrong_one_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="not the number under a barcode"):
        checked_gtin("6975337032879")
