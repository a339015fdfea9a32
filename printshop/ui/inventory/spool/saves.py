"""Saving what is said of a spool, so that two people do not undo each other, with a way back."""

from functools import partial
from uuid import UUID

from printshop.domain.spools import SpoolDetails
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import escape_markdown


def save(
    shop: Shop, spool_id: UUID, details: SpoolDetails, was: SpoolDetails, said: str
) -> SpoolDetails:
    """Save what a person changed, and offer to take it back.

    Args:
        shop: whose.
        spool_id: which.
        details: what is said now.
        was: what the person saw before.
        said: Markdown of what the spool is now, after its number.

    Raises:
        ChangedMeanwhileError: somebody else changed the same.
        NotFoundError: there is no such spool.

    """
    spool = stock.update_spool(shop, spool_id, details, was=was)
    if details != was:
        notices.offer_undo(
            f"Spool {escape_markdown(spool.label)} {said}.",
            partial(_take_back, shop, spool_id, details, was),
        )
    return spool.details


@boundary.callback
def _take_back(shop: Shop, spool_id: UUID, details: SpoolDetails, was: SpoolDetails) -> None:
    # The other way round, field by field: what somebody else said since stays.
    stock.update_spool(shop, spool_id, was, was=details)
    notices.say("It is as it was.")
