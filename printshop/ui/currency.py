"""Another currency: what becomes of the amounts that are in the old one."""

from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.errors import InvalidInputError
from printshop.services import currency
from printshop.services.shop import Shop
from printshop.ui import notices, problems
from printshop.ui.formats import count

_KEY: Final = "currency"
# What was asked for and is not answered yet.
_TO: Final = "currency.to"
_STAYS, _CONVERTED = "stays", "converted"


def request(to: str) -> None:
    """Ask about another currency the next time the dialog is drawn."""
    st.session_state[_TO] = to


def requested() -> str | None:
    """The currency that is asked about; None where none is."""
    return st.session_state.get(_TO)


def forget() -> None:
    """Leave it at the currency as it is."""
    st.session_state.pop(_TO, None)
    problems.forget(_KEY)


def draw(shop: Shop, to: str) -> None:
    """Draw the question, and the two ways out of it.

    Args:
        shop: whose.
        to: the new currency, ISO 4217.

    """
    now = shop.settings().currency
    n_amounts = currency.amounts(shop)
    st.markdown(
        f"**{now} becomes {to}.** {count(n_amounts, 'amount')} of the shop "
        f"{'is' if n_amounts == 1 else 'are'} in {now}: what was paid and booked, rates, prices."
    )
    rate = _ask_rate(now, to)
    with st.container(horizontal=True):
        if st.button(
            f"Change to {to}", key=f"{_KEY}.change", type="primary", icon=":material/check:"
        ):
            with problems.beside(_KEY):
                _change(shop, to, rate)
                st.rerun()
        if st.button(f"Stay with {now}", key=f"{_KEY}.stay"):
            forget()
            st.rerun()
    problems.draw(_KEY)


def _ask_rate(now: str, to: str) -> float | None:
    """1 where the numbers stay; None while the rate is not said."""
    what = st.radio(
        "What becomes of them",
        [_STAYS, _CONVERTED],
        format_func={
            _STAYS: "Only the sign was wrong: the numbers stay",
            _CONVERTED: "They are converted, all at once",
        }.__getitem__,
        key=f"{_KEY}.what",
    )
    if what == _STAYS:
        return 1.0
    return st.number_input(
        f"One {now} is how many {to}",
        value=None,
        step=0.01,
        format="%.6f",
        placeholder="0.92",
        help="At today's rate, or at that of the day you bought. Each amount is rounded once.",
        key=f"{_KEY}.rate",
    )


def _change(shop: Shop, to: str, rate: float | None) -> None:
    if rate is None:
        raise InvalidInputError(
            "The rate is missing.", hint="Say how many of the new currency one of the old is."
        )
    currency.change(shop, to, Decimal(str(rate)))
    forget()
    notices.say(f"Amounts are in {to} now.")
