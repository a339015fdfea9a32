"""An order of the whole queue that saves filament changes."""

from datetime import timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.filament_changes import Proposal, propose_queue
from printshop.analytics.schedule import schedule
from printshop.analytics.staffed_hours import StaffedHours
from printshop.frames import LOADED, REQUIREMENTS
from tests.analytics.schedule.queues import (
    ALWAYS,
    EIGHT_TO_TWENTY,
    NINE,
    at,
    can,
    printing,
    queue,
    shop_of,
)

EMPTY = LOADED.to_frame()


def needs(*plates: str) -> pl.DataFrame:
    """REQUIREMENTS of plates that are called like the letters of their filaments."""
    rows = [
        {
            "plate_id": plate,
            "filament_id": letter,
            "filament_index": n,
            "material": "PETG" if letter.isupper() else "PLA",
        }
        for plate in sorted(set(plates))
        for n, letter in enumerate(plate)
    ]
    return pl.DataFrame(rows, schema=REQUIREMENTS)


def proposed(
    jobs: pl.DataFrame,
    shop: pl.DataFrame,
    loaded: pl.DataFrame = EMPTY,
    staffed: StaffedHours | None = ALWAYS,
    **arguments: Any,  # noqa: ANN401 - those of `propose_queue`
) -> Proposal | None:
    plates = needs(*jobs["plate_id"])
    return propose_queue(jobs, plates, shop, loaded, as_of=NINE, staffed=staffed, **arguments)


def plates(*names: str) -> list[dict[str, Any]]:  # Any: cells of QUEUE
    return [{"plate_id": name, "priority": 0} for name in names]


def test_the_six_jobs_of_one_printer_save_two_loads() -> None:
    jobs = queue(*plates("wk", "rg", "wky", "rgb", "wy", "rb"))

    saved = proposed(jobs, shop_of(can("Anna")))

    assert saved is not None
    assert sorted(saved.job_ids) == sorted(jobs["job_id"])
    assert (saved.saved_loads, saved.saved_min, saved.saved_g) == (2, 10, 10)


def test_what_prints_counts_as_loaded_and_stays_where_it_is() -> None:
    running = {**printing("A", at(8), 2 * 3600), "plate_id": "a", "priority": 0}
    jobs = queue(running, *plates("b", "a", "b"))

    saved = proposed(jobs, shop_of(can("Anna", ams_slots=0)))

    assert saved is not None
    assert saved.job_ids == ("job2", "job1", "job3")
    assert saved.saved_loads == 2


def test_nothing_is_proposed_where_nobody_ever_comes_or_nothing_waits() -> None:
    jobs = queue(*plates("a", "b", "a"))

    assert proposed(jobs, shop_of(can("Anna", ams_slots=0)), staffed=None) is None
    assert proposed(jobs, shop_of()) is None
    assert proposed(queue(), shop_of(can("Anna"))) is None


def test_a_due_date_that_is_kept_stays_kept_on_all_printers() -> None:
    jobs = queue(
        {"plate_id": "a", "priority": 0, "due_at": at(10)},
        {"plate_id": "b", "priority": 0, "due_at": at(11, 15)},
        {"plate_id": "a", "priority": 0},
    )

    assert proposed(jobs, shop_of(can("Anna", ams_slots=0))) is None


some_jobs = st.lists(
    st.fixed_dictionaries(
        {
            "plate_id": st.sampled_from(["a", "b", "ab", "D"]),
            "duration_s": st.sampled_from([None, 600, 3600, 7200, 40_000]),
            "priority": st.sampled_from([0, 0, 0, 1]),
            "due_at": st.sampled_from([None, None, at(20), at(12, day=2)]),
        }
    ),
    min_size=5,
    max_size=9,
)


@settings(max_examples=30)
@given(rows=some_jobs, slots=st.lists(st.sampled_from([0, 0, 2]), min_size=1, max_size=3))
def test_what_is_proposed_holds_when_it_is_planned(
    rows: list[dict[str, Any]],  # Any: cells of QUEUE
    slots: list[int],
) -> None:
    jobs = queue(*sorted(rows, key=lambda row: -row["priority"]))
    named = zip(["Anna", "Bert", "Carl"], slots, strict=False)
    shop = shop_of(*(can(name, ams_slots=n) for name, n in named))

    saved = proposed(jobs, shop, staffed=EIGHT_TO_TWENTY)

    if saved is None:
        return
    assert saved.saved_min > 0
    assert saved.saved_loads >= 0
    turn = {job_id: n for n, job_id in enumerate(saved.job_ids)}
    ordered = jobs.sort(pl.col("job_id").replace_strict(turn))
    assert ordered["priority"].to_list() == jobs["priority"].to_list()
    before, after = (
        schedule(
            those,
            shop,
            as_of=NINE,
            staffed=EIGHT_TO_TWENTY,
            requirements=needs(*jobs["plate_id"]),
            loaded=EMPTY,
        ).planned
        for those in (jobs, ordered)
    )
    both = before.join(after, on="job_id", suffix="_then").join(jobs, on="job_id")
    for row in both.drop_nulls("ends_at").iter_rows(named=True):
        assert row["ends_at_then"] - row["ends_at"] <= timedelta(hours=24)
        if row["due_at"] and row["ends_at"] <= row["due_at"]:
            assert row["ends_at_then"] <= row["due_at"]
