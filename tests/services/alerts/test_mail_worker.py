"""A real worker mails what is new, though the mail server is down at first."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from printshop.domain.users import Identity, Notifications, Preferences
from printshop.platform.postgres import LocalPostgres
from printshop.repo import schema
from printshop.services import accounts, alerts
from printshop.services.shop import Premises
from tests import builders
from tests.product import free_port, wait_for
from tests.smtp_servers import smtp_server

ROOT = Path(__file__).parents[3]
WORKER = """
import sys
from pathlib import Path
from printshop.platform.mail import MailServer
from printshop.platform.worker import WorkerOptions, run_worker
from printshop.services.alerts.tending import AlertsOfAllShops
from printshop.services.shop import Premises
from printshop.services.tasks import build_tasks

url, port = sys.argv[1], int(sys.argv[2])
premises = Premises.open(url, Path("unused"))
mail = MailServer(host="127.0.0.1", port=port, security="none", sender="shop@test.example")
run_worker(
    url,
    build_tasks(premises, mail=mail),
    options=WorkerOptions(upkeep_cron="* * * * * *"),
    upkeep=[AlertsOfAllShops(premises, has_mail=True)],
)
"""


@pytest.fixture
def database_name(database: LocalPostgres) -> Iterator[str]:
    """Give a database in which no other test leaves jobs."""
    name = f"mail_{uuid4().hex}"
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER printshop_owner".encode())
        schema.upgrade(database.url("printshop_owner", name))
        yield name
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def premises(database: LocalPostgres, database_name: str) -> Iterator[Premises]:
    """Give the premises in it."""
    opened = Premises.open(database.url("printshop_app", database_name), Path("unused"))
    yield opened
    opened.close()


def test_a_mail_server_that_comes_back_gets_the_mail_once(
    database: LocalPostgres, database_name: str, premises: Premises
) -> None:
    shop = premises.sign_in(Identity(issuer="test", subject="a", email="anna@test.example"))
    wanted = Preferences(notifications=Notifications(email=True))
    accounts.update_preferences(shop, wanted)
    builders.a_spool(shop, builders.a_filament(shop), "90")
    port = free_port()
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, database.url("printshop_worker", database_name), str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    def was_tried() -> bool:
        with psycopg.connect(database.url("printshop_owner", database_name)) as connection:
            row = connection.execute(
                "SELECT count(*) FROM procrastinate.procrastinate_jobs"
                " WHERE task_name = 'mail_alerts' AND attempts > 0"
            ).fetchone()
        return row is not None and row[0] > 0

    try:
        wait_for(was_tried)
        assert alerts.waiting_for_mail(shop) == 1
        with smtp_server(port=port) as inbox:
            wait_for(lambda: alerts.waiting_for_mail(shop) == 0)
            # Two more looks of the upkeep.
            time.sleep(2)
    finally:
        worker.terminate()
        worker.wait(20)

    assert [mail["To"] for mail in inbox.mails] == ["anna@test.example"]
