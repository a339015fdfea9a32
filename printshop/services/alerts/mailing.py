"""Alerts by mail: one mail for all that is new, to the person whose shop it is."""

import hashlib
from typing import Final
from uuid import uuid4

from printshop.domain.alerts import Alert, AlertKind
from printshop.domain.users import User
from printshop.errors import InvalidInputError
from printshop.platform.mail import Mail, MailServer
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop

TASK: Final = "mail_alerts"
# So many are written out; the app shows the rest.
_WRITTEN_OUT: Final = 50
_HEADINGS: Final = {
    AlertKind.LOW_STOCK: "Running low",
    AlertKind.PRINT_COMPLETE: "Prints",
    AlertKind.SYSTEM_UPDATE: "Printshop",
}
_WHY_YOU: Final = (
    "You get this mail because alerts by mail are switched on in your shop.\n"
    "Change that on Printshop's Settings page."
)


def queue(shop: Shop) -> bool:
    """Ask the worker to mail what is new, where the person wants mail and has an address.

    Returns:
        Whether there was something to ask for.

    """
    with shop.unit_of_work() as uow:
        if not _to_mail(uow, uow.users.current()):
            return False
        uow.enqueue(TASK, key="alerts")
        uow.commit()
    return True


def mail_alerts(shop: Shop, server: MailServer | None) -> int:
    """Send one mail with everything that stands, was neither seen nor mailed, and is wanted.

    It counts as mailed once the server has taken the mail: if Printshop ends in between, the
    same mail is sent again, under the same Message-ID. Of two that try at once, one does it.

    Args:
        shop: whose.
        server: what to send through; without one nothing is sent.

    Returns:
        How many alerts the mail told of.

    Raises:
        MailRefusedError: the server does not want this mail.
        MailError: it could not be sent this time.
        NotFoundError: the user was removed.

    """
    if server is None:
        return 0
    with shop.unit_of_work() as uow:
        if not uow.alerts.try_to_hold_mail():
            return 0
        user = uow.users.current()
        news = _to_mail(uow, user)
        if not news:
            return 0
        server.send(digest(news, to=user.mail_address))
        uow.alerts.mark_mailed([alert.id for alert in news])
        uow.commit()
    return len(news)


def waiting_for_mail(shop: Shop) -> int:
    """How many alerts are to be mailed and are not yet."""
    with shop.unit_of_work() as uow:
        return len(_to_mail(uow, uow.users.current()))


def send_test_mail(shop: Shop, server: MailServer) -> str:
    """Send a mail that says that mail arrives.

    Returns:
        The address that it was sent to.

    Raises:
        InvalidInputError: the person has no address.
        MailError: it could not be sent, and why.

    """
    address = shop.user().mail_address
    if not address:
        raise InvalidInputError("There is no address to send mail to.")
    text = "If you read this, alerts of your shop reach you by mail."
    mail = Mail(to=address, subject="Printshop: a test", text=text, key=f"test-{uuid4().hex}")
    server.send(mail)
    return address


def digest(news: tuple[Alert, ...], *, to: str) -> Mail:
    """One mail with these alerts, by kind; the same ones make the same mail."""
    written = news[:_WRITTEN_OUT]
    parts = []
    for kind, heading in _HEADINGS.items():
        lines = [f"- {alert.text}" for alert in written if alert.kind is kind]
        if lines:
            parts.append("\n".join((heading, *lines)))
    if len(news) > len(written):
        parts.append(f"And {len(news) - len(written)} more; Printshop's Today page shows them.")
    ids = " ".join(sorted(str(alert.id) for alert in news))
    return Mail(
        to=to,
        subject=_subject(news),
        text="\n\n".join((*parts, _WHY_YOU)) + "\n",
        key=f"alerts-{hashlib.sha256(ids.encode()).hexdigest()[:32]}",
    )


def _subject(news: tuple[Alert, ...]) -> str:
    if len(news) == 1:
        return f"Printshop: {news[0].text}"
    counted = (
        (sum(alert.kind is AlertKind.LOW_STOCK for alert in news), "running low"),
        (sum(alert.kind is AlertKind.PRINT_COMPLETE for alert in news), "complete"),
        (sum(alert.kind is AlertKind.SYSTEM_UPDATE for alert in news), "update"),
    )
    return "Printshop: " + ", ".join(f"{number} {what}" for number, what in counted if number)


def _to_mail(uow: UnitOfWork, user: User) -> tuple[Alert, ...]:
    notifications = user.preferences.notifications
    if not (notifications.email and user.mail_address):
        return ()
    return uow.alerts.unmailed(notifications.wanted)
