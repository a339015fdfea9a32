"""The hub of changes against a real database: what is heard, by whom, and what comes back."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
import pytest

from printshop.platform.live import TOPICS, ChangeHub
from printshop.platform.live import hub as hub_module
from printshop.platform.postgres import LocalPostgres
from tests.product import wait_for

_HEARD_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Shopkeeper:
    """A shop whose changes the database says."""

    url: str
    user_id: UUID

    def change(self, topic: str, *, is_kept: bool = True) -> None:
        with psycopg.connect(self.url) as connection:
            word = f"{self.user_id} {topic}"
            connection.execute("SELECT pg_notify('printshop_changes', %s)", [word])
            if not is_kept:
                connection.rollback()


@pytest.fixture(scope="module")
def hub(server: LocalPostgres) -> Iterator[ChangeHub]:
    opened = ChangeHub(server.urls.app)
    opened.start()
    assert opened.wait_until_listening(seconds=_HEARD_WITHIN_S)
    yield opened
    opened.close()


@pytest.fixture
def ann(server: LocalPostgres) -> Shopkeeper:
    return Shopkeeper(server.urls.app, uuid4())


@pytest.fixture
def bob(server: LocalPostgres) -> Shopkeeper:
    return Shopkeeper(server.urls.app, uuid4())


def changed_topics(hub: ChangeHub, shop: Shopkeeper, since: dict[str, int]) -> set[str]:
    now = hub.versions(shop.user_id).of_topic
    return {topic for topic in TOPICS if now[topic] != since[topic]}


def test_a_change_is_heard_when_it_is_committed_and_by_its_own_shop_only(
    hub: ChangeHub, ann: Shopkeeper, bob: Shopkeeper
) -> None:
    of_ann, of_bob = (dict(hub.versions(one.user_id).of_topic) for one in (ann, bob))

    bob.change("stock", is_kept=False)
    ann.change("stock")

    wait_for(lambda: changed_topics(hub, ann, of_ann) == {"stock"}, poll_s=0.005)
    assert changed_topics(hub, bob, of_bob) == set()


def test_words_that_no_trigger_says_are_passed_over(hub: ChangeHub, ann: Shopkeeper) -> None:
    before = dict(hub.versions(ann.user_id).of_topic)
    with psycopg.connect(ann.url, autocommit=True) as connection:
        for word in ("", "queue", "nobody queue", f"{ann.user_id} secrets", "x" * 7000):
            connection.execute("SELECT pg_notify('printshop_changes', %s)", [word])

    ann.change("queue")

    wait_for(lambda: changed_topics(hub, ann, before) == {"queue"}, poll_s=0.005)
    assert hub.is_listening


def test_that_others_are_forgotten_is_no_change_of_a_shop_that_is_known(
    hub: ChangeHub, ann: Shopkeeper, bob: Shopkeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "_MOST_SHOPS", 1)
    before = dict(hub.versions(bob.user_id).of_topic)
    bob.change("queue")
    wait_for(lambda: changed_topics(hub, bob, before) >= {"queue"}, poll_s=0.005)
    monkeypatch.setattr(hub_module, "_MOST_SHOPS", 2)
    known = dict(hub.versions(bob.user_id).of_topic)

    for other in (ann.user_id, uuid4()):
        seen = dict(hub.versions(other).of_topic)
        someone = Shopkeeper(ann.url, other)
        someone.change("stock")
        wait_for(lambda s=someone, v=seen: changed_topics(hub, s, v) >= {"stock"}, poll_s=0.005)
        bob.change("queue")
        wait_for(lambda v=known: "queue" in changed_topics(hub, bob, v), poll_s=0.005)

    assert changed_topics(hub, bob, known) == {"queue"}


def test_after_a_cut_connection_everything_counts_as_changed(
    hub: ChangeHub, server: LocalPostgres, ann: Shopkeeper
) -> None:
    before = dict(hub.versions(ann.user_id).of_topic)

    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_notify%'"
            " AND usename = 'printshop_app'"
        )

    wait_for(lambda: changed_topics(hub, ann, before) == set(TOPICS), poll_s=0.005)
    assert hub.is_listening
    again = dict(hub.versions(ann.user_id).of_topic)
    ann.change("catalog")
    wait_for(lambda: changed_topics(hub, ann, again) == {"catalog"}, poll_s=0.005)


def test_a_hub_waits_for_a_database_that_is_away_and_can_be_closed_meanwhile(
    open_folder: str,
) -> None:
    away = ChangeHub(f"postgresql://app@/printshop?host={open_folder}")
    away.start()

    assert not away.is_listening
    away.close()


def test_who_waits_is_woken_once_for_many_changes_and_nobody_waits_for_a_closed_loop(
    hub: ChangeHub, ann: Shopkeeper, bob: Shopkeeper
) -> None:
    async def heard() -> int:
        loop = asyncio.get_running_loop()
        mine, other = hub.subscribe(loop, ann.user_id), hub.subscribe(loop, bob.user_id)
        with psycopg.connect(ann.url, autocommit=True) as connection:
            for _ in range(200):
                word = f"{ann.user_id} queue"
                connection.execute("SELECT pg_notify('printshop_changes', %s)", [word])
        await asyncio.wait_for(mine.changed(), _HEARD_WITHIN_S)
        woken = 1
        with contextlib.suppress(TimeoutError):
            while True:
                await asyncio.wait_for(mine.changed(), 0.1)
                woken += 1
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(other.changed(), 0.01)
        hub.unsubscribe(other)
        return woken

    assert 1 <= asyncio.run(heard()) <= 100
    assert hub.count(bob.user_id) == 0

    # The loop of the first subscription is closed by now.
    ann.change("queue")
    wait_for(lambda: hub.count(ann.user_id) == 0, poll_s=0.005)
