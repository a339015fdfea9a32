"""What would become of jobs that are not queued yet."""

from printshop.analytics.allocation import Ground, basket, what_if
from printshop.frames import QUEUE
from tests.analytics.allocation.shop_frames import allocate, one_filament, plates, queue, weighed


def test_the_basket_takes_what_the_queue_leaves_whatever_the_priorities() -> None:
    needed = plates(("cup", "red", 80_00), ("vase", "red", 60_00))
    jobs = queue("cup", priority=(-100,))

    wishes = basket([("a", "vase"), ("b", "vase")])

    tried = what_if(needed, jobs, wishes, Ground(spools=weighed("red", 100, 90)))

    assert tried.by_filament.select("subject_id", "available_cg", "short_cg", "state").rows() == [
        ("a", 110_00, 0, "ready"),
        ("b", 50_00, 10_00, "short"),
    ]
    assert set(tried.held["job_id"]) == {"a", "b"}


def test_the_basket_changes_no_spool_of_the_queue() -> None:
    needed, jobs = one_filament(60, 60)
    spools = weighed("red", 70, 70, 100)

    tried = what_if(needed, jobs, basket([("more", "plate0")]), Ground(spools=spools))

    queued = allocate(needed, jobs, spools).held
    assert not set(tried.held["spool_id"]) & set(queued["spool_id"])


def test_a_basket_of_nothing_and_a_queue_of_nothing_are_all_right() -> None:
    needed, _ = one_filament(60)
    nothing = QUEUE.to_frame()

    assert what_if(needed, nothing, basket([]), Ground(spools=weighed("red", 70))).held.is_empty()
    alone = what_if(needed, nothing, basket([("a", "plate0")]), Ground(spools=weighed("red", 70)))
    assert alone.held["held_cg"].to_list() == [60_00]
