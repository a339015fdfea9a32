"""The makers' filaments: open data sets taken in, searched, and made into the shop's own."""

from printshop.services.makers.adding import add_to_shop
from printshop.services.makers.finding import (
    PAGE_ROWS,
    DataSet,
    FoundPage,
    brands,
    data_sets,
    in_shop,
    known_by_id,
    nearest,
    of_barcode,
    search,
)
from printshop.services.makers.results import FieldChange, FilamentUpdate, TakenIn
from printshop.services.makers.taking_in import take_in, take_in_from
from printshop.services.makers.updating import (
    keep_own_value,
    kept_back,
    take_makers_value,
)

__all__ = [
    "PAGE_ROWS",
    "DataSet",
    "FieldChange",
    "FilamentUpdate",
    "FoundPage",
    "TakenIn",
    "add_to_shop",
    "brands",
    "data_sets",
    "in_shop",
    "keep_own_value",
    "kept_back",
    "known_by_id",
    "nearest",
    "of_barcode",
    "search",
    "take_in",
    "take_in_from",
    "take_makers_value",
]
