import logging

import pytest
from streamlit.testing.v1 import AppTest

from printshop.errors import NotFoundError
from printshop.ui import boundary

_SCRIPT = """
import streamlit as st
from printshop.errors import DatabaseUnavailableError, RuleError
from printshop.ui import boundary, notices

@boundary.callback
def refuse():
    raise RuleError("No [x](y).", hint="Do this.")

@boundary.callback
def break_down():
    raise KeyError("secret")

@boundary.callback
def succeed():
    notices.say("Done.")

notices.draw()
st.button("refuse", on_click=refuse)
st.button("break", on_click=break_down)
st.button("succeed", on_click=succeed)
with boundary.errors():
    if st.checkbox("down"):
        raise DatabaseUnavailableError("The database does not answer.")
st.markdown("after")
"""


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_string(_SCRIPT, default_timeout=20).run()


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def test_an_error_of_the_shop_is_its_own_sentence() -> None:
    text, hint = boundary.sentence(NotFoundError("model", 7))

    assert text == "There is no model 7 in this shop\\."
    assert hint == "It may have been removed\\. Reload the page\\."


def test_what_nobody_foresaw_is_a_number_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        text, hint = boundary.sentence(KeyError("secret"))

    number = hint.rpartition("`")[0].rpartition("`")[2]
    assert "secret" not in text + hint
    assert f"unexpected error {number}" in caplog.text


def test_a_callback_that_is_refused_says_so_and_the_page_is_drawn(app: AppTest) -> None:
    press(app, "refuse")

    assert [error.value for error in app.error] == ["No \\[x\\]\\(y\\)\\. Do this\\."]
    assert app.markdown[-1].value == "after"


def test_a_callback_that_breaks_shows_no_trace(app: AppTest) -> None:
    press(app, "break")

    assert not app.exception
    assert "secret" not in app.error[0].value


def test_a_success_is_said_once(app: AppTest) -> None:
    press(app, "succeed")
    first = [toast.value for toast in app.toast]
    app.run()

    assert first == ["Done."]
    assert not app.toast


def test_a_silent_database_is_said_with_a_way_to_try_again(app: AppTest) -> None:
    app.checkbox[0].check().run()

    assert app.error[0].value == "The database does not answer\\."
    assert "Try again" in [button.label for button in app.button]
    assert app.markdown[-1].value == "after"
