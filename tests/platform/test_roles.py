"""The roles on the built-in server and on one that asks for passwords."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from printshop.config import load_settings
from printshop.errors import ConfigError, DatabaseUnavailableError
from printshop.platform.database import kept_secret, prepare_database
from printshop.platform.postgres import LocalPostgres
from printshop.platform.roles import check_plain_login, ensure_roles, login_facts


@pytest.fixture
def strict(home: Path) -> Iterator[LocalPostgres]:
    """A server as a host would give it: the owner may create roles, logins need passwords."""
    with LocalPostgres(home, durable=False) as local:
        rules = home / "data" / "pg_hba.conf"
        rules.write_text(
            "local all postgres trust\n"
            "local all printshop_owner trust\n"
            "local all all scram-sha-256\n",
        )
        with psycopg.connect(local.url(), autocommit=True) as connection:
            connection.execute("ALTER ROLE printshop_owner CREATEROLE")
            connection.execute("SELECT pg_reload_conf()")
        yield local


def test_making_the_roles_from_many_processes_at_once_makes_them_once(home: Path) -> None:
    with LocalPostgres(home, durable=False) as local:
        with ThreadPoolExecutor(4) as threads:
            for made in [threads.submit(ensure_roles, local.superuser_url) for _ in range(4)]:
                made.result()

        facts = [login_facts(url) for url in (local.urls.app, local.urls.worker)]

    assert [fact.user for fact in facts] == ["printshop_app", "printshop_worker"]
    assert all(fact.is_plain for fact in facts)


def test_another_server_gets_the_roles_with_a_password_kept_in_the_data_folder(
    strict: LocalPostgres,
    tmp_path: Path,
) -> None:
    settings = load_settings(database_url=strict.urls.owner, data_dir=tmp_path)

    with prepare_database(settings) as database:
        user = login_facts(database.urls.worker).user

    secret = tmp_path / "secrets" / "app_db_password"
    assert user == "printshop_worker"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert secret.read_text() in database.urls.app
    assert secret.read_text() not in repr(database)


def test_a_changed_password_is_set_anew(strict: LocalPostgres, tmp_path: Path) -> None:
    first = load_settings(database_url=strict.urls.owner, data_dir=tmp_path)
    prepare_database(first).close()
    second = load_settings(
        database_url=strict.urls.owner,
        data_dir=tmp_path,
        app_db_password="another-password",  # noqa: S106
    )

    with prepare_database(second) as database:
        user = login_facts(database.urls.app).user

    assert user == "printshop_app"


def test_logins_of_other_names_become_members(strict: LocalPostgres, tmp_path: Path) -> None:
    with psycopg.connect(strict.url(), autocommit=True) as connection:
        connection.execute("CREATE ROLE shop LOGIN PASSWORD 'a-good-password'")
    url = strict.url("shop", "printshop").replace("shop@", "shop:a-good-password@", 1)
    settings = load_settings(
        database_url=url,
        database_owner_url=strict.urls.owner,
        data_dir=tmp_path,
    )

    with prepare_database(settings) as database, psycopg.connect(database.urls.app) as connection:
        row = connection.execute(
            "SELECT current_user, pg_has_role('printshop_tenant', 'USAGE')",
        ).fetchone()

    assert row == ("shop", True)


def test_an_owner_who_may_not_create_roles_is_told_what_to_do(
    strict: LocalPostgres,
    tmp_path: Path,
) -> None:
    with psycopg.connect(strict.url(), autocommit=True) as connection:
        connection.execute("ALTER ROLE printshop_owner NOCREATEROLE")
    settings = load_settings(database_url=strict.urls.owner, data_dir=tmp_path)

    with pytest.raises(ConfigError) as fault:
        prepare_database(settings)

    assert fault.value.message == (
        "The database lacks the roles of Printshop, and printshop_owner may not create them."
    )
    assert "ALTER ROLE printshop_owner CREATEROLE" in fault.value.hint


def test_an_app_that_logs_in_as_superuser_is_refused(server: LocalPostgres) -> None:
    with pytest.raises(ConfigError) as fault:
        check_plain_login(server.superuser_url)

    assert fault.value.message == "The app must not log in as postgres, which is a superuser."


def test_an_app_that_logs_in_as_a_member_of_the_tables_owner_is_refused(
    jobs: LocalPostgres,
) -> None:
    with psycopg.connect(jobs.superuser_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE deputy LOGIN IN ROLE printshop_owner")
        try:
            with pytest.raises(ConfigError) as fault:
                check_plain_login(jobs.url("deputy", "printshop"))
        finally:
            connection.execute("DROP ROLE deputy")

    assert fault.value.message == "The app must not log in as deputy, which owns the tables."


def test_a_server_that_is_not_there_is_reported_in_one_sentence() -> None:
    with pytest.raises(DatabaseUnavailableError) as fault:
        login_facts("postgresql://nobody@127.0.0.1:1/printshop")

    assert fault.value.message.startswith("The database does not answer: ")
    assert "\n" not in fault.value.message


def test_a_secret_stays_the_same_and_is_private(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        secrets = set(threads.map(lambda _: kept_secret(tmp_path, "cookie"), range(8)))

    assert len(secrets) == 1
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["cookie"]
