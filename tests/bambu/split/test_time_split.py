"""Sharing out the print time: whole seconds that add up to the slicer's total."""

from dataclasses import astuple

from hypothesis import given
from hypothesis import strategies as st

from printshop.bambu import TimeSplit
from printshop.bambu.split.time_split import split_time

_SECONDS = st.floats(0, 1e6, allow_nan=False)


def test_the_total_is_shared_out_in_proportion() -> None:
    split = split_time((10, 40, 20, 10, 15, 5), print_time_s=200, preparation_time_s=None)

    assert split == TimeSplit(
        prepare_s=20, model_s=80, support_s=40, tower_s=20, flush_s=30, travel_s=10
    )


def test_the_preparation_is_taken_as_the_slicer_says() -> None:
    split = split_time((10, 60, 0, 0, 0, 30), print_time_s=200, preparation_time_s=50)

    assert split == TimeSplit(
        prepare_s=50, model_s=100, support_s=0, tower_s=0, flush_s=0, travel_s=50
    )


def test_without_a_total_or_without_moves_there_is_no_split() -> None:
    assert split_time((10, 60, 0, 0, 0, 30), print_time_s=None, preparation_time_s=5) is None
    assert split_time((10, 0, 0, 0, 0, 0), print_time_s=60, preparation_time_s=None) is None
    assert split_time((), print_time_s=60, preparation_time_s=None) is None


@given(
    seconds=st.tuples(_SECONDS, _SECONDS, _SECONDS, _SECONDS, _SECONDS, _SECONDS),
    print_time_s=st.integers(0, 10**7),
    preparation_time_s=st.none() | st.integers(0, 10**5),
)
def test_the_parts_always_add_up_to_the_total(
    seconds: tuple[float, ...], print_time_s: int, preparation_time_s: int | None
) -> None:
    split = split_time(seconds, print_time_s=print_time_s, preparation_time_s=preparation_time_s)

    if split is not None:
        assert sum(astuple(split)) == print_time_s
        assert min(astuple(split)) >= 0
