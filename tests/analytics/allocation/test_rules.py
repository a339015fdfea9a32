"""What holds for every allocation, whatever the shop."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.allocation import Allocation, left_over
from tests.analytics.allocation.shop_frames import allocate, plates, queue, shelf, substitutes

stocks = st.lists(
    st.tuples(st.sampled_from(["red", "blue", "rose"]), st.integers(1, 30), st.booleans()),
    max_size=7,
)
needs = st.lists(
    st.tuples(
        st.sampled_from(["cup", "lid", "vase"]),
        st.sampled_from(["red", "red", "blue", None]),
        st.none() | st.integers(0, 30),
    ),
    max_size=6,
)
wishes = st.lists(
    st.tuples(st.sampled_from(["cup", "lid", "vase"]), st.integers(0, 2), st.booleans()),
    max_size=8,
)

Stock = list[tuple[str, int, bool]]
Needs = list[tuple[str, str | None, int | None]]
Wishes = list[tuple[str, int, bool]]


KNOWN = substitutes(("red", "rose", 2.0), ("blue", "rose", 4.0))


def run(
    stock: Stock,
    needed: Needs,
    jobs: Wishes,
    *,
    tail_cg: int = 0,
    known: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, Allocation]:
    spools = shelf(*((f"s{n}", name, cg, known, None) for n, (name, cg, known) in enumerate(stock)))
    waiting = queue(
        *(plate for plate, _, _ in jobs),
        printing=[n for n, job in enumerate(jobs) if job[2]],
        priority=[priority for _, priority, _ in jobs],
    )
    allocation = allocate(
        plates(*sorted(needed, key=lambda row: row[0])),
        waiting,
        spools,
        tail_cg=tail_cg,
        substitutes=known,
    )
    return spools, allocation


@settings(max_examples=50, deadline=None)
@given(stock=stocks, needed=needs, jobs=wishes, tail_cg=st.sampled_from([0, 3]))
def test_no_spool_gives_more_than_is_usable_and_each_job_is_served_once(
    stock: Stock, needed: Needs, jobs: Wishes, tail_cg: int
) -> None:
    spools, allocation = run(stock, needed, jobs, tail_cg=tail_cg, known=KNOWN)
    held, judged = allocation.held, allocation.by_filament

    on_hand = dict(spools.select("spool_id", "on_hand_cg").iter_rows())
    per_spool = dict(held.group_by("spool_id").agg(pl.col("held_cg").sum()).iter_rows())
    assert all(0 < cg <= on_hand[spool] - tail_cg for spool, cg in per_spool.items())
    rest_cg = left_over(spools, held)["on_hand_cg"].sum()
    assert rest_cg == sum(on_hand.values()) - sum(per_spool.values())
    got = Counter[tuple[str, str]]()
    for job_id, _, filament_id, _, held_cg in held.iter_rows():
        got[job_id, filament_id] += held_cg
    for row in judged.filter(pl.col("filament_id").is_not_null()).iter_rows(named=True):
        if row["needed_cg"] is not None:
            lacks_cg = 0 if row["state"] == "ready_substitute" else row["short_cg"]
            assert (
                got.pop((row["subject_id"], row["filament_id"]), 0) == row["needed_cg"] - lacks_cg
            )
    assert not got


@settings(max_examples=25, deadline=None)
@given(stock=stocks, needed=needs, jobs=wishes)
def test_the_same_shop_has_the_same_plan_and_a_cancelled_job_gives_its_grams_back(
    stock: Stock, needed: Needs, jobs: Wishes
) -> None:
    _, first = run(stock, needed, jobs)
    _, again = run(stock, needed, jobs)
    _, without = run(stock, needed, jobs[:-1])

    assert first.held.equals(again.held)
    assert first.by_filament.equals(again.by_filament)
    before, after = per_job(first), per_job(without)
    assert set(after) == set(before) - {f"job{len(jobs) - 1}"}
    assert all(after[job_id] >= before[job_id] for job_id in after)


def per_job(allocation: Allocation) -> dict[str, int]:
    held = dict.fromkeys(allocation.by_filament["subject_id"], 0)
    for job_id, held_cg in allocation.held.select("job_id", "held_cg").iter_rows():
        held[job_id] += held_cg
    return held


@settings(max_examples=25, deadline=None)
@given(stock=stocks, needed=needs, jobs=wishes, tail_cg=st.sampled_from([0, 3]))
def test_what_the_queue_needs_is_covered_or_short_to_the_centigram(
    stock: Stock, needed: Needs, jobs: Wishes, tail_cg: int
) -> None:
    _, allocation = run(stock, needed, jobs, tail_cg=tail_cg)

    for filament in ("red", "blue"):
        rows = allocation.by_filament.filter(pl.col("filament_id") == filament)
        usable_cg = sum(max(0, cg - tail_cg) for name, cg, _ in stock if name == filament)
        assert rows["short_cg"].sum() == max(0, rows["needed_cg"].sum() - usable_cg)


@settings(max_examples=50, deadline=None)
@given(
    spools_cg=st.lists(st.integers(1, 25), min_size=1, max_size=4),
    needs_cg=st.lists(st.integers(1, 14), min_size=1, max_size=6),
)
def test_small_queues_have_the_best_plan_there_is(
    spools_cg: list[int], needs_cg: list[int]
) -> None:
    spools = shelf(*((f"s{n}", "red", cg, True, None) for n, cg in enumerate(spools_cg)))
    needed = plates(*((f"plate{n}", "red", cg) for n, cg in enumerate(needs_cg)))
    jobs = queue(*(f"plate{n}" for n in range(len(needs_cg))))

    allocation = allocate(needed, jobs, spools)

    by_job = defaultdict(list)
    for job_id, spool_id in allocation.held.select("job_id", "spool_id").iter_rows():
        by_job[job_id].append(spool_id)
    is_whole = (allocation.by_filament["short_cg"] == 0).to_list()
    served = tuple(whole and len(by_job[f"job{n}"]) == 1 for n, whole in enumerate(is_whole))
    whole_cg = needs_cg[: sum(is_whole)]
    assert is_whole == sorted(is_whole, reverse=True)  # nobody behind takes from one before
    assert served[: len(whole_cg)] == tried_all(whole_cg, spools_cg)


def tried_all(needs_cg: Sequence[int], spools_cg: Sequence[int]) -> tuple[bool, ...]:
    """Try every spool for every need: the most grams, then the earliest needs."""

    def best(number: int, left: tuple[int, ...]) -> tuple[int, tuple[bool, ...]]:
        if number == len(needs_cg):
            return 0, ()
        needed_cg = needs_cg[number]
        grams, served = best(number + 1, left)
        found = [(grams, (False, *served))]
        for spool in {cg: n for n, cg in enumerate(left) if cg >= needed_cg}.values():
            rest = (*left[:spool], left[spool] - needed_cg, *left[spool + 1 :])
            grams, served = best(number + 1, rest)
            found.append((grams + needed_cg, (True, *served)))
        return max(found)

    return best(0, tuple(spools_cg))[1]
