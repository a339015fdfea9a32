from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from printshop.errors import DatabaseUnavailableError
from printshop.platform.postgres import LocalPostgres
from printshop.ui import wiring

_APP = Path(__file__).parents[2] / "streamlit_app.py"


@pytest.fixture
def told(
    database: LocalPostgres, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Tell the settings of the test's database, as the environment does."""
    monkeypatch.setenv("PRINTSHOP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database.urls.app)
    monkeypatch.setenv("PRINTSHOP_DATABASE_OWNER_URL", database.urls.owner)
    monkeypatch.setenv("PRINTSHOP_DATABASE_WORKER_URL", database.urls.worker)
    wiring.close()
    yield
    wiring.close()


@pytest.fixture
def told_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Tell a database that is not there."""
    nowhere = f"postgresql://app@/printshop?host={tmp_path}"
    monkeypatch.setenv("PRINTSHOP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", nowhere)
    monkeypatch.setenv("PRINTSHOP_DATABASE_OWNER_URL", nowhere)
    wiring.close()
    yield
    wiring.close()


@pytest.mark.usefixtures("told")
def test_the_premises_are_opened_once() -> None:
    first = wiring.premises()

    assert wiring.premises() is first
    assert wiring.health().schema_is_current


@pytest.mark.usefixtures("told")
def test_without_a_provider_the_local_owner_is_at_home() -> None:
    app = AppTest.from_file(_APP, default_timeout=30).run()

    assert not app.exception
    assert not app.error
    assert app.title


@pytest.mark.usefixtures("told_nowhere")
def test_a_silent_database_is_not_ready_and_raises_nothing() -> None:
    assert not wiring.health().is_ready
    with pytest.raises(DatabaseUnavailableError):
        wiring.premises()


@pytest.mark.usefixtures("told_nowhere")
def test_a_page_says_in_one_sentence_that_the_database_does_not_answer() -> None:
    app = AppTest.from_file(_APP, default_timeout=30).run()

    assert not app.exception
    assert len(app.error) == 1
    assert app.error[0].value.startswith("The database does not answer")
    assert [button.label for button in app.button] == ["Try again"]


@pytest.mark.usefixtures("told")
def test_where_people_sign_in_nobody_sees_a_shop_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "has_sign_in", lambda: True)
    app = AppTest.from_file(_APP, default_timeout=30)
    app.user = {"is_logged_in": False}

    app.run()

    assert [button.label for button in app.button] == ["Sign in"]
    assert not app.exception


@pytest.mark.usefixtures("told")
def test_who_signed_in_is_in_a_shop_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "has_sign_in", lambda: True)
    app = AppTest.from_file(_APP, default_timeout=30)
    app.user = {"is_logged_in": True, "iss": "https://id.example", "sub": "42", "name": "Ada"}

    app.run()

    assert not app.exception
    assert app.title[0].value == "Welcome to your shop"
    assert "Sign out" in [button.label for button in app.button]
