"""What the worker does for the alerts of all shops, again and again."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from printshop.services.alerts import mailing
from printshop.services.alerts.refreshing import refresh
from printshop.services.every_shop import EveryShop
from printshop.services.shop import Premises, Shop

if TYPE_CHECKING:
    from uuid import UUID

_log = logging.getLogger(__name__)
# Between two mails to one shop: ten alerts within minutes are two mails, and a mail server that
# refuses is not asked all day long.
MAIL_REST_S: Final = 600.0


@dataclass(slots=True)
class _Known:
    """What was seen of a shop last time."""

    state: str = ""
    mailed_at_s: float | None = None


class AlertsOfAllShops:
    """A chore of the worker: refresh the alerts of shops that changed, and have news mailed.

    A shop in which nothing changed costs one small query. The look at it is taken before its
    alerts are worked out, so that a change in between is found by the next look.
    """

    def __init__(
        self,
        premises: Premises,
        *,
        has_mail: bool,
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the premises behind the worker's own login.

        Args:
            premises: whose shops.
            has_mail: whether a mail server is set up.
            clock_s: seconds that only go up.

        """
        self._shops = EveryShop(
            premises, log=_log, fault="The alerts of shop %s could not be looked after"
        )
        self._has_mail = has_mail
        self._clock_s = clock_s
        self._known: dict[UUID, _Known] = {}

    def __call__(self) -> None:
        """Look after every shop once."""
        self._shops.look_after(self._look_after)

    def _look_after(self, shop: Shop) -> None:
        known = self._known.setdefault(shop.user_id, _Known())
        as_of = datetime.now(UTC)
        with shop.unit_of_work() as uow:
            pulse = uow.alerts.pulse()
        # Prints stop being news by themselves: each hour is looked at anew.
        state = f"{pulse.state} {as_of:%Y-%m-%d %H}"
        has_news = bool(pulse.unmailed_count)
        if state != known.state:
            has_news |= bool(refresh(shop, as_of).raised)
            known.state = state
        now_s = self._clock_s()
        is_rested = known.mailed_at_s is None or now_s - known.mailed_at_s >= MAIL_REST_S
        if self._has_mail and has_news and is_rested and mailing.queue(shop):
            known.mailed_at_s = now_s
