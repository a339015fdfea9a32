"""Keys that lead to the search from every page, and through what it found."""

from printshop.ui.components.search_keys.search_keys import draw

__all__ = ["draw"]
