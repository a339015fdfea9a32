"""An order that needs fewer filament changes."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.filament_changes import ChangeJob, Cost, Times, cost_of, propose
from printshop.analytics.staffed_hours import StaffedHours

NINE = datetime(2026, 6, 1, 9, tzinfo=UTC)
FROM_NINE = Times(free_at=NINE)
_HOUR_S = 3600


def job(number: int, filaments: str, **said: int | datetime | None) -> ChangeJob:
    """Build a job; capital letters are PETG, small ones PLA."""
    needs = {letter: "PETG" if letter.isupper() else "PLA" for letter in filaments}
    return ChangeJob(job_id=f"job{number}", filaments=needs, **said)  # ty: ignore[invalid-argument-type]


def jobs_of(*sets: str) -> list[ChangeJob]:
    return [job(number, letters, duration_s=600) for number, letters in enumerate(sets)]


SIX = jobs_of("wk", "rg", "wky", "rgb", "wy", "rb")


def keep_needed_soonest(sets: Sequence[str], slots: int) -> int:
    """Count loads the plain way: take out what is needed last again."""
    inside: set[str] = set()
    loads = 0
    for now, needed in enumerate(sets):
        missing = set(needed) - inside
        loads += len(missing)
        inside |= missing
        while len(inside) > slots:
            spare = sorted(inside - set(needed))
            later = {
                one: next((n for n, s in enumerate(sets) if n > now and one in s), len(sets))
                for one in spare
            }
            inside.remove(max(spare, key=later.__getitem__))
    return loads


def test_six_jobs_take_eight_loads_as_they_stand_and_six_in_the_best_order() -> None:
    saved = propose(SIX, slots=4, loaded={}, times=FROM_NINE)

    assert cost_of(SIX, slots=4, loaded={}) == Cost(loads=8, weight=8)
    assert saved is not None
    assert (saved.saved_loads, saved.saved_min, saved.saved_g) == (2, 10, 10)
    order = [SIX[int(job_id.removeprefix("job"))] for job_id in saved.job_ids]
    assert cost_of(order, slots=4, loaded={}).loads == 6


def test_what_is_loaded_already_is_not_loaded_again() -> None:
    inside = dict.fromkeys("wkyb", "PLA")

    assert cost_of(SIX, slots=4, loaded=inside).loads == 6
    assert cost_of(jobs_of("rgb", "wky"), slots=4, loaded=inside).loads == 4


def test_another_material_counts_threefold() -> None:
    jobs = jobs_of("a", "B", "c", "D")  # PLA and PETG in turn

    saved = propose(jobs, slots=1, loaded={}, times=FROM_NINE)

    assert cost_of(jobs, slots=1, loaded={}) == Cost(loads=4, weight=1 + 3 + 3 + 3)
    assert saved is not None
    assert saved.job_ids == ("job0", "job2", "job1", "job3")
    assert (saved.saved_loads, saved.saved_min, saved.saved_g) == (0, 20, 20)


def test_a_material_that_nobody_knows_is_not_another_one() -> None:
    inside = {"x": ""}

    assert cost_of(jobs_of("a"), slots=1, loaded=inside) == Cost(loads=1, weight=1)


def test_nothing_is_proposed_where_nothing_is_saved() -> None:
    assert propose(jobs_of("a", "a", "b"), slots=1, loaded={}, times=FROM_NINE) is None
    assert propose([], slots=4, loaded={}, times=FROM_NINE) is None


def test_no_job_passes_a_higher_priority() -> None:
    jobs = [job(0, "a", priority=1), job(1, "b", priority=1), job(2, "a"), job(3, "b")]

    saved = propose(jobs, slots=1, loaded={}, times=FROM_NINE)

    assert saved is not None
    assert saved.job_ids == ("job0", "job1", "job3", "job2")


def test_a_due_date_that_is_kept_stays_kept() -> None:
    # Each of the first two is due when it ends as they stand.
    first = job(0, "a", duration_s=_HOUR_S, due_at=NINE + timedelta(hours=1))
    second = job(1, "b", duration_s=_HOUR_S, due_at=NINE + timedelta(hours=2, minutes=15))
    third = job(2, "a", duration_s=_HOUR_S)

    kept = propose([first, second, third], slots=1, loaded={}, times=FROM_NINE)
    late = job(1, "b", duration_s=_HOUR_S, due_at=NINE)  # whatever is done
    free = propose([first, late, third], slots=1, loaded={}, times=FROM_NINE)

    assert kept is None
    assert free is not None
    assert free.job_ids == ("job0", "job2", "job1")


def test_no_job_is_delayed_for_more_than_a_day_of_the_shop_s_hours() -> None:
    times = Times(free_at=NINE, staffed=StaffedHours.every_day(time(8), time(20)))
    jobs = [
        job(0, "a", duration_s=_HOUR_S, due_at=NINE + timedelta(hours=1)),
        job(1, "b", duration_s=_HOUR_S),  # ends at 11:15, or at 9:15 next morning
        job(2, "a", duration_s=10 * _HOUR_S),  # ends at 20:15, cleared at 8:00
    ]

    a_day = propose(jobs, slots=1, loaded={}, times=times)
    hours_21 = propose(jobs, slots=1, loaded={}, times=times, max_delay=timedelta(hours=21))

    assert a_day is not None
    assert a_day.job_ids == ("job0", "job2", "job1")
    assert hours_21 is None


job_sets = st.text(alphabet="abcdEF", min_size=1, max_size=3).map(lambda s: "".join(sorted(set(s))))


@settings(max_examples=50)
@given(sets=st.lists(job_sets, max_size=9), slots=st.integers(3, 5))
def test_keeping_what_can_stay_is_as_good_as_keeping_what_is_needed_soonest(
    sets: list[str], slots: int
) -> None:
    assert cost_of(jobs_of(*sets), slots=slots, loaded={}).loads == keep_needed_soonest(sets, slots)


some_jobs = st.builds(
    lambda rows: [
        job(n, letters, priority=priority, duration_s=hours * _HOUR_S)
        for n, (letters, priority, hours) in enumerate(sorted(rows, key=lambda row: -row[1]))
    ],
    st.lists(st.tuples(job_sets, st.sampled_from([0, 0, 0, 1]), st.integers(0, 9)), max_size=5),
)


@settings(max_examples=40)
@given(jobs=some_jobs, slots=st.integers(3, 4), loaded=job_sets)
def test_up_to_five_jobs_no_order_within_the_bounds_is_better(
    jobs: list[ChangeJob], slots: int, loaded: str
) -> None:
    inside = {letter: "PETG" if letter.isupper() else "PLA" for letter in loaded}
    before = cost_of(jobs, slots=slots, loaded=inside)

    saved = propose(jobs, slots=slots, loaded=inside, times=FROM_NINE)

    allowed = (order for order in permutations(jobs) if _is_allowed(order, jobs))
    costs = (cost_of(order, slots=slots, loaded=inside) for order in allowed)
    best = min(cost.weight for cost in costs if cost.loads <= before.loads)
    assert (saved.saved_min if saved else 0) == 5 * (before.weight - best)


def _is_allowed(order: Sequence[ChangeJob], jobs: Sequence[ChangeJob]) -> bool:
    first, then = _ends(order), _ends(jobs)
    places = {job.job_id: n for n, job in enumerate(order)}
    return all(first[job_id] - then[job_id] <= 24 * _HOUR_S for job_id in then) and all(
        places[high.job_id] < places[low.job_id]
        for n, high in enumerate(jobs)
        for low in jobs[n:]
        if high.priority > low.priority
    )


def _ends(order: Sequence[ChangeJob]) -> dict[str, int]:
    ends, free_s = {}, 0
    for one in order:
        ends[one.job_id] = free_s + one.duration_s
        free_s = ends[one.job_id] + 900
    return ends


@settings(max_examples=10)
@given(sets=st.lists(job_sets, min_size=8, max_size=8), slots=st.integers(3, 5))
def test_eight_jobs_are_ordered_as_well_as_by_trying_all(sets: list[str], slots: int) -> None:
    sets = [letters.lower() for letters in sets]  # one material: a load is a load
    jobs = jobs_of(*sets)

    saved = propose(jobs, slots=slots, loaded={}, times=FROM_NINE)

    stands = cost_of(jobs, slots=slots, loaded={}).loads
    assert stands - (saved.saved_loads if saved else 0) == fewest_loads(sets, slots)


def fewest_loads(sets: Sequence[str], slots: int) -> int:
    """Count loads of all orders at once, taking out what is needed last again."""
    letters = sorted(set("".join(sets)))
    needs = np.array([[letter in one for letter in letters] for one in sets])
    orders = needs[np.array(list(permutations(range(len(sets)))))]  # order, turn, filament
    n_orders, n_turns, n_filaments = orders.shape
    next_use = np.full((n_turns, n_orders, n_filaments), n_turns, dtype=np.int8)
    for turn in range(n_turns - 2, -1, -1):
        next_use[turn] = np.where(orders[:, turn + 1], turn + 1, next_use[turn + 1])
    inside = np.zeros((n_orders, n_filaments), dtype=bool)
    loads = np.zeros(n_orders, dtype=int)
    for turn in range(n_turns):
        loads += (orders[:, turn] & ~inside).sum(axis=1)
        inside |= orders[:, turn]
        while (over := np.flatnonzero(inside.sum(axis=1) > slots)).size:
            spare = inside[over] & ~orders[over, turn]
            victims = np.where(spare, next_use[turn, over], -1).argmax(axis=1)
            inside[over, victims] = False
    return int(loads.min())


def test_the_plain_ways_of_counting_agree_on_the_worked_example() -> None:
    sets = ["wk", "rg", "wky", "rgb", "wy", "rb"]

    assert keep_needed_soonest(sets, 4) == 8
    assert fewest_loads(sets, 4) == 6


def test_long_queues_are_ordered_better_than_they_stand() -> None:
    jobs = jobs_of(*["wk", "rg", "wky", "rgb", "wy", "rb"] * 8)

    saved = propose(jobs, slots=4, loaded={}, times=Times(free_at=NINE, turnaround_s=0))

    assert saved is not None
    assert sorted(saved.job_ids) == sorted(job.job_id for job in jobs)
    assert saved.job_ids[40:] == tuple(job.job_id for job in jobs[40:])
    assert saved.saved_loads > cost_of(jobs, slots=4, loaded={}).loads // 2
