"""The drop zone as a page draws it."""

from typing import Final

import streamlit as st

from printshop.config import load_settings
from printshop.services.shop import Shop
from printshop.ui.components.upload import sources
from printshop.ui.web import session_passes, uploads

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
            "pass": session_passes.give(shop.user_id, purpose=uploads.PURPOSE),
            "mostBytes": load_settings().max_upload_bytes,
        },
        on_changed_change=lambda: None,
        on_renew_change=lambda: session_passes.forget(purpose=uploads.PURPOSE),
    )
