"""Numbers typed or pasted with a decimal comma, on every page."""

from printshop.ui.components.decimal_comma.decimal_comma import draw

__all__ = ["draw"]
