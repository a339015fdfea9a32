"""Another currency for all of a shop's amounts."""

from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from printshop.errors import InvalidInputError
from printshop.repo.faults import translated

_OUT_OF_RANGE: Final = "22003"
_COUNT: Final = text(
    "SELECT (SELECT count(*) FROM filaments WHERE cost_per_gram_base > 0)"
    " + (SELECT count(*) FROM filament_inventory"
    "     WHERE price IS NOT NULL OR actual_cost_per_gram > 0)"
    " + (SELECT count(*) FROM purchases WHERE discount > 0 OR shipping > 0 OR tax > 0)"
    " + (SELECT count(*) FROM inventory_movements WHERE cost_per_gram > 0)"
    " + (SELECT count(*) FROM printers WHERE cost_per_hour > 0)"
    " + (SELECT count(*) FROM models WHERE unit_price > 0)"
    " + (SELECT count(*) FROM models WHERE packaging_cost > 0)"
    " + (SELECT count(*) FROM shopping_list_items WHERE price > 0)"
    " + (SELECT count(*) FROM product_movements WHERE unit_price > 0)"
    " + (SELECT (electricity_per_kwh > 0)::int + (labour_per_hour > 0)::int"
    "         + (machine_per_hour > 0)::int + (packaging_cost > 0)::int + (fee_fixed > 0)::int"
    "      FROM shop_settings)"
)


class Currency:
    """The currency of the current user's shop, and the amounts in it."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def count_amounts(self) -> int:
        """How many amounts people said or booked; what follows from them is not counted."""
        return self._connection.scalar(_COUNT) or 0

    def change(self, before: str, after: str, rate: Decimal) -> bool:
        """Convert every amount; False, and nothing done, where it is not in `before` any more.

        Raises:
            InvalidInputError: an amount would be more than can be kept.

        """
        statement = text("SELECT change_currency(:before, :after, :rate)")
        try:
            with translated():
                done = self._connection.scalar(
                    statement, {"before": before, "after": after, "rate": rate}
                )
        except Exception as error:
            if _is_out_of_range(error):
                raise InvalidInputError(
                    f"At {rate:f} {after} for one {before} an amount is more than can be kept.",
                    hint="Nothing was changed. Check the rate.",
                ) from error
            raise
        return bool(done)


def _is_out_of_range(error: BaseException) -> bool:
    cause = error.__cause__
    return isinstance(cause, DBAPIError) and (
        getattr(cause.orig, "sqlstate", None) == _OUT_OF_RANGE
    )
