"""Mail through real servers of this machine: what arrives, and what is said when none does."""

import time
from pathlib import Path

import pytest

from printshop.config import load_settings
from printshop.errors import ConfigError, MailError, MailRefusedError
from printshop.platform.doctor import examine
from printshop.platform.mail import Mail, mail_server
from tests.product import free_port
from tests.smtp_servers import HOST, LOGIN, Inbox, a_certificate, silent_server, smtp_server

USER, PASSWORD = LOGIN


def a_mail(**said: str) -> Mail:
    values = {
        "to": "anna@test.example",
        "subject": "Low",
        "text": "84 g left.\n",
        "key": "alerts-1",
    }
    return Mail(**{**values, **said})


def test_a_mail_arrives_as_it_was_written() -> None:
    with smtp_server() as inbox:
        inbox.server().send(a_mail(subject="Läuft ab", text="Grün: 84 g.\n.\nweiter\n"))

    (mail,) = inbox.mails
    assert (mail["From"], mail["To"]) == ("Printshop <shop@test.example>", "anna@test.example")
    assert (mail["Subject"], mail["Message-ID"]) == ("Läuft ab", "<alerts-1@test.example>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert inbox.texts == ["Grün: 84 g.\n.\nweiter\n"]


def test_a_name_adds_no_header_and_no_recipient() -> None:
    with smtp_server() as inbox:
        evil = "Vase\r\nBcc: mallory@test.example\r\n\r\nHello\x07"
        inbox.server().send(a_mail(subject=evil))
        for address in ("a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", ""):
            with pytest.raises(MailRefusedError):
                inbox.server().send(a_mail(to=address))

    (mail,) = inbox.mails
    assert mail["Subject"] == "Vase Bcc: mallory@test.example Hello"
    assert mail["Bcc"] is None
    assert inbox.recipients == ["anna@test.example"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_to_a_server_that_wants_tls_and_a_login(
    security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = a_certificate(tmp_path)
    with smtp_server(certificate=certificate, is_tls=security == "tls") as inbox:
        server = inbox.server(security=security, user=USER, password=PASSWORD)
        with pytest.raises(MailError, match="cannot be trusted: self-signed certificate"):
            server.send(a_mail())
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        server.send(a_mail())
        assert server.check() == f"The mail server {server.label} answers and takes the login shop."
        wrong = inbox.server(security=security, user=USER, password="wrong")  # noqa: S106
        with pytest.raises(MailRefusedError, match=r"refuses: .*\(535\)") as refused:
            wrong.send(a_mail())

    assert refused.value.hint == "Check PRINTSHOP_SMTP_USER and PRINTSHOP_SMTP_PASSWORD."
    assert len(inbox.mails) == 1


@pytest.mark.parametrize(
    ("answers", "kind", "sentence"),
    [
        (
            {"rcpt_answer": "550 no such box"},
            MailRefusedError,
            r"mail to anna.*no such box \(550\)",
        ),
        ({"rcpt_answer": "450 come back later"}, MailError, r"come back later \(450\)"),
        (
            {"answer": "554 looks like spam"},
            MailRefusedError,
            r"this mail: looks like spam \(554\)",
        ),
    ],
)
def test_a_refusal_is_said_with_the_servers_own_words(
    answers: dict[str, str], kind: type[MailError], sentence: str
) -> None:
    with smtp_server() as inbox:
        for name, answer in answers.items():
            setattr(inbox, name, answer)
        with pytest.raises(MailError, match=sentence) as refused:
            inbox.server().send(a_mail())

    assert type(refused.value) is kind
    assert inbox.mails == []


def test_a_server_that_only_drips_is_given_up_in_time() -> None:
    with silent_server() as port:
        began_s = time.monotonic()
        with pytest.raises(MailError, match=r"did not answer within 0\.4 seconds"):
            Inbox(port=port).server(within_s=0.4).send(a_mail())

    assert time.monotonic() - began_s < 2


def test_what_is_wrong_with_the_way_to_a_server_is_one_sentence() -> None:
    nobody = Inbox(port=free_port()).server()
    with pytest.raises(MailError, match="takes no connections"):
        nobody.check()
    with pytest.raises(MailError, match="cannot be found"):
        Inbox(port=25).server(host="nowhere.invalid").check()
    with smtp_server() as inbox:
        with pytest.raises(MailError, match="does not speak TLS there"):
            inbox.server(security="tls").check()
        with pytest.raises(MailRefusedError, match="STARTTLS extension not supported"):
            inbox.server(security="starttls").check()


def test_the_settings_name_the_server_and_no_password_is_shown() -> None:
    settings = load_settings(
        smtp_host="smtp.test.example",
        smtp_user="a@test.example",
        smtp_password="mail-secret",  # noqa: S106
    )

    server = mail_server(settings)

    assert server is not None
    assert (server.label, server.sender) == ("smtp.test.example:587", "a@test.example")
    assert "mail-secret" not in repr(settings) + repr(server)
    assert mail_server(load_settings()) is None


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "PRINTSHOP_SMTP_FROM is not set"),
        ({"smtp_from": "a@b.example", "smtp_user": "a"}, "set up by half"),
        (
            {
                "smtp_from": "a@b.example",
                "smtp_user": "a",
                "smtp_password": "b",
                "smtp_security": "none",
            },
            "could read the password",
        ),
        ({"smtp_from": "a@b.example>"}, "PRINTSHOP_SMTP_FROM is wrong: write it as name@"),
        ({"smtp_from": "a@b.example", "smtp_security": "ssl"}, "PRINTSHOP_SMTP_SECURITY is wrong"),
        ({"smtp_host": "smtp.b.example:25"}, "PRINTSHOP_SMTP_HOST is wrong: write it as smtp."),
    ],
)
def test_a_mail_server_that_is_set_up_wrong_is_named_in_one_sentence(
    said: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        load_settings(**{"smtp_host": "smtp.b.example", **said})


def test_a_login_in_the_open_is_for_this_machine_only() -> None:
    settings = load_settings(
        smtp_host=HOST,
        smtp_from="a@b.example",
        smtp_user="a",
        smtp_password="b",  # noqa: S106
        smtp_security="none",
    )

    assert settings.smtp_port_in_use == 25


def test_the_doctor_logs_in_where_there_is_a_mail_server(tmp_path: Path) -> None:
    with smtp_server() as inbox:
        said = {"data_dir": tmp_path, "smtp_host": HOST, "smtp_security": "none"}
        settings = load_settings(**said, smtp_port=inbox.port, smtp_from="a@b.example")
        well = [check.message for check in examine(settings, tmp_path) if check.is_well]
    wrong = [check.message for check in examine(settings, tmp_path) if not check.is_well]

    assert f"The mail server {HOST}:{inbox.port} answers." in well
    assert f"The mail server {HOST}:{inbox.port} takes no connections." in wrong
    assert inbox.mails == []
