"""Addresses of databases, and the names of the roles that log in to them."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

TENANT_ROLE = "printshop_tenant"
APP_ROLE = "printshop_app"
WORKER_ROLE = "printshop_worker"
OWNER_ROLE = "printshop_owner"
DATABASE_NAME = "printshop"

_SCHEMES = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "postgresql+psycopg": "postgresql",
}


def postgresql_url(value: str) -> str:
    """Accept the spellings that hosts hand out and return libpq's own.

    Raises:
        ValueError: it is no URL of a PostgreSQL database.

    """
    parts = urlsplit(value)
    scheme = _SCHEMES.get(parts.scheme)
    if scheme is None:
        message = "it must start with postgresql://"
        raise ValueError(message)
    if len(parts.path) < 2:  # noqa: PLR2004 - "/" and at least one letter
        message = "it must name a database, as in postgresql://user:password@host/database"
        raise ValueError(message)
    return urlunsplit(parts._replace(scheme=scheme))


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseUrls:
    """The logins of the parts, as libpq (and SQLAlchemy) read them.

    `owner` migrates; `app` serves the pages and may go through a pooler;
    `listen` is the app's login past the pooler; `worker` runs the jobs.
    """

    owner: str = field(repr=False)
    app: str = field(repr=False)
    worker: str = field(repr=False)
    listen: str = field(repr=False)


def with_login(url: str, user: str, password: str) -> str:
    """Return the same server and database under another login."""
    parts = urlsplit(url)
    _, _, hosts = parts.netloc.rpartition("@")
    kept = [(k, v) for k, v in parse_qsl(parts.query) if k not in {"user", "password", "passfile"}]
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return urlunsplit(
        parts._replace(netloc=f"{login}@{hosts}", query=urlencode(kept, quote_via=quote)),
    )


def socket_url(socket_dir: Path, *, user: str, database: str) -> str:
    """URL of the built-in database, which listens on a Unix socket only."""
    query = urlencode({"host": str(socket_dir), "port": "5432"}, quote_via=quote, safe="")
    return f"postgresql://{quote(user, safe='')}@/{quote(database, safe='')}?{query}"
