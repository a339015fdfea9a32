"""Whatever is done to the stock, in whatever order and by however many: not a gram is lost.

More of it: PRINTSHOP_TEST_EXAMPLES=200 for the sequences, PRINTSHOP_TEST_SECONDS=60 for the
sessions at once.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from printshop.domain.spools import QuantityOperation
from printshop.errors import NotFoundError, PrintshopError, RuleError
from printshop.services.shop import Premises
from tests.conftest import a_person
from tests.services.stock.steps import TARE_G, People, Stockroom, again, assert_kept, written

_EXAMPLES = int(os.environ.get("PRINTSHOP_TEST_EXAMPLES", "12"))
_AT_ONCE_S = float(os.environ.get("PRINTSHOP_TEST_SECONDS", "4"))
_STEPS = 20
_SESSIONS = 8

_any = st.integers(0, 30)
_grams = st.decimals(Decimal("0.01"), 60, places=2)
_prices = st.none() | st.decimals(0, 9, places=2)


class _Sequence(RuleBasedStateMachine):
    """One person, each request sent twice."""

    premises: Premises

    def __init__(self) -> None:
        super().__init__()
        self._shop = self.premises.sign_in(a_person())
        self._people = People(Stockroom(self._shop), self._sent_twice)

    def _sent_twice(self, request: Callable[[], object]) -> None:
        request()
        before = written(self._shop)
        again(request)
        assert written(self._shop) == before, "sent again, it changed something"

    def _do(self, step: Callable[[], None]) -> None:
        before = written(self._shop)
        try:
            step()
        except RuleError:
            assert written(self._shop) == before, "refused, it changed something"

    @rule(which=_any, count=st.integers(1, 3), grams=_grams, price=_prices)
    def receive(self, which: int, count: int, grams: Decimal, price: Decimal | None) -> None:
        self._do(lambda: self._people.receive(which, count, grams, price))

    @rule(spool=_any, operation=st.sampled_from(QuantityOperation), grams=_grams)
    def adjust(self, spool: int, operation: QuantityOperation, grams: Decimal) -> None:
        self._do(lambda: self._people.adjust(spool, operation, grams))

    @rule(spool=_any, grams=_grams)
    def weigh(self, spool: int, grams: Decimal) -> None:
        self._do(lambda: self._people.weigh(spool, TARE_G + grams - 5))

    @rule(spool=_any, grams=st.none() | _grams)
    def scrap(self, spool: int, grams: Decimal | None) -> None:
        self._do(lambda: self._people.scrap(spool, grams))

    @rule(giving=_any, taking=_any, grams=_grams)
    def wind(self, giving: int, taking: int, grams: Decimal) -> None:
        self._do(lambda: self._people.wind(giving, taking, grams))

    @rule(found=st.lists(st.tuples(_any, _grams), min_size=1, max_size=3))
    def count_shelf(self, found: list[tuple[int, Decimal]]) -> None:
        self._do(lambda: self._people.count_shelf(found))

    @rule(first=_grams, second=_grams)
    def use(self, first: Decimal, second: Decimal) -> None:
        self._do(lambda: self._people.use(first, second))

    @rule(which=_any)
    def undo_use(self, which: int) -> None:
        self._do(lambda: self._people.undo_use(which))

    @rule(spool=_any, which=_any)
    def take_back(self, spool: int, which: int) -> None:
        self._do(lambda: self._people.take_back(spool, which))

    @rule(spool=_any, price=_prices)
    def correct_price(self, spool: int, price: Decimal | None) -> None:
        self._do(lambda: self._people.correct_price(spool, price))

    @rule()
    def merge_and_part(self) -> None:
        self._do(self._people.merge_and_part)

    @invariant()
    def nothing_is_lost(self) -> None:
        assert_kept(self._shop)


def test_any_sequence_of_steps_keeps_every_gram_and_every_cost_in_bounds(
    premises: Premises,
) -> None:
    _Sequence.premises = premises
    run_state_machine_as_test(
        _Sequence,
        settings=settings(
            max_examples=_EXAMPLES,
            stateful_step_count=_STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_many_sessions_at_once_on_the_same_spools_lose_no_gram_and_never_deadlock(
    premises: Premises,
) -> None:
    room = Stockroom(premises.sign_in(a_person()), spools_of_each=5)
    ends_at = time.monotonic() + _AT_ONCE_S

    def work(seed: int) -> tuple[People, Counter[str]]:
        people, chance, done = People(room, _twice), Random(seed), Counter[str]()  # noqa: S311
        while time.monotonic() < ends_at:
            name, step = _chosen(people, chance)
            try:
                step()
            except (RuleError, NotFoundError):
                done["refused"] += 1
            except PrintshopError as error:
                done[f"{name}: {error.message} {error.__cause__}"] += 1
            else:
                done["done"] += 1
        return people, done

    with ThreadPoolExecutor(_SESSIONS) as pool:
        results = list(pool.map(work, range(_SESSIONS)))

    done = sum((counted for _, counted in results), Counter[str]())
    assert done.keys() == {"done", "refused"}, done
    assert_kept(room.shop)
    asked = [request for people, _ in results for request in people.requests]
    assert _booked(room, asked) == len(asked)


def _twice(request: Callable[[], object]) -> None:
    request()
    again(request)


def _chosen(people: People, chance: Random) -> tuple[str, Callable[[], None]]:
    def spool() -> int:
        return chance.randrange(10)

    def grams() -> Decimal:
        return Decimal(chance.randint(1, 2000)) / 100

    steps: dict[str, tuple[int, Callable[[], None]]] = {
        "adjust": (
            4,
            lambda: people.adjust(spool(), chance.choice(list(QuantityOperation)), grams()),
        ),
        "weigh": (2, lambda: people.weigh(spool(), TARE_G + grams() * 2)),
        "scrap": (1, lambda: people.scrap(spool(), grams())),
        "wind": (3, lambda: people.wind(spool(), spool(), grams())),
        "receive": (1, lambda: people.receive(spool(), 2, grams(), grams())),
        "count": (2, lambda: people.count_shelf([(spool(), grams()) for _ in range(3)])),
        "use": (3, lambda: people.use(grams(), grams())),
        "undo": (2, lambda: people.undo_use(spool())),
        "take back": (2, lambda: people.take_back(spool(), spool())),
        "price": (1, lambda: people.correct_price(spool(), grams())),
        "merge": (1, people.merge_and_part),
    }
    name = chance.choices(list(steps), [weight for weight, _ in steps.values()])[0]
    return name, steps[name][1]


def _booked(room: Stockroom, requests: list) -> int:
    with room.shop.unit_of_work() as uow:
        return sum(uow.ledger.booked(request) is not None for request in requests)
