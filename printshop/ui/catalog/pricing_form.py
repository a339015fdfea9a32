"""What a person says of a model's money: its price, its packaging, the work on a piece."""

from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import Model
from printshop.domain.costing import ModelPricing
from printshop.services import costs
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, problems, units
from printshop.ui.formats import escape_markdown
from printshop.ui.forms import checked

_LABELS: Final = {
    "unit_price": "Price of a {piece}",
    "packaging_cost": "Packaging of a {piece}",
    "finishing_min": "Minutes of work on a {piece}",
}
_HELP: Final = {
    "unit_price": "What {it} is sold for, fees included. Leave it empty while there is none.",
    "packaging_cost": "Leave it empty for what the settings say.",
    "finishing_min": "To take supports off, sand, put together. Leave it empty for what the "
    "settings say.",
}


def draw(shop: Shop, model: Model, currency: str, plates: int) -> None:
    """Draw the form, folded.

    Args:
        shop: the shop.
        model: whose price it is.
        currency: of the shop, ISO 4217.
        plates: of the version whose unit the price is for.

    """
    key = f"catalog.pricing.{model.id}"
    opened = st.expander(
        "Price, packaging, work", icon=":material/sell:", key=f"{key}.section", on_change="rerun"
    )
    if not opened.open:
        return
    with opened, st.form(key, border=False):
        with st.grid(3, min_column_width=180, gap="small"):
            for name in _LABELS:
                _draw_field(name, model, currency, plates, key)
        st.form_submit_button(
            "Save",
            icon=":material/save:",
            on_click=_save,
            args=(shop, model, currency, plates, key),
        )
    with opened:
        problems.draw(key)


def _draw_field(name: str, model: Model, currency: str, plates: int, key: str) -> None:
    """Draw a number without limits of its own: what is beyond them is said, not swallowed."""
    said: Decimal | None = getattr(model, name)
    is_money = name != "finishing_min"
    label = _labels(plates)[name]
    st.number_input(
        f"{label}, {currency}" if is_money else label,
        value=None if said is None else float(said),
        step=0.5 if is_money else 1.0,
        format="%.2f" if is_money else "%.1f",
        placeholder="none" if name == "unit_price" else "as the shop says",
        help=_HELP[name].format(it="it" if plates <= 1 else units.of_each(plates)),
        key=f"{key}.{name}",
    )


def _labels(plates: int) -> dict[str, str]:
    return {name: label.format(piece=units.word(plates)) for name, label in _LABELS.items()}


@boundary.callback
def _save(shop: Shop, model: Model, currency: str, plates: int, key: str) -> None:
    with problems.beside(key):
        said = {name: st.session_state[f"{key}.{name}"] for name in _LABELS}
        numbers = {
            name: None if value is None else Decimal(str(value)) for name, value in said.items()
        }
        pricing = checked(ModelPricing, _labels(plates), **numbers)
        costs.set_pricing(shop, model.id, pricing, currency=currency)
        before = ModelPricing(**{name: getattr(model, name) for name in _LABELS})
        notices.offer_undo(
            f"Price and packaging of **{escape_markdown(model.name)}** are saved.",
            partial(_put_back, shop, model.id, before, currency),
        )


@boundary.callback
def _put_back(shop: Shop, model_id: UUID, before: ModelPricing, currency: str) -> None:
    costs.set_pricing(shop, model_id, before, currency=currency)
    notices.say("It is as it was.")
