"""What waits, in words: a file in a line, what it becomes, and how far it is."""

from datetime import datetime, timedelta
from typing import Final

from printshop.domain.incoming import IncomingStage, IncomingStatus
from printshop.repo.incoming import IncomingStep
from printshop.services.incoming.grouping import Kin
from printshop.services.incoming.inbox import Item
from printshop.services.incoming.summary import Summary
from printshop.ui.formats import UNKNOWN, count, duration, escape_markdown, joined
from printshop.ui.weights import summed_up

# A slice of 16 MB takes a minute on a poor line, and is noted when it has come.
_SILENCE: Final = timedelta(seconds=90)
_STAGES: Final = {
    IncomingStage.RECEIVE: "being sent",
    IncomingStage.VERIFY: "being checked",
    IncomingStage.READ: "being read",
    IncomingStage.SPLIT: "its grams are being told apart",
    IncomingStage.PICTURES: "its pictures are being drawn",
    IncomingStage.SAVE: "being saved",
}


def title(item: Item) -> str:
    """Markdown of the name of a file and of what is in it."""
    return joined(f"**{escape_markdown(item.name)}**", facts(item.summary))


def facts(summary: Summary | None) -> str:
    """Plates, time and grams in a line; empty while nothing is known."""
    if summary is None:
        return ""
    time_s = summary.print_time_s
    if time_s is None and summary.used_g is None:
        return joined(count(summary.plate_count, "plate"), "not sliced")
    weighed = summed_up(summary.used_g, summary.filaments_g)
    return joined(
        count(summary.plate_count, "plate"),
        duration(time_s) if time_s is not None else "time unknown",
        "grams unknown" if weighed == UNKNOWN else weighed,
    )


def becomes(item: Item, others: dict[object, Item]) -> str:
    """Markdown of what a file becomes if nobody says otherwise.

    Args:
        item: the file.
        others: all that wait, by id.

    """
    proposal = item.proposal
    first = others.get(proposal.first)
    match proposal.kin:
        case Kin.DUPLICATE if proposal.existing is not None:
            return f"already in your shop: **{escape_markdown(proposal.existing.label)}**"
        case Kin.DUPLICATE if first is not None:
            return f"the very same file as **{escape_markdown(first.name)}**"
        case Kin.PROJECT:
            return f"project of **{escape_markdown(proposal.beside)}**"
        case Kin.NEW_VERSION if proposal.newer_of is not None:
            known = proposal.newer_of
            return f"version {known.next_version} of **{escape_markdown(known.name)}**"
        case Kin.SAME_MODEL if first is not None:
            return f"same model as **{escape_markdown(first.name)}**"
    return f"new model **{escape_markdown(_model_name(item))}**"


def has_stopped(of: IncomingStep, *, as_of: datetime) -> bool:
    """Whether nothing has come of a file for so long that its browser must be gone."""
    return of.status is IncomingStatus.RECEIVING and as_of - of.updated_at > _SILENCE


def step(of: IncomingStep, *, as_of: datetime) -> str:
    """Plain words for how far a file is that is being sent or processed."""
    if has_stopped(of, as_of=as_of):
        return f"stopped at {of.progress_pct} %: choose the file again, and it goes on"
    if not of.progress_pct:
        return "to be sent" if of.status is IncomingStatus.RECEIVING else "to be read"
    is_sent = of.status is IncomingStatus.RECEIVING
    what = _STAGES[IncomingStage.RECEIVE if is_sent else of.stage]
    return f"{what}, {of.progress_pct} %"


def _model_name(item: Item) -> str:
    said = item.incoming.form_values.model.name
    return said or (item.summary.title if item.summary else item.name)
