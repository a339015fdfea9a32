"""Which prints use up what is left on a reel."""

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Final

# Of more different weights, the first ones: three of forty are ten thousand choices.
_MOST_PRINTS: Final = 40
_MOST_AT_ONCE: Final = 3


def finishers(
    spool_cg: int, needs_cg: Sequence[int], *, at_most: int = 5
) -> list[tuple[tuple[int, ...], int]]:
    """Choose prints that leave as little as possible on a reel.

    At most three prints, each as often as it likes; of choices that leave the same, the one of
    fewer prints, then the one of earlier prints.

    Worked example: 87 g and prints of 64, 55 and 22 g: 64 + 22, 1 g is left. 143 g:
    64 + 55 + 22, 2 g are left.

    Args:
        spool_cg: what can be used of the reel, centigrams.
        needs_cg: what each print takes of it, those to be preferred first.
        at_most: how many choices.

    Returns:
        (places in `needs_cg`, centigrams that are left), the best first.

    """
    places: dict[int, int] = {}
    for place, need_cg in enumerate(needs_cg):
        if 0 < need_cg <= spool_cg:
            places.setdefault(need_cg, place)
    prints = sorted(list(places.values())[:_MOST_PRINTS])
    found = []
    for n_prints in range(1, _MOST_AT_ONCE + 1):
        for chosen in combinations_with_replacement(prints, n_prints):
            left_cg = spool_cg - sum(needs_cg[place] for place in chosen)
            if left_cg >= 0:
                found.append((left_cg, n_prints, chosen))
    return [(chosen, left_cg) for left_cg, _, chosen in sorted(found)[:at_most]]
