"""One filament of the inventory: its spools, what they hold, and what to do with them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from printshop.analytics.stock_values import value_of
from printshop.domain.filament import Filament
from printshop.domain.spools import FilamentStock
from printshop.errors import NotFoundError
from printshop.services import demand, planning, stock
from printshop.services.shop import Shop
from printshop.ui.days import today
from printshop.ui.formats import count, escape_markdown, grams, joined, money
from printshop.ui.inventory import (
    addresses,
    bill_form,
    editing,
    facts,
    lasting,
    meanings,
    quantity,
    receipt,
    spools,
    standing,
)
from printshop.ui.swatches import swatches


def draw(shop: Shop, filament_key: str) -> None:
    """Draw the filament that the address names.

    Raises:
        NotFoundError: there is no such filament in this shop.

    """
    with st.container(key="inventory_filament"):
        _draw(shop, filament_key)


def _draw(shop: Shop, filament_key: str) -> None:
    st.button(
        "Inventory",
        key="inventory.back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=addresses.go_to_list,
    )
    row = _named(shop, filament_key)
    filament = row.filament
    if filament.merged_into_id is not None:
        _draw_merged(shop, filament, filament.merged_into_id)
        return
    settings = shop.settings()
    as_of = today(settings)
    held_g = planning.promised(shop).held_g
    _draw_title(shop, row, settings.currency, as_of, held_g)
    _draw_spools(shop, row, settings.currency, held_g)
    meanings.draw(shop, filament)
    bills = partial(stock.bills_of, shop, filament.id)
    bill_form.draw(shop, filament.id, bills, settings.currency, as_of)
    editing.draw(shop, filament, settings.currency)


def _named(shop: Shop, filament_key: str) -> FilamentStock:
    try:
        filament_id = UUID(filament_key)
    except ValueError as error:
        kind = "filament"
        raise NotFoundError(kind, filament_key[:40]) from error
    return stock.filament_by_id(shop, filament_id)


def _draw_merged(shop: Shop, gone: Filament, heir_id: UUID) -> None:
    heir = stock.filament_by_id(shop, heir_id).filament
    st.title(escape_markdown(gone.label), anchor=False)
    st.markdown(
        f"It was merged into **{escape_markdown(heir.label)}**, which has its spools, its plates "
        "and its names in files."
    )
    st.button(
        f"Open {escape_markdown(heir.label)}",
        key="inventory.heir",
        icon=":material/arrow_forward:",
        on_click=addresses.go_to_filament,
        args=(heir_id,),
    )


def _draw_title(
    shop: Shop, row: FilamentStock, currency: str, today: date, held_g: Mapping[UUID, Decimal]
) -> None:
    filament = row.filament
    stands = stock.standing(shop, filament.id, as_of=today)
    st.title(escape_markdown(filament.label), anchor=False)
    st.markdown(
        joined(
            f"{swatches(filament.color_hexes)} {filament.material.value} {standing.badges(stands)}",
            f"used in {count(filament.demand_count, 'plate')} of the catalog",
            f"from {escape_markdown(filament.supplier)}" if filament.supplier else "",
        )
    )
    asked = demand.filament(shop, filament.id, datetime.now(UTC))
    _draw_tiles(row, stands, asked, currency, held_g)
    said = [escape_markdown(one) for one in lasting.sentences(asked, today=today)]
    st.markdown("  \n".join([*standing.sentences(stands, today), *said]))
    if filament.purchase_url:
        st.link_button("Where to buy it", filament.purchase_url, icon=":material/open_in_new:")


def _draw_tiles(
    row: FilamentStock,
    stands: Mapping[str, Any],
    asked: Mapping[str, Any],
    currency: str,
    held_g: Mapping[UUID, Decimal],
) -> None:
    of_queue_g = sum((held_g.get(spool.id, Decimal(0)) for spool in row.spools), Decimal(0))
    value = value_of(stands)
    unpriced = f", without {grams(value.unpriced_g)} that have no price"
    without_price = unpriced if value.unpriced_g else ""
    with st.grid(3, min_column_width=150, gap="small"):
        st.metric("On hand", facts.in_kilograms(row.on_hand_g), border=True)
        st.metric(
            "Promised to the queue",
            facts.in_kilograms(of_queue_g),
            border=True,
            help="What the jobs that print and wait take of its spools by the plan.",
        )
        st.metric("Free", facts.in_kilograms(row.on_hand_g - of_queue_g), border=True)
        st.metric(
            "Lasts",
            lasting.lasts(asked),
            border=True,
            help="What can be printed from its spools: what the queue takes of it, and never less "
            "than is usual.",
        )
        st.metric(
            "Used in a day",
            lasting.use_in_a_day(asked),
            border=True,
            help="Days without use are counted too, and late ones more than early ones.",
        )
        st.metric(
            "Unopened",
            count(stands["sealed_count"], "spool"),
            border=True,
            help=f"Of {count(stands['spool_count'], 'spool')} that hold anything.",
        )
        st.metric(
            "Value, as bought",
            money(value.own, currency),
            border=True,
            help=f"Each spool at what it cost itself{without_price}.",
        )
        st.metric(
            "Value, on average",
            money(value.average, currency),
            border=True,
            help="The same grams at the moving average of its purchases: "
            f"{facts.per_gram(standing.average_cost(stands), currency)}.",
        )


def _draw_spools(
    shop: Shop, row: FilamentStock, currency: str, held_g: Mapping[UUID, Decimal]
) -> None:
    filament = row.filament
    away = stock.put_away_spools(shop, filament.id)
    if row.spools or away:
        st.header("Spools", anchor=False)
        shown = row.spools
        if away and st.toggle(
            f"With {count(len(away), 'spool')} put away", key=f"inventory.away.{filament.id}"
        ):
            shown = (*row.spools, *away)
        if shown:
            spools.draw_table(shown, currency, f"inventory.spools.{filament.id}", held_g)
    if row.spools:
        left, right = st.columns(2, gap="large")
        with left:
            spool = spools.choose(row.spools, f"inventory.spool.{filament.id}")
            quantity.draw(shop, filament, spool)
        with right:
            receipt.draw(shop, filament, currency)
    else:
        st.markdown("**No spools yet.** Add what is on the shelf.")
        receipt.draw(shop, filament, currency)
