"""Tables of the shop's filaments and spools, as CSV and as Excel files."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import polars as pl

from printshop.domain.filament import Filament
from printshop.domain.spools import Spool
from printshop.services.exchange.columns import FILAMENTS, SPOOLS, Column, Kind, TableKind
from printshop.services.exchange.known import Known
from printshop.services.exchange.plans import Plan, RowState
from printshop.services.exchange.rows import GUARDED
from printshop.services.exchange.tables import Table
from printshop.services.shop import Shop

_TYPES: Final = {
    Kind.GRAMS: pl.Float64,
    Kind.MONEY: pl.Float64,
    Kind.DECIMAL: pl.Float64,
    Kind.INTEGER: pl.Int64,
    Kind.DATE: pl.Date,
}
# A receipt says how many; a row of the export is one spool.
_WRITTEN: Final = {
    TableKind.SPOOLS: tuple(column for column in SPOOLS if column.name != "count"),
    TableKind.FILAMENTS: FILAMENTS,
}
# Such a cell of a CSV file is no formula, and to be corrected by a person.
_NUMBER: Final = re.compile(r"[+-]?\d[\d.,]*")
_COST: Final = Column("cost_per_gram", "actual_cost_per_gram", Kind.DECIMAL)


class Format(StrEnum):
    """The files that tables are written to."""

    CSV = "csv"
    XLSX = "xlsx"


def export(shop: Shop, kind: TableKind, form: Format) -> bytes:
    """All spools with their filaments, or all filaments, those put away too.

    Taken in again as it is, such a file changes nothing.
    """
    frame = table_of(shop, kind)
    return as_csv(frame) if form is Format.CSV else as_xlsx(frame, kind)


def table_of(shop: Shop, kind: TableKind) -> pl.DataFrame:
    """The rows of an export, one for each spool by number, or for each filament by name."""
    with shop.snapshot() as uow:
        known = Known.within(uow)
    if kind is TableKind.SPOOLS:
        pairs = [(spool, known.filament_of(spool)) for spool in known.spools.values()]
        return _frame((*_WRITTEN[kind], _COST), pairs)
    kept = [one for one in known.filaments.values() if one.merged_into_id is None]
    return _frame(_WRITTEN[kind], [(None, one) for one in kept])


def as_csv(frame: pl.DataFrame) -> bytes:
    """CSV in UTF-8 with the mark by which Excel knows it; no text can become a formula."""
    return _csv(frame.columns, frame.iter_rows())


def as_xlsx(frame: pl.DataFrame, kind: TableKind) -> bytes:
    """An Excel file of one sheet, with text as text: none of it can become a formula."""
    # Only a download needs it, and it takes a while to load.
    import xlsxwriter  # noqa: PLC0415

    stream = io.BytesIO()
    # No option makes polars write text plainly, but the workbook's own do.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        frame.write_excel(
            workbook=book,
            worksheet=kind.capitalize(),
            dtype_formats={pl.Float64: "General", pl.Int64: "General", pl.Date: "yyyy-mm-dd"},
            table_style="Table Style Light 1",
            freeze_panes=(1, 0),
            autofit=True,
        )
    return stream.getvalue()


def wrong_rows(table: Table, plan: Plan) -> bytes:
    """The rows that could not be taken in as CSV, with what is wrong, to correct and send again."""
    width = max(len(table.header), *(len(row) for row in table.rows))
    lines = [
        # A cell that another program guarded is so still.
        ([*row, *[""] * (width - len(row))], planned.fault)
        for row, planned in zip(table.rows, plan.rows, strict=True)
        if planned.state is RowState.WRONG
    ]
    header = [*table.header, *[""] * (width - len(table.header))]
    keep = [position for position, name in enumerate(header) if name.lower() != "error"]
    return _csv(
        [*(header[at] for at in keep), "error"],
        ([*(cells[at] for at in keep), fault] for cells, fault in lines),
        is_guarded=table.is_guarded,
    )


def template(kind: TableKind) -> bytes:
    """The columns of a table with one row as an example."""
    example = {
        "brand": "Bambu Lab",
        "material": "PLA",
        "kind": "PLA Basic",
        "color_name": "Black",
        "color_hex": "#101010",
        "quantity_g": "1000",
        "count": "4",
        "price": "19.99",
        "supplier": "The maker",
        "net_g": "1000",
    }
    columns = SPOOLS if kind is TableKind.SPOOLS else FILAMENTS
    names = [column.name for column in columns if column.kind is not Kind.ID]
    names = [name for name in names if name not in {"number", "archived"}]
    return _csv(names, [[example.get(name, "") for name in names]])


def _frame(
    columns: Sequence[Column], rows: Sequence[tuple[Spool | None, Filament]]
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            column.name: [_cell(column, spool, filament) for spool, filament in rows]
            for column in columns
        },
        schema={column.name: _TYPES.get(column.kind, pl.String) for column in columns},
    )


def _cell(column: Column, spool: Spool | None, filament: Filament) -> object:
    match column.field:
        case "spool_id":
            value: object = spool.id if spool else None
        case "filament_id":
            value = filament.id
        case "is_archived":
            value = spool is not None and spool.archived_at is not None
        case field:
            owner = spool if spool is not None and field in Spool.model_fields else filament
            value = getattr(owner, field)
    if value is None or column.kind in {Kind.INTEGER, Kind.DATE}:
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _csv(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, is_guarded: bool = False
) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([_safe(name) for name in header])
    for row in rows:
        writer.writerow([_still_safe(cell) if is_guarded else _safe(cell) for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it.

    Text that begins with an apostrophe gets one more, so that reading takes away just that one.
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(GUARDED) else cell


def _still_safe(cell: object) -> object:
    """The same for text as it stood in a CSV file, where some of it may be guarded already."""
    if not isinstance(cell, str) or cell.startswith("'") or _NUMBER.fullmatch(cell):
        return cell
    return _safe(cell)
