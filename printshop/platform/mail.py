"""Sending mail through any SMTP server: plain text to one person, in a bounded time."""

import smtplib
import socket
import ssl
import threading
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
_TAKEN: Final = frozenset({220, 250, 251})


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
        with self._connected() as talk:
            talk.ask(f"mail from {self.sender}", lambda: talk.client.mail(self.sender))
            talk.ask(f"mail to {mail.to}", lambda: talk.client.rcpt(mail.to))
            talk.ask("this mail", lambda: talk.client.data(message))

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
    def _connected(self) -> Generator["_Conversation"]:
        """A conversation after the login; faults of it are told in one sentence."""
        talk = _Conversation(self)
        try:
            talk.begin()
            self._greet(talk.client)
            yield talk
        except (OSError, smtplib.SMTPException) as error:
            raise fault_of(
                error, label=self.label, within_s=self.within_s, is_late=talk.is_over
            ) from error
        finally:
            talk.end()

    def _greet(self, client: smtplib.SMTP) -> None:
        if self.security == "starttls":
            client.starttls(context=ssl.create_default_context())
        client.ehlo_or_helo_if_needed()
        if self.user is not None and self.password is not None:
            client.login(self.user, self.password)


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


class _Conversation:
    """A connection that is cut when its time is over, however little at a time the server says."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._is_over = threading.Event()
        self._timer = threading.Timer(server.within_s, self._cut)
        self._timer.daemon = True
        name = socket.gethostname()
        own_name = name if "." in name else server.sender.partition("@")[2]
        if server.security == "tls":
            context = ssl.create_default_context()
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                local_hostname=own_name, timeout=server.within_s, context=context
            )
        else:
            client = smtplib.SMTP(local_hostname=own_name, timeout=server.within_s)
        # Given to the constructor it would connect at once, and nothing could cut that short;
        # certificates are compared with it.
        vars(client)["_host"] = server.host
        self.client = client

    def begin(self) -> None:
        """Connect."""
        self._timer.start()
        self._taken(self.client.connect(self._server.host, self._server.port), "")

    def ask(self, what: str, question: Callable[[], tuple[int, bytes]]) -> None:
        """Ask what the server may say no to; `what` is what it is about."""
        self._taken(question(), f"{what}: ")

    def end(self) -> None:
        """Say goodbye; whether it is heard changes nothing."""
        self._timer.cancel()
        with suppress(OSError, smtplib.SMTPException):
            if self.client.sock is not None:
                self.client.sock.settimeout(_GOODBYE_S)
                self.client.quit()
        self.client.close()

    @property
    def is_over(self) -> bool:
        """Whether it was cut."""
        return self._is_over.is_set()

    def _cut(self) -> None:
        self._is_over.set()
        connection = self.client.sock
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _taken(self, answer: tuple[int, bytes], what: str) -> None:
        code, said = answer
        if code not in _TAKEN:
            text = f"{what}{said.decode('utf-8', 'replace')}"
            raise smtplib.SMTPResponseException(code, text)
