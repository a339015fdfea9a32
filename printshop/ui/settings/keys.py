"""Keys for programs: make one, see it once with what to enter, revoke it."""

from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import streamlit as st

from printshop.config import load_settings
from printshop.domain.incoming import AccessToken, NewAccessToken
from printshop.services import access_tokens
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import count, escape_markdown, joined, moment
from printshop.ui.forms import checked

_KEY: Final = "settings.keys"
# The key as it is shown once: with its id, until the person says that it is copied.
_SHOWN: Final = "settings.keys.shown"
_LABELS: Final = {"name": "Name"}
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def draw(shop: Shop) -> None:
    """Draw the keys in use, the form for a new one, and a new one while it is shown."""
    st.header("Keys for programs", anchor=False)
    st.markdown(
        "A slicer that uploads to Printshop, or a program of yours, shows a key. "
        "A key can add files to your inbox and see what became of them; nothing else."
    )
    _draw_shown()
    keys = access_tokens.list_keys(shop)
    zone = ZoneInfo(shop.settings().time_zone)
    for token in keys:
        if token.revoked_at is None:
            _draw_key(shop, token, zone)
    _draw_new(shop)
    _draw_revoked([token for token in keys if token.revoked_at is not None], zone)


def _draw_shown() -> None:
    shown: tuple[AccessToken, str] | None = st.session_state.get(_SHOWN)
    if shown is None:
        return
    token, key = shown
    with st.container(border=True, key="settings_new_key"):
        st.markdown(
            f":material/key: **{escape_markdown(token.name)}**: copy the key now. "
            "It is shown this once; Printshop keeps only its fingerprint."
        )
        st.code(key, language=None, wrap_lines=True)
        st.markdown(
            "**In OrcaSlicer**, in the printer's *Connection* dialog (the Wi-Fi sign beside the "
            "printer), enter:"
        )
        st.markdown(
            "- **Host Type**: `Octo/Klipper` (`OctoPrint` in PrusaSlicer)\n"
            "- **Hostname, IP or URL**: the address below\n"
            "- **API Key / Password**: the key above"
        )
        st.code(_address(), language=None, wrap_lines=True)
        st.markdown(
            "Then press *Test*, and tick *Use 3MF instead of G-code* under *Printer settings, "
            "Basic information, Advanced*."
        )
        if load_settings().host in _THIS_MACHINE:
            st.caption(
                "Printshop listens to this computer alone, so the slicer has to run on it. "
                "PRINTSHOP_HOST changes that."
            )
        st.button(
            "I have copied it",
            key=f"{_KEY}.copied",
            icon=":material/check:",
            on_click=_forget_shown,
        )


def _address() -> str:
    """Where this browser found the shop: what a slicer on the same computer has to enter."""
    seen = urlsplit(st.context.url or "")
    if seen.netloc:
        return f"{seen.scheme}://{seen.netloc}"
    settings = load_settings()
    return f"http://{settings.host}:{settings.port}"


def _forget_shown() -> None:
    st.session_state.pop(_SHOWN, None)


def _draw_key(shop: Shop, token: AccessToken, zone: ZoneInfo) -> None:
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        key=f"settings_key_{token.id}",
    ):
        st.markdown(_line(token, zone), width="stretch")
        if st.button(
            "Revoke", key=f"{_KEY}.revoke.{token.id}", icon=":material/key_off:", type="tertiary"
        ):
            _ask_to_revoke(shop, token)


def _line(token: AccessToken, zone: ZoneInfo) -> str:
    as_of = datetime.now(UTC)
    used = token.last_used_at
    return joined(
        f"**{escape_markdown(token.name)}**",
        f"made {moment(token.created_at, zone, as_of=as_of)}",
        f"last used {moment(used, zone, as_of=as_of)}" if used else "never used",
        f"revoked {moment(token.revoked_at, zone, as_of=as_of)}" if token.revoked_at else "",
    )


@st.dialog("Revoke this key?")
def _ask_to_revoke(shop: Shop, token: AccessToken) -> None:
    st.markdown(
        f"Whatever uses **{escape_markdown(token.name)}** can send nothing from now on. "
        "This cannot be undone; a new key is made in a moment. Files it has sent stay."
    )
    with st.container(horizontal=True):
        if st.button(
            "Revoke it",
            key=f"{_KEY}.revoke_now",
            type="primary",
            on_click=_revoke,
            args=(shop, token),
        ):
            st.rerun()
        if st.button("Keep it", key=f"{_KEY}.keep"):
            st.rerun()


@boundary.callback
def _revoke(shop: Shop, token: AccessToken) -> None:
    access_tokens.revoke(shop, token.id)
    shown = st.session_state.get(_SHOWN)
    if shown is not None and shown[0].id == token.id:
        _forget_shown()
    notices.say(f"**{escape_markdown(token.name)}** is revoked.")


def _draw_new(shop: Shop) -> None:
    with (
        boundary.errors(),
        st.form(f"{_KEY}.new", clear_on_submit=True, enter_to_submit=True),
    ):
        name = st.text_input(
            "Name of the program",
            max_chars=100,
            placeholder="OrcaSlicer in the workshop",
            key=f"{_KEY}.name",
        )
        if st.form_submit_button("Make a key", icon=":material/add:"):
            new = checked(NewAccessToken, _LABELS, name=name.strip())
            st.session_state[_SHOWN] = access_tokens.make(shop, new)
            st.rerun()


def _draw_revoked(revoked: list[AccessToken], zone: ZoneInfo) -> None:
    if revoked:
        with st.expander(count(len(revoked), "revoked key")):
            for token in revoked:
                st.markdown(_line(token, zone))
