"""An alert is raised once, stands while its cause does, and comes back with it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from printshop.domain.alerts import Alert, AlertKind, NewAlert
from printshop.domain.print_queue import JobStatus
from printshop.domain.spools import QuantityChange, QuantityOperation, Spool
from printshop.domain.users import Notifications, Preferences
from printshop.services import accounts, alerts, printing, stock
from printshop.services.alerts import Refreshed
from printshop.services.shop import Shop
from tests import builders

NOON = builders.MONDAY_NOON


def refresh(shop: Shop, *, hours: float = 0, version: str = "1.0.0") -> Refreshed:
    return alerts.refresh(shop, NOON + timedelta(hours=hours), version=version)


def texts(shop: Shop) -> list[str]:
    return [alert.text for alert in alerts.unseen(shop)]


def only(shop: Shop) -> Alert:
    (alert,) = alerts.unseen(shop)
    return alert


def set_grams(shop: Shop, spool: Spool, grams: str) -> None:
    stock.update_quantity(
        shop,
        QuantityChange(
            request_id=uuid4(),
            spool_id=spool.id,
            operation=QuantityOperation.SET,
            quantity_g=Decimal(grams),
        ),
    )


def want(shop: Shop, **flags: bool) -> None:
    preferences = Preferences(notifications=Notifications.model_validate(flags))
    accounts.update_preferences(shop, preferences)


def test_low_stock_is_said_once_in_words_that_follow_the_stock(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "90")

    assert (refresh(shop).raised, refresh(shop)) == (1, Refreshed())
    first = only(shop)
    assert (first.kind, first.rule) == (AlertKind.LOW_STOCK, "grams")
    assert first.subject == str(spool.filament_id)

    set_grams(shop, spool, "30")
    assert refresh(shop) == Refreshed(restated=1)

    assert only(shop).text.startswith("Bambu Lab PLA Basic Black: 30 g on hand")
    assert only(shop).raised_at == first.raised_at


def test_what_is_gone_is_cleared_and_what_returns_is_said_anew(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "90")
    refresh(shop)
    first = only(shop)
    alerts.mark_seen(shop, [first.id])

    set_grams(shop, spool, "900")
    assert refresh(shop) == Refreshed(cleared=1)
    set_grams(shop, spool, "80")
    assert refresh(shop) == Refreshed(raised=1)

    assert only(shop).id != first.id


def test_a_full_backup_keeps_a_nearly_empty_spool_from_being_low(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "5")
    builders.a_spool(shop, filament, "1000")

    assert refresh(shop) == Refreshed()


def test_a_completed_print_is_news_for_a_day_and_undone_none(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000")
    variant = builders.a_variant(shop, {filament.id: "10"})
    job = builders.a_printing_job(shop, variant, builders.a_printer(shop, "Bert"))
    builders.complete(shop, job)

    assert refresh(shop, hours=1).raised == 1
    assert texts(shop) == [f"Job {job.number}, Vase, is complete on Bert."]

    printing.undo(shop, job.id, expected=JobStatus.COMPLETED)
    assert refresh(shop, hours=1).cleared == 1
    builders.complete(shop, job)
    assert refresh(shop, hours=1).raised == 1
    assert refresh(shop, hours=25).cleared == 1
    assert refresh(shop, hours=26) == Refreshed()


def test_an_update_is_said_to_shops_that_knew_an_older_version(shop: Shop) -> None:
    # A new shop begins with what runs, and has nothing to hear of.
    assert refresh(shop, version="0.9.0") == Refreshed()

    assert refresh(shop, version="0.10.0").raised == 1
    assert texts(shop) == ["Printshop was updated from 0.9.0 to 0.10.0."]
    alerts.mark_seen(shop, [only(shop).id])
    assert refresh(shop, version="0.10.0") == Refreshed()
    # Going back is no update.
    refresh(shop, version="0.9.0")
    assert texts(shop) == []


def test_the_badge_counts_only_what_is_wanted(shop: Shop) -> None:
    want(shop, low_stock=False)
    # A worker that had read what was wanted a moment before.
    late = NewAlert(kind=AlertKind.LOW_STOCK, subject="a", rule="grams", text="Low.")
    with shop.unit_of_work() as uow:
        uow.alerts.raise_all([late])
        uow.commit()

    assert (alerts.count_unseen(shop), alerts.unseen(shop)) == (0, ())


def test_what_is_not_wanted_is_neither_raised_nor_kept_on_show(shop: Shop) -> None:
    builders.a_spool(shop, builders.a_filament(shop), "90")
    refresh(shop, version="1.0.0")
    assert alerts.count_unseen(shop) == 1

    want(shop, low_stock=False, system_updates=False)

    assert (alerts.unseen(shop), alerts.count_unseen(shop)) == ((), 0)
    assert refresh(shop, version="2.0.0") == Refreshed()
    want(shop)
    assert refresh(shop, version="2.0.0").raised == 1
    assert only(shop).kind is AlertKind.LOW_STOCK


def test_seen_is_taken_back_by_whoever_saw_it_first(shop: Shop, other_shop: Shop) -> None:
    builders.a_spool(shop, builders.a_filament(shop), "90")
    refresh(shop)
    alert = only(shop)

    assert alerts.mark_seen(other_shop, [alert.id]) == ()
    assert alerts.mark_seen(shop, [alert.id]) == (alert.id,)
    assert alerts.mark_seen(shop, [alert.id]) == ()
    alerts.mark_unseen(shop, [alert.id])

    assert only(shop).id == alert.id
