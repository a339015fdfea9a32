"""The lines: what, how many rolls, what they cost, from whom, and why."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from printshop.services.shop import Shop
from printshop.services.shopping.view import ShoppingLine, ShoppingList
from printshop.ui import places, problems, text_table
from printshop.ui.formats import count, escape_markdown, grams
from printshop.ui.shopping import chosen, steps, words
from printshop.ui.swatches import filament_label

# A list of more is read supplier by supplier, or on paper.
_SHOWN: Final = 25


def draw(
    shop: Shop,
    title: str,
    caption: str,
    of_it: Sequence[ShoppingLine],
    found: ShoppingList,
) -> None:
    """Draw a group of lines.

    Args:
        shop: whose.
        title: Markdown.
        caption: what the title means, or what the group comes to.
        of_it: its lines.
        found: the list.

    """
    with st.container(gap="xsmall", key=f"shopping_group_{of_it[0].key}_{of_it[0].section}"):
        st.subheader(title, anchor=False)
        if caption:
            st.caption(caption)
        for line in of_it[:_SHOWN]:
            _draw_line(shop, line, found)
        rest = of_it[_SHOWN:]
        if rest:
            with st.expander(f"{count(len(rest), 'more line')}"):
                for line in rest:
                    _draw_line(shop, line, found)


def _draw_line(shop: Shop, line: ShoppingLine, found: ShoppingList) -> None:
    with st.container(border=True, gap="xsmall", key=f"shopping_line_{line.key}"):
        st.checkbox(f"**{filament_label(line.filament)}**", key=chosen.key(line))
        st.markdown("  \n".join(escape_markdown(one) for one in line.reasons))
        with st.container(
            horizontal=True,
            vertical_alignment="bottom",
            gap="small",
            key=f"shopping_facts_{line.key}",
        ):
            _draw_rolls(shop, line)
            st.markdown(words.facts(line, found.currency), width="stretch")
            _draw_ways(shop, line, found.currency)
        problems.draw(_rolls_key(line))


def _draw_rolls(shop: Shop, line: ShoppingLine) -> None:
    key = _rolls_key(line)
    # What could not be put down stays in its field; else the field follows the list.
    if not problems.stands(key):
        st.session_state[key] = line.rolls
    st.number_input(
        "Rolls",
        step=line.roll.pack_size,
        key=key,
        help=f"Of {grams(line.roll.grams)} each, {line.roll.roll_source}.",
        on_change=steps.say_rolls,
        args=(shop, line, key),
        width=130,
    )


def _draw_ways(shop: Shop, line: ShoppingLine, currency: str) -> None:
    if line.jobs:
        n_jobs = len(line.jobs)
        waits = f"{line.jobs[0].label} waits" if n_jobs == 1 else f"{n_jobs:,} jobs wait"
        places.PRINT_QUEUE.link(waits)
    if line.roll.purchase_url:
        st.link_button("Buy", line.roll.purchase_url, icon=":material/open_in_new:")
    with st.popover("Details", key=f"shopping.details.{line.key}"):
        _draw_details(line, currency)
    if line.item is not None:
        st.button(
            "As the rules say" if line.proposed_rolls else "Take off",
            key=f"shopping.off.{line.key}",
            type="tertiary",
            icon=":material/undo:" if line.proposed_rolls else ":material/close:",
            on_click=steps.take_off,
            args=(shop, line),
        )


def _draw_details(line: ShoppingLine, currency: str) -> None:
    """What packs cost, where the price comes from, and the way to the filament."""
    roll = line.roll
    is_flat = len({one.per_gram for one in roll.offers}) <= 1
    if roll.offers and is_flat:
        packs, cost, per_gram = words.offer(roll.offers[0], currency)
        st.markdown(f"{packs}: **{cost}**, {per_gram} a gram at any number. {roll.cost_source}.")
    elif roll.offers:
        text_table.draw(
            ("Packs", "Cost", "Per gram"),
            {"": [words.offer(one, currency) for one in roll.offers]},
            alt=f"What packs of {line.filament.label} cost",
        )
        st.caption("As at your last purchase, with the last shipping of this supplier.")
    else:
        st.markdown("Price unknown: no purchase of it has one.")
    st.markdown(f"Comes in {count(roll.lead_time_days, 'day')}.")
    if line.jobs:
        st.markdown(f"Short: {words.jobs(line.jobs)}.")
    places.INVENTORY.link("Open the filament", filament=str(line.filament.id))


def _rolls_key(line: ShoppingLine) -> str:
    return f"shopping.rolls.{line.key}"
