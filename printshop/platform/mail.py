"""Sending mail through any SMTP server: plain text to one person, in a bounded time."""

import smtplib
import ssl
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import Final

from printshop.domain.users import is_mail_address
from printshop.errors import MailRefusedError
from printshop.mail_settings import MailSettings
from printshop.platform.mail_faults import fault_of, one_line

# Sending is ended after this time, however slowly the server answers, seconds.
WITHIN_S: Final = 10.0
_LONGEST_SUBJECT: Final = 200
_GOODBYE_S: Final = 1.0
_TAKEN: Final = frozenset({250, 251})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to one person. The same `key` is the same mail, if it should be sent twice."""

    to: str
    subject: str
    text: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A mail server and how to speak with it."""

    host: str
    port: int
    security: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    within_s: float = WITHIN_S

    @property
    def label(self) -> str:
        """How people know it."""
        return f"{self.host}:{self.port}"

    def check(self) -> str:
        """Connect and log in as a mail would, and say how that went.

        Raises:
            MailError: it cannot be done, and why.

        """
        with self._connected():
            login = f" and takes the login {self.user}" if self.user else ""
        return f"The mail server {self.label} answers{login}."

    def send(self, mail: Mail) -> None:
        """Send a mail; when this returns, the server has taken it.

        Raises:
            MailRefusedError: the server does not want this mail, and will not later.
            MailError: it could not be sent this time.

        """
        if not is_mail_address(mail.to):
            raise MailRefusedError("The address to send mail to is not one.")
        message = self._message(mail).as_bytes(policy=SMTP)
        with self._connected() as steps:
            client = steps.client
            steps.ask(f"mail from {self.sender}", lambda: client.mail(self.sender))
            steps.ask(f"mail to {mail.to}", lambda: client.rcpt(mail.to))
            steps.ask("this mail", lambda: client.data(message))

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = Address("Printshop", addr_spec=self.sender)
        message["To"] = Address(addr_spec=mail.to)
        # One line, whatever somebody called a filament or a model.
        message["Subject"] = one_line(mail.subject, longest=_LONGEST_SUBJECT)
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{mail.key}@{self.sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
        return message

    @contextmanager
    def _connected(self) -> Generator["_Steps"]:
        """A session after the login; faults of it are told in one sentence."""
        try:
            steps = _Steps.connect(self)
            try:
                self._greet(steps)
                yield steps
            finally:
                steps.end()
        except (OSError, smtplib.SMTPException) as error:
            raise fault_of(error, label=self.label, within_s=self.within_s) from error

    def _greet(self, steps: "_Steps") -> None:
        client = steps.client
        steps.take(client.ehlo_or_helo_if_needed)
        if self.security == "starttls":
            context = ssl.create_default_context()
            steps.take(lambda: client.starttls(context=context))
            steps.take(client.ehlo_or_helo_if_needed)
        user, password = self.user, self.password
        if user is not None and password is not None:
            steps.take(lambda: client.login(user, password))


def mail_server(settings: MailSettings) -> MailServer | None:
    """The mail server of the settings; None where none is set up."""
    if settings.smtp_host is None:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port_in_use,
        security=settings.smtp_security,
        sender=settings.mail_sender,
        user=settings.smtp_user,
        password=settings.smtp_password,
    )


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps of one conversation, which together take no longer than its time."""

    client: smtplib.SMTP
    ends_at_s: float

    @classmethod
    def connect(cls, server: MailServer) -> "_Steps":
        ends_at_s = time.monotonic() + server.within_s
        if server.security == "tls":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host,
                server.port,
                timeout=server.within_s,
                context=ssl.create_default_context(),
            )
        else:
            client = smtplib.SMTP(server.host, server.port, timeout=server.within_s)
        return cls(client, ends_at_s)

    def take(self, step: Callable[[], object]) -> None:
        """Take a step in the time that is left."""
        left_s = self.ends_at_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        if self.client.sock is not None:
            self.client.sock.settimeout(left_s)
        step()

    def ask(self, what: str, question: Callable[[], tuple[int, bytes]]) -> None:
        """Take a step that the server may say no to; `what` is what it is about."""

        def asked() -> None:
            code, answer = question()
            if code not in _TAKEN:
                said = answer.decode("utf-8", "replace")
                raise smtplib.SMTPResponseException(code, f"{what}: {said}")

        self.take(asked)

    def end(self) -> None:
        """Say goodbye; whether it is heard changes nothing."""
        with suppress(OSError, smtplib.SMTPException):
            if self.client.sock is not None:
                self.client.sock.settimeout(_GOODBYE_S)
            self.client.quit()
