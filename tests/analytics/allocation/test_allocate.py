"""Which spool serves which job, and how each job stands."""

from datetime import date

import polars as pl
import pytest

from printshop.analytics.allocation import (
    HELD,
    SPLIT,
    STARTED,
    left_over,
    split_sentence,
)
from printshop.errors import FrameContractError
from printshop.frames import FEASIBILITY_BY_FILAMENT, LOADED, QUEUE, REQUIREMENTS, SPOOLS
from tests.analytics.allocation.shop_frames import (
    allocate,
    assumed,
    one_filament,
    plates,
    queue,
    shelf,
    substitutes,
    weighed,
)

ROLLS = weighed("red", 220, 180, 90)


def states(judged: pl.DataFrame) -> list[tuple[str, str]]:
    return judged.select("subject_id", "state").rows()


def takes(held: pl.DataFrame) -> list[tuple[str, str, int]]:
    return [
        (job, spool, cg // 100)
        for job, spool, cg in held.select("job_id", "spool_id", "held_cg").iter_rows()
    ]


def started(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=STARTED, orient="row")


def test_jobs_of_100_150_and_100_grams_all_print_from_spools_of_150_and_200() -> None:
    allocation = allocate(*one_filament(100, 150, 100), weighed("red", 150, 200))

    assert takes(allocation.held) == [
        ("job0", "red1", 100),
        ("job1", "red0", 150),
        ("job2", "red1", 100),
    ]
    assert allocation.by_filament.drop("substitute_id").rows() == [
        ("job0", "red", 100_00, 350_00, 0, 0, 1, "ready"),
        ("job1", "red", 150_00, 250_00, 0, 0, 1, "ready"),
        ("job2", "red", 100_00, 100_00, 0, 0, 1, "ready"),
    ]
    assert allocation.split.equals(SPLIT.to_frame())


def test_no_plan_serves_490_of_490_grams_from_one_spool_each_and_it_is_said() -> None:
    allocation = allocate(*one_filament(170, 120, 100, 60, 40), ROLLS)

    assert [state for _, state in states(allocation.by_filament)] == ["ready"] * 4 + ["ready_swap"]
    assert takes(allocation.held)[-2:] == [("job4", "red2", 30), ("job4", "red1", 10)]
    assert allocation.split.rows() == [("red", 490_00, 450_00, 450_00)]
    assert split_sentence(490_00, 450_00, 450_00) == (
        "There is enough in all, but no way of sharing out the spools serves every job from one:"
        " 450 g of 490 g at best."
    )
    assert split_sentence(490_50, 440_00, 450_00).endswith("one spool: 440 g of 490.5 g.")


@pytest.mark.parametrize(
    ("needed_g", "slots", "state", "taken"),
    [
        (200, 0, "ready", [("red0", 200)]),
        (80, 0, "ready", [("red2", 80)]),  # the smallest that suffices
        (300, 0, "ready_swap", [("red0", 220), ("red2", 80)]),
        (300, 4, "ready_refill", [("red0", 220), ("red2", 80)]),
        (490, 3, "ready_refill", [("red0", 220), ("red1", 180), ("red2", 90)]),
        (490, 2, "ready_swap", [("red0", 220), ("red1", 180), ("red2", 90)]),
    ],
)
def test_one_job_on_spools_of_220_180_and_90_grams(
    needed_g: int, slots: int, state: str, taken: list[tuple[str, int]]
) -> None:
    allocation = allocate(*one_filament(needed_g), ROLLS, refill_slots=slots)

    assert states(allocation.by_filament) == [("job0", state)]
    assert [row[1:] for row in takes(allocation.held)] == taken


def test_the_tail_of_each_spool_cannot_be_used() -> None:
    allocation = allocate(*one_filament(460), ROLLS, tail_cg=15_00)

    assert allocation.held["held_cg"].sum() == 445_00
    assert allocation.by_filament.drop("substitute_id").rows() == [
        ("job0", "red", 460_00, 445_00, 0, 15_00, None, "short")
    ]


def test_all_reels_of_all_filaments_of_a_job_must_find_a_slot() -> None:
    needed = plates(("cup", "red", 300_00), ("cup", "blue", 1_00), ("cup", "white", 1_00))
    stock = pl.concat([ROLLS, weighed("blue", 10), weighed("white", 10)])

    enough, too_few = (
        allocate(needed, queue("cup"), stock, refill_slots=slots).by_filament for slots in (4, 3)
    )

    assert enough["state"].to_list() == ["ready_refill", "ready", "ready"]
    assert too_few["state"].to_list() == ["ready_swap", "ready", "ready"]


def test_of_equal_spools_the_one_that_expires_first_gives() -> None:
    stock = shelf(
        ("a", "red", 50_00, True, None),
        ("b", "red", 50_00, True, date(2026, 12, 31)),
        ("c", "red", 50_00, True, date(2026, 12, 1)),
    )

    assert takes(allocate(*one_filament(30), stock).held) == [("job0", "c", 30)]


def test_of_equal_spools_one_that_is_in_a_printer_gives() -> None:
    loaded = pl.DataFrame([("x1", 1, "red1", "red")], schema=LOADED, orient="row")

    allocation = allocate(*one_filament(30), weighed("red", 50, 50, 50), loaded=loaded)

    assert takes(allocation.held) == [("job0", "red1", 30)]


def test_a_higher_priority_has_the_better_plan_and_the_stock() -> None:
    needed = plates(("big", "red", 90_00), ("small", "red", 60_00))

    allocation = allocate(
        needed, queue("big", "small", priority=(0, 10)), weighed("red", 90, 40, 20)
    )

    # Alone in its priority, 60 takes the spool of 90; the 90 makes do with the rests.
    assert states(allocation.by_filament) == [("job1", "ready"), ("job0", "ready_swap")]
    assert takes(allocation.held)[0] == ("job1", "red0", 60)


def test_among_equally_good_plans_the_earlier_job_is_served_from_one_spool() -> None:
    allocation = allocate(*one_filament(60, 60, 60), weighed("red", 100, 100))

    assert [state for _, state in states(allocation.by_filament)] == [
        "ready",
        "ready",
        "ready_swap",
    ]


def test_a_short_job_holds_what_there_is_so_the_shortages_add_up() -> None:
    allocation = allocate(*one_filament(600, 100), ROLLS)

    assert allocation.held["held_cg"].sum() == 490_00
    assert allocation.by_filament["short_cg"].to_list() == [110_00, 100_00]


def test_grams_missing_on_weighed_spools_are_held_on_assumed_ones() -> None:
    stock = pl.concat([weighed("red", 220, 50), assumed("red", 100)])

    allocation = allocate(*one_filament(300, 80), stock)

    assert takes(allocation.held) == [
        ("job0", "red0", 220),
        ("job0", "red1", 50),
        ("job0", "red?0", 30),
        ("job1", "red?0", 70),
    ]
    assert states(allocation.by_filament) == [("job0", "unverified"), ("job1", "short")]


def test_a_printing_job_comes_before_the_queue_whatever_its_priority() -> None:
    needed = plates(("cup", "red", 220_00))
    jobs = queue("cup", "cup", printing=(1,), priority=(50, 0))

    allocation = allocate(needed, jobs, weighed("red", 230))

    assert takes(allocation.held) == [("job1", "red0", 220), ("job0", "red0", 10)]


def test_a_printing_job_holds_what_it_was_started_with() -> None:
    needed = plates(("cup", "red", 60_00))
    jobs = queue("cup", "cup", printing=(0,))

    allocation = allocate(
        needed, jobs, ROLLS, started=started(("job0", "red", "red0", 65_00)), tail_cg=10_00
    )

    # Best fit alone would have taken the spool of 90.
    assert takes(allocation.held) == [("job0", "red0", 65), ("job1", "red2", 60)]
    assert allocation.by_filament.row(0)[:7] == ("job0", "red", 65_00, 65_00, 0, 0, 1)


def test_a_printing_job_of_unknown_grams_stays_unknown() -> None:
    needed, jobs = plates(("cup", "red", None)), queue("cup", printing=(0,))
    wishes = started(("job0", "red", "red0", 0))

    allocation = allocate(needed, jobs, ROLLS, started=wishes)

    assert states(allocation.by_filament) == [("job0", "unknown")]


def test_a_printing_job_whose_spool_was_emptied_in_between_is_short() -> None:
    needed, jobs = plates(("cup", "red", 60_00)), queue("cup", printing=(0,))
    wishes = started(("job0", "red", "gone", 40_00), ("job0", "red", "red2", 20_00))

    allocation = allocate(needed, jobs, ROLLS, started=wishes)

    assert takes(allocation.held) == [("job0", "red2", 20)]
    assert allocation.by_filament.select("short_cg", "state").rows() == [(40_00, "short")]


def test_a_printing_job_may_have_been_started_with_a_substitute() -> None:
    needed, jobs = plates(("cup", "red", 60_00)), queue("cup", printing=(0,))
    wishes = started(("job0", "red", "rose0", 60_00))

    allocation = allocate(needed, jobs, weighed("rose", 100), started=wishes)

    assert allocation.held.rows() == [("job0", "rose", "red", "rose0", 60_00)]
    assert allocation.by_filament.select("substitute_id", "state").rows() == [
        ("rose", "ready_substitute")
    ]


def test_a_short_job_takes_the_nearest_substitute_that_all_others_leave() -> None:
    needed = plates(("cup", "red", 100_00), ("vase", "rose", 60_00))
    stock = pl.concat([weighed("red", 30), weighed("rose", 150), weighed("wine", 150)])
    known = substitutes(("red", "wine", 8.0), ("red", "rose", 3.0))

    allocation = allocate(needed, queue("cup", "cup", "vase"), stock, substitutes=known)

    # Rose is nearer, but the vase needs 60 of its 150.
    assert allocation.held.rows() == [
        ("job0", "wine", "red", "wine0", 100_00),
        ("job1", "red", "red", "red0", 30_00),
        ("job2", "rose", "rose", "rose0", 60_00),
    ]
    assert allocation.by_filament.select("state", "substitute_id", "short_cg").rows() == [
        ("ready_substitute", "wine", 70_00),
        ("short", None, 70_00),  # nothing near is left for a second cup
        ("ready", None, 0),
    ]


def test_what_a_job_leaves_for_a_substitute_goes_to_the_jobs_behind_it() -> None:
    stock = pl.concat([weighed("red", 50), weighed("rose", 100)])

    allocation = allocate(
        *one_filament(100, 50), stock, substitutes=substitutes(("red", "rose", 3.0))
    )

    assert states(allocation.by_filament) == [("job0", "ready_substitute"), ("job1", "ready")]


def test_no_substitute_for_a_running_print_for_two_colors_at_once_or_for_a_blocked_job() -> None:
    stock, known = weighed("rose", 500), substitutes(("red", "rose", 3.0), ("wine", "rose", 3.0))
    needed = plates(
        ("both", "red", 10_00),
        ("both", "wine", 10_00),
        ("own", "red", 10_00),
        ("own", "rose", 10_00),
        ("blocked", "red", 10_00),
        ("blocked", None, 10_00),
        ("runs", "red", 10_00),
    )

    jobs = queue("runs", "both", "own", "blocked", printing=(0,))
    allocation = allocate(needed, jobs, stock, substitutes=known)

    assert "ready_substitute" not in allocation.by_filament["state"].to_list()
    assert takes(allocation.held) == [("job2", "rose0", 10)]


def test_jobs_without_grams_filament_or_requirements_hold_nothing() -> None:
    needed = plates(("a", "red", None), ("b", None, 5_00), ("c", "red", 0))

    allocation = allocate(needed, queue("a", "b", "c", "gone"), ROLLS)

    assert allocation.held.equals(HELD.to_frame())
    assert allocation.by_filament.drop("substitute_id").rows() == [
        ("job0", "red", None, 490_00, 0, 0, None, "unknown"),
        ("job1", None, 5_00, 0, 0, 5_00, None, "unmatched"),
        ("job2", "red", 0, 490_00, 0, 0, 0, "ready"),
        ("job3", None, None, 0, 0, 0, None, "unknown"),
    ]


def test_only_the_queued_plate_is_held_not_its_whole_variant() -> None:
    needed = plates(("cup", "red", 10_00), ("lid", "red", 99_00))

    assert allocate(needed, queue("cup"), ROLLS).held["held_cg"].sum() == 10_00


def test_what_is_left_over_has_no_empty_spools() -> None:
    held = allocate(*one_filament(90, 100), ROLLS).held

    assert left_over(ROLLS, held).select("spool_id", "on_hand_cg").rows() == [
        ("red0", 220_00),
        ("red1", 80_00),
    ]


def test_an_empty_shop_holds_nothing() -> None:
    allocation = allocate(REQUIREMENTS.to_frame(), QUEUE.to_frame(), SPOOLS.to_frame())

    assert allocation.held.equals(HELD.to_frame())
    assert allocation.by_filament.equals(FEASIBILITY_BY_FILAMENT.to_frame())
    assert left_over(SPOOLS.to_frame(), allocation.held).equals(SPOOLS.to_frame())


def test_a_shop_without_spools_is_short_of_everything() -> None:
    allocation = allocate(*one_filament(5), SPOOLS.to_frame())

    assert states(allocation.by_filament) == [("job0", "short")]


def test_a_frame_that_breaks_its_contract_is_refused() -> None:
    with pytest.raises(FrameContractError, match="The frame spools breaks its contract"):
        allocate(*one_filament(5), ROLLS.drop("is_weighed"))
