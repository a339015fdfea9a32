"""How often a version succeeds: the rate and how sure it is, on what, why not, did it help."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from printshop.domain.catalog import Variant, VariantStatus, VariantUpdate
from printshop.domain.print_queue import JobStatus
from printshop.services import catalog, planning, success
from printshop.services.planning.view import FinishedJob
from printshop.services.shop import Shop
from printshop.services.success import Comparison, VersionSuccess
from printshop.ui import boundary, notices, places, rate_bars, text_table
from printshop.ui.catalog import file_facts, success_words
from printshop.ui.file_details import settings
from printshop.ui.formats import escape_markdown, joined, unbroken
from printshop.ui.queue.clock import Clock

_LATEST: Final = 10
_JOBS_HEAD: Final = ("Job", "How it ended", "Where", "When")


def draw(shop: Shop, variant: Variant, versions: Sequence[Variant]) -> None:
    """Draw the section; what stands behind the rate is read once somebody opens it.

    Args:
        shop: the shop.
        variant: the version that is shown.
        versions: all versions of its model.

    """
    told = success.of_version(shop, variant.id)
    with st.container(key=f"catalog_success_{variant.id}"):
        st.markdown(f"**How often it succeeds**  \n{success_words.summary(told)}")
        rate = told.rate
        alt = f"Success {success_words.per_cent(rate.mean)}, between {success_words.between(rate)}"
        rate_bars.draw(rate.mean, rate.low, rate.high, alt=alt)
        if success_words.rejected(told):
            st.caption(success_words.rejected(told))
        if told.is_worth_proving:
            _draw_proposal(shop, told)
        opened = st.expander(
            "Its prints, why they failed, and whether this version helped",
            icon=":material/monitoring:",
            key=f"catalog.success.{variant.id}",
            on_change="rerun",
        )
        if opened.open:
            with opened:
                _draw_details(shop, told, {of.id: of for of in versions})


def _draw_proposal(shop: Shop, told: VersionSuccess) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(success_words.proposal(told), width="stretch")
        st.button(
            "Mark as proven",
            key=f"catalog.success.{told.variant.id}.prove",
            icon=":material/verified:",
            on_click=_mark,
            args=(shop, told.variant, VariantStatus.PROVEN),
        )


@boundary.callback
def _mark(shop: Shop, variant: Variant, status: VariantStatus) -> None:
    changed = VariantUpdate(name=variant.name, notes=variant.notes, status=status)
    catalog.update_variant(shop, variant.id, changed)
    # The form of the version would go on showing what it was, and save that again.
    st.session_state.pop(f"catalog.edit.{variant.id}.status", None)
    label = f"**{escape_markdown(variant.label)}** is marked as {status.value}."
    if status is VariantStatus.PROVEN:
        notices.offer_undo(label, partial(_mark, shop, variant, variant.status))
    else:
        notices.say(label)


def _draw_details(shop: Shop, told: VersionSuccess, versions: dict[object, Variant]) -> None:
    details = success.details(shop, told.variant.id)
    groups = success_words.rows(details)
    if groups:
        text_table.draw(success_words.HEAD, groups, alt="Its prints by printer and material")
        sure = success_words.without_prior(told.rate)
        st.caption(f"{success_words.where_it_begins(told)} {sure}")
    if details.failures:
        st.markdown(f"**Why prints failed.** {success_words.failures_total(details.failures)}")
        failed = success_words.failure_rows(details.failures)
        text_table.draw(success_words.FAILURES_HEAD, {"": failed}, alt="Why prints failed")
    if details.comparison is not None:
        _draw_comparison(shop, told.variant, details.comparison, versions)
    _draw_jobs(shop, told.variant)


def _draw_comparison(
    shop: Shop, variant: Variant, of: Comparison, versions: dict[object, Variant]
) -> None:
    st.markdown(success_words.compared(of))
    old = versions.get(of.old_variant_id)
    if old is not None:
        names = (f"This version (v{variant.version})", f"Version {old.version}")
        place = f"catalog.success.{variant.id}.{old.id}"
        settings.draw_differences(file_facts.differences(shop, variant, old), names, place)


def _draw_jobs(shop: Shop, variant: Variant) -> None:
    latest = planning.list_finished(shop, limit=_LATEST, variant_id=variant.id)
    if not latest:
        st.markdown("No print of this version has ended yet.")
        return
    clock = Clock.now(shop.settings())
    st.markdown("**Its latest prints**")
    rows = [_job(row, clock) for row in latest]
    text_table.draw(_JOBS_HEAD, {"": rows}, alt="The latest prints of this version")
    places.PRINT_QUEUE.link("All finished jobs", finished_jobs="true")


def _job(row: FinishedJob, clock: Clock) -> tuple[str, ...]:
    job = row.job
    why = success_words.reason(job.failure_reason) if job.status is JobStatus.FAILED else ""
    is_partial = job.status is JobStatus.FAILED and job.completion_percentage is not None
    ended = joined(
        job.status.value.capitalize(),
        why,
        unbroken(f"at {job.completion_percentage} %") if is_partial else "",
        f"{job.units_rejected} rejected" if job.units_rejected else "",
    )
    return job.label, ended, success_words.where(row), clock.says(job.finished_at)
