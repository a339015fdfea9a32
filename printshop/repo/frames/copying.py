"""SQL → Polars by COPY, on the transaction of whoever asks."""

import io

import polars as pl
from sqlalchemy import Connection

from printshop.frames import conform
from printshop.repo.faults import translated
from printshop.repo.rows import driver_of


class FramesByCopy:
    """Reads frames of the current user's shop."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def copied(
        self, sql: str, contract: pl.Schema, name: str, parameters: dict[str, object] | None = None
    ) -> pl.DataFrame:
        """What a query gives, its columns in the contract's order and types.

        Times come as epoch microseconds, booleans as text, null as PostgreSQL's own.
        """
        statement = f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '\\N')"
        cursor = driver_of(self._connection).cursor()
        with translated(), cursor, cursor.copy(statement.encode(), parameters) as copy:
            data = b"".join(bytes(block) for block in copy)
        return conform(_parse(data, contract), contract, name)


def _parse(data: bytes, contract: pl.Schema) -> pl.DataFrame:
    if not data:
        # read_csv refuses an empty file; an empty shop is an empty frame.
        return pl.DataFrame(schema=contract)
    # Types that PostgreSQL's CSV spells differently from Polars' come as text first.
    spelled = {
        name: pl.String if dtype == pl.Boolean or isinstance(dtype, pl.Datetime) else dtype
        for name, dtype in contract.items()
    }
    frame = pl.read_csv(
        io.BytesIO(data),
        has_header=False,
        schema=spelled,
        null_values=["\\N"],
        empty_string_is_null=False,
    )
    return frame.with_columns(
        [pl.col(name) == "true" for name, dtype in contract.items() if dtype == pl.Boolean]
        + [
            # The column is epoch microseconds in SQL: exact, and free of time zones.
            pl.col(name).cast(pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
            for name, dtype in contract.items()
            if isinstance(dtype, pl.Datetime)
        ]
    )
