"""The drop zone alone on a page, and below it what the shop knows of each file."""

import streamlit as st

from printshop.ui import wiring
from printshop.ui.components.upload import drop_zone


def main() -> None:
    shop = wiring.guard()
    st.title("Sending")
    drop_zone(shop, key="sending")
    with shop.snapshot() as uow:
        rows = uow.incoming.open()
    st.text(f"{len(rows)} files in the shop")
    for row in rows:
        title = str(row.summary.get("title", ""))
        st.text_input(f"Title of {row.name}", value=title, key=f"title.{row.id}")
        st.text(f"{row.name}: {row.status}")


main()
