"""What is drawn of a spool's history."""

from datetime import UTC, datetime, timedelta

import polars as pl

from printshop.analytics.burn_down import BURN_DOWN, burn_down
from printshop.frames import LEDGER

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def ledger(*balances_cg: int) -> pl.DataFrame:
    """Build LEDGER, a line each minute."""
    rows = [
        (number, MONDAY + timedelta(minutes=number), balance)
        for number, balance in enumerate(balances_cg)
    ]
    return pl.DataFrame(rows, schema=LEDGER, orient="row")


def test_a_short_ledger_is_drawn_as_it_is() -> None:
    assert burn_down(ledger(1000, 900, 850))["balance_cg"].to_list() == [1000, 900, 850]


def test_a_spool_without_lines_has_nothing_to_draw() -> None:
    assert burn_down(ledger()).schema == BURN_DOWN


def test_a_long_ledger_keeps_its_ends_its_peaks_and_its_lows() -> None:
    balances = list(range(10_000, 0, -1))
    balances[4321], balances[8765] = 99_999, 0

    drawn = burn_down(ledger(*balances), most_points=100)

    assert drawn.height <= 102
    assert drawn["balance_cg"][0] == 10_000
    assert drawn["balance_cg"][-1] == 1
    assert {99_999, 0} <= set(drawn["balance_cg"])
    assert drawn["booked_at"].is_sorted()


def test_a_clock_that_went_back_does_not_turn_the_line_back() -> None:
    lines = ledger(1000, 900, 800).with_columns(
        booked_at=pl.Series(
            [MONDAY, MONDAY - timedelta(hours=1), MONDAY + timedelta(hours=1)]
        ).cast(LEDGER["booked_at"])
    )

    assert burn_down(lines)["booked_at"].is_sorted()
