"""Filaments and spools: what the shop has, what it cost, and every gram's story."""

from printshop.services.stock.adjusting import scrap, update_quantity, weigh_in
from printshop.services.stock.bulk import place_spools, put_filaments, put_spools
from printshop.services.stock.colors_near import nearest
from printshop.services.stock.filaments import (
    archive_filament,
    create_filament,
    filament_by_id,
    list_filaments,
    restore_filament,
    update_filament,
)
from printshop.services.stock.merging import Merge, merge_filaments, unmerge
from printshop.services.stock.overview import overview
from printshop.services.stock.prices import correct_price
from printshop.services.stock.receiving import add_spools, receive
from printshop.services.stock.respooling import respool
from printshop.services.stock.shelf import reorder_terms, shelf
from printshop.services.stock.spools import (
    archive_spool,
    ledger,
    restore_spool,
    spool_by_id,
    spool_by_number,
    tare_of,
    update_spool,
)
from printshop.services.stock.undoing import take_back

__all__ = [
    "Merge",
    "add_spools",
    "archive_filament",
    "archive_spool",
    "correct_price",
    "create_filament",
    "filament_by_id",
    "ledger",
    "list_filaments",
    "merge_filaments",
    "nearest",
    "overview",
    "place_spools",
    "put_filaments",
    "put_spools",
    "receive",
    "reorder_terms",
    "respool",
    "restore_filament",
    "restore_spool",
    "scrap",
    "shelf",
    "spool_by_id",
    "spool_by_number",
    "take_back",
    "tare_of",
    "unmerge",
    "update_filament",
    "update_quantity",
    "update_spool",
    "weigh_in",
]
