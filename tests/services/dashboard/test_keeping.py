"""What is kept of shops between two looks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from printshop.domain.print_queue import CompleteJob, JobStatus
from printshop.services import dashboard, printing, stock
from printshop.services.dashboard import keeping
from printshop.services.dashboard.reading import Month
from printshop.services.dashboard.view import DashboardQuery, Drill, Period
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON

_EVER = DashboardQuery(period=Period.ALL)
_LATER = MONDAY_NOON + timedelta(days=70)


def _figure(shop: Shop, key: str, version: object = None) -> float | None:
    board = dashboard.dashboard(shop, _EVER, as_of=_LATER, version=version)
    return next(tile.value for tile in board.tiles if tile.key == key)


def _used_g(shop: Shop, version: object = None) -> float | None:
    return _figure(shop, "used", version)


def test_a_print_of_an_old_month_that_is_taken_back_is_counted_no_more(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "100"})
    for days in (0, 60):
        job = builders.a_print_of_its_own(shop, variant)
        at = MONDAY_NOON + timedelta(days=days)
        printing.complete(shop, CompleteJob(job_id=job.id), as_of=at)
    assert _used_g(shop) == 200

    first = builders.a_print_of_its_own(shop, variant)
    printing.complete(shop, CompleteJob(job_id=first.id), as_of=MONDAY_NOON)
    assert _used_g(shop) == 300
    printing.undo(shop, first.id, expected=JobStatus.COMPLETED)

    assert _used_g(shop) == 200


def test_what_was_sent_back_was_not_bought(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    on = MONDAY_NOON.date()
    kept, sent_back = (
        builders.a_spool(shop, filament, total_price=Decimal(price), purchased_on=on)
        for price in ("20", "60")
    )
    assert _figure(shop, "spent") == 80

    assert sent_back.purchase_id
    stock.take_back_purchase(shop, sent_back.purchase_id)

    assert _figure(shop, "spent") == 20
    rows = dashboard.rows_behind(shop, _EVER, Drill(rows="purchases"), as_of=_LATER)
    assert rows["spool"].to_list() == [kept.number]


def test_after_a_print_was_finished_only_its_month_is_read_and_joined_again(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "100"})
    for days in (0, 40):
        job = builders.a_print_of_its_own(shop, variant)
        at = MONDAY_NOON + timedelta(days=days)
        printing.complete(shop, CompleteJob(job_id=job.id), as_of=at)
    assert _used_g(shop) == 200
    before = _joined_months(shop)

    job = builders.a_print_of_its_own(shop, variant)
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON + timedelta(days=41))
    assert _used_g(shop) == 300

    after = _joined_months(shop)
    first, last = sorted(after)
    assert after[first] is before[first]
    assert after[last] is not before[last]


def test_a_margin_is_asked_again_after_a_change_that_no_print_speaks_of(shop: Shop) -> None:
    builders.a_variant(shop, {builders.a_filament(shop).id: "100"})
    assert "1 product has no price: its margin is unknown." in _missing(shop, version=1)

    with shop.unit_of_work() as uow:
        uow.connection.exec_driver_sql("UPDATE models SET unit_price = 9")
        uow.commit()

    assert "1 product has no price: its margin is unknown." not in _missing(shop, version=2)


def _joined_months(shop: Shop) -> dict[date, Month]:
    kept, _ = keeping.fresh(shop, None)
    return {on: read for on, (read, _) in kept.joined.months.items()} if kept.joined else {}


def _missing(shop: Shop, *, version: object) -> tuple[str, ...]:
    as_of = MONDAY_NOON + timedelta(days=70)
    return dashboard.dashboard(shop, _EVER, as_of=as_of, version=version).missing


def test_a_shop_that_was_not_looked_at_for_longest_is_let_go(
    shop: Shop, other_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {filament.id: "100"}))
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)
    _used_g(shop, version=1)
    assert keeping.size_bytes(shop.user_id) > 0

    monkeypatch.setattr(keeping, "MOST_BYTES", 0)
    _used_g(other_shop, version=1)

    monkeypatch.undo()
    assert keeping.size_bytes(shop.user_id) == 0
    assert _used_g(shop, version=1) == 100
