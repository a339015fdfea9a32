"""The first visit, and that the app refuses a login that could see every shop."""

from pathlib import Path

import pytest

from printshop.domain.users import LOCAL_OWNER
from printshop.errors import ConfigError, DatabaseUnavailableError
from printshop.platform.postgres import LocalPostgres
from printshop.services.shop import Premises, Shop
from tests import builders


def test_the_local_owner_is_the_same_person_at_every_start(premises: Premises) -> None:
    first = premises.sign_in(LOCAL_OWNER, time_zone="Europe/Berlin")
    # Another test may have signed in first, and then that zone is the shop's.
    of_first_start = first.settings().time_zone
    second = premises.sign_in(LOCAL_OWNER, time_zone="Pacific/Auckland")

    assert first.user_id == second.user_id
    assert second.settings().time_zone == of_first_start
    assert second.user().name == "Shop owner"


def test_a_new_shop_is_empty_until_something_is_in_it(shop: Shop) -> None:
    assert shop.is_empty()

    builders.a_filament(shop)

    assert not shop.is_empty()
    assert not shop.has_demo()


def test_the_health_says_version_and_schema(premises: Premises) -> None:
    health = premises.health()

    assert health.is_ready
    assert health.schema_is_current
    assert int(health.version.split(".")[0]) >= 15


@pytest.mark.parametrize("login", ["owner_url", "superuser_url"])
def test_a_login_that_could_see_every_shop_is_refused(
    database: LocalPostgres, tmp_path: Path, login: str
) -> None:
    url = database.urls.owner if login == "owner_url" else database.superuser_url
    premises = Premises.open(url, tmp_path)

    with pytest.raises(ConfigError, match="may see every shop"):
        premises.check_login()
    premises.close()


def test_the_apps_own_login_is_accepted(premises: Premises) -> None:
    premises.check_login()


def test_a_database_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    premises = Premises.open("postgresql://nobody@127.0.0.1:1/none", tmp_path)

    with pytest.raises(DatabaseUnavailableError, match=r"^The database does not answer\.$"):
        premises.sign_in(LOCAL_OWNER)
    assert not premises.health().is_ready
    premises.close()
