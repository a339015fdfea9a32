"""What a cost or a price is of: a piece, or one of what each of several plates yields."""


def word(plates: int) -> str:
    """`piece`, or `unit` where a version has several plates: those of all make one."""
    return "piece" if plates <= 1 else "unit"


def of_each(plates: int) -> str:
    """`a piece`, or `a unit (1 of each of 3 plates)`."""
    return "a piece" if plates <= 1 else f"a unit (1 of each of {plates} plates)"
