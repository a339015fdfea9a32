"""The dashboard of a real shop, from its first day on."""

from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest

from printshop.domain.costing import CostKind
from printshop.domain.print_queue import CompleteJob, FailJob, FailureReason
from printshop.errors import InvalidInputError
from printshop.platform.postgres import LocalPostgres
from printshop.services import costs, dashboard, planning, printing
from printshop.services.dashboard import keeping
from printshop.services.dashboard.view import Dashboard, DashboardQuery, Drill, Period
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON

_THEN = MONDAY_NOON + timedelta(hours=3)
_QUERY = DashboardQuery(period=Period.WEEK)


def _board(shop: Shop, query: DashboardQuery = _QUERY, version: object = None) -> Dashboard:
    return dashboard.dashboard(shop, query, as_of=_THEN, version=version)


def _values(board: Dashboard) -> dict[str, float | None]:
    return {tile.key: tile.value for tile in board.tiles}


def _a_print(shop: Shop, *, price: str | None = "20", color_hex: str = "#202020") -> None:
    """Print 100 g from a spool of 1,000 g, and clear the bed."""
    filament = builders.a_filament(shop, color_hex=color_hex)
    total_price = price and Decimal(price)
    builders.a_spool(shop, filament, total_price=total_price, purchased_on=MONDAY_NOON.date())
    variant = builders.a_variant(shop, {filament.id: "100"})
    job = builders.a_print_of_its_own(shop, variant)
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)


def test_a_shop_without_history_says_so(shop: Shop) -> None:
    board = _board(shop, DashboardQuery(period=Period.ALL))

    assert board.is_empty
    assert (board.since, board.until) == (_THEN.date(), _THEN.date())
    assert board.changes == board.margins == ()


def test_one_print_is_no_success_of_100_per_cent(shop: Shop) -> None:
    _a_print(shop)

    board = _board(shop)
    values = _values(board)

    assert values["used"] == 100
    assert values["used_cost"] == pytest.approx(2.00)
    assert values["spent"] == pytest.approx(20.00)
    assert values["stock_value"] == pytest.approx(18.00)
    assert values["made"] == 1
    success = next(tile for tile in board.tiles if tile.key == "success")
    assert success.value == pytest.approx(100 * (9 + 1) / (10 + 1))
    assert success.interval is not None
    assert success.interval[1] < 100
    assert not board.is_empty


def test_a_printer_is_there_since_its_first_print_of_all(shop: Shop) -> None:
    _a_print(shop)

    # A history that came in before the printer was added, and a week without a print.
    later = dashboard.dashboard(shop, _QUERY, as_of=_THEN + timedelta(days=20))

    assert _values(later)["utilisation"] == 0


def test_a_price_that_is_missing_is_said_and_in_no_sum(shop: Shop) -> None:
    _a_print(shop, price=None)

    tiles = {tile.key: tile for tile in _board(shop).tiles}

    assert tiles["used_cost"].value is None
    assert tiles["used_cost"].missing == "Nobody said what the filament used cost."
    assert tiles["stock_value"].value is None


def test_a_print_costs_in_the_figures_what_the_queue_says_of_it(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "20", total_price=Decimal("0.40"))
    builders.a_spool(shop, filament, "1000")
    variant = builders.a_variant(shop, {filament.id: "50"})
    builders.complete(shop, builders.a_print_of_its_own(shop, variant))

    (of_queue,) = costs.of_jobs(shop, planning.list_finished(shop)).values()

    # The second spool is the smallest that holds it all; nobody said what it cost.
    assert of_queue.of(CostKind.MODEL) == Decimal("1.00")
    assert _values(_board(shop))["used_cost"] == pytest.approx(1.00)


def test_when_all_prints_failed_the_reasons_are_told(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {filament.id: "100"}))
    step = FailJob(job_id=job.id, reason=FailureReason.CLOG, completion_percentage=30)
    printing.fail(shop, step, as_of=MONDAY_NOON)

    board = _board(shop)
    reasons = next(chart for chart in board.charts if chart.key == "failure_reasons")
    (drill,) = reasons.drills
    assert drill is not None

    assert reasons.frame.rows() == [("Clogged nozzle", "", 1.0)]
    assert (_values(board)["used"], _values(board)["waste"]) == (30, 30)
    parts = next(chart for chart in board.charts if chart.key == "used_by_part_grams")
    assert set(parts.frame["series"]) == {"Failed prints"}
    success = next(tile for tile in board.tiles if tile.key == "success")
    assert success.note == "0 of 1 print"
    rows = dashboard.rows_behind(shop, _QUERY, drill, as_of=_THEN)
    assert rows.select("number", "status", "reason", "used_g").rows() == [
        (job.number, "failed", "clog", 30.0)
    ]


def test_a_cancelled_print_is_behind_no_figure(shop: Shop) -> None:
    _a_print(shop)
    filament = builders.a_filament(shop, color_hex="#404040")
    builders.past_runs(shop, builders.a_variant(shop, {filament.id: "9"}), cancelled=2)

    tiles = {tile.key: tile for tile in _board(shop).tiles}

    for key in ("success", "used", "used_cost", "made"):
        drill = tiles[key].drill
        assert drill is not None
        rows = dashboard.rows_behind(shop, _QUERY, drill, as_of=_THEN)
        assert rows["status"].to_list() == ["completed"], key


def test_the_stock_of_days_that_are_over_says_that_it_is_of_now(shop: Shop) -> None:
    _a_print(shop)
    over = DashboardQuery(since=_THEN.date() - timedelta(days=9), until=_THEN.date() - timedelta(1))

    stock = next(tile for tile in _board(shop, over).tiles if tile.key == "stock_value")

    assert stock.note == "now, 2 Mar 2026"


def test_a_calm_week_is_told_with_its_sums(shop: Shop) -> None:
    _a_print(shop)

    later = dashboard.dashboard(shop, _QUERY, as_of=_THEN + timedelta(days=2))

    (said,) = later.changes
    assert said.text.replace("\u00a0", " ") == (
        "Nothing beyond chance in the last seven days: 1 good piece (before: 0), 100 g used"
        " (before: 0 g), $20.00 bought (before: $0.00)."
    )


def test_what_a_deleted_filament_was_used_for_is_still_counted(
    shop: Shop, database: LocalPostgres
) -> None:
    _a_print(shop)
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("DELETE FROM filaments WHERE user_id = %s", (shop.user_id,))

    board = _board(shop)
    used = next(chart for chart in board.charts if chart.key == "used_by_material")

    assert _values(board)["used"] == 100
    assert set(used.frame["series"]) == {"Filaments that are gone"}
    assert _values(board)["used_cost"] is None


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), "ends on 1 Mar 2026, before it begins on 2 Mar 2026"),
        (date(2027, 1, 1), None, "begins on 1 Jan 2027, which is still to come"),
    ],
)
def test_a_period_that_cannot_be_is_refused(
    shop: Shop, since: date, until: date | None, said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        _board(shop, DashboardQuery(since=since, until=until))


def test_days_to_come_are_left_out_of_a_period(shop: Shop) -> None:
    board = _board(shop, DashboardQuery(since=date(2026, 2, 1), until=date(2030, 1, 1)))

    assert board.until == _THEN.date()


def test_a_version_is_read_once_and_a_new_one_anew(shop: Shop) -> None:
    _a_print(shop)
    assert _values(_board(shop, version=1))["used"] == 100

    _a_print(shop, color_hex="#303030")

    assert _values(_board(shop, version=1))["used"] == 100
    assert _values(_board(shop, version=2))["used"] == 200
    assert _values(_board(shop))["used"] == 200


def test_history_that_is_read_ahead_answers_as_history_that_is_not(shop: Shop) -> None:
    _a_print(shop)
    everything = DashboardQuery(period=Period.ALL)
    before = _board(shop, everything, version=1)

    _board(shop, version=2)
    thread = keeping.read_ahead(shop, version=2)
    assert thread is not None
    thread.join()

    assert _values(_board(shop, everything, version=2)) == _values(before)


def test_nobody_sees_what_another_shop_did(shop: Shop, other_shop: Shop) -> None:
    _a_print(shop)
    _board(shop, version=1)

    assert _board(other_shop, version=1).is_empty
    rows = dashboard.rows_behind(other_shop, _QUERY, Drill(rows="jobs"), as_of=_THEN)
    assert rows.is_empty()
