"""What is kept of shops between two looks."""

from datetime import timedelta

import pytest

from printshop.domain.print_queue import CompleteJob, JobStatus
from printshop.services import dashboard, printing
from printshop.services.dashboard import keeping
from printshop.services.dashboard.view import DashboardQuery, Period
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON

_EVER = DashboardQuery(period=Period.ALL)


def _used_g(shop: Shop, version: object = None) -> float | None:
    as_of = MONDAY_NOON + timedelta(days=70)
    board = dashboard.dashboard(shop, _EVER, as_of=as_of, version=version)
    return next(tile.value for tile in board.tiles if tile.key == "used")


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
