"""What the worker does for the costs of all shops, again and again."""

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from printshop.errors import NotFoundError
from printshop.services.costs.keeping import refresh
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
        self._premises = premises
        self._seen: dict[UUID, str] = {}
        self._failing: set[UUID] = set()

    def __call__(self) -> None:
        """Look after every shop once."""
        shop_ids = self._premises.shop_ids()
        self._seen = {shop_id: self._seen.get(shop_id, "") for shop_id in shop_ids}
        self._failing.intersection_update(shop_ids)
        as_of = datetime.now(UTC)
        for shop_id in shop_ids:
            try:
                self._look_after(self._premises.of_user(shop_id), as_of)
            except NotFoundError:
                # A user who was removed meanwhile has no costs any more.
                continue
            except Exception:  # noqa: BLE001 - whatever it is, it is logged
                # Tried again with every look, and logged once; the other shops have their turn.
                if shop_id not in self._failing:
                    _log.exception("The costs of shop %s could not be kept", shop_id)
                self._failing.add(shop_id)
            else:
                self._failing.discard(shop_id)

    def _look_after(self, shop: Shop, as_of: datetime) -> None:
        with shop.unit_of_work() as uow:
            # Each day is looked at anew, whatever a pulse may have missed.
            state = f"{uow.variant_costs.pulse()} {as_of:%Y-%m-%d}"
        if state != self._seen[shop.user_id]:
            refresh(shop, as_of)
            self._seen[shop.user_id] = state
