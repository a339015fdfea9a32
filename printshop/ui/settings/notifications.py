"""What the person wants to hear of, in the app and by mail, and the brand forms begin with."""

from typing import Final

import streamlit as st

from printshop.config import load_settings
from printshop.domain.users import Notifications, Preferences, User
from printshop.platform.mail import mail_server
from printshop.services import accounts, alerts
from printshop.services.shop import Shop
from printshop.ui import notices, problems, wiring
from printshop.ui.formats import count, escape_markdown
from printshop.ui.forms import checked

_KEY: Final = "settings.notifications"
_LABELS: Final = {"address": "E-mail address", "default_filament_brand": "Usual filament brand"}


def draw(shop: Shop) -> None:
    """Draw what can be chosen, and whether mail can be sent."""
    user = shop.user()
    st.header("Alerts", anchor=False)
    _draw_form(shop, user)
    problems.draw(_KEY)
    _draw_mail(shop, user)


def _draw_form(shop: Shop, user: User) -> None:
    now = user.preferences.notifications
    with st.form(_KEY, enter_to_submit=True):
        st.markdown("**Tell me when**")
        st.toggle("a filament runs low", now.low_stock, key=f"{_KEY}.low_stock")
        st.toggle("a print is complete", now.print_complete, key=f"{_KEY}.print_complete")
        st.toggle("Printshop was updated", now.system_updates, key=f"{_KEY}.system_updates")
        st.markdown("**Where**")
        st.toggle(
            "by e-mail too",
            now.email,
            key=f"{_KEY}.email",
            help="One mail for all that is new, and not more often than every ten minutes.",
        )
        if not user.email:
            st.text_input(
                _LABELS["address"],
                now.address,
                max_chars=320,
                placeholder="name@example.org",
                key=f"{_KEY}.address",
            )
        st.markdown("**In forms**")
        st.text_input(
            _LABELS["default_filament_brand"],
            user.preferences.default_filament_brand,
            max_chars=100,
            help="What the form of a new filament begins with.",
            key=f"{_KEY}.brand",
        )
        st.form_submit_button(
            "Save", key=f"{_KEY}.save", icon=":material/save:", on_click=_save, args=(shop, user)
        )


def _save(shop: Shop, user: User) -> None:
    with problems.beside(_KEY):
        said = {
            name: st.session_state[f"{_KEY}.{name}"]
            for name in ("low_stock", "print_complete", "system_updates", "email")
        }
        now = user.preferences.notifications
        said["address"] = st.session_state.get(f"{_KEY}.address", now.address)
        wanted = checked(Notifications, _LABELS, **said)
        brand = st.session_state[f"{_KEY}.brand"]
        preferences = checked(
            Preferences,
            _LABELS,
            units=user.preferences.units,
            default_filament_brand=brand,
            notifications=wanted,
        )
        accounts.update_preferences(shop, preferences)
        notices.say("Your choices are saved.")


def _draw_mail(shop: Shop, user: User) -> None:
    server = mail_server(load_settings())
    if server is None:
        st.caption(
            "No mail server is set up, so alerts stay in the app. "
            "Whoever runs Printshop sets one with PRINTSHOP_SMTP_HOST."
        )
        return
    if not user.mail_address:
        st.caption(
            "Your sign-in gives no address that mail could be sent to."
            if user.email
            else "Mail can be sent as soon as there is an address."
        )
        return
    address = escape_markdown(user.mail_address)
    # With a sign-in, how the server is laid out is nobody's business.
    through = "" if wiring.has_sign_in() else f" through {escape_markdown(server.label)}"
    st.caption(f"Mail goes to {address}{through}. {_waiting(shop)}".strip())
    st.button(
        "Send a test mail",
        key=f"{_KEY}.test",
        icon=":material/send:",
        on_click=_send_test,
        args=(shop,),
    )
    problems.draw(f"{_KEY}.test")


def _waiting(shop: Shop) -> str:
    waiting = alerts.waiting_for_mail(shop)
    return f"{count(waiting, 'alert')} to be mailed." if waiting else ""


def _send_test(shop: Shop) -> None:
    with problems.beside(f"{_KEY}.test"):
        server = mail_server(load_settings())
        if server is not None:
            address = alerts.send_test_mail(shop, server)
            notices.say(f"A test mail is on its way to {escape_markdown(address)}.")
