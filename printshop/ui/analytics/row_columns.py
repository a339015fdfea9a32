"""The columns of the rows behind a figure: which are shown, under which names."""

from datetime import date
from typing import Any, Final

import polars as pl
import streamlit as st

from printshop.domain.failures import REASON_WORDS
from printshop.domain.users import ShopSettings
from printshop.services.dashboard.printing_hours import RAN
from printshop.services.dashboard.using import PARTS
from printshop.services.dashboard.view import Drill
from printshop.services.dashboard.words import Unit
from printshop.ui.formats import joined

# In the order they are shown; what is not named is not shown.
_NAMES: Final = {
    "number": "Job",
    "spool": "Spool",
    "model": "Model",
    "status": "How it ended",
    "filament": "Filament",
    "finished_at": "Ended",
    "received_on": "Received",
    "version": "Version",
    "material": "Material",
    "brand": "Brand",
    "supplier": "Supplier",
    "location": "Place",
    "printer": "Printer",
    "reason": "Reason",
    "hours": "Hours",
    "good": "Good pieces",
    "rejected": "Rejected pieces",
    "used_g": "Filament, grams",
    "cost": "Cost",
    "waste_g": "Waste, grams",
    "waste_cost": "Cost of waste",
    "part_g": "Of this part, grams",
    "part_cost": "Cost of this part",
    "purchased_on": "Bought",
    "age_days": "Days ago",
    "net_g": "Net, grams",
    "left_g": "Left, grams",
    "value": "Value",
}
_SHORT: Final = {"used_g": "Filament", "waste_g": "Waste", "part_g": "This part"}
_MONEY: Final = frozenset(("cost", "waste_cost", "part_cost", "value"))
_OF_PART: Final = frozenset(("part_g", "part_cost"))

_LINK: Final = "Page"
_MODEL_LINK: Final = "Model's page"
_STATUSES: Final = {"completed": "Ended well", "failed": "Failed", "cancelled": "Cancelled"}
# How an address says what nobody said, or what is not there any more.
_SIGNS: Final = {"~gone": "gone", "~unsaid": "not said"}
_NOT: Final = "not_"
_SAID: Final = {"status": "how it ended"}
# An address has their ids; the rows say the name.
_BY_ID: Final = frozenset(("printer", "model", "variant", "filament"))


def name_of(column: str) -> str:
    """What a column is called in a sentence."""
    return _SHORT.get(column) or _NAMES.get(column, column.capitalize())


def unit_of(column: str) -> Unit:
    """What a column counts."""
    if column in _MONEY:
        return "money"
    if column.endswith("_g"):
        return "grams"
    return "hours" if column == "hours" else "count"


def shown(drill: Drill, found: pl.DataFrame, settings: ShopSettings) -> pl.DataFrame:
    """The rows under their names, times on the shop's clock, with an address for each."""
    rows = _in_words(found, settings)
    first, *kept = _kept(drill, rows)
    names = {one: _NAMES[one] for one in (first, *kept)}
    if drill.rows != "jobs":
        page = pl.format("inventory?spool={}", "spool").alias(_LINK)
        return rows.select(first, page, *kept).rename(names)
    job = pl.format("print_queue?job={}", "number").alias(_LINK)
    model = pl.format("catalog?model={}", "model_id").alias(_MODEL_LINK)
    return rows.select(first, job, *kept, model).rename(names)


def for_file(drill: Drill, found: pl.DataFrame, settings: ShopSettings) -> pl.DataFrame:
    """The rows for a spreadsheet, times on the shop's clock; the currency stands in the head."""
    kept = _kept(drill, found)
    currency = f", {settings.currency}"
    names = {one: _NAMES[one] + (currency if one in _MONEY else "") for one in kept}
    return _in_words(found, settings).select(kept).rename(names)


def _in_words(found: pl.DataFrame, settings: ShopSettings) -> pl.DataFrame:
    """The rows on the shop's clock, and in the words of its pages."""
    own = {"status": _STATUSES, "reason": REASON_WORDS}
    return found.with_columns(
        pl.col(pl.Datetime).dt.convert_time_zone(settings.time_zone).dt.replace_time_zone(None),
        pl.col(pl.Float64).round(4),
        *(
            pl.col(name).cast(pl.String).replace({str(one): word for one, word in of.items()})
            for name, of in own.items()
            if name in found.columns
        ),
    )


def config(part: pl.DataFrame, currency: str) -> dict[str, Any]:
    """How the columns of `shown` look."""
    columns: dict[str, Any] = {
        _LINK: st.column_config.LinkColumn(_LINK, display_text="Open", width="small"),
        _MODEL_LINK: st.column_config.LinkColumn(display_text="Open", width="small"),
        _NAMES["finished_at"]: st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
    }
    for column in ("received_on", "purchased_on"):
        columns[_NAMES[column]] = st.column_config.DateColumn(format="D MMM YYYY")
    for column, name in _NAMES.items():
        if column in _MONEY:
            columns[name] = st.column_config.NumberColumn(f"{name}, {currency}", format="%,.2f")
        elif column.endswith("_g") or column == "hours":
            columns[name] = st.column_config.NumberColumn(format="%,.2f")
    return {name: one for name, one in columns.items() if name in part.columns}


def about(drill: Drill, found: pl.DataFrame) -> str:
    """What the rows were narrowed to, in words."""
    fields = dict(drill.fields)
    days = _days(fields.pop("since", ""), fields.pop("until", ""))
    said = [_narrowed(name, value, found) for name, value in fields.items()]
    return joined(days, *said)


def _narrowed(name: str, value: str, found: pl.DataFrame) -> str:
    if name.startswith(_NOT):
        return f"{name.removeprefix(_NOT)}: all others"
    if name == "part":
        return "that ran on these days" if value == RAN else PARTS.get(value, value).lower()
    if value in _SIGNS:
        return f"{name}: {_SIGNS[value]}"
    if name not in _BY_ID:
        own = {**_STATUSES, **REASON_WORDS}
        said = [own.get(one, one.replace("_", " ")).lower() for one in value.split("\n")]
        if name in {"material", "brand", "supplier"}:
            said = value.split("\n")
        return f"{_SAID.get(name, name)}: {' or '.join(said)}"
    column = "model" if name == "variant" else name
    if found.is_empty() or column not in found.columns:
        return ""
    version = f" v{found['version'][0]}" if name == "variant" else ""
    return f"{name}: {found[column][0]}{version}"


def _days(since: str, until: str) -> str:
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        return ""
    words = [f"{on.day} {on:%b %Y}" for on in (first, last)]
    return words[0] if first == last else " to ".join(words)


def _says(column: pl.Series, name: str, drill: Drill) -> bool:
    """Whether a column says anything; that of the sum is shown even where all of it is unknown."""
    if name == drill.sums:
        return True
    is_blank = column.dtype == pl.String and (column.fill_null("") == "").all()
    return not is_blank and column.null_count() < len(column)


def _kept(drill: Drill, rows: pl.DataFrame) -> list[str]:
    """The columns that say something of these rows: which one it is, the sum, the others."""
    names = [name for name in _NAMES if name in rows.columns and _says(rows[name], name, drill)]
    if drill.fields.get("part") not in PARTS:
        names = [name for name in names if name not in _OF_PART]
    # A phone shows the first ones.
    return sorted(names, key=lambda name: (name != names[0], name != drill.sums))
