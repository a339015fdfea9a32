"""What all repositories do with rows, and with the words a person searches for."""

from typing import Any, cast

import psycopg
from sqlalchemy import ColumnElement, Connection, Row, Select

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


def driver_of(connection: Connection) -> psycopg.Connection:
    """The driver's own connection, in the same transaction: for COPY and for SQL scripts.

    SQLAlchemy would read the `:name` and `%` of a script as parameters.
    """
    return cast("psycopg.Connection", connection.connection.driver_connection)


def contains(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Whether the column holds the word as it was typed: `%` and `_` are letters here."""
    return column.icontains(word, autoescape=True)
