"""Splits of the last moments: each computed once, and not more kept than said."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from printshop.errors import ThreeMFError
from printshop.services.recent_splits import RecentSplits, Split

SHOP = uuid4()


def test_two_who_ask_at_once_compute_it_once() -> None:
    recent = RecentSplits(at_most=2)
    both_ask = Barrier(2)
    computed: list[int] = []

    def compute() -> Split:
        computed.append(1)
        return {"rules": 1}

    def ask(_: int) -> Split:
        both_ask.wait(5)
        return recent.get_or((SHOP, "a"), compute)

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(ask, range(2)))

    assert found == [{"rules": 1}] * 2
    assert computed == [1]


def test_what_failed_is_tried_again() -> None:
    recent = RecentSplits(at_most=2)

    def fail() -> Split:
        raise ThreeMFError("It is damaged.")

    with pytest.raises(ThreeMFError, match="It is damaged"):
        recent.get_or((SHOP, "a"), fail)

    assert recent.get((SHOP, "a")) is None
    assert recent.get_or((SHOP, "a"), lambda: {"rules": 1}) == {"rules": 1}


def test_the_longest_unasked_goes_first() -> None:
    recent = RecentSplits(at_most=2)
    for sha256 in ("a", "b", "a", "c"):
        recent.get_or((SHOP, sha256), lambda sha256=sha256: {"of": sha256})

    kept = [recent.get((SHOP, sha256)) for sha256 in ("a", "b", "c")]

    assert kept == [{"of": "a"}, None, {"of": "c"}]
