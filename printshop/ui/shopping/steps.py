"""Steps on the list as callbacks of its buttons, each with a way back."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID, uuid4

import streamlit as st

from printshop.domain.shopping import NewShoppingItem
from printshop.services import shopping
from printshop.services.shop import Shop
from printshop.services.shopping import Step
from printshop.services.shopping.view import OrderedLine, ShoppingLine, WishLine
from printshop.ui import boundary, notices, problems
from printshop.ui.formats import count, escape_markdown
from printshop.ui.inventory import booked


def new_item(line: ShoppingLine, rolls: int) -> NewShoppingItem:
    """A line that the rules propose, as a person puts it down."""
    return NewShoppingItem(
        filament_id=line.filament.id,
        rolls=shopping.check_rolls(rolls),
        roll_g=line.roll.grams,
        price=line.item.price if line.item else None,
        supplier=line.roll.supplier,
        purchase_url=line.roll.purchase_url,
        is_manual=False,
    )


def say_rolls(shop: Shop, line: ShoppingLine, key: str) -> None:
    """Put down how many rolls are to be bought, as the field says it."""
    with problems.beside(key):
        said = st.session_state.get(key)
        if said is None:
            return
        step = shopping.say_rolls(shop, new_item(line, int(said)))
        name = escape_markdown(line.filament.label)
        offer_undo(shop, step, f"{count(int(said), 'roll')} of **{name}** on the list.")


@boundary.callback
def take_off(shop: Shop, line: ShoppingLine) -> None:
    """Forget what a person put down: the rules alone say what is bought."""
    if line.item is None:
        return
    step = shopping.drop(shop, [line.item.id])
    name = escape_markdown(line.filament.label)
    said = f"**{name}** follows the rules again." if line.proposed_rolls else f"**{name}** is off."
    offer_undo(shop, step, said)


@boundary.callback
def put_back(shop: Shop, line: OrderedLine) -> None:
    """Say that a line was not ordered after all."""
    step = shopping.put_back(shop, [line.item.id])
    offer_undo(shop, step, f"**{escape_markdown(line.filament.label)}** is to be bought again.")


@boundary.callback
def drop(shop: Shop, line: OrderedLine) -> None:
    """Note that what was ordered does not come."""
    step = shopping.drop(shop, [line.item.id])
    offer_undo(
        shop, step, f"**{escape_markdown(line.filament.label)}** is not on its way any more."
    )


@boundary.callback
def take_wish(shop: Shop, wish: WishLine) -> None:
    """Put all rolls of a wish on the list, or none of them."""
    key = f"shopping.wish.{wish.key}"
    request = booked.request_id(key)
    news = [
        NewShoppingItem(
            filament_id=one.filament.id,
            rolls=shopping.check_rolls(one.rolls),
            roll_g=one.roll.grams,
            supplier=one.roll.supplier,
            purchase_url=one.roll.purchase_url,
            reason=_wish_reason(wish),
            request_id=shopping.part_of(request, one.filament.id),
        )
        for one in wish.filaments
    ]
    step = shopping.add(shop, *news)
    booked.done(key)
    names = " and ".join(f"**{escape_markdown(one.filament.label)}**" for one in wish.filaments)
    offer_undo(shop, step, f"{names} on the list.")


def offer_undo(shop: Shop, step: Step, text: str) -> None:
    """Say what was done, and offer to take it back."""
    notices.offer_undo(text, partial(_take_back, shop, step))


def request_id(key: str) -> UUID:
    """The request of a form, the same until it is booked."""
    return st.session_state.setdefault(f"{key}.request", uuid4())


def labels(lines: Sequence[ShoppingLine]) -> str:
    """The names of lines for Markdown, the first ones."""
    named = [f"**{escape_markdown(line.filament.label)}**" for line in lines[:2]]
    rest = len(lines) - len(named)
    return ", ".join(named) + (f" and {rest} more" if rest else "")


@boundary.callback
def _take_back(shop: Shop, step: Step) -> None:
    shopping.undo(shop, step)
    notices.say("It is taken back.")


def _wish_reason(wish: WishLine) -> str:
    named = ", ".join(one.model_name for one in wish.versions[:3])
    return f"For {named}"[:500]
