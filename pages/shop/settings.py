"""Settings: alerts, keys for programs, what is said of files, hours and currency."""

import streamlit as st

from printshop.ui import shop_settings, wiring
from printshop.ui.settings import files, keys, notifications


def main() -> None:
    """Draw the sections."""
    shop = wiring.guard()
    st.title("Settings", anchor=False)
    notifications.draw(shop)
    keys.draw(shop)
    files.draw()
    shop_settings.draw_section(shop)


if __name__ == "__main__":
    main()
