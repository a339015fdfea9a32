"""The field to scan into, and the spool that was scanned with the weight to type."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from printshop.services.shop import Shop
from printshop.services.stock import counting as shelves
from printshop.ui import problems
from printshop.ui.components.focus import focus_on
from printshop.ui.formats import escape_markdown, grams, joined, moment
from printshop.ui.inventory import reels
from printshop.ui.inventory.counting import steps
from printshop.ui.inventory.counting.words import tare_text
from printshop.ui.inventory.labels import labels_dialog
from printshop.ui.swatches import swatches

_SCAN: Final = "inventory.count.scan"
_CHOOSE: Final = "inventory.count.choose"
_MODE: Final = "inventory.count.mode"
_WITH_REEL: Final = "With the reel"
_ALONE: Final = "Filament alone"
# Who counts more than that at once goes by number.
_MOST_CHOICES: Final = 1000
_SCAN_PLACE: Final = "inventory_count_scan"


def draw(shop: Shop, shelf: shelves.Shelf) -> None:
    """Draw the field, and the spool at hand where there is one."""
    stock_take_id = shelf.stock_take.id
    with st.container(horizontal=True, vertical_alignment="bottom", key=_SCAN_PLACE):
        st.text_input(
            "Spool number, or scan",
            placeholder="12, then Enter",
            autocomplete="off",
            icon=":material/qr_code_scanner:",
            key=_SCAN,
            on_change=steps.scan,
            args=(shop, stock_take_id, _SCAN),
            width=320,
        )
        _draw_choice(shelf)
    spool_id = steps.spool_at_hand()
    if spool_id is None:
        problems.draw(steps.SCANNING)
        if said := steps.last_said():
            st.success(said, icon=":material/check_circle:")
        focus_on(_SCAN_PLACE, turn=steps.turn(), key="inventory.count.focus")
        return
    at_hand = shelves.at_hand(shop, stock_take_id, spool_id)
    _draw_spool(shop, shelf, at_hand)


def _draw_choice(shelf: shelves.Shelf) -> None:
    """Draw the way for those without a label in reach: missing spools first."""
    to_count = (*shelf.missing[:_MOST_CHOICES], *(one for _, one in shelf.counted))
    spools = {spool.id: spool for spool in to_count}

    def choose() -> None:
        if chosen := st.session_state[_CHOOSE]:
            st.session_state[_CHOOSE] = None
            steps.pick(chosen)

    st.selectbox(
        "Or choose it",
        list(spools),
        index=None,
        format_func=lambda spool_id: (
            f"{spools[spool_id].label} {shelf.filaments[spools[spool_id].filament_id].label}"
            if spool_id in spools
            else ""
        ),
        placeholder="Number, brand, colour…",
        key=_CHOOSE,
        on_change=choose,
        width=320,
    )


def _draw_spool(shop: Shop, shelf: shelves.Shelf, at_hand: shelves.SpoolAtHand) -> None:
    stock_take_id, spool = shelf.stock_take.id, at_hand.spool
    form_key = f"inventory.count.form.{spool.id}"
    with st.container(border=True, key=f"inventory_count_card_{spool.id}"):
        _draw_facts(shop, shelf, at_hand)
        mode = st.segmented_control(
            "How it stands on the scale",
            [_WITH_REEL, _ALONE],
            default=_WITH_REEL,
            required=True,
            key=_MODE,
            persist_state="session",
        )
        # Above the fields: below them a phone would not show it.
        problems.draw(steps.SCANNING)
        _draw_form(shop, shelf, at_hand, form_key, with_reel=mode != _ALONE)
        _draw_ways_out(shop, stock_take_id, at_hand)
    focus_on(
        f"inventory_count_weight_{spool.id}",
        turn=steps.turn(),
        keyboard="decimal",
        key="inventory.count.focus",
    )


def _draw_ways_out(shop: Shop, stock_take_id: UUID, at_hand: shelves.SpoolAtHand) -> None:
    with st.container(horizontal=True):
        st.button(
            "Not this one",
            key="inventory.count.put_down",
            type="tertiary",
            icon=":material/close:",
            on_click=steps.put_down,
        )
        if at_hand.counted is not None:
            st.button(
                "Remove its count",
                key="inventory.count.remove",
                type="tertiary",
                icon=":material/delete:",
                on_click=steps.remove,
                args=(shop, stock_take_id, at_hand),
            )
        if st.button(
            "Print its label",
            key="inventory.count.label",
            type="tertiary",
            icon=":material/qr_code_2:",
        ):
            labels_dialog.ask(shop, [at_hand.spool.id])


def _draw_facts(shop: Shop, shelf: shelves.Shelf, at_hand: shelves.SpoolAtHand) -> None:
    spool, filament = at_hand.spool, at_hand.filament
    st.markdown(
        f"{swatches(filament.color_hexes)} **{escape_markdown(spool.label)}** "
        f"{escape_markdown(filament.label)}"
    )
    weighed = "" if spool.is_weighed else "never weighed"
    lot = escape_markdown(f"lot {spool.batch_identifier}") if spool.batch_identifier else ""
    st.markdown(joined(f"Expected: **{grams(spool.quantity_g)}**", weighed, lot))
    if shelf.stock_take.location not in ("", spool.location):
        place = f"*{escape_markdown(spool.location)}*" if spool.location else "no place"
        st.markdown(f":material/wrong_location: Its place in the books is {place}.")
    if spool.archived_at is not None:
        st.markdown(":material/archive: It was put away, and is not planned with.")
    if at_hand.counted is not None:
        zone = ZoneInfo(shop.settings().time_zone)
        at = moment(at_hand.counted.counted_at, zone, as_of=datetime.now(UTC))
        st.markdown(
            f":material/history: Counted already: **{grams(at_hand.counted.net_g)}**, {at}. "
            "Counting it again replaces that."
        )


def _draw_form(
    shop: Shop,
    shelf: shelves.Shelf,
    at_hand: shelves.SpoolAtHand,
    form_key: str,
    *,
    with_reel: bool,
) -> None:
    with st.form(form_key, border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            # A scanner types addresses into whatever field has the cursor: none has a limit.
            with st.container(key=f"inventory_count_weight_{at_hand.spool.id}", width=240):
                st.text_input(
                    "On the scale, grams" if with_reel else "Filament, grams",
                    autocomplete="off",
                    key=f"{form_key}.weight",
                )
            if with_reel:
                st.text_input(
                    "Empty reel, grams",
                    placeholder=tare_text(at_hand.tare) if at_hand.tare else "nobody has said",
                    help="Empty, what is known is taken. What you type is kept with the spool.",
                    autocomplete="off",
                    key=f"{form_key}.tare",
                    width=300,
                )
                if at_hand.tare is None or at_hand.tare.source == "brand":
                    reels.draw_choice(shop, at_hand.filament, at_hand.spool, form_key)
            st.form_submit_button(
                "Count it",
                key=f"{form_key}.count",
                type="primary",
                icon=":material/check:",
                on_click=steps.count,
                args=(shop, shelf.stock_take.id, at_hand, form_key),
                kwargs={"with_reel": with_reel},
            )
        if with_reel and at_hand.tare is None:
            st.caption("What its empty reel weighs is not known: type it, or weigh it without.")
