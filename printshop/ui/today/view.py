"""The day of a running shop: what prints, what comes next, what is short, what runs low."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from printshop.domain.alerts import Alert
from printshop.domain.print_queue import JobStatus
from printshop.services import alerts
from printshop.services.planning.view import FilamentDemand, QueuedJob, QueueView
from printshop.services.shop import Shop
from printshop.services.stock import low_text
from printshop.ui import badges, places
from printshop.ui.alerts import panel
from printshop.ui.formats import (
    count,
    day,
    duration,
    escape_markdown,
    grams,
    joined,
    moment,
    unbroken,
)
from printshop.ui.swatches import filament_label, swatch, swatches
from printshop.ui.today import facts as today_facts

_ROWS = 5


def draw(  # noqa: PLR0917
    shop: Shop,
    queue: QueueView,
    stock: pl.DataFrame,
    told: Sequence[Alert],
    as_of: datetime,
    zone: ZoneInfo,
    *,
    printable: int,
) -> None:
    """Draw the day; times are said in `zone`, near ones as today or tomorrow of `as_of`.

    Args:
        shop: whose.
        queue: what prints and what waits.
        stock: STOCK_WITH_RULES.
        told: alerts that nobody has seen.
        as_of: now.
        zone: of the shop.
        printable: how many versions can be printed now.

    """
    low = today_facts.running_low(stock)
    printing, waiting = today_facts.printing(queue.jobs), today_facts.waiting(queue.jobs)
    st.title("Today", anchor=False)
    st.markdown(
        joined(
            day(as_of.astimezone(zone).date(), as_of=as_of.date()),
            f"**{count(len(printing), 'job')}** printing",
            f"**{count(len(waiting), 'job')}** waiting",
            f"{duration(queue.totals.print_time_s)} of printing in all"
            if queue.totals.print_time_s
            else "",
            f"next free slot {moment(queue.next_free_at, zone, as_of=as_of)}"
            if queue.next_free_at
            else "",
        )
    )
    panel.draw(shop, today_facts.still_true(told, low), as_of, zone)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _draw_jobs("Printing now", printing, "Nothing is printing.", as_of, zone)
        _draw_jobs("Next in the queue", waiting[:_ROWS], "Nothing is waiting.", as_of, zone)
        with st.container(horizontal=True):
            places.PRINT_QUEUE.link(f"All of the queue ({len(queue.jobs)})")
            places.PRINT_NOW.link(f"{count(printable, 'version')} can be printed now")
            places.ANALYTICS.link("What changed")
    with right:
        _draw_shortages(queue.demand)
        _draw_low(low)


def _draw_jobs(
    title: str, rows: Sequence[QueuedJob], nothing: str, as_of: datetime, zone: ZoneInfo
) -> None:
    st.header(title, anchor=False)
    with st.container(border=True):
        if not rows:
            st.markdown(nothing)
        for row in rows:
            st.markdown(_job_lines(row, as_of, zone))


def _job_lines(row: QueuedJob, as_of: datetime, zone: ZoneInfo) -> str:
    colors = swatches(need.color_hex for need in row.needs)
    ends = f"done {moment(row.ends_at, zone, as_of=as_of)}" if row.ends_at else ""
    facts = joined(
        unbroken(escape_markdown(row.plate.label)),
        duration(row.plate.print_time_s),
        escape_markdown(row.printer.name) if row.printer else "",
        ends,
    )
    name = escape_markdown(f"{row.job.number}. {row.model_name}")
    # What prints already has its filament; only a gap is worth a word.
    is_calm = row.job.status is JobStatus.PRINTING and row.feasibility.feasible
    badge = "" if is_calm else badges.readiness_badge(row.feasibility)
    return f"**{name}** {badge}  \n{colors} {facts}"


def _draw_shortages(demand: Sequence[FilamentDemand]) -> None:
    missing = [row for row in demand if row.short_g > 0]
    st.header("Short for the queue", anchor=False)
    with st.container(border=True):
        if not missing:
            st.markdown("Every job of the queue has its filament.")
            return
        lines = (
            f"{filament_label(row.filament)} · **{grams(row.short_g)}** missing "
            f"for {count(row.short_jobs, 'job')}"
            for row in missing[:_ROWS]
        )
        st.markdown("  \n".join(lines))
        places.INVENTORY.link("Add spools")


def _draw_low(rows: Sequence[today_facts.StockRow]) -> None:
    st.header("Running low", anchor=False)
    with st.container(border=True):
        if not rows:
            st.markdown("No filament is under its threshold.")
            return
        more = f"  \nand {len(rows) - _ROWS} more" if len(rows) > _ROWS else ""
        st.markdown("  \n".join(_low_line(row) for row in rows[:_ROWS]) + more)
        places.INVENTORY.link("See the inventory")


def _low_line(row: today_facts.StockRow) -> str:
    name, rule = escape_markdown(alerts.label_of(row)), escape_markdown(low_text(row))
    return f"{swatch(row['color_hex'], row['color_name'])} **{name}**: {rule}"
