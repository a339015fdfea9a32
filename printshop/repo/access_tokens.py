"""The keys of programs that send files: only their hashes are kept."""

from typing import Final
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from printshop.domain.incoming import AccessToken, NewAccessToken
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.tables import access_tokens as tokens

_COLUMNS: Final = [tokens.c[name] for name in AccessToken.model_fields]


class AccessTokens:
    """The keys of the current user."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def all(self) -> tuple[AccessToken, ...]:
        """All keys, revoked ones too, newest first."""
        query = select(*_COLUMNS).order_by(tokens.c.created_at.desc(), tokens.c.id)
        return tuple(AccessToken(**row) for row in self._connection.execute(query).mappings())

    def add(self, new: NewAccessToken, *, token_hash: str) -> AccessToken:
        """Keep the hash of a new key."""
        values = {**new.model_dump(), "token_hash": token_hash, "user_id": self._user_id}
        with translated():
            row = self._connection.execute(
                insert(tokens).values(values).returning(*_COLUMNS)
            ).mappings()
        return AccessToken(**row.one())

    def revoke(self, token_id: UUID) -> None:
        """Make a key useless; once revoked it stays so.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        statement = (
            update(tokens)
            .where(tokens.c.id == token_id)
            .values(revoked_at=func.coalesce(tokens.c.revoked_at, func.now()))
            .returning(tokens.c.id)
        )
        if self._connection.execute(statement).one_or_none() is None:
            raise NotFoundError("key", token_id)
