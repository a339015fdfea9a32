"""One filament of the inventory: its spools, what they hold, and what to do with them."""

from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.spools import FilamentStock
from printshop.errors import NotFoundError
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import notices, problems
from printshop.ui.formats import count, escape_markdown, grams, joined
from printshop.ui.inventory import facts, fields, listing, quantity, receipt, spools
from printshop.ui.swatches import swatch


def draw(shop: Shop, filament_key: str) -> None:
    """Draw the filament that the address names.

    Raises:
        NotFoundError: there is no such filament in this shop.

    """
    st.button(
        "Inventory",
        key="inventory.back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=listing.close_filament,
    )
    row = _named(shop, filament_key)
    settings = shop.settings()
    _draw_title(row, settings.currency)
    if row.spools:
        spools.draw_table(row, settings.currency)
        left, right = st.columns(2, gap="large")
        with left:
            spool = spools.choose(row)
            quantity.draw(shop, row.filament, spool)
        with right:
            receipt.draw(shop, row.filament, settings.currency)
        spools.draw_ledger(spool, stock.ledger(shop, spool.id), ZoneInfo(settings.time_zone))
    else:
        st.markdown("**No spools yet.** Add what is on the shelf.")
        receipt.draw(shop, row.filament, settings.currency)
    _draw_edit(shop, row.filament, settings.currency)


def _named(shop: Shop, filament_key: str) -> FilamentStock:
    try:
        filament_id = UUID(filament_key)
    except ValueError as error:
        kind = "filament"
        raise NotFoundError(kind, filament_key[:40]) from error
    return stock.filament_by_id(shop, filament_id)


def _draw_title(row: FilamentStock, currency: str) -> None:
    filament = row.filament
    st.title(escape_markdown(filament.label), anchor=False)
    badge = {
        "Low": ":orange-badge[:material/trending_down: Low]",
        "None left": ":red-badge[:material/remove_circle: None left]",
        "Weigh": ":yellow-badge[:material/scale: Weigh]",
    }.get(facts.status(row), "")
    unweighed = f"{grams(row.unweighed_g)} of it never weighed" if row.unweighed_g else ""
    st.markdown(
        joined(
            f"{swatch(filament.color_hex, filament.color_name)} {filament.material.value} {badge}",
            f"**{grams(row.on_hand_g)}** on hand",
            unweighed,
            count(len(row.spools), "spool"),
            facts.per_gram(facts.cost_per_gram(row), currency)
            if facts.cost_per_gram(row)
            else "price unknown",
            f"used in {count(filament.demand_count, 'plate')} of the catalog",
        )
    )
    if filament.purchase_url:
        st.link_button("Where to buy it", filament.purchase_url, icon=":material/open_in_new:")


def _draw_edit(shop: Shop, filament: Filament, currency: str) -> None:
    key = f"inventory.edit.{filament.id}"
    opened = st.expander(
        "Edit this filament", icon=":material/edit:", key=f"{key}.section", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        fields.draw(filament, key, currency=currency)
        st.button(
            "Save",
            key=f"{key}.save",
            type="primary",
            icon=":material/save:",
            on_click=_save,
            args=(shop, filament.id, key),
        )
        problems.draw(key)


def _save(shop: Shop, filament_id: UUID, key: str) -> None:
    with problems.beside(key):
        changed = stock.update_filament(shop, filament_id, fields.said(key))
        notices.say(f"**{escape_markdown(changed.label)}** is saved.")
