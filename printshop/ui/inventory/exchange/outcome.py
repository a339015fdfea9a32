"""What an import did, said with a way back for what was counted."""

from functools import partial
from uuid import UUID

from printshop.services import stock
from printshop.services.exchange import Plan
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import count
from printshop.ui.inventory.exchange import words


def say(shop: Shop, done: Plan, *, title: str) -> None:
    """Say what was imported on the next run, and offer to take counted grams back.

    Args:
        shop: whose.
        done: what was carried out.
        title: what was imported, in front of the counts.

    """
    notices.say(f"{title}: {words.told(done)}.")
    if done.counted_group_id is not None:
        notices.offer_undo(
            f"Booked counted grams on {count(done.n_counted, 'spool')}.",
            boundary.callback(partial(_take_back, shop, done.counted_group_id)),
        )


def _take_back(shop: Shop, group_id: UUID) -> None:
    stock.take_back_group(shop, group_id)
    notices.say("The counted grams were taken back. All else that was imported stays.")
