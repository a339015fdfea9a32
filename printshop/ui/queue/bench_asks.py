"""The dialogs that a card by the printers opens: the same as in the whole queue."""

from printshop.services.planning.view import QueuedJob
from printshop.services.shop import Shop
from printshop.ui.queue import dialogs
from printshop.ui.queue.clock import Clock


def failed(shop: Shop, row: QueuedJob, clock: Clock) -> None:
    """Ask what went wrong."""
    dialogs.fail(shop, row, clock.progress(row))


def done(shop: Shop, row: QueuedJob, _clock: Clock) -> None:
    """Ask for the pieces and the grams of a print that did not go as planned."""
    dialogs.complete(shop, row)
