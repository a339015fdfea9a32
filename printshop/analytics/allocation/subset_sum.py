"""Which of some grams add up to how much, exactly, on whole numbers as rows of bits."""

from collections.abc import Sequence


def sums_up_to(parts: Sequence[int], limit: int) -> list[int]:
    """Say which sums can be reached with the first parts, for each count of them.

    Args:
        parts: whole numbers above zero.
        limit: larger sums are left out.

    Returns:
        One number for each count of parts from 0: bit s is set where s can be reached.

    """
    mask = (1 << (limit + 1)) - 1
    rows = [1]
    for part in parts:
        reached = rows[-1]
        rows.append((reached | reached << part) & mask if part <= limit else reached)
    return rows


def best_sum(parts: Sequence[int], limit: int) -> int:
    """Return the largest sum of some of the parts that is at most `limit`."""
    reached, mask = 1, (1 << (limit + 1)) - 1
    for part in parts:
        if part <= limit:
            reached = (reached | reached << part) & mask
    return reached.bit_length() - 1


def best_parts(parts: Sequence[int], limit: int) -> list[int]:
    """Return the places of parts with the largest sum up to `limit`, later ones preferred."""
    rows = sums_up_to(parts, limit)
    rest = rows[-1].bit_length() - 1
    chosen = []
    for place in range(len(parts) - 1, -1, -1):
        part = parts[place]
        if part <= rest and rows[place] >> (rest - part) & 1:
            chosen.append(place)
            rest -= part
    return chosen[::-1]
