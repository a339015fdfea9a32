"""The tables as SQLAlchemy sees them. No behaviour.

The SQL in `migrations/sql` is what makes them, with its triggers, checks and
policies; a test holds these columns, keys and indexes against it.
"""

from printshop.repo.tables.alerts import alerts
from printshop.repo.tables.catalog import (
    filament_requirements,
    files,
    model_variants,
    models,
    plates,
)
from printshop.repo.tables.columns import metadata
from printshop.repo.tables.filaments import filaments, known_filaments
from printshop.repo.tables.incoming import access_tokens, filament_choices, processing_jobs
from printshop.repo.tables.money import (
    currency_changes,
    product_movements,
    run_outcomes,
    shopping_list_items,
    variant_costs,
)
from printshop.repo.tables.printing import job_filament_usage, job_spools, job_steps, print_jobs
from printshop.repo.tables.search import search_entries, search_settings, search_terms
from printshop.repo.tables.shop import printer_slots, printers, shop_settings, users
from printshop.repo.tables.stock import (
    filament_inventory,
    inventory_movements,
    purchases,
    stock_take_lines,
    stock_takes,
)

__all__ = [
    "access_tokens",
    "alerts",
    "currency_changes",
    "filament_choices",
    "filament_inventory",
    "filament_requirements",
    "filaments",
    "files",
    "inventory_movements",
    "job_filament_usage",
    "job_spools",
    "job_steps",
    "known_filaments",
    "metadata",
    "model_variants",
    "models",
    "plates",
    "print_jobs",
    "printer_slots",
    "printers",
    "processing_jobs",
    "product_movements",
    "purchases",
    "run_outcomes",
    "search_entries",
    "search_settings",
    "search_terms",
    "shop_settings",
    "shopping_list_items",
    "stock_take_lines",
    "stock_takes",
    "users",
    "variant_costs",
]
