"""An empty shop on a database of its own, for benchmarks that fill it by SQL."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.platform.roles import ensure_roles
from printshop.repo.schema import upgrade
from printshop.services.shop import Premises, Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyShop:
    """The shop, and the database and premises it stands on."""

    database: LocalPostgres
    premises: Premises
    shop: Shop


@contextmanager
def empty_shop() -> Generator[EmptyShop]:
    """Give an empty shop behind the app's own login; nothing of it is left afterwards."""
    with TemporaryDirectory(prefix="printshop-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with LocalPostgres(folder / "postgres") as database:
            ensure_roles(database.superuser_url)
            upgrade(database.urls.owner)
            with closing(Premises.open(database.urls.app, folder / "files")) as premises:
                shop = premises.sign_in(LOCAL_OWNER)
                yield EmptyShop(database=database, premises=premises, shop=shop)
