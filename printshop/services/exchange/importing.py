"""Taking a table in: first what would become of each row, then all good rows at once."""

from printshop.services.exchange.carrying_out import carry_out
from printshop.services.exchange.columns import TableKind
from printshop.services.exchange.filament_rows import plan_filaments
from printshop.services.exchange.known import Known
from printshop.services.exchange.plans import Plan, within_limits
from printshop.services.exchange.rows import Reading, understand
from printshop.services.exchange.spool_rows import Options, plan_spools
from printshop.services.exchange.tables import Table
from printshop.services.shop import Shop


def look(shop: Shop, table: Table, options: Options | None = None) -> Plan:
    """What would become of each row of a table; nothing is booked.

    Raises:
        InvalidInputError: its columns are not known.

    """
    reading = understand(table)
    with shop.snapshot() as uow:
        return _plan(reading, Known.within(uow), options or Options())


def import_table(shop: Shop, table: Table, expected: Plan, options: Options | None = None) -> Plan:
    """Take in the good rows of a table, all in one transaction.

    Args:
        shop: whose.
        table: what `look` looked at.
        expected: what `look` said.
        options: the same as for `look`.

    Returns:
        What was done; without actions where all of it was done before.

    Raises:
        DuplicateError: another browser adds the same at this moment; nothing is booked.
        InvalidInputError: a price cannot be for so few grams; nothing is booked.
        RuleError: the stock changed since `look`; nothing is booked.

    """
    reading = understand(table)
    return carry_out(shop, expected, lambda known: _plan(reading, known, options or Options()))


def _plan(reading: Reading, known: Known, options: Options) -> Plan:
    if reading.kind is TableKind.SPOOLS:
        rows = plan_spools(reading, known, options)
    else:
        rows = plan_filaments(reading, known)
    return Plan(rows=within_limits(rows), counting_note="Counted, from an imported table")
