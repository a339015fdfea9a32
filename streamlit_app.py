"""The router: page config, sign-in guard, error boundary, navigation; nothing else."""

from pathlib import Path

import streamlit as st

from printshop.ui import boundary, live, looks, notices, places, shop_settings, wiring
from printshop.ui.alerts import count_badge
from printshop.ui.components import decimal_comma
from printshop.ui.search import side_box

_ASSETS = Path(__file__).parent / "printshop" / "ui" / "assets"


def main() -> None:
    """Run the page that was asked for."""
    st.set_page_config(
        page_title="Printshop",
        page_icon=str(_ASSETS / "icon.png"),
        layout="wide",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    st.logo(str(_ASSETS / "logo.svg"), icon_image=str(_ASSETS / "icon.svg"), size="large")
    page = st.navigation([place.page(is_first=place is places.WELCOME) for place in places.ALL])
    looks.draw()
    decimal_comma.draw()
    live.draw_page()
    with boundary.errors():
        shop = wiring.guard()
        side_box.draw(is_on_search=page.title == places.SEARCH.title)
        count_badge.draw(shop)
        shop_settings.draw_button(shop)
        if wiring.has_sign_in():
            st.sidebar.button("Sign out", icon=":material/logout:", on_click=st.logout)
        notices.draw()
        page.run()


main()
