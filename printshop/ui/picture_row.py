"""The pictures of a design in a row: small, each as large as it is on a click."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

_WIDTH_PX: Final = 112


def draw(pictures: Sequence[bytes | str]) -> None:
    """Draw pictures of a design; nothing where there are none.

    Args:
        pictures: WebP or PNG, or the address of a placeholder.

    """
    if not pictures:
        return
    with st.container(horizontal=True, gap="small"):
        for number, picture in enumerate(pictures, start=1):
            alt = f"Picture {number} of {len(pictures)} of the design"
            # Told a width, st.image scales and packs the picture anew in each run.
            st.container(width=_WIDTH_PX).image(picture, alt=alt, width="stretch")
