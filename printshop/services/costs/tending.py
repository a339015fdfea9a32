"""What the worker does for the costs of all shops, again and again."""

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from printshop.services.costs.keeping import refresh
from printshop.services.every_shop import EveryShop
from printshop.services.shop import Premises, Shop

if TYPE_CHECKING:
    from uuid import UUID

_log = logging.getLogger(__name__)


class CostsOfAllShops:
    """A chore of the worker: keep the costs beside the versions of shops that changed.

    A shop in which nothing changed costs one small query. The look at it is taken before its
    costs are worked out, so that a change in between is found by the next look.
    """

    def __init__(self, premises: Premises) -> None:
        """Take the premises behind the worker's own login."""
        self._shops = EveryShop(premises, log=_log, fault="The costs of shop %s could not be kept")
        self._seen: dict[UUID, str] = {}

    def __call__(self) -> None:
        """Look after every shop once."""
        self._shops.look_after(self._look_after)

    def _look_after(self, shop: Shop) -> None:
        as_of = datetime.now(UTC)
        with shop.unit_of_work() as uow:
            # Each day is looked at anew, whatever a pulse may have missed.
            state = f"{uow.variant_costs.pulse()} {as_of:%Y-%m-%d}"
        if state != self._seen.get(shop.user_id):
            refresh(shop, as_of)
            self._seen[shop.user_id] = state
