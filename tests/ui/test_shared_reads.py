"""What open pages read after one change: once together, and apart where that would be old."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier, Event
from uuid import UUID, uuid4

import pytest

from printshop.platform.live import Versions
from printshop.ui import shared_reads
from tests.product import wait_for

NOW = Versions(hub="a", of_topic={"queue": 5, "stock": 3})
LATER = Versions(hub="a", of_topic={"queue": 6, "stock": 3})


def test_pages_that_one_change_has_drawn_read_once() -> None:
    shop, reads, pages = uuid4(), count(), Barrier(8)

    def page() -> int:
        pages.wait()
        with shared_reads.asked_by(NOW):
            return shared_reads.once(shop, "queue", lambda: next(reads))

    with ThreadPoolExecutor(8) as threads:
        drawn = [one.result() for one in [threads.submit(page) for _ in range(8)]]

    assert drawn == [0] * 8


def test_another_change_another_shop_and_an_own_click_are_read_anew() -> None:
    shop, reads = uuid4(), count()

    def read(versions: Versions | None, *, of_shop: UUID = shop) -> int:
        with shared_reads.asked_by(versions):
            return shared_reads.once(of_shop, "queue", lambda: next(reads))

    assert [read(NOW), read(NOW), read(LATER)] == [0, 0, 1]
    assert read(NOW, of_shop=uuid4()) == 2
    assert [read(None), read(None)] == [3, 4]


def test_a_reading_that_fails_is_tried_by_the_next() -> None:
    shop = uuid4()

    def fail() -> int:
        return 1 // 0

    with shared_reads.asked_by(NOW):
        with pytest.raises(ZeroDivisionError):
            shared_reads.once(shop, "queue", fail)
        assert shared_reads.once(shop, "queue", lambda: 7) == 7


@pytest.mark.parametrize("fails", [True, False])
def test_who_waits_for_a_reading_that_fails_or_hangs_reads_for_itself(
    monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    shop, is_reading, may_end = uuid4(), Event(), Event()
    monkeypatch.setattr(shared_reads, "_READ_PATIENCE_S", 5.0 if fails else 0.01)

    def first() -> int:
        is_reading.set()
        may_end.wait(5)
        return 1 // 0 if fails else 1

    def page(read: Callable[[], int]) -> int:
        with shared_reads.asked_by(NOW):
            return shared_reads.once(shop, "queue", read)

    with ThreadPoolExecutor(2) as threads:
        hanging = threads.submit(page, first)
        is_reading.wait(5)
        waiting = threads.submit(page, lambda: 7)
        if fails:
            wait_for(waiting.running, poll_s=0.005)
            may_end.set()
        assert waiting.result(5) == 7
        may_end.set()
        assert isinstance(hanging.exception(5), ZeroDivisionError) is fails
