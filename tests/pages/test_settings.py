"""Settings, as a person uses them."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from printshop.config import load_settings
from printshop.domain.incoming import NewAccessToken
from printshop.services import access_tokens
from printshop.services.shop import Premises, Shop

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
