"""What is kept beside a version follows what it costs, by the worker's own hand."""

from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import polars as pl

from printshop.database_urls import DatabaseUrls
from printshop.domain.print_queue import FailJob, FailureReason, JobStatus
from printshop.domain.users import ShopSettings
from printshop.platform.partials import PartialsHome
from printshop.repo.variant_costs import NotedCost
from printshop.services import accounts, costs, printing
from printshop.services.costs.keeping import Refreshed
from printshop.services.costs.tending import CostsOfAllShops
from printshop.services.shop import Premises, Shop
from printshop.services.tasks import upkeep_of
from tests.builders import (
    MONDAY_NOON,
    a_filament,
    a_print_of_its_own,
    a_spool,
    a_variant,
    complete,
)
from tests.conftest import a_person

FREE = ShopSettings(
    electricity_per_kwh=Decimal(0), machine_per_hour=Decimal(0), setup_min=Decimal(0)
)


def kept(shop: Shop, variant_id: UUID) -> tuple[Decimal | None, Decimal | None]:
    """Cost and success as they stand beside a version."""
    with shop.unit_of_work() as uow:
        variant = uow.variants.get(variant_id)
        return variant.cost_to_produce_usd, variant.success_rate_pct


def test_the_workers_upkeep_keeps_costs_and_success_true(
    own_urls: DatabaseUrls, tmp_path: Path
) -> None:
    with (
        closing(Premises.open(own_urls.app, Path("unused"))) as premises,
        closing(Premises.open(own_urls.worker, Path("unused"))) as worker,
    ):
        shop = premises.sign_in(a_person())
        accounts.update_settings(shop, FREE)
        chores = upkeep_of(worker, PartialsHome(tmp_path), grace=timedelta(hours=24))
        chore = next(one for one in chores if isinstance(one, CostsOfAllShops))
        filament = a_filament(shop)
        a_spool(shop, filament, "100", total_price=Decimal("2.00"))
        variant = a_variant(shop, {filament.id: "60"})
        changed_at = variant.updated_at

        chore()

        assert kept(shop, variant.id) == (Decimal("1.35"), None)

        # The dearer batch is what the next print will be taken from.
        complete(shop, a_print_of_its_own(shop, variant))
        a_spool(shop, filament, "1000", total_price=Decimal("40.00"))
        complete(shop, a_print_of_its_own(shop, variant))
        chore()

        # Two good of two: 12 runs, of which 11 are good, and one more in eleven for a good one.
        assert kept(shop, variant.id) == (Decimal("2.64"), Decimal("91.67"))

        failed = a_print_of_its_own(shop, variant)
        step = FailJob(job_id=failed.id, reason=FailureReason.OTHER, completion_percentage=100)
        printing.fail(shop, step, as_of=MONDAY_NOON)
        chore()

        assert kept(shop, variant.id)[1] == Decimal("84.62")

        printing.undo(shop, failed.id, expected=JobStatus.FAILED)
        chore()

        assert kept(shop, variant.id) == (Decimal("2.64"), Decimal("91.67"))
        with shop.unit_of_work() as uow:
            assert uow.variants.get(variant.id).updated_at == changed_at


def test_a_second_refresh_changes_nothing(shop: Shop) -> None:
    filament = a_filament(shop)
    a_spool(shop, filament, total_price=Decimal("20.00"))
    a_variant(shop, {filament.id: "50"})
    with shop.unit_of_work() as uow:
        pulse = uow.variant_costs.pulse()

    first = costs.refresh(shop, MONDAY_NOON)
    second = costs.refresh(shop, MONDAY_NOON)

    assert (first, second) == (Refreshed(kept=1, noted=1), Refreshed())
    with shop.unit_of_work() as uow:
        assert uow.variant_costs.pulse() == pulse


def test_an_unknown_cost_is_kept_as_unknown_and_noted_when_it_becomes_known(shop: Shop) -> None:
    filament = a_filament(shop)
    a_spool(shop, filament)
    variant = a_variant(shop, {filament.id: "50"})

    unknown = costs.refresh(shop, MONDAY_NOON)

    assert (unknown.noted, kept(shop, variant.id)[0]) == (0, None)
    a_spool(shop, filament, "50", total_price=Decimal("1.00"))
    assert costs.refresh(shop, MONDAY_NOON).noted == 1


def test_a_move_of_less_than_half_a_hundredth_is_kept_but_not_noted(shop: Shop) -> None:
    filament = a_filament(shop)
    a_spool(shop, filament, total_price=Decimal("20.00"))
    a_variant(shop, {filament.id: "500"})
    costs.refresh(shop, MONDAY_NOON)

    dearer = ShopSettings(setup_min=Decimal("10.1"))
    accounts.update_settings(shop, dearer)

    assert costs.refresh(shop, MONDAY_NOON + timedelta(days=1)) == Refreshed(kept=1, noted=0)


def test_a_dearer_batch_drifts_and_says_by_how_much(shop: Shop) -> None:
    accounts.update_settings(shop, FREE)
    filament = a_filament(shop)
    a_spool(shop, filament, "60", total_price=Decimal("1.20"))
    variant = a_variant(shop, {filament.id: "50"})
    costs.refresh(shop, MONDAY_NOON)

    a_spool(shop, filament, "55", total_price=Decimal("1.23"))
    costs.refresh(shop, MONDAY_NOON + timedelta(days=7))

    with shop.snapshot() as uow:
        drift = costs.drifts(uow, MONDAY_NOON.date()).row(0, named=True)
        later = costs.drifts(uow, (MONDAY_NOON + timedelta(days=7)).date())
    assert drift["variant_id"] == str(variant.id)
    assert drift["reason"] == "Bambu Lab PLA Basic Black costs 12 % more per gram."
    assert round(drift["filament_change_pct"]) == 12
    assert later.is_empty()


def test_of_costs_long_past_the_last_of_each_month_is_kept(shop: Shop) -> None:
    filament = a_filament(shop)
    variant = a_variant(shop, {filament.id: "50"})
    autumn = [date(2025, 10, 3), date(2025, 10, 30), date(2025, 11, 28), date(2025, 11, 30)]
    lately = [date(2026, 2, 27), date(2026, 2, 28)]
    with shop.unit_of_work() as uow:
        for noted_on in [*autumn, *lately]:
            note = NotedCost(variant_id=variant.id, unit_cost=Decimal(1), lines="[]")
            uow.variant_costs.note(noted_on, [note])
        uow.commit()

    a_spool(shop, filament, total_price=Decimal("20.00"))
    costs.refresh(shop, MONDAY_NOON)

    days = [*autumn, *lately, MONDAY_NOON.date()]
    with shop.snapshot() as uow:
        notes = pl.concat([uow.frames.last_noted_costs(until=on) for on in days])
    assert notes["noted_on"].unique().sort().to_list() == [autumn[1], autumn[3], *days[-3:]]


def test_a_cost_that_became_unknown_drifts_too(shop: Shop) -> None:
    filament = a_filament(shop)
    spool = a_spool(shop, filament, "60", total_price=Decimal("1.20"))
    a_variant(shop, {filament.id: "50"})
    costs.refresh(shop, datetime(2026, 3, 1, tzinfo=UTC))
    with shop.unit_of_work() as uow:
        uow.filaments.set_average_cost(filament.id, Decimal(0))
        uow.spools.archive(spool.id, is_archived=True)
        uow.commit()
    costs.refresh(shop, MONDAY_NOON)

    with shop.snapshot() as uow:
        drift = costs.drifts(uow, datetime(2026, 3, 1, tzinfo=UTC).date()).row(0, named=True)

    assert (drift["now"], drift["reason"]) == (None, "Something of it is unknown by now.")
