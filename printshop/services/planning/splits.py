"""Filaments of which there is enough in all, but not for each job on one spool."""

from printshop.analytics.allocation import Allocation, split_sentence
from printshop.services.planning.context import Context
from printshop.services.planning.view import SplitFilament


def split_filaments(allocation: Allocation, context: Context) -> tuple[SplitFilament, ...]:
    """Each of them with the reason, by name."""
    found = [
        SplitFilament(filament=filament, sentence=split_sentence(needed_cg, single_cg, bound_cg))
        for filament_id, needed_cg, single_cg, bound_cg in allocation.split.iter_rows()
        if (filament := context.filaments_by_text.get(filament_id)) is not None
    ]
    return tuple(sorted(found, key=lambda of: of.filament.label))
