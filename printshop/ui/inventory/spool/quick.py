"""What is done with a spool by one press: opened, dried, a label, put away and taken out."""

from datetime import date
from functools import partial
from typing import Literal

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.spools import Spool, SpoolDetails
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import escape_markdown
from printshop.ui.forms import checked
from printshop.ui.inventory.labels import labels_dialog
from printshop.ui.inventory.spool import saves


def draw(shop: Shop, filament: Filament, spool: Spool, today: date) -> None:
    """Draw the buttons."""
    key = f"inventory.quick.{spool.id}"
    with st.grid(2, min_column_width=140, gap="small"):
        if spool.archived_at is not None:
            _button(
                "Take it out again", ":material/unarchive:", f"{key}.restore", _restore, shop, spool
            )
        else:
            if spool.opened_on is None:
                _day_button(shop, spool, "opened_on", today, key)
            if spool.dried_on != today:
                _day_button(shop, spool, "dried_on", today, key)
        if st.button(
            "Print a label", icon=":material/qr_code_2:", key=f"{key}.label", width="stretch"
        ):
            labels_dialog.ask(shop, [spool.id])
        if spool.archived_at is None:
            _button(
                "Put it away",
                ":material/archive:",
                f"{key}.archive",
                _archive,
                shop,
                spool,
                filament,
            )


def _day_button(
    shop: Shop, spool: Spool, name: Literal["opened_on", "dried_on"], today: date, key: str
) -> None:
    word, icon = {
        "opened_on": ("Opened today", ":material/package_2:"),
        "dried_on": ("Dried today", ":material/heat:"),
    }[name]
    _button(word, icon, f"{key}.{name}", _set_day, shop, spool, name, today)


def _button(label: str, icon: str, key: str, on_click: object, *args: object) -> None:
    st.button(
        label,
        icon=icon,
        key=key,
        width="stretch",
        on_click=on_click,  # ty: ignore[invalid-argument-type]
        args=args,
    )


@boundary.callback
def _set_day(shop: Shop, spool: Spool, name: Literal["opened_on", "dried_on"], today: date) -> None:
    said = "is opened" if name == "opened_on" else "was dried today"
    # Made anew rather than copied: the days must come in an order in which they can.
    details = checked(SpoolDetails, {}, **(spool.details.model_dump() | {name: today}))
    saves.save(shop, spool.id, details, spool.details, said)


@boundary.callback
def _archive(shop: Shop, spool: Spool, filament: Filament) -> None:
    stock.archive_spool(shop, spool.id)
    notices.offer_undo(
        f"Spool {escape_markdown(spool.label)} of **{escape_markdown(filament.label)}** is put "
        "away: nothing is planned with it any more.",
        partial(_restore, shop, spool),
    )


@boundary.callback
def _restore(shop: Shop, spool: Spool) -> None:
    stock.restore_spool(shop, spool.id)
    notices.say(f"Spool {escape_markdown(spool.label)} is there again.")
