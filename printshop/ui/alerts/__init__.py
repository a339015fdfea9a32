"""Alerts as they are drawn: the panel on the first page, the count beside every page."""
