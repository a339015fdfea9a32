"""The background work, by the name under which it is queued."""

import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from printshop.errors import MailRefusedError, NotFoundError
from printshop.platform.mail import MailServer
from printshop.platform.partials import PartialsHome
from printshop.services import orphans, splits, verification
from printshop.services.alerts import mailing
from printshop.services.alerts.tending import AlertsOfAllShops
from printshop.services.costs.tending import CostsOfAllShops
from printshop.services.incoming import processing, sweeping, tending
from printshop.services.readers import Reader, read_here
from printshop.services.shop import Premises

_HOUR_S: Final = 3600.0
_log = logging.getLogger(__name__)


def build_tasks(
    premises: Premises, reader: Reader = read_here, *, mail: MailServer | None = None
) -> Mapping[str, Callable[..., None]]:
    """The tasks of the worker. Each may run more than once and then does the same again.

    Args:
        premises: whose shops the tasks work in; the job says which.
        reader: where the bytes of files are looked at.
        mail: what alerts are sent through, where there is one.

    """
    return {
        "verify_file": partial(_verify_file, premises),
        "split_file": partial(_split_file, premises, reader),
        "process_incoming": partial(_process_incoming, premises, reader),
        orphans.TASK: partial(_sweep_files, premises),
        mailing.TASK: partial(_mail_alerts, premises, mail),
    }


def upkeep_of(
    premises: Premises, partials: PartialsHome, *, grace: timedelta, has_mail: bool = False
) -> tuple[Callable[[], object], ...]:
    """What the worker does again and again, of its own accord.

    Args:
        premises: behind the worker's own login.
        partials: what came of files that are being sent.
        grace: how long they may rest, and how old a stored file must be that nothing names.
        has_mail: whether alerts can be mailed.

    """
    return (
        AlertsOfAllShops(premises, has_mail=has_mail),
        CostsOfAllShops(premises),
        partial(splits.queue_missing, premises),
        partial(tending.rescue_abandoned, premises),
        *hourly_upkeep_of(premises, partials, grace=grace),
    )


def hourly_upkeep_of(
    premises: Premises, partials: PartialsHome, *, grace: timedelta
) -> tuple[Callable[[], object], ...]:
    """The part of it that is done at most once an hour, however often it is called.

    Args:
        premises: behind the worker's own login.
        partials: what came of files that are being sent.
        grace: how long they may rest, and how old a stored file must be that nothing names.

    """
    return (
        _HourlyChore(partial(orphans.queue_sweeps, premises, grace=grace)),
        _HourlyChore(partial(tending.forget_ended, premises)),
        _HourlyChore(partial(sweeping.sweep_all, premises, partials, grace=grace)),
    )


class _HourlyChore:
    """A chore that is done when it is asked for, but at most once an hour."""

    def __init__(self, chore: Callable[[], object]) -> None:
        self._chore = chore
        self._due_at_s = 0.0

    def __call__(self) -> None:
        if time.monotonic() >= self._due_at_s:
            self._chore()
            self._due_at_s = time.monotonic() + _HOUR_S


def _verify_file(premises: Premises, *, user_id: str, file_id: str) -> None:
    # A file that was removed meanwhile needs no look; trying again would not bring it back.
    with contextlib.suppress(NotFoundError):
        verification.verify_file(premises.of_user(UUID(user_id)), UUID(file_id))


def _split_file(premises: Premises, reader: Reader, *, user_id: str, file_id: str) -> None:
    with contextlib.suppress(NotFoundError):
        splits.split_file(premises.of_user(UUID(user_id)), UUID(file_id), reader)


def _process_incoming(
    premises: Premises, reader: Reader, *, user_id: str, incoming_id: str
) -> None:
    # What was left out a while ago may be gone by the time its turn comes.
    with contextlib.suppress(NotFoundError):
        processing.process(premises.of_user(UUID(user_id)), UUID(incoming_id), reader)


def _sweep_files(premises: Premises, *, user_id: str, grace_s: str) -> None:
    with contextlib.suppress(NotFoundError):
        orphans.sweep(premises.of_user(UUID(user_id)), grace=timedelta(seconds=int(grace_s)))


def _mail_alerts(premises: Premises, mail: MailServer | None, *, user_id: str) -> None:
    try:
        with contextlib.suppress(NotFoundError):
            mailing.mail_alerts(premises.of_user(UUID(user_id)), mail)
    except MailRefusedError as refusal:
        # Asking again at once would only have the server close its door for longer. The alerts
        # stay to be mailed, and the upkeep asks for it again after a rest.
        _log.warning("%s", refusal.sentence)
