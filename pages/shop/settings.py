"""Settings: alerts, keys for programs, files, hours and currency, costs and prices."""

import streamlit as st

from printshop.ui import shop_settings, wiring
from printshop.ui.settings import costs, files, keys, notifications


def main() -> None:
    """Draw the sections."""
    shop = wiring.guard()
    st.title("Settings", anchor=False)
    notifications.draw(shop)
    keys.draw(shop)
    files.draw()
    shop_settings.draw_section(shop)
    costs.draw(shop)


if __name__ == "__main__":
    main()
