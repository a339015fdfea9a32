"""What went wrong with a mail server, in one sentence for whoever can do something about it."""

import smtplib
import socket
import ssl
from typing import Final

from printshop.errors import MailError, MailRefusedError

_LONGEST_ANSWER: Final = 200
# From here on a server means for good what it says.
_LASTING: Final = 500
_WHERE: Final = "Check PRINTSHOP_SMTP_HOST and PRINTSHOP_SMTP_PORT."
_HOW: Final = "Check PRINTSHOP_SMTP_PORT and PRINTSHOP_SMTP_SECURITY."
_WHO: Final = "Check PRINTSHOP_SMTP_USER and PRINTSHOP_SMTP_PASSWORD."


def fault_of(error: Exception, *, label: str, within_s: float, is_late: bool) -> MailError:
    """The fault of a conversation as an error of Printshop.

    Args:
        error: what smtplib or the network raised.
        label: host and port of the server.
        within_s: how long the conversation might have taken.
        is_late: whether it was cut because it took longer.

    """
    server = f"The mail server {label}"
    # smtplib makes a broken line of a time that ran out.
    if is_late or TimeoutError in {type(error), type(error.__context__)}:
        return MailError(f"{server} did not answer within {within_s:g} seconds.")
    if isinstance(error, smtplib.SMTPResponseException):
        hint = _WHO if isinstance(error, smtplib.SMTPAuthenticationError) else ""
        kind = MailRefusedError if error.smtp_code >= _LASTING else MailError
        return kind(f"{server} refuses: {_answer(error.smtp_code, error.smtp_error)}", hint=hint)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailRefusedError(f"{server} cannot do it: {one_line(str(error))}", hint=_HOW)
    text, hint = _of_the_line(error)
    return MailError(f"{server} {text}.", hint=hint)


def one_line(text: str, *, longest: int = _LONGEST_ANSWER) -> str:
    """Any text as one short line that can be seen whole."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:longest]


def _of_the_line(error: Exception) -> tuple[str, str]:
    match error:
        case socket.gaierror():
            return "cannot be found", _WHERE
        case ConnectionRefusedError():
            return "takes no connections", _WHERE
        case ssl.SSLCertVerificationError():
            why = one_line(error.verify_message).rstrip(".")
            return f"cannot be trusted: {why}", "Its certificate must bear PRINTSHOP_SMTP_HOST."
        case ssl.SSLError():
            return "does not speak TLS there", _HOW
        case _:
            return "broke the conversation off", ""


def _answer(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{one_line(text).rstrip('.')} ({code})."
