"""Passes: a page gives its person one for a route, which has no session to know them by.

A pass is signed, says whose it is and when it was made, and holds for one purpose only.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer

from printshop.config import load_settings
from printshop.platform.database import kept_secret

_SALT: Final = "printshop.pass"
_LONGEST: Final = 500


def mint(user_id: UUID, *, purpose: str) -> str:
    """A pass of this person for this purpose, fit for an address.

    Raises:
        ConfigError: the secret cannot be kept in the data folder.

    """
    return _serializer(purpose).dumps(user_id.hex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Whose it is, and for how many seconds it holds from now on."""

    user_id: UUID
    holds_s: float


def user_of(token: str, *, purpose: str, max_age_s: int) -> UUID | None:
    """Whose pass it is; None if it was not made here, for something else, or too long ago.

    Args:
        token: what `mint` gave.
        purpose: what it must have been made for.
        max_age_s: how old it may be, seconds.

    Raises:
        ConfigError: the secret cannot be read from the data folder.

    """
    found = read(token, purpose=purpose, max_age_s=max_age_s)
    return None if found is None else found.user_id


def read(token: str, *, purpose: str, max_age_s: int) -> Pass | None:
    """Give what `user_of` tells, and how long it holds yet."""
    if len(token) > _LONGEST:
        return None
    try:
        said, made_at = _serializer(purpose).loads(token, max_age=max_age_s, return_timestamp=True)
        age_s = (datetime.now(UTC) - made_at).total_seconds()
        return Pass(user_id=UUID(hex=str(said)), holds_s=max_age_s - age_s)
    except (BadData, ValueError):
        return None


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    settings = load_settings()
    secret = settings.secret_key or _kept(settings.data_dir)
    return URLSafeTimedSerializer(secret, salt=f"{_SALT}:{purpose}")


@lru_cache(maxsize=4)
def _kept(data_dir: Path) -> str:
    return kept_secret(data_dir, "secret_key")
