"""The findings of one reading: each once, and not more than a person reads."""

from printshop.errors import Finding


class Findings(list[Finding]):
    """A list that keeps the first findings and counts the rest.

    A hostile part can hold a million faults; they must not fill the memory.
    """

    def __init__(self, *, at_most: int) -> None:
        """Begin empty."""
        super().__init__()
        self._at_most = at_most
        self._left_out = 0

    def append(self, finding: Finding, /) -> None:
        """Add a finding unless it is there already or there are too many."""
        if len(self) >= self._at_most:
            self._left_out += 1
        elif finding not in self:
            super().append(finding)

    def listed(self) -> tuple[Finding, ...]:
        """Give them all, the last one saying how many were left out."""
        if not self._left_out:
            return tuple(self)
        rest = Finding(where="", message=f"{self._left_out:,} more findings.")
        return (*self, rest)
