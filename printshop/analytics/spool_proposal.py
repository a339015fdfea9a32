"""Which spools a job takes where nobody chooses: of those in its printer, or as the plan says.

The queue's rows and starting a job ask this one function, so that they name the same spools.
"""

from collections.abc import Hashable, Sequence
from typing import TypeVar

_S = TypeVar("_S", bound=Hashable)


def from_printer(loaded: Sequence[tuple[_S, int]], needed_cg: int) -> list[_S]:
    """The spools of a filament in a printer, if they suffice without one from the shelf.

    Args:
        loaded: spools by slot with what they can give beside what the jobs before hold of
            them, centigrams.
        needed_cg: what the job takes of the filament.

    Returns:
        The smallest that suffices alone, else all that give if they do together, else none.

    """
    giving = [(left_cg, spool) for spool, left_cg in loaded if left_cg > 0]
    alone = [(left_cg, spool) for left_cg, spool in giving if left_cg >= needed_cg]
    if alone:
        return [min(alone, key=lambda one: one[0])[1]]
    if sum(left_cg for left_cg, _ in giving) >= needed_cg:
        return [spool for _, spool in giving]
    return []
