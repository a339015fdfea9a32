"""What a person still has to see, and that it was seen."""

from collections.abc import Sequence
from uuid import UUID

from printshop.domain.alerts import Alert
from printshop.services.shop import Shop


def unseen(shop: Shop) -> tuple[Alert, ...]:
    """What stands, is wanted, and nobody has seen; newest first."""
    with shop.snapshot() as uow:
        return uow.alerts.unseen(uow.users.current().preferences.notifications.wanted)


def count_unseen(shop: Shop) -> int:
    """How many those are, for every run of every page: two small queries."""
    with shop.unit_of_work() as uow:
        return uow.alerts.count_unseen(uow.users.current().preferences.notifications.wanted)


def mark_seen(shop: Shop, alert_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """Note that these were seen.

    Returns:
        Those that nobody had seen before, for `mark_unseen` to take back.

    """
    with shop.unit_of_work() as uow:
        changed = uow.alerts.mark_seen(alert_ids)
        uow.commit()
    return changed


def mark_unseen(shop: Shop, alert_ids: Sequence[UUID]) -> None:
    """Take back that these were seen."""
    with shop.unit_of_work() as uow:
        uow.alerts.mark_unseen(alert_ids)
        uow.commit()
