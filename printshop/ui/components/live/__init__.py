"""The line by which a page hears of changes that were made elsewhere."""

from printshop.ui.components.live.live import draw, draw_page

__all__ = ["draw", "draw_page"]
