"""What to start last before going home, and the step that makes it so."""

import streamlit as st

from printshop.services.planning.view import QueueView, Tonight
from printshop.services.shop import Shop
from printshop.ui.formats import escape_markdown
from printshop.ui.queue import steps
from printshop.ui.queue.clock import Clock


def draw(shop: Shop, queue: QueueView, clock: Clock) -> None:
    """Draw the longest print that fits the night on each printer, and offer to start it last."""
    if not queue.tonight:
        return
    lines = "  \n".join(_line(of, clock) for of in queue.tonight)
    offered = [of for of in queue.tonight if of.order and of.instead_of]
    with st.container(gap="xsmall", key="print_queue_tonight"):
        st.markdown(
            f":material/bedtime: Longest print that is done when you open again:  \n{lines}"
        )
        with st.container(horizontal=True, gap="xsmall"):
            for of in offered:
                other = of.instead_of.label if of.instead_of else ""
                st.button(
                    f"Put {of.job.label} before {other}",
                    key=f"print_queue.tonight.{of.printer.id}",
                    icon=":material/swap_vert:",
                    help=f"{other} then starts later. No due date is missed by it.",
                    on_click=steps.take_order,
                    args=(shop, of.order, queue),
                )


def _line(of: Tonight, clock: Clock) -> str:
    said = (
        f"**{of.job.label}** last on {escape_markdown(of.printer.name)}, "
        f"{clock.says(of.starts_at)} → {clock.ends(of.starts_at, of.ends_at)}"
    )
    if of.is_planned:
        return f"{said}, as planned"
    return f"{said}, instead of **{of.instead_of.label}**" if of.instead_of else said
