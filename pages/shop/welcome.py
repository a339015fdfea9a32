"""Today: the first steps of an empty shop, or what matters now in a running one."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from printshop.services import alerts, demo, planning, stock
from printshop.services.print_now import listing as print_now
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, places, wiring
from printshop.ui.formats import escape_markdown
from printshop.ui.places import Place
from printshop.ui.today import view as today_view

_BAR_EVERY_S = 0.1
_STEPS: tuple[tuple[str, str, Place, str], ...] = (
    (
        "Drop a sliced file",
        "Plates, filaments, grams and print times are read from the `.3mf` itself.",
        places.UPLOAD,
        "Upload a file",
    ),
    (
        "Add your spools",
        "Say what is on the shelf; every gram from then on is booked to a spool.",
        places.INVENTORY,
        "Add spools",
    ),
    (
        "Queue and print",
        "See what can be printed now, start it, and let the filament book itself.",
        places.PRINT_QUEUE,
        "Open the queue",
    ),
)


def main() -> None:
    """Draw the steps, or the day."""
    shop = wiring.guard()
    if shop.is_empty():
        _draw_first_steps(shop)
        return
    as_of = datetime.now(UTC)
    zone = ZoneInfo(shop.settings().time_zone)
    today_view.draw(
        shop,
        planning.list_queue(shop, as_of=as_of),
        stock.overview(shop, as_of=as_of.astimezone(zone).date()),
        alerts.unseen(shop),
        as_of,
        zone,
        printable=print_now.ready_count(shop, as_of=as_of),
    )
    if shop.has_demo():
        _draw_demo_note(shop)


def _draw_first_steps(shop: Shop) -> None:
    st.title("Welcome to your shop", anchor=False)
    st.markdown("Three steps from a sliced file to a finished print with its filament booked.")
    with st.grid(3, min_column_width=240, gap="medium"):
        for number, (title, text, place, label) in enumerate(_STEPS, start=1):
            with st.container(border=True, height="stretch", key=f"welcome_step_{number}"):
                st.markdown(f":green-badge[{number}] **{title}**  \n{text}")
                if st.button(
                    label,
                    key=f"welcome.step_{number}",
                    type="primary" if number == 1 else "secondary",
                    icon=place.icon,
                ):
                    st.switch_page(place.path)
    st.header("Or look around first", anchor=False)
    st.markdown(
        "The demo shop has models, spools, printers and six months of prints. "
        "It can be removed in one step."
    )
    if st.button("Load the demo shop", key="welcome.load_demo", icon=":material/deployed_code:"):
        with boundary.errors():
            _load_demo(shop)
            st.rerun()


def _load_demo(shop: Shop) -> None:
    bar = st.progress(0.0, "Building the demo shop…")
    drawn_at_s = 0.0

    def show(done: float, text: str) -> None:
        nonlocal drawn_at_s
        # The browser's share of the work is not worth more than ten looks a second.
        if time.monotonic() - drawn_at_s > _BAR_EVERY_S:
            drawn_at_s = time.monotonic()
            bar.progress(done, escape_markdown(text))

    demo.load_demo(shop, progress=show)
    notices.say("The demo shop is ready.")


def _draw_demo_note(shop: Shop) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="welcome_demo"):
        st.markdown(":violet-badge[:material/deployed_code: Demo shop] is loaded.", width="content")
        if st.button("Remove the demo shop", key="welcome.remove_demo", type="tertiary"):
            _confirm_removal(shop)


@st.dialog("Remove the demo shop?")
def _confirm_removal(shop: Shop) -> None:
    st.markdown("Its models, spools, printers and prints go. What you added yourself stays.")
    with st.container(horizontal=True):
        if st.button("Remove it", key="welcome.remove_demo_now", type="primary"):
            _remove_demo(shop)
            st.rerun()
        if st.button("Keep it", key="welcome.keep_demo"):
            st.rerun()


@boundary.callback
def _remove_demo(shop: Shop) -> None:
    demo.remove_demo(shop)
    notices.say("The demo shop is removed.")


if __name__ == "__main__":
    main()
