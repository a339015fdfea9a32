"""The report of a month: which one, and the file."""

from datetime import date, datetime
from functools import partial
from typing import Final

import streamlit as st

from printshop.services.dashboard import report
from printshop.services.shop import Shop
from printshop.ui.analytics import reading

_KEY: Final = "analytics.report"


def draw(shop: Shop, today: date, as_of: datetime) -> None:
    """Draw the button that opens the choice."""
    with st.popover("Report of a month", icon=":material/picture_as_pdf:", key=_KEY):
        months = report.months(today, reading.first_on(shop))
        # The month that goes on stands first in the list; a report is of one that is over.
        month = st.selectbox(
            "Month",
            months,
            index=min(1, len(months) - 1),
            format_func=report.month_name,
            key=f"{_KEY}.month",
        )
        st.download_button(
            "Download the PDF",
            # Made when it is asked for.
            partial(report.month_report, shop, month, as_of=as_of),
            file_name=report.file_name(month),
            mime="application/pdf",
            key=f"{_KEY}.download",
            on_click="ignore",
            type="primary",
            icon=":material/download:",
            width="stretch",
        )
