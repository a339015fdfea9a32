"""Asking before a page is left with something typed that nobody has saved."""

from printshop.ui.components.unsaved.unsaved import ask_before_leaving

__all__ = ["ask_before_leaving"]
