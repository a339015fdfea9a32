"""The basket of this tab: in the session, and in the address while it is short.

So a basket outlives a reload, and can be sent on; a long one only lives as long as the tab.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.print_queue import MAX_RUNS
from printshop.domain.printable import MAX_BASKET_LINES, Basket, BasketLine
from printshop.errors import RuleError

_KEY: Final = "print_now.basket"
_NAME: Final = "basket"
_LONGEST_IN_ADDRESS: Final = 8
_LONGEST_TEXT: Final = 300


def basket() -> Basket:
    """What is in it, in the order in which it was put in."""
    lines = tuple(BasketLine(variant_id=one, copies=copies) for one, copies in _copies().items())
    return Basket(lines=lines)


def copies_of(variant_id: UUID) -> int:
    """How many copies of a version are in it."""
    return _copies().get(variant_id, 0)


def put(variant_id: UUID, copies: int) -> None:
    """Say how many copies of a version are in it; none takes the version out.

    Raises:
        RuleError: it is full.

    """
    known = dict(_copies())
    if copies <= 0:
        known.pop(variant_id, None)
    else:
        known[variant_id] = min(copies, MAX_RUNS)
    if len(known) > MAX_BASKET_LINES:
        raise RuleError(
            f"The basket holds {MAX_BASKET_LINES} versions, and no more.",
            hint="Queue it, or take something out.",
        )
    _keep(known)


def clear() -> None:
    """Take everything out."""
    _keep({})


def fill(with_basket: Basket) -> None:
    """Put back what was in it."""
    _keep({line.variant_id: line.copies for line in with_basket.lines})


def _copies() -> Mapping[UUID, int]:
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _read(st.query_params.get(_NAME, ""))
    return st.session_state[_KEY]


def _keep(copies: Mapping[UUID, int]) -> None:
    st.session_state[_KEY] = dict(copies)
    if copies and len(copies) <= _LONGEST_IN_ADDRESS:
        st.query_params[_NAME] = _written(copies)
    else:
        st.query_params.pop(_NAME, None)


def _written(copies: Mapping[UUID, int]) -> str:
    return ".".join(
        base64.urlsafe_b64encode(one.bytes).decode().rstrip("=") + str(number)
        for one, number in copies.items()
    )


def _read(text: str) -> dict[UUID, int]:
    """What an address says, as far as it is one of ours."""
    found: dict[UUID, int] = {}
    for part in text[:_LONGEST_TEXT].split("."):
        code, number = part[:22], part[22:]
        try:
            variant_id = UUID(bytes=base64.urlsafe_b64decode(f"{code}=="))
        except (ValueError, binascii.Error):
            continue
        if number.isascii() and number.isdecimal() and 0 < int(number) <= MAX_RUNS:
            found[variant_id] = int(number)
    return dict(list(found.items())[:_LONGEST_IN_ADDRESS])
