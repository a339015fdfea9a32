"""The settings of the mail server that alerts are sent through."""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings

from printshop.domain.users import MailAddress, is_mail_address
from printshop.errors import ConfigError
from printshop.storage_settings import empty_is_unset

Security = Literal["starttls", "tls", "none"]
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,255}|[0-9A-Fa-f:.]{2,45}")
_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        message = "write it as smtp.example.org, without a port"
        raise ValueError(message)
    return value


def _plain(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        message = "it may hold only plain letters, digits and signs"
        raise ValueError(message)
    return value


_Login = Annotated[Annotated[str, AfterValidator(_plain)] | None, BeforeValidator(empty_is_unset)]


class MailSettings(BaseSettings):
    """Through which server mail goes out, and in whose name."""

    smtp_host: Annotated[
        Annotated[str, AfterValidator(_host)] | None, BeforeValidator(empty_is_unset)
    ] = Field(
        default=None,
        description=(
            "Mail server (SMTP) that alerts are sent through, such as smtp.example.org. "
            "Unset: no mail is sent."
        ),
    )
    smtp_port: Annotated[int | None, BeforeValidator(empty_is_unset)] = Field(
        default=None,
        ge=1,
        le=65535,
        description="Its port. Unset: 587 with starttls, 465 with tls, 25 with none.",
    )
    smtp_security: Annotated[Security, BeforeValidator(_lower)] = Field(
        default="starttls",
        description=(
            "How the connection is kept private: starttls, tls (from the first byte), or none. "
            "The server's certificate is checked."
        ),
    )
    smtp_user: _Login = Field(
        default=None, description="Name to log in with, where the server wants one."
    )
    smtp_password: _Login = Field(default=None, repr=False, description="Password of that login.")
    smtp_from: MailAddress = Field(
        default="",
        description=(
            "Address that mail comes from. Unset: PRINTSHOP_SMTP_USER, where that is an address."
        ),
    )

    @property
    def has_mail(self) -> bool:
        """Whether a mail server is set up."""
        return self.smtp_host is not None

    @property
    def smtp_port_in_use(self) -> int:
        """The port that was said, or the usual one."""
        return self.smtp_port or _PORTS[self.smtp_security]

    @property
    def mail_sender(self) -> str:
        """The address that mail comes from; empty where none is known."""
        user = self.smtp_user or ""
        return self.smtp_from or (user if is_mail_address(user) else "")

    def check_mail(self) -> None:
        """Refuse a mail server that is set up by half, or that would give the password away.

        Raises:
            ConfigError: something of it is missing, or the password would be sent in the open.

        """
        if self.smtp_host is None:
            return
        if not self.mail_sender:
            raise ConfigError(
                "PRINTSHOP_SMTP_FROM is not set, and mail must come from an address.",
                hint="Set it to an address that the mail server may send for.",
            )
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise ConfigError(
                "The login of the mail server is set up by half.",
                hint="Set PRINTSHOP_SMTP_USER and PRINTSHOP_SMTP_PASSWORD, or neither.",
            )
        if (
            self.smtp_user is not None
            and self.smtp_security == "none"
            and self.smtp_host not in _THIS_MACHINE
        ):
            raise ConfigError(
                "PRINTSHOP_SMTP_SECURITY is none, so everybody on the way could read the"
                " password of the mail server.",
                hint="Set it to starttls or tls, or log in nowhere.",
            )
