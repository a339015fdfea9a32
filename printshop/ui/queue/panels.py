"""What the whole queue comes to: when it is done, what runs out, what could be better."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.services.planning.view import (
    FilamentDemand,
    QueueView,
    RunOut,
    SplitFilament,
)
from printshop.services.shop import Shop
from printshop.ui import places, text_table
from printshop.ui.formats import count, duration, grams, joined
from printshop.ui.queue import retries, steps
from printshop.ui.queue.clock import Clock
from printshop.ui.swatches import filament_label

_SHOWN_RUN_OUTS: Final = 2
_SHOWN_JOBS: Final = 12
_DECLINED: Final = "print_queue.declined"


def draw_totals(queue: QueueView, clock: Clock, cost: str = "") -> None:
    """Draw when all is done, the next free slot, and the sums over what prints and waits."""
    totals = queue.totals
    without_time, without_g = totals.unknown_time_jobs, totals.unknown_grams_jobs
    facts = joined(
        f"**{count(totals.jobs, 'job')}**",
        f"**{duration(totals.print_time_s)}** to print"
        + (f" and {count(without_time, 'job')} of unknown time" if without_time else ""),
        f"**{grams(totals.needed_g)}** of filament"
        + (f" and {count(without_g, 'job')} of unknown grams" if without_g else ""),
        cost,
        f"next free slot **{clock.says(queue.next_free_at)}**" if queue.next_free_at else "",
    )
    # Without opening hours only what prints has an end: that is not the queue's.
    if queue.done_at is not None and queue.has_hours:
        worst = clock.worst(queue.done_at, queue.late_done_at)
        done = f"All done {clock.says(queue.done_at)}" + (f", {worst}" if worst else "")
        st.header(done, anchor=False)
    st.markdown(facts)


def draw_run_outs(
    run_outs: Sequence[RunOut], clock: Clock, splits: Sequence[SplitFilament] = ()
) -> None:
    """Draw where each filament runs out, the first ones in sight, and which must be split."""
    if run_outs:
        with st.container(border=True, gap="xsmall", key="print_queue_run_outs"):
            for run_out in run_outs[:_SHOWN_RUN_OUTS]:
                _draw_run_out(run_out, clock)
            rest = run_outs[_SHOWN_RUN_OUTS:]
            if rest:
                with st.expander(f"{count(len(rest), 'more filament')} will run out"):
                    for run_out in rest:
                        _draw_run_out(run_out, clock)
    if splits:
        with st.expander(
            f"A change of spool within a job: {count(len(splits), 'filament')}",
            icon=":material/call_split:",
            key="print_queue_splits",
        ):
            for split in splits:
                st.markdown(f"{filament_label(split.filament)}: {split.sentence}")


def draw_proposal(shop: Shop, queue: QueueView) -> None:
    """Draw an order that saves filament changes; it is taken only if somebody says so."""
    proposal = queue.proposal
    if proposal is None or st.session_state.get(_DECLINED) == proposal.job_ids:
        return
    labels = {row.job.id: row.job.label for row in queue.jobs}
    with st.container(border=True, gap="xsmall", key="print_queue_proposal"):
        saved = joined_words(
            count(proposal.saved_loads, "load") if proposal.saved_loads else "",
            f"about {proposal.saved_min:,} min",
            grams(proposal.saved_g),
        )
        named = [labels[job_id] for job_id in proposal.job_ids if job_id in labels]
        order = " → ".join(named[:_SHOWN_JOBS]) + (" …" if len(named) > _SHOWN_JOBS else "")
        st.markdown(
            f":material/swap_vert: **Another order saves {saved}**: jobs of one filament come "
            f"one after the other. Due dates and priorities are kept.  \n{order}"
        )
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                "Print in this order",
                key="print_queue.proposal.take",
                icon=":material/check:",
                on_click=steps.take_order,
                args=(shop, proposal.job_ids, queue),
            )
            st.button(
                "Not now",
                key="print_queue.proposal.decline",
                type="tertiary",
                on_click=partial(_decline, proposal.job_ids),
            )


def draw_retry(shop: Shop) -> None:
    """Ask whether a job that just failed is to be printed again."""
    job = retries.offered()
    if job is None:
        return
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key="print_queue_retry"
    ):
        st.markdown(f":material/replay: **{job.label}** failed. Print it again?", width="stretch")
        st.button(
            "Print it again, next",
            key="print_queue.retry.take",
            on_click=steps.print_again,
            args=(shop, job),
        )
        st.button(
            "Not now", key="print_queue.retry.decline", type="tertiary", on_click=retries.forget
        )


def draw_demand(demand: Sequence[FilamentDemand]) -> None:
    """Draw what the queue takes of each filament against what is there."""
    if not demand:
        return
    short = sum(1 for row in demand if row.short_g > 0)
    unsure = sum(1 for row in demand if row.unweighed_g > 0)
    said = f", {count(short, 'filament')} short" if short else ""
    said += f", {count(unsure, 'filament')} to weigh" if unsure else ""
    said = said or ", all there"
    with st.expander(
        f"Filament for the whole queue{said}",
        icon=":material/balance:",
        key="print_queue_demand",
    ):
        text_table.draw(
            ("Filament", "Needed", "On hand", "Stays on reels", "Short"),
            {"": [_demand_row(row) for row in demand]},
            alt="What the queue takes of each filament",
        )
        st.caption(
            "The last grams of a reel cannot be fed to the end, so no plan counts on them. How "
            "many they are is said in the settings."
        )


def joined_words(*parts: str) -> str:
    """Parts as a sentence lists them: `4 loads, about 40 min and 20 g`."""
    known = [part for part in parts if part]
    return " and ".join(filter(None, (", ".join(known[:-1]), known[-1]))) if known else ""


def _draw_run_out(run_out: RunOut, clock: Clock) -> None:
    at = f", {clock.says(run_out.at)}" if run_out.at else ""
    more = run_out.short_in_all_g > run_out.short_g
    in_all = f"{grams(run_out.short_in_all_g)} short in all" if more else ""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        st.markdown(
            f":red[:material/production_quantity_limits:] "
            f"{filament_label(run_out.filament)} runs out at **{run_out.job.label}**{at}: "
            + joined(f"**{grams(run_out.short_g)} short**", in_all),
            width="stretch",
        )
        places.SHOPPING.link("Put on the list", icon="", filament=str(run_out.filament.id))
        places.INVENTORY.link("Its spools", icon="", filament=str(run_out.filament.id))


def _demand_row(row: FilamentDemand) -> tuple[str, ...]:
    needed = grams(row.needed_g)
    if row.replaced_g > 0:
        others = " and ".join(one.label for one in row.substitutes)
        needed += f", of which {grams(row.replaced_g)} from {others}"
    short = grams(row.short_g) if row.short_g > 0 else ""
    weigh = f"{grams(row.unweighed_g)} not sure: weigh its spools" if row.unweighed_g > 0 else ""
    tail = grams(row.tail_g) if row.tail_g > 0 else "nothing"
    return (
        row.filament.label,
        needed,
        grams(row.on_hand_g),
        tail,
        ", ".join(filter(None, (short, weigh))) or "nothing",
    )


def _decline(job_ids: tuple[UUID, ...]) -> None:
    st.session_state[_DECLINED] = job_ids
