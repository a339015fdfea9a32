"""Putting the cursor into a field, so that a scanner and a keyboard need no mouse."""

from printshop.ui.components.focus.focus import focus_on

__all__ = ["focus_on"]
