"""Tables of the stock: to take away, and to take in after a look at what would happen."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from uuid import uuid4

import streamlit as st

from printshop.errors import RuleError
from printshop.services import exchange
from printshop.services.exchange import Format, Options, Plan, RowState, Table, TableKind
from printshop.services.shop import Shop
from printshop.ui import problems
from printshop.ui.formats import escape_markdown
from printshop.ui.inventory.exchange import dry_run, outcome

KEY: Final = "exchange.table"
_LOOKED: Final = "exchange.table.looked"
_FILE: Final = "exchange.table.file"
_PASTED: Final = "exchange.table.pasted"
_GRAMS: Final = "exchange.table.grams"
_AGAIN: Final = "exchange.table.again"
_MIMES: Final = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """A table, and what would become of it; is_done: what became of it."""

    table: Table
    options: Options
    plan: Plan
    is_done: bool = False


def draw_export(shop: Shop) -> None:
    """Draw the downloads; a file is made when its button is clicked."""
    st.markdown(
        "All spools with their filaments, or all filaments, those put away too. Change the "
        "file in a spreadsheet and import it below: only what differs is changed."
    )
    for kind in TableKind:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{kind.capitalize()}**", width=90)
            for form, label in ((Format.XLSX, "Excel"), (Format.CSV, "CSV")):
                st.download_button(
                    label,
                    partial(exchange.export, shop, kind, form),
                    file_name=f"printshop-{kind}.{form}",
                    mime=_MIMES[form],
                    key=f"exchange.export.{kind}.{form}",
                    icon=":material/download:",
                    on_click="ignore",
                )


def draw_import(shop: Shop) -> None:
    """Draw where a table comes from, and what would become of it."""
    source = st.segmented_control(
        "Where the table is",
        ["A file", "Pasted lines"],
        default="A file",
        required=True,
        key="exchange.table.source",
        on_change=_forget,
        label_visibility="collapsed",
    )
    if source == "Pasted lines":
        _draw_pasting(shop)
    else:
        st.file_uploader(
            "CSV or Excel file",
            type=["csv", "tsv", "txt", "xlsx"],
            max_upload_size=exchange.MAX_BYTES // _MB,
            key=_FILE,
            on_change=_look_at_file,
            args=(shop,),
        )
    _draw_columns()
    looked = st.session_state.get(_LOOKED)
    if looked is None:
        problems.draw(KEY)
    elif looked.is_done:
        dry_run.draw_done(looked.plan, KEY, beside=partial(_draw_wrong, looked))
    else:
        _draw_looked(shop, looked)


def _draw_pasting(shop: Shop) -> None:
    st.text_area(
        "Lines from a spreadsheet, the names of the columns first",
        height=160,
        max_chars=200_000,
        placeholder="brand\tmaterial\tcolor\tgrams\tprice\tcount\n"
        "Bambu Lab\tPLA Basic\tBlack\t1000\t19.99\t4",
        key=_PASTED,
    )
    st.button(
        "Look what would happen",
        key="exchange.table.look",
        icon=":material/preview:",
        on_click=_look_at_lines,
        args=(shop,),
    )


def _draw_columns() -> None:
    with st.expander("Which columns are read", icon=":material/view_column:"):
        st.markdown(
            "A row **with** `number` or `spool_id` changes that spool; one **without** is "
            "received as new: `brand`, `material`, `color` and `grams`, with `count` for several "
            "alike and `price` for one of them. Names in German are known too. Commas or points, "
            "any separator, any encoding."
        )
        with st.container(horizontal=True):
            for kind in TableKind:
                st.download_button(
                    f"Empty table of {kind}",
                    partial(exchange.template, kind),
                    file_name=f"printshop-new-{kind}.csv",
                    mime=_MIMES[Format.CSV],
                    key=f"exchange.template.{kind}",
                    icon=":material/table:",
                    on_click="ignore",
                )


def _draw_looked(shop: Shop, looked: _Looked) -> None:
    reading = exchange.understand(looked.table)
    with st.container(border=True, key="exchange_looked"):
        st.markdown(f"Read as a table of **{reading.kind}**, {len(looked.plan.rows):,} rows.")
        if reading.unread:
            names = ", ".join(escape_markdown(name[:40]) for name in reading.unread[:20])
            st.caption(f"Columns that are not read: {names}")
        counts = looked.plan.counts
        if reading.kind is TableKind.SPOOLS and counts[RowState.NEW] < len(looked.plan.rows):
            st.checkbox(
                "Book grams that differ from the ledger as counted",
                value=True,
                help="Clear it if prints took grams since the file was exported.",
                key=_GRAMS,
                on_change=_look_again,
                args=(shop,),
            )
        if counts[RowState.RECEIVED] or looked.options.salt:
            st.checkbox(
                "This is another delivery: receive these rows once more",
                key=_AGAIN,
                on_change=_look_again,
                args=(shop,),
            )
        dry_run.draw(
            looked.plan,
            KEY,
            what="row",
            on_import=partial(_import, shop),
            beside=partial(_draw_wrong, looked),
        )


def _draw_wrong(looked: _Looked) -> None:
    if looked.plan.counts[RowState.WRONG]:
        st.download_button(
            "Wrong rows as CSV, with what is wrong",
            partial(exchange.wrong_rows, looked.table, looked.plan),
            file_name="printshop-wrong-rows.csv",
            mime=_MIMES[Format.CSV],
            key="exchange.table.wrong",
            icon=":material/rule:",
            on_click="ignore",
        )


def _look_at_file(shop: Shop) -> None:
    _forget()
    file = st.session_state[_FILE]
    if file is not None:
        with problems.beside(KEY):
            _look(shop, exchange.read_table(file.getvalue(), name=file.name[:100]))


def _look_at_lines(shop: Shop) -> None:
    _forget()
    with problems.beside(KEY):
        _look(shop, exchange.read_text(st.session_state[_PASTED] or ""))


def _look(shop: Shop, table: Table, options: Options | None = None) -> None:
    options = options or Options()
    plan = exchange.look(shop, table, options)
    st.session_state[_LOOKED] = _Looked(table=table, options=options, plan=plan)


def _look_again(shop: Shop) -> None:
    looked: _Looked = st.session_state[_LOOKED]
    is_another = bool(st.session_state.get(_AGAIN))
    # The salt is kept until the rows are in: imported twice, they are received once.
    salt = (looked.options.salt or uuid4().hex) if is_another else ""
    with_grams = bool(st.session_state.get(_GRAMS, True))
    with problems.beside(KEY):
        _look(shop, looked.table, Options(with_grams=with_grams, salt=salt))


def _import(shop: Shop) -> None:
    looked: _Looked | None = st.session_state.get(_LOOKED)
    if looked is None or looked.is_done:
        return
    with problems.beside(KEY):
        try:
            done = exchange.import_table(shop, looked.table, looked.plan, looked.options)
        except RuleError:
            _look(shop, looked.table, looked.options)
            raise
        st.session_state[_LOOKED] = replace(looked, plan=done, is_done=True)
        outcome.say(shop, done, title="Imported")


def _forget() -> None:
    problems.forget(KEY)
    st.session_state.pop(_LOOKED, None)
