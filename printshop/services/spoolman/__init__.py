"""Filaments and spools from a running Spoolman: looked at first, then taken in at once."""

from printshop.services.spoolman.importing import import_stock, look
from printshop.services.spoolman.reading import read_stock
from printshop.services.spoolman.records import SpoolmanStock

__all__ = ["SpoolmanStock", "import_stock", "look", "read_stock"]
