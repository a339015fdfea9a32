"""Taking in a running Spoolman, after a look at what would happen."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import streamlit as st

from printshop.errors import RuleError
from printshop.services import spoolman
from printshop.services.exchange import Plan
from printshop.services.shop import Shop
from printshop.services.spoolman import SpoolmanStock
from printshop.ui import problems, wiring
from printshop.ui.formats import escape_markdown
from printshop.ui.inventory.exchange import dry_run, outcome

KEY: Final = "exchange.spoolman"
_LOOKED: Final = "exchange.spoolman.looked"
_ADDRESS: Final = "exchange.spoolman.address"
_GRAMS: Final = "exchange.spoolman.grams"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What a Spoolman has, and what would become of it; is_done: what became of it."""

    found: SpoolmanStock
    plan: Plan
    with_grams: bool = False
    is_done: bool = False


def draw(shop: Shop) -> None:
    """Draw the address, and what would become of what is there."""
    st.markdown(
        "Filaments and spools of a running Spoolman, archived ones too, with what is left on "
        "each. Import as often as you like: each spool is taken in once, and what you changed "
        "here stays."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Address of your Spoolman",
            placeholder="http://192.168.1.5:7912",
            max_chars=500,
            key=_ADDRESS,
            width=360,
        )
        is_asked = st.button(
            "Look what would happen", key="exchange.spoolman.look", icon=":material/preview:"
        )
    if is_asked:
        st.session_state.pop(_LOOKED, None)
        with problems.beside(KEY), st.spinner("Reading Spoolman…"):
            _read(shop)
    looked = st.session_state.get(_LOOKED)
    if looked is None:
        problems.draw(KEY)
    elif looked.is_done:
        dry_run.draw_done(looked.plan, KEY)
    else:
        _draw_looked(shop, looked)


def _draw_looked(shop: Shop, looked: _Looked) -> None:
    found = looked.found
    with st.container(border=True, key="exchange_spoolman_looked"):
        st.markdown(
            f"{escape_markdown(found.address)} has **{len(found.filaments):,} filaments** and "
            f"**{len(found.spools):,} spools**."
        )
        st.checkbox(
            "Book what Spoolman says of spools that were imported before as counted",
            key=_GRAMS,
            help="Spoolman and Printshop both count what prints use. Tick it only if Spoolman "
            "is the one that is right.",
            on_change=_look_again,
            args=(shop,),
        )
        dry_run.draw(looked.plan, KEY, what="record", on_import=partial(_import, shop))


def _read(shop: Shop) -> None:
    found = spoolman.read_stock(
        st.session_state[_ADDRESS] or "", private_allowed=wiring.may_fetch_privately()
    )
    with_grams = bool(st.session_state.get(_GRAMS))
    plan = spoolman.look(shop, found, with_grams=with_grams)
    st.session_state[_LOOKED] = _Looked(found=found, plan=plan, with_grams=with_grams)


def _look_again(shop: Shop) -> None:
    looked: _Looked = st.session_state[_LOOKED]
    with_grams = bool(st.session_state[_GRAMS])
    with problems.beside(KEY):
        plan = spoolman.look(shop, looked.found, with_grams=with_grams)
        st.session_state[_LOOKED] = replace(looked, plan=plan, with_grams=with_grams)


def _import(shop: Shop) -> None:
    looked: _Looked | None = st.session_state.get(_LOOKED)
    if looked is None or looked.is_done:
        return
    with problems.beside(KEY):
        try:
            done = spoolman.import_stock(
                shop, looked.found, looked.plan, with_grams=looked.with_grams
            )
        except RuleError:
            plan = spoolman.look(shop, looked.found, with_grams=looked.with_grams)
            st.session_state[_LOOKED] = replace(looked, plan=plan)
            raise
        st.session_state[_LOOKED] = replace(looked, plan=done, is_done=True)
        outcome.say(shop, done, title="Imported from Spoolman")
