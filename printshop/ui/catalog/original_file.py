"""The button that gives a version's file, or its project, back as it was dropped."""

from functools import partial
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.services import downloads
from printshop.services.shop import Shop
from printshop.ui import wiring
from printshop.ui.web import downloads as route

_MB: Final = 1_000_000
# Without the route the whole file passes through the memory of the app.
_LARGEST_IN_MEMORY_BYTES: Final = 50 * _MB
_LABEL: Final = "Download the original file"
_ICON: Final = ":material/download:"


def draw(shop: Shop, file_id: UUID, label: str = _LABEL) -> None:
    """Draw the button, or say why there is none.

    Args:
        shop: whose.
        file_id: the file.
        label: what the button says.

    Raises:
        NotFoundError: there is no such file in this shop.

    """
    if wiring.has_routes():
        st.link_button(label, route.address(shop.user_id, file_id), icon=_ICON)
        return
    original = downloads.original(shop, file_id, with_url=False)
    if original.size_bytes > _LARGEST_IN_MEMORY_BYTES:
        st.caption(
            f"The original file has {original.size_bytes / _MB:.0f} MB. Started with"
            " `streamlit run`, Printshop gives back files of up to 50 MB; start it with"
            " `printshop run` for larger ones."
        )
        return
    st.download_button(
        label,
        partial(downloads.original_bytes, shop, file_id),
        file_name=original.name,
        mime="model/3mf",
        icon=_ICON,
        key=f"catalog.original.{file_id}",
        on_click="ignore",
    )
