"""Settings, as a person uses them."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from printshop.config import load_settings
from printshop.domain.incoming import NewAccessToken
from printshop.services import access_tokens
from printshop.services.shop import Premises, Shop
from tests.product import free_port
from tests.smtp_servers import HOST, smtp_server

OpenPage = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def make(app: AppTest, name: str) -> AppTest:
    app.text_input(key="settings.keys.name").set_value(name)
    return next(button for button in app.button if button.label == "Make a key").click().run()


def codes_of(app: AppTest) -> list[str]:
    return [element.value for element in app.code]


def test_a_new_key_is_shown_once_and_opens_the_shop(
    open_page: OpenPage, shop: Shop, premises: Premises
) -> None:
    app = make(open_page("settings"), "OrcaSlicer")

    assert not app.exception
    key, address = codes_of(app)
    assert access_tokens.shop_of(premises, key).user_id == shop.user_id
    assert address.startswith("http://")
    assert "`Octo/Klipper`" in text_of(app)

    app.button(key="settings.keys.copied").click().run()

    assert codes_of(app) == []
    assert "settings.keys.shown" not in app.session_state
    assert "**OrcaSlicer** · made today" in text_of(app)


def test_a_key_without_a_name_or_with_a_taken_one_is_one_sentence(
    open_page: OpenPage, shop: Shop
) -> None:
    access_tokens.make(shop, NewAccessToken(name="OrcaSlicer"))

    nameless = make(open_page("settings"), "  ")
    taken = make(open_page("settings"), "OrcaSlicer")

    assert [error.value for error in nameless.error] == ["Name must not be empty\\."]
    (said,) = [error.value for error in taken.error]
    assert said.startswith("There is a key named OrcaSlicer already\\.")
    assert len(access_tokens.list_keys(shop)) == 1


def test_revoking_asks_first_and_then_the_key_is_listed_apart(
    open_page: OpenPage, shop: Shop
) -> None:
    token, _ = access_tokens.make(shop, NewAccessToken(name="old [laptop](http://x.example)"))
    app = open_page("settings")

    app.button(key=f"settings.keys.revoke.{token.id}").click().run()
    assert "This cannot be undone" in text_of(app)
    app.button(key="settings.keys.revoke_now").click().run()

    assert access_tokens.list_keys(shop)[0].revoked_at is not None
    app = open_page("settings")
    assert [button for button in app.button if button.label == "Revoke"] == []
    assert app.expander[0].label.replace("\u00a0", " ") == "1 revoked key"
    # A name is only a name.
    assert "[laptop](" not in text_of(app)


def test_keeping_a_key_keeps_it(open_page: OpenPage, shop: Shop) -> None:
    token, _ = access_tokens.make(shop, NewAccessToken(name="OrcaSlicer"))
    app = open_page("settings")

    app.button(key=f"settings.keys.revoke.{token.id}").click().run()
    app.button(key="settings.keys.keep").click().run()

    assert access_tokens.list_keys(shop)[0].revoked_at is None


def test_the_page_says_how_large_files_may_be_and_where_they_are_kept(open_page: OpenPage) -> None:
    app = open_page("settings")

    assert f"Files of up to **{load_settings().max_upload_mb:,} MB** are taken." in text_of(app)
    assert "They are kept in the folder " in text_of(app)


def test_hours_and_currency_are_changed_from_here_and_from_the_sidebar(
    open_page: OpenPage,
) -> None:
    app = open_page("settings")
    assert "Amounts are in USD" in text_of(app)

    from_the_page = app.button(key="shop_settings.change").click().run()
    from_the_sidebar = open_page("settings").button(key="shop_settings.open").click().run()

    for opened in (from_the_page, from_the_sidebar):
        assert not opened.exception
        assert opened.text_input(key="shop_settings.currency").value == "USD"


def captions_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.caption)


def save_choices(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.label == "Save").click().run()


def use_mail_server(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    for name, value in {"HOST": HOST, "PORT": str(port), "SECURITY": "none"}.items():
        monkeypatch.setenv(f"PRINTSHOP_SMTP_{name}", value)
    monkeypatch.setenv("PRINTSHOP_SMTP_FROM", "shop@test.example")


def test_what_to_hear_of_and_the_usual_brand_are_chosen_here(
    open_page: OpenPage, shop: Shop
) -> None:
    app = open_page("settings")
    assert "No mail server is set up" in captions_of(app)
    assert "Send a test mail" not in [button.label for button in app.button]

    app.toggle(key="settings.notifications.print_complete").set_value(False)
    app.text_input(key="settings.notifications.brand").set_value(" Prusament ")
    save_choices(app)

    preferences = shop.user().preferences
    assert not preferences.notifications.print_complete
    assert preferences.notifications.low_stock
    assert preferences.default_filament_brand == "Prusament"


def test_an_address_that_is_none_is_said_and_what_was_typed_stays(
    open_page: OpenPage, shop: Shop
) -> None:
    app = open_page("settings")
    app.toggle(key="settings.notifications.email").set_value(True)
    app.text_input(key="settings.notifications.address").set_value("anna at home")
    save_choices(app)

    (said,) = [error.value for error in app.error]
    assert said.startswith("E\\-mail address\\: write it as name")
    assert app.text_input(key="settings.notifications.address").value == "anna at home"
    assert not shop.user().preferences.notifications.email


def test_a_test_mail_is_sent_or_says_why_not(
    open_page: OpenPage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with smtp_server() as inbox:
        use_mail_server(monkeypatch, inbox.port)
        app = open_page("settings")
        assert "as soon as there is an address" in captions_of(app)
        app.text_input(key="settings.notifications.address").set_value("anna@test.example")
        save_choices(app)
        assert shop.user().mail_address == "anna@test.example"
        app.button(key="settings.notifications.test").click().run()
        assert [mail["Subject"] for mail in inbox.mails] == ["Printshop: a test"]

        use_mail_server(monkeypatch, free_port())
        app.button(key="settings.notifications.test").click().run()

    (said,) = [error.value for error in app.error]
    assert "takes no connections" in said


def test_what_costs_stand_on_is_said_and_can_be_changed(open_page: OpenPage) -> None:
    app = open_page("settings")
    assert "A person $15.00 an hour: 10 minutes for a run, 0 for a piece." in text_of(app)

    app.button(key="settings.costs.change").click().run()

    assert not app.exception
    assert app.number_input(key="settings.costs.labour_per_hour").value == 15
