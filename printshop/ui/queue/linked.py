"""The job that the address names: its dialog where it waits, else what became of it."""

from typing import Final

import streamlit as st

from printshop.domain.print_queue import JobStatus
from printshop.services.search import job_by_number
from printshop.services.shop import Shop
from printshop.ui import boundary, places
from printshop.ui.formats import escape_markdown, joined
from printshop.ui.queue import asked
from printshop.ui.queue.asked import Ask

_NAME: Final = "job"
_MOST_DIGITS: Final = 9


def draw(shop: Shop) -> None:
    """Draw what is known of the job, or ask for its dialog, once."""
    said = st.query_params.get(_NAME, "").strip().removeprefix("#")
    if not said:
        return
    if not (said.isascii() and said.isdecimal()) or len(said) > _MOST_DIGITS:
        st.warning("The address names no job: its number is missing.", icon=":material/search:")
        return
    with boundary.errors():
        job, hit = job_by_number(shop, int(said))
        if job.status is JobStatus.QUEUED:
            # Closed, it stays closed.
            del st.query_params[_NAME]
            asked.request(Ask.DETAILS, job.id)
            return
        title = f"**{escape_markdown(f'#{job.number} {hit.title}')}**"
        facts = joined(*map(escape_markdown, hit.facts))
        with st.container(border=True, horizontal=True, key="print_queue_linked"):
            st.markdown(f"{title}  \n{facts}", width="stretch")
            places.CATALOG.link("See the model", model=str(hit.model_id))
