"""The drop zone as a page draws it."""

import time
from typing import Final

import streamlit as st

from printshop.config import load_settings
from printshop.services.shop import Shop
from printshop.ui.components.upload import sources
from printshop.ui.web import passes, uploads

# Well before a pass ends, and seldom enough that a page is not drawn anew for it.
_RENEW_AFTER_S: Final = 3600.0

_COMPONENT: Final = st.components.v2.component(
    "printshop_drop_zone", html=sources.html(), css=sources.css(), js=sources.script()
)


def drop_zone(shop: Shop, *, key: str) -> None:
    """Draw the field that files are dropped on, and the list of those on their way.

    It runs the page anew whenever a file was announced, arrived or was cancelled: the rows are
    in the database then. Needs the routes of `asgi_app.py`, see `wiring.has_routes`.

    Args:
        shop: whose files they become.
        key: of the component on its page.

    Raises:
        ConfigError: the secret of the passes cannot be kept in the data folder.

    """
    _COMPONENT(
        key=key,
        data={
            "api": uploads.PATH,
            "pass": _pass_of(shop, key),
            "mostBytes": load_settings().max_upload_bytes,
        },
        on_changed_change=lambda: None,
        on_renew_change=lambda: st.session_state.pop(_place(key), None),
    )


def _pass_of(shop: Shop, key: str) -> str:
    """The pass of this session: the same for a while, so that the component is not drawn anew."""
    kept = st.session_state.get(_place(key))
    if kept is not None:
        user_id, minted_at_s, minted = kept
        if user_id == shop.user_id and time.monotonic() - minted_at_s < _RENEW_AFTER_S:
            return minted
    minted = passes.mint(shop.user_id, purpose=uploads.PURPOSE)
    st.session_state[_place(key)] = (shop.user_id, time.monotonic(), minted)
    return minted


def _place(key: str) -> str:
    return f"{key}.pass"
