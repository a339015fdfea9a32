"""Thumbnails: read and prepared once, kept by what they contain and whose they are."""

import base64
from io import BytesIO
from typing import Final
from uuid import UUID

import streamlit as st
from PIL import Image

from printshop.errors import PrintshopError
from printshop.services import catalog
from printshop.services.shop import Shop
from printshop.ui.swatches import placeholder_uri

# As wide as a card on a sharp screen; 10 to 60 kB each, 20 MB at most.
_WIDTH_PX: Final = 400
_KEPT: Final = 400
# 2 to 15 kB each.
_KEPT_SMALL: Final = 1000


def draw(shop: Shop, key: str | None, *, alt: str, width_px: int | None = None) -> None:
    """Draw a stored thumbnail, or the placeholder where there is none.

    Args:
        shop: whose it is.
        key: where it is stored; None for none.
        alt: what it shows, in words; empty where the text beside it says so already.
        width_px: how wide, pixels; as wide as its place when None.

    """
    # Told a width, st.image scales and packs the picture anew in each run: 4 ms each.
    place = st if width_px is None else st.container(width=width_px)
    place.image(picture(shop, key), alt=alt, width="stretch", output_format="PNG")


def picture(shop: Shop, key: str | None) -> bytes | str:
    """What `st.image` draws for a stored thumbnail: a PNG, or the placeholder's address.

    A thumbnail that cannot be read is a placeholder too: a page of the catalog is worth more
    than one picture in it.
    """
    if key is None:
        return placeholder_uri()
    try:
        return _prepared(shop.user_id, key, shop)
    except (PrintshopError, Image.DecompressionBombError, OSError):
        return placeholder_uri()


def address(shop: Shop, key: str | None, *, width_px: int) -> str:
    """The address of a small picture that holds all of it: nothing is fetched for it.

    Streamlit keeps a picture that it is given as bytes for each session, behind one lock: fifty
    pages that are drawn at once wait there for each other, and take twice as long.

    Args:
        shop: whose it is.
        key: where it is stored; None for none.
        width_px: how wide it is at most, pixels of the screen.

    """
    return placeholder_uri() if key is None else _packed(shop.user_id, key, width_px, shop)


# The key is made of the content, so what is kept never goes stale.
@st.cache_resource(max_entries=_KEPT_SMALL, show_spinner=False)
def _packed(user_id: UUID, key: str, width_px: int, _shop: Shop) -> str:  # noqa: ARG001 - whose it is
    prepared = picture(_shop, key)
    if isinstance(prepared, str):
        return prepared
    with Image.open(BytesIO(prepared)) as stored:
        small = stored.convert("RGBA")
    small.thumbnail((width_px, width_px))
    packed = BytesIO()
    small.save(packed, "WEBP", quality=70, method=4)
    return f"data:image/webp;base64,{base64.b64encode(packed.getvalue()).decode()}"


# The key is made of the content, so what is kept never goes stale.
@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _prepared(user_id: UUID, key: str, _shop: Shop) -> bytes:  # noqa: ARG001 - whose it is
    with Image.open(BytesIO(catalog.picture(_shop, key))) as stored:
        small = stored.convert("RGBA")
    small.thumbnail((_WIDTH_PX, _WIDTH_PX))
    packed = BytesIO()
    small.save(packed, "PNG")
    return packed.getvalue()
