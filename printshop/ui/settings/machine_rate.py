"""A small calculator: what an hour of a printer costs, from its price and its life."""

from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.domain.machine_rate import MachineRate
from printshop.errors import InvalidInputError
from printshop.ui.formats import escape_markdown, number
from printshop.ui.forms import checked

_LABELS: Final = {
    "price": "Price of the printer",
    "life_h": "Hours it lasts",
    "service_pct": "Repairs, % of its price",
    "maintenance_per_h": "Wear an hour",
}


def draw(currency: str, target: str) -> None:
    """Draw the calculator, folded; its button writes the result into a field.

    Args:
        currency: of the shop.
        target: key of the field.

    """
    opened = st.expander(
        "Work out an hour of the printer",
        icon=":material/calculate:",
        key=f"{target}.calculator",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        try:
            rate = _asked(currency, target)
        except InvalidInputError as error:
            st.error(escape_markdown(str(error)), icon=":material/error:")
            return
        if rate is None:
            st.markdown("Say what the printer cost, and an hour of it is worked out.")
            return
        per_hour = number(rate.per_hour)
        st.markdown(f"An hour costs **{per_hour}** {currency}.")
        st.button(
            f"Use {per_hour}",
            key=f"{target}.use",
            icon=":material/check:",
            on_click=_use,
            args=(target, rate),
        )


def _asked(currency: str, target: str) -> MachineRate | None:
    """Ask for what is behind an hour; None while the price is not said."""
    with st.grid(2, min_column_width=200, gap="small"):
        said = {
            "price": st.number_input(
                f"{_LABELS['price']}, {currency}",
                value=None,
                step=50.0,
                placeholder="599",
                key=f"{target}.price",
            ),
            "life_h": st.number_input(
                _LABELS["life_h"],
                value=5000.0,
                step=500.0,
                format="%.0f",
                help="3,000 at home, 5,000 in a small shop, 8,000 for machines made for it.",
                key=f"{target}.life",
            ),
            "service_pct": st.number_input(
                _LABELS["service_pct"],
                value=0.0,
                step=5.0,
                help="Over its whole life. Some shops reckon 10.",
                key=f"{target}.service",
            ),
            "maintenance_per_h": st.number_input(
                f"{_LABELS['maintenance_per_h']}, {currency}",
                value=0.05,
                step=0.01,
                format="%.4f",
                help="Nozzles, plates, belts. 0.05 to 0.20 is what owners reckon.",
                key=f"{target}.wear",
            ),
        }
    if said["price"] is None:
        return None
    numbers = {name: Decimal(str(value or 0)) for name, value in said.items()}
    return checked(MachineRate, _LABELS, **numbers)


def _use(target: str, rate: MachineRate) -> None:
    st.session_state[target] = float(rate.per_hour)
