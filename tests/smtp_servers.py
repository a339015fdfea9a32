"""Real SMTP servers of this machine, as shops meet them."""

import socket
import ssl
import threading
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from printshop.platform.mail import MailServer
from tests.product import free_port

HOST = "127.0.0.1"
LOGIN = ("shop", "mail-secret")


@dataclass
class Inbox:
    """What a server took, and what it says of the next mail."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answer: str = "250 taken"
    rcpt_answer: str = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if self.rcpt_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.recipients += envelope.rcpt_tos
        return self.answer

    @property
    def texts(self) -> list[str]:
        """The texts of the mails, as a person reads them."""
        return [mail.get_content().replace("\r\n", "\n") for mail in self.mails]

    def server(self, **said: str | float) -> MailServer:
        """How Printshop is told of it."""
        server = MailServer(host=HOST, port=self.port, security="none", sender="shop@test.example")
        return replace(server, **said)


@contextmanager
def smtp_server(
    *, port: int | None = None, certificate: Path | None = None, is_tls: bool = False
) -> Generator[Inbox]:
    """A server; with a certificate it wants STARTTLS, or TLS at once, and a login."""
    inbox = Inbox(port=port or free_port())
    options: dict[str, Any] = {}
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        options = {"authenticator": _checked, "auth_required": True, "auth_require_tls": not is_tls}
        options |= (
            {"ssl_context": context}
            if is_tls
            else {"tls_context": context, "require_starttls": True}
        )
    controller = Controller(inbox, hostname=HOST, port=inbox.port, ready_timeout=5, **options)
    with warnings.catch_warnings():
        # It does not see that TLS at once is TLS, and says so at each connection.
        warnings.simplefilter("ignore", UserWarning)
        controller.start()
        try:
            yield inbox
        finally:
            controller.stop()


@contextmanager
def silent_server() -> Generator[int]:
    """A server that takes the connection and says a letter now and then, for ever."""
    with socket.create_server((HOST, 0)) as listening:
        is_over = threading.Event()
        talking = threading.Thread(target=_drip, args=(listening, is_over))
        talking.start()
        yield listening.getsockname()[1]
        is_over.set()
        talking.join()


def a_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of the test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(HOST))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def _checked(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    is_right = (data.login.decode(), data.password.decode()) == LOGIN
    return AuthResult(success=is_right, handled=False)


def _drip(listening: socket.socket, is_over: threading.Event) -> None:
    connection, _ = listening.accept()
    with connection:
        while not is_over.wait(0.05):
            try:
                connection.sendall(b"2")
            except OSError:
                return
