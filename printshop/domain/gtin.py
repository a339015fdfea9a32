"""The number under the barcode: GTIN-8, UPC-A (12), EAN-13 and GTIN-14, with a check digit."""

from typing import Final

_LENGTHS: Final = {8, 12, 13, 14}


def is_gtin(digits: str) -> bool:
    """Whether these are so many digits as a GTIN has, and the last one is the right check digit.

    Counted from the right, every second digit weighs three (GS1 General Specifications, 7.9).
    """
    if len(digits) not in _LENGTHS or not (digits.isascii() and digits.isdigit()):
        return False
    body = [int(digit) for digit in reversed(digits[:-1])]
    total = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body))
    return (10 - total % 10) % 10 == int(digits[-1])


def checked_gtin(typed: str) -> str:
    """The digits of a GTIN, without the spaces and dashes between them; empty stays empty.

    Raises:
        ValueError: it is none.

    """
    digits = typed.replace(" ", "").replace("-", "")
    if digits and not is_gtin(digits):
        message = "this is not the number under a barcode: 8, 12, 13 or 14 digits, checked"
        raise ValueError(message)
    return digits
