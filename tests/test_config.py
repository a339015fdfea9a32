"""The settings, from wherever they come, and the sentences for wrong ones."""

from pathlib import Path

import pytest

from printshop.config import PROJECT_ROOT, Settings, external_urls, load_settings, variable_name
from printshop.database_urls import DatabaseUrls, socket_url
from printshop.env_example import env_example
from printshop.errors import ConfigError

OWNER = "postgresql://owner:secret@db.example:5433/shop?sslmode=require"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable_name(name), raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_the_built_in_database_is_used_on_this_machine_only() -> None:
    settings = load_settings()

    assert settings.is_embedded
    assert (settings.host, settings.port) == ("127.0.0.1", 8501)
    assert settings.data_dir == PROJECT_ROOT / ".printshop"


def test_an_argument_wins_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / ".env").write_text(
        "PRINTSHOP_PORT=1\nPRINTSHOP_HOST=::1\nPRINTSHOP_LOG_LEVEL=info\n",
    )
    monkeypatch.setenv("PRINTSHOP_PORT", "2")
    monkeypatch.setenv("PRINTSHOP_HOST", "0.0.0.0")  # noqa: S104 - read, not bound

    settings = load_settings(port=3, host=None)

    assert (settings.port, settings.host, settings.log_level) == (3, "0.0.0.0", "INFO")  # noqa: S104


def test_a_relative_data_folder_is_the_projects_wherever_it_was_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PRINTSHOP_DATA_DIR", "shops/one")

    assert load_settings().data_dir == PROJECT_ROOT / "shops" / "one"


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        (
            "PRINTSHOP_PORT",
            "70000",
            "PRINTSHOP_PORT is wrong: input should be less than or equal to 65535.",
        ),
        (
            "DATABASE_URL",
            "mysql://root:secret@host/shop",
            "DATABASE_URL is wrong: it must start with postgresql://.",
        ),
        (
            "DATABASE_URL",
            "postgresql://host",
            (
                "DATABASE_URL is wrong: it must name a database, "
                "as in postgresql://user:password@host/database."
            ),
        ),
        (
            "PRINTSHOP_TIME_ZONE",
            "Mars/Base",
            (
                "PRINTSHOP_TIME_ZONE is wrong: there is no time zone 'Mars/Base'; "
                "write it as in Europe/Berlin."
            ),
        ),
        (
            "PRINTSHOP_LOG_LEVEL",
            "loud",
            "PRINTSHOP_LOG_LEVEL is wrong: input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'.",
        ),
        (
            "DATABASE_DIRECT_URL",
            OWNER,
            "DATABASE_DIRECT_URL is set but DATABASE_URL is not.",
        ),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    sentence: str,
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(ConfigError) as fault:
        load_settings()

    assert fault.value.message == sentence


def test_no_password_is_shown_with_the_settings() -> None:
    settings = load_settings(database_url=OWNER, app_db_password="another-secret")  # noqa: S106

    shown = repr(settings) + repr(external_urls(settings, app_password="x"))  # noqa: S106

    assert "secret" not in shown


def test_the_owners_url_alone_gives_the_app_its_own_login_on_the_same_server() -> None:
    settings = load_settings(database_url=OWNER)

    urls = external_urls(settings, app_password="p/w")  # noqa: S106

    app = "postgresql://printshop_app:p%2Fw@db.example:5433/shop?sslmode=require"
    assert urls == DatabaseUrls(
        owner=OWNER,
        app=app,
        listen=app,
        worker=app.replace("_app", "_worker"),
    )


def test_only_the_pages_go_through_the_pooler() -> None:
    direct = "postgresql://owner:secret@direct.example/shop"
    settings = load_settings(
        database_url="postgres://owner:secret@pooler.example/shop",
        database_direct_url=direct,
    )

    urls = external_urls(settings, app_password="pw")  # noqa: S106

    assert urls == DatabaseUrls(
        owner=direct,
        app="postgresql://printshop_app:pw@pooler.example/shop",
        listen="postgresql://printshop_app:pw@direct.example/shop",
        worker="postgresql://printshop_worker:pw@direct.example/shop",
    )


def test_with_the_owner_named_apart_the_apps_login_is_used_as_it_stands() -> None:
    app = "postgresql://shop:pw@pooler.example/shop"
    settings = load_settings(database_url=app, database_owner_url=OWNER)

    urls = external_urls(settings, app_password="")

    assert urls == DatabaseUrls(owner=OWNER, app=app, listen=app, worker=app)


def test_a_socket_in_an_odd_folder_survives_in_a_url() -> None:
    url = socket_url(Path("/tmp/a shop & co"), user="me", database="shop")  # noqa: S108

    assert url == "postgresql://me@/shop?host=%2Ftmp%2Fa%20shop%20%26%20co&port=5432"


def test_the_shops_time_zone_is_the_machines_unless_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")

    assert load_settings().zone.key == "Asia/Tokyo"
    assert load_settings(time_zone="Europe/Berlin").zone.key == "Europe/Berlin"


def test_the_example_file_lists_every_setting_as_it_is() -> None:
    assert (PROJECT_ROOT / ".env.example").read_text() == env_example()
    for name in Settings.model_fields:
        assert f"# {variable_name(name)}=" in env_example()
