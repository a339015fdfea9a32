"""Stock as tables: CSV and Excel out and in, with a dry run of every row first."""

from printshop.services.exchange.columns import TableKind
from printshop.services.exchange.importing import import_table, look
from printshop.services.exchange.plans import FieldChange, Plan, RowPlan, RowState
from printshop.services.exchange.rows import Reading, understand
from printshop.services.exchange.spool_rows import Options
from printshop.services.exchange.tables import MAX_BYTES, MAX_ROWS, Table, read_table, read_text
from printshop.services.exchange.writing import Format, export, template, wrong_rows

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "FieldChange",
    "Format",
    "Options",
    "Plan",
    "Reading",
    "RowPlan",
    "RowState",
    "Table",
    "TableKind",
    "export",
    "import_table",
    "look",
    "read_table",
    "read_text",
    "template",
    "understand",
    "wrong_rows",
]
