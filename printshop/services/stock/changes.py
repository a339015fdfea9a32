"""Two people changing the same thing: what only one of them changed is kept from both."""

from typing import TypeVar

from printshop.domain.units import Frozen
from printshop.errors import ChangedMeanwhileError

Said = TypeVar("Said", bound=Frozen)


def merged(was: Said, mine: Said, now: Said, what: str) -> Said:
    """What to save, field by field: what I changed, and what stands there otherwise.

    Args:
        was: what I saw when I began.
        mine: what I want to save.
        now: what stands there at this moment.
        what: whose fields they are, for the sentence.

    Raises:
        ChangedMeanwhileError: somebody else changed a field to one value, I to another.

    """
    names = type(was).model_fields
    changed = [name for name in names if getattr(mine, name) != getattr(was, name)]
    at_odds = {
        name: (getattr(was, name), getattr(now, name), getattr(mine, name))
        for name in changed
        if getattr(now, name) not in (getattr(was, name), getattr(mine, name))
    }
    if at_odds:
        raise ChangedMeanwhileError(what, at_odds)
    values = {name: getattr(mine if name in changed else now, name) for name in names}
    return type(was)(**values)
