"""What a contract is: a schema that a frame is held to."""

from typing import Final

import polars as pl

from printshop.errors import FrameContractError

UTC_TIME: Final = pl.Datetime("us", "UTC")


def conform(frame: pl.DataFrame, contract: pl.Schema, name: str) -> pl.DataFrame:
    """Return `frame` if it has exactly the contract's columns, in its order.

    Raises:
        FrameContractError: a column is missing, extra or of another type.

    """
    if frame.schema == contract:
        return frame
    try:
        return frame.match_to_schema(contract).select(contract.names())
    except (pl.exceptions.SchemaError, pl.exceptions.ColumnNotFoundError) as error:
        message = f"The frame {name} breaks its contract: {error}"
        raise FrameContractError(message) from error
