"""Filaments and spools: what the shop has, what it cost, and every gram's story."""

from printshop.services.stock.adjusting import scrap, update_quantity, weigh_in
from printshop.services.stock.bill_heads import correct_head
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
from printshop.services.stock.histories import History, burn_down, history
from printshop.services.stock.merging import (
    Merge,
    WouldMove,
    merge_filaments,
    unmerge,
    what_would_move,
)
from printshop.services.stock.overview import overview, standing
from printshop.services.stock.prices import Bill, bill, bills_of, correct_price
from printshop.services.stock.receiving import add_spools, receive
from printshop.services.stock.respooling import respool
from printshop.services.stock.spool_frames import reorder_terms, spool_frame
from printshop.services.stock.spools import (
    archive_spool,
    ledger,
    locations,
    put_away_spools,
    restore_spool,
    spool_by_id,
    spool_by_number,
    tare_of,
    update_spool,
)
from printshop.services.stock.standing_words import low_text, why
from printshop.services.stock.tares import Tare
from printshop.services.stock.undoing import (
    take_back,
    take_back_group,
    take_back_purchase,
    take_back_request,
)

__all__ = [
    "Bill",
    "History",
    "Merge",
    "Tare",
    "WouldMove",
    "add_spools",
    "archive_filament",
    "archive_spool",
    "bill",
    "bills_of",
    "burn_down",
    "correct_head",
    "correct_price",
    "create_filament",
    "filament_by_id",
    "history",
    "ledger",
    "list_filaments",
    "locations",
    "low_text",
    "merge_filaments",
    "nearest",
    "overview",
    "place_spools",
    "put_away_spools",
    "put_filaments",
    "put_spools",
    "receive",
    "reorder_terms",
    "respool",
    "restore_filament",
    "restore_spool",
    "scrap",
    "spool_by_id",
    "spool_by_number",
    "spool_frame",
    "standing",
    "take_back",
    "take_back_group",
    "take_back_purchase",
    "take_back_request",
    "tare_of",
    "unmerge",
    "update_filament",
    "update_quantity",
    "update_spool",
    "weigh_in",
    "what_would_move",
    "why",
]
