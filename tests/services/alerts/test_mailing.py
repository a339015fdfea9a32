"""Alerts by mail: one mail for all that is new, never none, and to nobody else."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from printshop.database_urls import DatabaseUrls
from printshop.domain.alerts import AlertKind, NewAlert
from printshop.domain.users import Identity, Notifications, Preferences
from printshop.errors import InvalidInputError, MailError
from printshop.platform.postgres import LocalPostgres
from printshop.services import accounts, alerts
from printshop.services.alerts import mailing, tending
from printshop.services.alerts.refreshing import Refreshed
from printshop.services.alerts.tending import MAIL_REST_S, AlertsOfAllShops
from printshop.services.shop import Premises, Shop
from printshop.services.tasks import build_tasks
from tests import builders
from tests.product import free_port
from tests.smtp_servers import Inbox, silent_server, smtp_server

NOON = builders.MONDAY_NOON


@pytest.fixture
def anna(premises: Premises) -> Shop:
    """Give the shop of somebody who wants mail."""
    return a_shop_with_mail(premises)


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """Give a mail server."""
    with smtp_server() as server:
        yield server


def a_shop_with_mail(premises: Premises) -> Shop:
    identity = Identity(issuer="test", subject=uuid4().hex, email="anna@test.example")
    shop = premises.sign_in(identity)
    want_mail(shop)
    return shop


def want_mail(shop: Shop, *, address: str = "", low_stock: bool = True) -> None:
    notifications = Notifications(email=True, address=address, low_stock=low_stock)
    accounts.update_preferences(shop, Preferences(notifications=notifications))


def run_low(shop: Shop, *colors: str) -> None:
    for number, color in enumerate(colors):
        filament = builders.a_filament(shop, color_name=color, color_hex=f"#0000{number:02}")
        builders.a_spool(shop, filament, "90")
    alerts.refresh(shop, NOON)


def queued_mails(urls: DatabaseUrls, shop: Shop) -> int:
    query = (
        "SELECT count(*) FROM procrastinate.procrastinate_jobs"
        " WHERE task_name = 'mail_alerts' AND status = 'todo' AND args->>'user_id' = %s"
    )
    with psycopg.connect(urls.owner) as connection:
        row = connection.execute(query, [str(shop.user_id)]).fetchone()
    assert row is not None
    return row[0]


def test_all_that_is_new_is_one_mail_and_is_sent_once(anna: Shop, inbox: Inbox) -> None:
    run_low(anna, "Red", "Blue")

    assert alerts.waiting_for_mail(anna) == 2
    assert mailing.mail_alerts(anna, inbox.server()) == 2
    assert mailing.mail_alerts(anna, inbox.server()) == 0

    (mail,) = inbox.mails
    assert (inbox.recipients, mail["Subject"]) == (
        ["anna@test.example"],
        "Printshop: 2 running low",
    )
    (text,) = inbox.texts
    assert text.startswith("Running low\n- Bambu Lab PLA Basic ")
    assert "Red: 90 g on hand over 1 spool, at or under the 100 g you set.\n" in text
    assert alerts.waiting_for_mail(anna) == 0


def test_what_was_seen_is_not_wanted_or_is_gone_is_not_mailed(anna: Shop, inbox: Inbox) -> None:
    run_low(anna, "Red", "Blue")
    alerts.mark_seen(anna, [alerts.unseen(anna)[0].id])
    assert alerts.waiting_for_mail(anna) == 1

    want_mail(anna, low_stock=False)

    assert mailing.mail_alerts(anna, inbox.server()) == 0
    assert inbox.mails == []


def test_a_mail_that_was_not_taken_is_sent_later_and_is_the_same_mail(
    anna: Shop, inbox: Inbox
) -> None:
    run_low(anna, "Red")
    with pytest.raises(MailError):
        mailing.mail_alerts(anna, Inbox(port=free_port()).server())
    with anna.unit_of_work() as uow:
        # Taken by the server, and then Printshop ended before it could note that.
        news = uow.alerts.unmailed(frozenset(AlertKind))
        inbox.server().send(mailing.digest(news, to="anna@test.example"))

    assert mailing.mail_alerts(anna, inbox.server()) == 1

    first, second = inbox.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert inbox.texts[0] == inbox.texts[1]


def test_of_two_that_mail_at_once_one_does_and_pages_go_on_meanwhile(
    anna: Shop, inbox: Inbox
) -> None:
    run_low(anna, "Red")
    with silent_server() as port:
        slow = Inbox(port=port).server(within_s=0.6)
        faults: list[Exception] = []

        def send_slowly() -> None:
            try:
                mailing.mail_alerts(anna, slow)
            except MailError as error:
                faults.append(error)

        sending = threading.Thread(target=send_slowly)
        sending.start()
        threading.Event().wait(0.2)

        assert mailing.mail_alerts(anna, inbox.server()) == 0
        assert len(alerts.mark_seen(anna, [alerts.unseen(anna)[0].id])) == 1
        sending.join()

    assert len(faults) == 1


def test_a_refusal_ends_the_task_and_another_fault_has_it_tried_again(
    anna: Shop, premises: Premises, inbox: Inbox
) -> None:
    run_low(anna, "Red")
    task = build_tasks(premises, mail=inbox.server())["mail_alerts"]
    inbox.answer = "554 looks like spam"
    assert task(user_id=str(anna.user_id)) is None
    inbox.answer = "451 later"
    with pytest.raises(MailError):
        task(user_id=str(anna.user_id))
    assert alerts.waiting_for_mail(anna) == 1
    inbox.answer = "250 taken"
    task(user_id=str(anna.user_id))

    assert len(inbox.mails) == 1
    assert build_tasks(premises)["mail_alerts"](user_id=str(uuid4())) is None


def test_the_address_of_the_sign_in_cannot_be_replaced(anna: Shop, shop: Shop) -> None:
    want_mail(anna, address="mallory@test.example")
    assert anna.user().mail_address == "anna@test.example"

    with pytest.raises(InvalidInputError):
        alerts.send_test_mail(shop, Inbox(port=free_port()).server())
    want_mail(shop, address="owner@test.example")
    assert shop.user().mail_address == "owner@test.example"


def test_a_hundred_alerts_are_a_mail_that_can_be_read(anna: Shop) -> None:
    with anna.unit_of_work() as uow:
        uow.alerts.raise_all(
            [
                NewAlert(kind=AlertKind.PRINT_COMPLETE, subject=str(n), rule="completed", text="x")
                for n in range(100)
            ]
        )
        news = uow.alerts.unmailed(frozenset(AlertKind))

    mail = mailing.digest(news, to="anna@test.example")

    assert mail.text.count("- x\n") == 50
    assert "And 50 more" in mail.text


def test_the_worker_refreshes_what_changed_and_mails_with_a_rest_between(
    own_urls: DatabaseUrls,
) -> None:
    now_s = [0.0]
    with (
        closing(Premises.open(own_urls.app, Path("unused"))) as premises,
        closing(Premises.open(own_urls.worker, Path("unused"))) as worker,
    ):
        anna = a_shop_with_mail(premises)
        chore = AlertsOfAllShops(worker, has_mail=True, clock_s=lambda: now_s[0])
        chore()
        assert queued_mails(own_urls, anna) == 0
        run_low_unnoticed(anna, "Red")
        chore()
        assert alerts.count_unseen(anna) == 1
        assert queued_mails(own_urls, anna) == 1
        forget_queued(own_urls)
        chore()
        assert queued_mails(own_urls, anna) == 0
        now_s[0] = MAIL_REST_S
        chore()
        assert queued_mails(own_urls, anna) == 1


def test_a_shop_that_fails_keeps_no_other_from_its_alerts(
    anna: Shop,
    other_shop: Shop,
    database: LocalPostgres,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, well = sorted((anna, other_shop), key=lambda one: one.user_id)

    def refresh(shop: Shop, as_of: datetime) -> Refreshed:
        if shop.user_id == broken.user_id:
            raise ZeroDivisionError
        return alerts.refresh(shop, as_of)

    monkeypatch.setattr(tending, "refresh", refresh)
    for shop in (broken, well):
        run_low_unnoticed(shop, "Red")
    with closing(Premises.open(database.urls.worker, Path("unused"))) as worker:
        monkeypatch.setattr(worker, "shop_ids", lambda: (broken.user_id, well.user_id))
        chore = AlertsOfAllShops(worker, has_mail=False)
        chore()
        chore()

    assert alerts.count_unseen(well) == 1
    told = [one.getMessage() for one in caplog.records if one.name == tending.__name__]
    assert told == [f"The alerts of shop {broken.user_id} could not be looked after"]


def run_low_unnoticed(shop: Shop, color: str) -> None:
    builders.a_spool(shop, builders.a_filament(shop, color_name=color), "90")


def forget_queued(urls: DatabaseUrls) -> None:
    with psycopg.connect(urls.owner) as connection:
        connection.execute("SET search_path TO procrastinate")
        connection.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'mail_alerts'")
