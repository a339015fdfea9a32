"""What is said of several plates together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

NOT_APART: Final = "Support, tower and purge are in it, as the file does not tell them apart."
# More sources of one line than these say less than their number.
_MOST_SOURCES: Final = 4
# From three on, numbers that follow each other are a span.
_SPAN: Final = 3


def plates_text(plates: Iterable[int]) -> str:
    """`plate 1`, `plates 1 and 3`, `plates 1 to 4 and 7`."""
    spans: list[list[int]] = []
    for plate in sorted(set(plates)):
        if spans and plate == spans[-1][-1] + 1:
            spans[-1].append(plate)
        else:
            spans.append([plate])
    said: list[str] = []
    for span in spans:
        is_long = len(span) >= _SPAN
        said += [f"{span[0]} to {span[-1]}"] if is_long else map(str, span)
    listed = " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))
    return f"plate {listed}" if said == [str(spans[0][0])] else f"plates {listed}"


def source_of_plates(sources: Sequence[tuple[int, str]]) -> str:
    """Where the sum of lines of several plates comes from: each plate's own, where they differ.

    Args:
        sources: plate and source of each line, by plates.

    """
    plates: defaultdict[str, list[int]] = defaultdict(list)
    for plate, source in sources:
        plates[source.removesuffix(f" {NOT_APART}")].append(plate)
    # Said once for all of them.
    apart = f" {NOT_APART}" if any(source.endswith(NOT_APART) for _, source in sources) else ""
    if len(plates) == 1:
        return f"{next(iter(plates))}{apart}"
    shown, others = list(plates.items())[:_MOST_SOURCES], list(plates.values())[_MOST_SOURCES:]
    said = [f"{plates_text(of).capitalize()}: {source}" for source, of in shown]
    if others:
        more = plates_text(plate for of in others for plate in of)
        said.append(f"{more.capitalize()}: each by its own.")
    return f"{' '.join(said)}{apart}"
