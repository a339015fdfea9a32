"""Correcting whose bill it was: supplier, number and day, with the spools that came with it."""

from uuid import UUID

from pydantic import ValidationError

from printshop.domain.purchases import PurchaseHead
from printshop.domain.spools import Spool, SpoolDetails
from printshop.errors import InvalidInputError
from printshop.services.shop import Shop
from printshop.services.stock.changes import merged
from printshop.services.stock.locking import lock_with_filaments


def correct_head(
    shop: Shop, purchase_id: UUID, said: PurchaseHead, *, was: PurchaseHead
) -> PurchaseHead:
    """Say otherwise from whom, under which number and when a purchase was bought.

    Its spools follow where they say what the bill said; what a person said of one stays.

    Args:
        shop: whose.
        purchase_id: which.
        said: what is said now.
        was: what the person saw before.

    Raises:
        ChangedMeanwhileError: somebody else changed the same field.
        InvalidInputError: a spool was opened, dried or expires before that day.
        NotFoundError: there is no such purchase.

    """
    with shop.unit_of_work() as uow:
        uow.purchases.get(purchase_id)
        held = lock_with_filaments(uow, [one.id for one in uow.spools.of_purchase(purchase_id)])
        now = uow.purchases.get(purchase_id, lock=True).head
        head = merged(was, said, now, "this bill")
        uow.purchases.set_head(purchase_id, head)
        for spool in held.spools:
            uow.spools.update_details(spool.id, _following(spool, now, head))
        uow.commit()
    return head


def _following(spool: Spool, was: PurchaseHead, head: PurchaseHead) -> SpoolDetails:
    details = spool.details
    follows = {
        name: getattr(head, name)
        for name in ("supplier", "purchased_on")
        if getattr(details, name) == getattr(was, name)
    }
    try:
        return SpoolDetails(**(details.model_dump() | follows))
    except ValidationError as error:
        raise InvalidInputError(
            f"Spool {spool.label} was opened, dried or expires before {head.purchased_on}.",
            hint="Correct the days of the spool first, or take another day.",
        ) from error
