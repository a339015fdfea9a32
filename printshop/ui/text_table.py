"""A table of long texts: columns on a desk, one below the other on a phone.

Streamlit's table scrolls sideways where it is narrow, and what one looks for is off the
screen. `RULES` is drawn once a page, by `looks`.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import streamlit as st

from printshop.ui.formats import without_controls

_MOST_CHARACTERS: Final = 600
RULES: Final = """
.text-table { max-height: 26rem; overflow-y: auto; border: 1px solid #8a877f66;
  border-radius: .5rem; font-size: .875rem; line-height: 1.4; }
.text-table table { width: 100%; border-collapse: collapse; table-layout: fixed; margin: 0; }
.text-table :is(th, td) { padding: .3rem .6rem; border: 0; border-top: 1px solid #8a877f40;
  text-align: start; vertical-align: top; overflow-wrap: anywhere; white-space: pre-wrap;
  font-weight: inherit; }
.text-table thead th { border: 0; }
.text-table :is(thead th, .text-group) { font-weight: 600; }
.text-table .text-group { background: #8a877f26; }
@media (max-width: 640px) {
  .text-table :is(table, tbody, tr, td, tbody th) { display: block; }
  .text-table thead { display: none; }
  .text-table tr { border-top: 1px solid #8a877f66; padding: .3rem 0; }
  .text-table tr:first-child { border: 0; }
  .text-table :is(td, tbody th) { border: 0; padding: .1rem .6rem; }
  .text-table td::before { content: attr(data-of) ": "; opacity: .75; }
  .text-table tbody th { font-weight: 600; }
}
"""

Row = Sequence[str]


def draw(head: Row, groups: Mapping[str, Sequence[Row]], *, alt: str) -> None:
    """Draw rows of text.

    Args:
        head: the names of the columns; the first says what a row is about.
        groups: the rows by the name of their group; a nameless group has no line of its own.
        alt: what the table holds, in words.

    """
    st.html(as_html(head, groups, alt=alt))


def as_html(head: Row, groups: Mapping[str, Sequence[Row]], *, alt: str) -> str:
    """The table as HTML; every text in it is escaped."""
    names = "".join(f'<th scope="col" role="columnheader">{_text(name)}</th>' for name in head)
    body = "".join(_group(name, rows, head) for name, rows in groups.items())
    return (
        f'<div class="text-table" tabindex="0" role="region" aria-label="{_text(alt)}">'
        f'<table role="table"><thead><tr role="row">{names}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _group(name: str, rows: Sequence[Row], head: Row) -> str:
    title = (
        f'<tr role="row"><th class="text-group" scope="rowgroup" colspan="{len(head)}">'
        f"{_text(name)}</th></tr>"
        if name
        else ""
    )
    return title + "".join(_row(row, head) for row in rows)


def _row(row: Row, head: Row) -> str:
    cells = "".join(
        f'<td role="cell" data-of="{_text(name)}">{_text(_short(text))}</td>'
        for name, text in zip(head[1:], row[1:], strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{_text(row[0])}</th>{cells}</tr>'


def _short(text: str) -> str:
    """A start gcode or a description is as long as a page: of such a text the beginning."""
    if len(text) <= _MOST_CHARACTERS:
        return text
    return f"{text[:_MOST_CHARACTERS]}… ({len(text):,} characters)"


def _text(text: str) -> str:
    return escape(without_controls(text))
