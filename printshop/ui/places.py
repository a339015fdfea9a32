"""The pages: where their file is, what they are called, how to link to them."""

from dataclasses import dataclass
from typing import Final, Literal

import streamlit as st


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page of the shop."""

    path: str
    title: str
    icon: str

    def page(self, *, is_first: bool = False) -> "st.Page":
        """The page for `st.navigation`."""
        return st.Page(self.path, title=self.title, icon=self.icon, default=is_first)

    def link(
        self,
        label: str = "",
        *,
        icon: str | None = None,
        width: Literal["content", "stretch"] = "content",
        **query: str,
    ) -> None:
        """Draw a link to the page.

        Args:
            label: Markdown; names in it must be escaped. The page's title without it.
            icon: another icon; an empty one for none.
            width: as wide as its text, or as its place.
            query: what stands in the address after the question mark.

        """
        st.page_link(
            self.path,
            label=label or self.title,
            icon=self.icon if icon is None else icon,
            width=width,
            query_params=query or None,
        )


WELCOME: Final = Place(path="pages/shop/welcome.py", title="Today", icon=":material/wb_sunny:")
CATALOG: Final = Place(path="pages/shop/catalog.py", title="Catalog", icon=":material/grid_view:")
PRINT_NOW: Final = Place(
    path="pages/shop/print_now.py", title="Print now", icon=":material/print_add:"
)
UPLOAD: Final = Place(path="pages/shop/upload.py", title="Upload", icon=":material/upload_file:")
INVENTORY: Final = Place(
    path="pages/shop/inventory.py", title="Inventory", icon=":material/shelves:"
)
SHOPPING: Final = Place(
    path="pages/shop/shopping_list.py", title="Shopping list", icon=":material/shopping_cart:"
)
PRINT_QUEUE: Final = Place(
    path="pages/shop/print_queue.py", title="Print queue", icon=":material/format_list_numbered:"
)
ANALYTICS: Final = Place(
    path="pages/shop/analytics.py", title="Analytics", icon=":material/monitoring:"
)
SEARCH: Final = Place(path="pages/shop/search.py", title="Search", icon=":material/search:")
SETTINGS: Final = Place(path="pages/shop/settings.py", title="Settings", icon=":material/settings:")
ALL: Final = (
    WELCOME,
    CATALOG,
    PRINT_NOW,
    PRINT_QUEUE,
    INVENTORY,
    SHOPPING,
    ANALYTICS,
    UPLOAD,
    SEARCH,
    SETTINGS,
)
