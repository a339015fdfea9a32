"""The one seam between Streamlit and the services: the premises, and whose shop it is.

Tests replace `premises`. All else that a page needs comes from `guard`.
"""

import logging
import threading
from dataclasses import dataclass
from typing import Final

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from printshop.config import load_settings
from printshop.domain.users import LOCAL_OWNER, Identity
from printshop.errors import PrintshopError
from printshop.platform.database import PreparedDatabase, prepare_database
from printshop.platform.files import stores
from printshop.platform.live import ChangeHub
from printshop.repo import DatabaseHealth, schema
from printshop.services.shop import Premises, Shop

_LOG = logging.getLogger(__name__)
_SHOP_KEY: Final = "wiring.shop"
# What is heard of the database, while the premises are open; at most one.
_HUBS: Final[list[ChangeHub]] = []
# Set while `asgi_app.py` serves the routes beside the pages; a plain `streamlit run` has none.
_HAS_ROUTES: Final = threading.Event()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """The premises, the database that was prepared for them, and who listens to it."""

    database: PreparedDatabase
    premises: Premises
    changes: ChangeHub | None


def premises() -> Premises:
    """The premises of this process, opened on first use.

    Raises:
        ConfigError: a setting is wrong.
        DatabaseUnavailableError: the database does not answer; the next call tries again.

    """
    return _opened().premises


def close() -> None:
    """Let the database go, in the order in which it was taken."""
    _opened.clear()


def revive() -> None:
    """Start the built-in database again where it died; another one is just asked again."""
    try:
        local = _opened().database.local
        if local is not None:
            local.start()
    except PrintshopError as error:
        _LOG.warning("%s", error)


def health() -> DatabaseHealth:
    """Whether the database is there; raises nothing, opens the premises if they are not."""
    try:
        return premises().health()
    except PrintshopError as error:
        _LOG.warning("%s", error)
        return DatabaseHealth(is_ready=False)


def guard() -> Shop:
    """The shop of the person who looks; asks for a sign-in, and stops the run, where one is due.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    identity = _identity()
    if identity is None:
        _draw_sign_in()
        st.stop()
    return current_shop(identity)


def current_shop(identity: Identity) -> Shop:
    """The shop of this identity, signed in once per session.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    known = st.session_state.get(_SHOP_KEY)
    if known is not None and known[0] == identity and known[1] is premises():
        return known[2]
    house = premises()
    shop = house.sign_in(identity, time_zone=str(load_settings().zone))
    st.session_state[_SHOP_KEY] = (identity, house, shop)
    return shop


def note_routes() -> None:
    """Note that this process serves the routes beside the pages."""
    _HAS_ROUTES.set()


def has_routes() -> bool:
    """Whether a page may link to the routes of `printshop.ui.web`."""
    return _HAS_ROUTES.is_set()


def changes() -> ChangeHub | None:
    """What is heard of the shops' changes; None where no browser could be told of them.

    That is in a plain `streamlit run`, and for as long as the premises are not open.
    """
    return _HUBS[-1] if _HUBS else None


def has_sign_in() -> bool:
    """Whether an identity provider is configured (`[auth]` in the secrets)."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def may_fetch_privately() -> bool:
    """Whether data may be fetched from private networks: on an own machine, or where allowed."""
    return not has_sign_in() or load_settings().fetch_private_addresses


def _release(opened: _Opened) -> None:
    if opened.changes is not None:
        _HUBS.remove(opened.changes)
        opened.changes.close()
    opened.premises.close()
    opened.database.close()


@st.cache_resource(show_spinner=False, on_release=_release)
def _opened() -> _Opened:
    settings = load_settings()
    database = prepare_database(settings)
    try:
        schema.upgrade(database.urls.owner)
        opened = Premises.open(database.urls.app, stores(settings))
        opened.check_login()
    except BaseException:
        database.close()
        raise
    return _Opened(database=database, premises=opened, changes=_listen(database))


def _listen(database: PreparedDatabase) -> ChangeHub | None:
    if not has_routes():
        return None
    hub = ChangeHub(database.urls.listen)
    hub.start()
    _HUBS.append(hub)
    return hub


def _identity() -> Identity | None:
    """Who looks: the local owner without a provider, else who signed in, None for nobody."""
    if not has_sign_in():
        return LOCAL_OWNER
    if not st.user.is_logged_in:
        return None
    claims = st.user.to_dict()
    return Identity(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        email=str(claims.get("email") or "")[:320],
        name=str(claims.get("name") or "")[:200],
    )


def _draw_sign_in() -> None:
    with st.container(horizontal_alignment="center"):
        st.title("Printshop", text_alignment="center")
        st.markdown("Sign in to see your shop.", text_alignment="center")
        st.button(
            "Sign in",
            key="wiring.sign_in",
            type="primary",
            icon=":material/login:",
            on_click=st.login,
        )
