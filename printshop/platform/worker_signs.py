"""Whether a worker is at work, by the signs of life it leaves in the database."""

from typing import Final

import psycopg
from psycopg import sql

from printshop.errors import DatabaseUnavailableError
from printshop.platform.jobs import JOBS_SCHEMA

_ASK: Final = sql.SQL(
    "SELECT EXISTS (SELECT FROM {}.procrastinate_workers"
    " WHERE last_heartbeat > now() - make_interval(secs => %s))"
).format(sql.Identifier(JOBS_SCHEMA))
_CONNECT_TIMEOUT_S: Final = 5


def has_worker(owner_url: str, *, within_s: float) -> bool:
    """Whether a worker gave a sign of life lately.

    Args:
        owner_url: login that owns the queue's tables.
        within_s: after so many seconds of silence it counts as dead.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    try:
        with psycopg.connect(owner_url, connect_timeout=_CONNECT_TIMEOUT_S) as connection:
            row = connection.execute(_ASK, [within_s]).fetchone()
    except psycopg.Error as error:
        raise DatabaseUnavailableError(
            "The database does not answer.", hint="Wait a moment and try again."
        ) from error
    return row is not None and bool(row[0])
