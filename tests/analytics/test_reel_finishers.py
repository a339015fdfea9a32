"""Which prints use up what is left on a reel."""

from printshop.analytics.reel_finishers import finishers


def test_the_worked_examples_leave_one_and_two_grams() -> None:
    prints = [6400, 5500, 2200]

    assert finishers(8700, prints)[0] == ((0, 2), 100)
    assert finishers(14300, prints)[0] == ((0, 1, 2), 200)


def test_of_what_leaves_the_same_fewer_prints_go_first() -> None:
    assert [chosen for chosen, _ in finishers(4400, [2200, 4400], at_most=2)] == [(1,), (0, 0)]


def test_a_print_that_takes_more_than_there_is_does_not_finish_it() -> None:
    assert finishers(1000, [1001, 0]) == []


def test_of_many_prints_the_answer_still_comes_at_once() -> None:
    (best, *_) = finishers(30_000, [7_001 + 13 * place for place in range(3_000)])

    assert best[1] < 7_500
