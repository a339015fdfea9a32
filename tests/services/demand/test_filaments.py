"""What is asked of each filament of a real shop: its queue, its prints, its ledger."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from printshop.domain.catalog import PlateUpdate
from printshop.domain.filament import Filament
from printshop.domain.print_queue import CompleteJob, FailJob, FailureReason, JobStatus, PrintJob
from printshop.domain.spools import QuantityChange, QuantityOperation, Scrapping
from printshop.errors import NotFoundError
from printshop.frames import FILAMENT_DEMAND
from printshop.platform.postgres import LocalPostgres
from printshop.services import accounts, catalog, demand, printing, stock
from printshop.services.shop import Shop
from printshop.services.stock import merging
from tests import builders

NOW = datetime.now(UTC)


def asked(shop: Shop, filament: Filament, as_of: datetime = NOW) -> dict[str, Any]:
    """The demand of one filament."""
    return demand.filament(shop, filament.id, as_of)


def printed(shop: Shop, filament: Filament, grams: str, finished_at: datetime = NOW) -> PrintJob:
    """Print a plate of so many grams."""
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {filament.id: grams}))
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=finished_at)
    return job


def change(operation: QuantityOperation, spool_id: object, grams: str) -> QuantityChange:
    """Change the grams of a spool by hand."""
    return QuantityChange.model_validate(
        {
            "request_id": uuid4(),
            "spool_id": spool_id,
            "operation": operation,
            "quantity_g": grams,
        }
    )


def a_day_g(row: dict[str, Any]) -> float:
    """What is used in a day over two weeks, times those: what was used, where it is new."""
    decay = 0.5 ** (1 / 45)
    return row["rate_cg_per_day"] / 100 * (1 - decay**14) / (1 - decay)


def test_an_empty_shop_asks_for_nothing(shop: Shop) -> None:
    assert demand.filaments(shop, NOW).equals(FILAMENT_DEMAND.to_frame())
    with pytest.raises(NotFoundError):
        demand.filament(shop, uuid4(), NOW)


def test_what_waits_in_the_queue_is_known_before_anything_is_forecast(shop: Shop) -> None:
    black = builders.a_filament(shop)
    builders.a_spool(shop, black, "300")
    variant = builders.a_variant(shop, {black.id: "240"})
    builders.a_printer(shop)
    builders.a_queued_job(shop, variant)

    row = asked(shop, black)

    assert row["known_cg"] == 240_00
    assert row["source"] == "Never used yet: nothing is forecast, 240 g promised to the queue."
    # 10 g stay on the reel.
    assert row["available_cg"] == 50_00
    assert row["cover_days"] is None

    builders.a_queued_job(shop, variant)
    short = asked(shop, black)

    assert (short["known_cg"], short["available_cg"]) == (480_00, -190_00)
    assert short["is_due"]
    assert short["runs_out_on"] is not None


def test_prints_count_on_the_day_on_which_they_ended_however_they_did(shop: Shop) -> None:
    black = builders.a_filament(shop)
    builders.a_spool(shop, black)
    printed(shop, black, "100")
    failed = builders.a_print_of_its_own(shop, builders.a_variant(shop, {black.id: "50"}))
    said = FailJob(job_id=failed.id, reason=FailureReason.CLOG, completion_percentage=40)
    printing.fail(shop, said, as_of=NOW)

    assert a_day_g(asked(shop, black)) == pytest.approx(120)

    printing.undo(shop, failed.id, expected=JobStatus.FAILED)

    assert a_day_g(asked(shop, black)) == pytest.approx(100)


def test_a_day_is_one_of_the_shop_s_clock(shop: Shop) -> None:
    accounts.update_settings(
        shop, shop.settings().model_copy(update={"time_zone": "Pacific/Auckland"})
    )
    black = builders.a_filament(shop)
    builders.a_spool(shop, black)
    printed(shop, black, "100", datetime(2026, 3, 1, 11, 30, tzinfo=UTC))

    with shop.snapshot() as uow:
        use = uow.frames.daily_use(since=date(2026, 3, 2), zone="Pacific/Auckland")
        assert use.rows() == [(str(black.id), date(2026, 3, 2), 100_00)]
        assert uow.frames.daily_use(since=date(2026, 3, 3), zone="Pacific/Auckland").is_empty()


def test_what_was_taken_or_found_gone_by_hand_is_use_and_what_was_thrown_away_is_not(
    shop: Shop,
) -> None:
    black = builders.a_filament(shop)
    spool = builders.a_spool(shop, black)
    guessed = builders.a_spool(shop, black, is_weighed=False)
    stock.update_quantity(shop, change(QuantityOperation.SUBTRACT, spool.id, "30"))
    stock.update_quantity(shop, change(QuantityOperation.SET, spool.id, "950"))
    stock.update_quantity(shop, change(QuantityOperation.SET, guessed.id, "400"))
    scrapping = Scrapping(request_id=uuid4(), spool_id=spool.id, quantity_g=Decimal(100))
    stock.scrap(shop, scrapping)

    assert a_day_g(asked(shop, black)) == pytest.approx(50)

    line = stock.ledger(shop, spool.id)
    taken = next(one for one in line if one.reason == "subtracted")
    stock.take_back(shop, taken.id)

    assert a_day_g(asked(shop, black)) == pytest.approx(20)


def test_what_is_subtracted_by_hand_may_be_anything_where_prints_tell_what_is_used(
    shop: Shop,
) -> None:
    black = builders.a_filament(shop)
    spool = builders.a_spool(shop, black)
    printed(shop, black, "100")
    stock.update_quantity(shop, change(QuantityOperation.SUBTRACT, spool.id, "800"))

    assert a_day_g(asked(shop, black)) == pytest.approx(100)


def test_the_use_of_a_merged_filament_is_that_of_the_one_that_stayed(shop: Shop) -> None:
    black, double = builders.a_filament(shop), builders.a_filament(shop, color_hex="#111111")
    builders.a_spool(shop, double)
    printed(shop, double, "100")

    merging.merge_filaments(shop, keep_id=black.id, gone_id=double.id)

    assert a_day_g(asked(shop, black)) == pytest.approx(100)
    assert demand.filaments(shop, NOW)["filament_id"].to_list() == [str(black.id)]


def test_what_was_used_before_the_days_that_are_read_was_not_first_used_today(shop: Shop) -> None:
    black = builders.a_filament(shop)
    day = NOW.date() - timedelta(days=200)
    builders.a_spool(shop, black, opened_on=day, is_weighed=False)
    printed(shop, black, "100")

    row = asked(shop, black)

    assert row["days_seen"] == 180
    assert a_day_g(row) < 40


def test_a_filament_that_was_put_away_keeps_its_history_and_is_never_due(shop: Shop) -> None:
    black = builders.a_filament(shop)
    builders.a_spool(shop, black, "100")
    printed(shop, black, "100")
    with shop.unit_of_work() as uow:
        uow.filaments.archive(black.id)
        uow.commit()

    row = asked(shop, black)

    assert row["cover_days"] == 0
    assert not row["is_due"]


def demands(shop: Shop, *filaments: Filament) -> list[int]:
    """How many requirements name each filament, as it says itself."""
    return [stock.filament_by_id(shop, one.id).filament.demand_count for one in filaments]


def test_the_count_of_plates_follows_matching_merging_and_deleting(
    shop: Shop, database: LocalPostgres
) -> None:
    black, white = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FFFFFF")
    variant = builders.a_variant(shop, {black.id: "10", white.id: "2"}, {black.id: "5"})
    plate = variant.plates[1]
    need = plate.requirements[0].id
    assert demands(shop, black, white) == [2, 1]

    catalog.update_plate(shop, plate.id, PlateUpdate(matches={need: None}))
    assert demands(shop, black, white) == [1, 1]
    catalog.update_plate(shop, plate.id, PlateUpdate(matches={need: white.id}))
    assert demands(shop, black, white) == [1, 2]

    merge = merging.merge_filaments(shop, keep_id=black.id, gone_id=white.id)
    assert demands(shop, black, white) == [3, 0]
    merging.unmerge(shop, merge)
    assert demands(shop, black, white) == [1, 2]

    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("DELETE FROM plates WHERE id = %s", (plate.id,))
    assert demands(shop, black, white) == [1, 1]
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("DELETE FROM model_variants WHERE id = %s", (variant.id,))
    assert demands(shop, black, white) == [0, 0]
