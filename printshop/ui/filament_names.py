"""Names of filaments for lists to choose from. Pure: no Streamlit.

Streamlit tells the options of a list apart by their text alone, so no two may read alike.
"""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from printshop.domain.filament import Filament


def told_apart(filaments: Iterable[Filament]) -> dict[UUID, str]:
    """Each filament's label; with its colour's code where another one has the same label.

    Brand, material, kind and colour code are unique in a shop; the label leaves out the
    material where there is a kind, so that it is said too.
    """
    known = list(filaments)
    times = Counter(filament.label for filament in known)
    return {
        filament.id: filament.label
        if times[filament.label] == 1
        else f"{filament.label} ({filament.material.value}, {filament.color_hex})"
        for filament in known
    }
