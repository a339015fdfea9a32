"""What costs and prices stand on: shown on the settings page, asked in a dialog."""

from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.domain.users import ShopSettings
from printshop.services import accounts
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, problems
from printshop.ui.formats import count, money, number, rate
from printshop.ui.forms import checked
from printshop.ui.settings import machine_rate
from printshop.ui.settings.cost_fields import FIELDS, LABELS, CostField

_KEY: Final = "settings.costs"
_MACHINE: Final = "machine_per_hour"


def draw(shop: Shop) -> None:
    """Draw what is set, and the button that opens the dialog."""
    now = shop.settings()
    st.header("Costs and prices", anchor=False)
    st.markdown("\n".join(f"- {line}" for line in _says(now)))
    if st.button("Change costs and prices", key=f"{_KEY}.change", icon=":material/payments:"):
        _ask(shop)


def _says(now: ShopSettings) -> tuple[str, ...]:
    """What is set, in a few sentences."""
    electricity, machine = (
        rate(per, now.currency) for per in (now.electricity_per_kwh, now.machine_per_hour)
    )
    hour, packaging, fixed = (
        money(amount, now.currency)
        for amount in (now.labour_per_hour, now.packaging_cost, now.fee_fixed)
    )
    setup, finishing = number(now.setup_min), number(now.finishing_min)
    fees = f"{number(now.fee_pct)} % and {fixed} of each price are fees."
    if not now.fee_pct and not now.fee_fixed:
        fees = "No fees are taken of a price."
    success, level = number(now.expected_success_pct), number(now.service_level_pct)
    kept = f"stock for {count(now.safety_days, 'more day')} is kept"
    return (
        f"Electricity {electricity} a kWh, a printer without a rate of its own {machine} an hour.",
        f"A person {hour} an hour: {setup} minutes for a run, {finishing} for a piece.",
        f"Packaging {packaging} a piece. {fees}",
        f"A price is to leave {number(now.target_margin_pct)} %.",
        f"Of a hundred prints {success} are expected to succeed, until yours say otherwise.",
        f"A delivery takes {count(now.lead_time_days, 'day')}; {kept}.",
        f"Stock is to last until a delivery has come, {level} times in a hundred.",
    )


@st.dialog("Costs and prices", width="medium", on_dismiss="rerun")
def _ask(shop: Shop) -> None:
    draw_body(shop)


def draw_body(shop: Shop) -> None:
    """Draw the body of the dialog."""
    with boundary.errors(), st.container(key="settings_costs"):
        _draw(shop, shop.settings())


# No st.form: what a machine costs an hour is worked out while the person types.
def _draw(shop: Shop, now: ShopSettings) -> None:
    said: dict[str, float] = {}
    for title, fields in FIELDS.items():
        st.markdown(f"**{title}**")
        with st.grid(2, min_column_width=220, gap="small"):
            for field in fields:
                said[field.name] = _draw_field(field, now)
        if any(field.name == _MACHINE for field in fields):
            machine_rate.draw(now.currency, f"{_KEY}.{_MACHINE}")
    if st.button(
        "Save", key=f"{_KEY}.save", type="primary", icon=":material/save:", width="stretch"
    ):
        with problems.beside(_KEY):
            _save(shop, now, said)
            notices.say("Costs and prices are saved. What prints cost follows.")
            st.rerun()
    problems.draw(_KEY)


def _draw_field(field: CostField, now: ShopSettings) -> float:
    """Draw a number without limits of its own: what is beyond them is said, not swallowed."""
    is_whole = field.places == 0
    value = getattr(now, field.name)
    return st.number_input(
        field.label.format(currency=now.currency),
        value=int(value) if is_whole else float(value),
        step=1 if is_whole else field.step,
        format="%d" if is_whole else f"%.{field.places}f",
        help=field.help,
        key=f"{_KEY}.{field.name}",
    )


def _save(shop: Shop, now: ShopSettings, said: dict[str, float]) -> None:
    labels = {name: label.format(currency=now.currency) for name, label in LABELS.items()}
    changes = {name: Decimal(str(value)) for name, value in said.items()}
    accounts.update_settings(shop, checked(ShopSettings, labels, **(now.model_dump() | changes)))
