"""The keys of programs that send files: made, listed, revoked, and whose a key is.

A key is 256 random bits, shown once; the shop keeps its SHA-256 alone. That is enough for a
random key: there is nothing to guess that a slow hash would make slower. It is found by its
hash in an index, so neither the time nor the answer tells how much of a wrong key was right.
"""

import hashlib
import re
import secrets
from typing import Final
from uuid import UUID

from printshop.domain.incoming import AccessToken, NewAccessToken
from printshop.errors import InvalidInputError, WrongKeyError
from printshop.services.shop import Premises, Shop

# So that whoever finds a key in a settings file or a log knows what it opens.
_PREFIX: Final = "ps_"
_KEY_BYTES: Final = 32
_KEY: Final = re.compile(r"ps_[A-Za-z0-9_-]{43}")
MAX_KEYS: Final = 50


def make(shop: Shop, new: NewAccessToken) -> tuple[AccessToken, str]:
    """Make a key for a program.

    Args:
        shop: whose files the program may send.
        new: what the person calls the program.

    Returns:
        The stored key, and the key itself, which nobody can be shown again.

    Raises:
        InvalidInputError: there are too many keys in use, or one of this name.

    """
    key = _PREFIX + secrets.token_urlsafe(_KEY_BYTES)
    with shop.unit_of_work() as uow:
        in_use = [token for token in uow.access_tokens.all() if token.revoked_at is None]
        if len(in_use) >= MAX_KEYS:
            raise InvalidInputError(f"There are {MAX_KEYS} keys already.", hint="Revoke one first.")
        if any(token.name.casefold() == new.name.casefold() for token in in_use):
            raise InvalidInputError(
                f"There is a key named {new.name} already.",
                hint="Choose another name, so that you know later which one to revoke.",
            )
        token = uow.access_tokens.add(new, token_hash=_hash(key))
        uow.commit()
    return token, key


def list_keys(shop: Shop) -> tuple[AccessToken, ...]:
    """All keys of the shop, those in use first, newest first."""
    with shop.unit_of_work() as uow:
        tokens = uow.access_tokens.all()
    return tuple(sorted(tokens, key=lambda token: token.revoked_at is not None))


def revoke(shop: Shop, token_id: UUID) -> None:
    """Make a key useless at once and for ever. Doing it again changes nothing.

    Raises:
        NotFoundError: there is no such key in the shop.

    """
    with shop.unit_of_work() as uow:
        uow.access_tokens.revoke(token_id)
        uow.commit()


def shop_of(premises: Premises, key: str) -> Shop:
    """The shop that a program's key opens.

    Args:
        premises: with all shops.
        key: as the program shows it, from a stranger until it is found.

    Raises:
        WrongKeyError: nobody has this key, or it was revoked; the sentence does not say which.
        DatabaseUnavailableError: the database does not answer.

    """
    # What cannot be a key costs no question of the database.
    shop = premises.shop_of_token(_hash(key)) if _KEY.fullmatch(key) else None
    if shop is None:
        raise WrongKeyError
    return shop


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
