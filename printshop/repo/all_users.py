"""The users of all shops, for commands of whoever runs the installation: the owner's login."""

from typing import Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import create_engine, select

from printshop.domain.users import Identity
from printshop.repo.faults import translated
from printshop.repo.tables import users

_COLUMNS: Final = (users.c.id, users.c.issuer, users.c.subject, users.c.email, users.c.name)


def all_users(owner_url: str) -> dict[UUID, Identity]:
    """Everybody with a shop, oldest first.

    Args:
        owner_url: login that owns the tables; row-level security does not hold it.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    engine = create_engine(owner_url)
    try:
        with translated(), engine.connect() as connection:
            rows = connection.execute(select(*_COLUMNS).order_by(users.c.created_at, users.c.id))
            return {
                row.id: Identity(
                    issuer=row.issuer, subject=row.subject, email=row.email, name=row.name
                )
                for row in rows
            }
    finally:
        engine.dispose()


def is_meant(wanted: str, user_id: UUID, identity: Identity) -> bool:
    """Whether a person means this user by an e-mail address or an id."""
    try:
        if TypeAdapter(UUID).validate_python(wanted) == user_id:
            return True
    except ValidationError:
        pass
    return bool(identity.email) and identity.email.casefold() == wanted.strip().casefold()
