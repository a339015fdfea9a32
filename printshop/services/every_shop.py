"""What the worker does for one shop after the other."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from printshop.errors import NotFoundError
from printshop.services.shop import Premises, Shop

if TYPE_CHECKING:
    from uuid import UUID


class EveryShop:
    """Looks after every shop; what is wrong with one is no reason to leave out the others.

    It is tried again with every look, and logged once.
    """

    def __init__(self, premises: Premises, *, log: logging.Logger, fault: str) -> None:
        """Take the premises behind the worker's own login.

        Args:
            premises: whose shops.
            log: of the chore.
            fault: what is logged of a shop that could not be looked after, %s its id.

        """
        self._premises = premises
        self._log = log
        self._fault = fault
        self._failing: set[UUID] = set()

    def look_after(self, each: Callable[[Shop], None]) -> None:
        """Do this for every shop once."""
        shop_ids = self._premises.shop_ids()
        self._failing.intersection_update(shop_ids)
        for shop_id in shop_ids:
            try:
                each(self._premises.of_user(shop_id))
            except NotFoundError:
                # A user who was removed meanwhile has nothing to be looked after.
                continue
            except Exception:  # noqa: BLE001 - whatever it is, it is logged
                if shop_id not in self._failing:
                    self._log.exception(self._fault, shop_id)
                self._failing.add(shop_id)
            else:
                self._failing.discard(shop_id)
