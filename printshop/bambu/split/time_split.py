"""The print time by what it is spent on: an estimate that adds up to the slicer's total."""

from printshop.bambu.gcode.clock import Spent
from printshop.bambu.results import TimeSplit


def split_time(
    seconds: tuple[float, ...], *, print_time_s: int | None, preparation_time_s: int | None
) -> TimeSplit | None:
    """Share out the total in proportion to the reckoned seconds.

    Args:
        seconds: reckoned from the gcode, in the order of `Spent`.
        print_time_s: the slicer's total, preparation included.
        preparation_time_s: of the gcode's header; taken as it is where it is known.

    Returns:
        Whole seconds that add up to the total; None without a total or without moves.
    """
    if print_time_s is None or not any(seconds[Spent.MODEL :]):
        return None
    shares = list(seconds)
    left_s = print_time_s
    if preparation_time_s is not None:
        left_s -= min(preparation_time_s, print_time_s)
        shares[Spent.PREPARE] = 0.0
    whole = _shared_out(left_s, shares)
    if preparation_time_s is not None:
        whole[Spent.PREPARE] = print_time_s - left_s
    return TimeSplit(
        prepare_s=whole[Spent.PREPARE],
        model_s=whole[Spent.MODEL],
        support_s=whole[Spent.SUPPORT],
        tower_s=whole[Spent.TOWER],
        flush_s=whole[Spent.FLUSH],
        travel_s=whole[Spent.TRAVEL],
    )


def _shared_out(total: int, shares: list[float]) -> list[int]:
    """Round so that the sum stays: the largest remainders are rounded up."""
    reckoned_s = sum(shares)
    exact = [share / reckoned_s * total for share in shares]
    whole = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    for place in by_remainder[: max(total - sum(whole), 0)]:
        whole[place] += 1
    return whole
