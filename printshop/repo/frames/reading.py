"""SQL → Polars in one piece, or column by column, on the transaction of whoever asks."""

import io
from typing import Final

import numpy as np
import polars as pl
from psycopg import ClientCursor
from sqlalchemy import Connection

from printshop.frames import conform
from printshop.repo.faults import translated
from printshop.repo.rows import driver_of

# The driver takes 2 µs for each row of a COPY or a result, which was most of the time of reading;
# so the database puts all rows into one text. PostgreSQL writes a row like CSV, null as nothing
# and an empty text as "", but within brackets, and with its backslashes doubled: the brackets
# are columns of their own here.
_IN_ONE_PIECE: Final = "SELECT string_agg(ROW(NULL, of.*, NULL)::text, E'\\n') FROM ({sql}) of"
_OPENING, _CLOSING = "(", ")"
# An array's header, as PostgreSQL sends one of one dimension; then each value after its length.
_ARRAY_HEADER_BYTES: Final = 20
# The kind of number that a column is sent as, and how many bits it has.
_SENT_AS: Final[dict[type[pl.DataType], tuple[str, int]]] = {
    pl.Int16: ("smallint", 16),
    pl.Int32: ("integer", 32),
    pl.Int64: ("bigint", 64),
    pl.Datetime: ("bigint", 64),
}
_BETWEEN: Final = "\n"


class FrameReader:
    """Reads frames of the current user's shop."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def read(
        self, sql: str, contract: pl.Schema, name: str, parameters: dict[str, object] | None = None
    ) -> pl.DataFrame:
        """What a query gives, its columns in the contract's order and types.

        Times come as epoch microseconds, booleans as text, null as PostgreSQL's own.
        """
        statement = _IN_ONE_PIECE.format(sql=sql)
        with translated(), ClientCursor(driver_of(self._connection)) as cursor:
            cursor.execute(statement.encode(), parameters)
            result = cursor.pgresult
            data = result.get_value(0, 0) if result else None
        return conform(_parse(data, contract), contract, name)

    def packed(
        self, sql: str, contract: pl.Schema, name: str, parameters: dict[str, object] | None = None
    ) -> pl.DataFrame:
        """The same as `read` for very many rows of numbers, without their texts.

        Each column comes as one value, numbers as they are. The query names its
        columns as the contract does: whole numbers, epoch microseconds, words of one line.
        """
        columns = ", ".join(_gathered(one, dtype) for one, dtype in contract.items())
        statement = f"SELECT {columns} FROM ({sql}) AS found"  # noqa: S608 - of constants
        cursor = driver_of(self._connection).cursor(binary=True)
        with translated(), cursor:
            cursor.execute(statement.encode(), parameters)
            sent = cursor.pgresult
            values = [sent.get_value(0, at) if sent else None for at in range(len(contract))]
        if values[0] is None:
            return contract.to_frame()
        read = [
            _unpacked(one, dtype, value or b"")
            for (one, dtype), value in zip(contract.items(), values, strict=True)
        ]
        return conform(pl.DataFrame(read), contract, name)


def _gathered(column: str, dtype: pl.DataType) -> str:
    """A column as one value; the smallest number of its type stands for null."""
    if type(dtype) not in _SENT_AS:
        return f"string_agg({column}::text, E'\\n')"
    kind, bits = _SENT_AS[type(dtype)]
    return f"array_agg(coalesce({column}::{kind}, ({_smallest(bits)})::{kind}))"


def _smallest(bits: int) -> int:
    return -(2 ** (bits - 1))


def _unpacked(column: str, dtype: pl.DataType, value: bytes) -> pl.Series:
    if type(dtype) not in _SENT_AS:
        return pl.Series(column, value.decode().split(_BETWEEN)).cast(dtype)
    _, bits = _SENT_AS[type(dtype)]
    each = [("length", ">i4"), ("number", f">i{bits // 8}")]
    rows = np.frombuffer(value, each, offset=_ARRAY_HEADER_BYTES)
    numbers = pl.Series(column, rows["number"].astype(f"=i{bits // 8}"))
    known = numbers.set(numbers == _smallest(bits), None)
    if not isinstance(dtype, pl.Datetime):
        return known.cast(dtype)
    return known.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _parse(data: bytes | None, contract: pl.Schema) -> pl.DataFrame:
    if not data:
        # read_csv refuses an empty file; an empty shop is an empty frame.
        return pl.DataFrame(schema=contract)
    if b"\\" in data:
        data = data.replace(b"\\\\", b"\\")
    # Types that PostgreSQL's CSV spells differently from Polars' come as text first.
    spelled: dict[str, pl.DataType | type[pl.DataType]] = {
        name: pl.String if dtype == pl.Boolean or isinstance(dtype, pl.Datetime) else dtype
        for name, dtype in contract.items()
    }
    frame = pl.read_csv(
        io.BytesIO(data),
        has_header=False,
        schema={_OPENING: pl.String, **spelled, _CLOSING: pl.String},
    ).drop(_OPENING, _CLOSING)
    return frame.with_columns(
        [pl.col(name) == "true" for name, dtype in contract.items() if dtype == pl.Boolean]
        + [
            # The column is epoch microseconds in SQL: exact, and free of time zones.
            pl.col(name).cast(pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
            for name, dtype in contract.items()
            if isinstance(dtype, pl.Datetime)
        ]
    )
