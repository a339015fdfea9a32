"""Several units of work as one: all of them last, or none."""

from types import TracebackType
from typing import Self
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from printshop.repo.database import Database
from printshop.repo.faults import translated
from printshop.repo.unit_of_work import UnitOfWork


class OneTransaction(Database):
    """A database whose units of work are parts of one that is open already.

    A part that is left without `commit` takes back what it did itself; what it
    committed lasts when, and only when, the whole is committed.
    """

    def __init__(self, whole: UnitOfWork) -> None:
        """Take the open unit of work; its pool stays where it is."""
        self._whole = whole

    def unit_of_work(self, user_id: UUID, *, actor: str = "") -> UnitOfWork:  # noqa: ARG002 - the whole's stands beside what its parts book
        """A part of the whole, of the same user."""
        return _Part(self._whole, user_id)

    def snapshot(self, user_id: UUID) -> UnitOfWork:
        """A part like any other: it must see what the whole has done so far."""
        return self.unit_of_work(user_id)


class _Part(UnitOfWork):
    """A savepoint in the transaction of the whole."""

    def __init__(self, whole: UnitOfWork, user_id: UUID) -> None:
        self._whole = whole
        self._user_id = user_id

    def __enter__(self) -> Self:
        self._bind(self._whole.connection, self._user_id)
        with translated():
            self._savepoint = self.connection.begin_nested()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._savepoint.is_active:
            with translated():
                self._savepoint.rollback()
        if isinstance(error, DBAPIError):
            with translated():
                raise error

    def commit(self) -> None:
        """Keep what this part did, for when the whole is committed."""
        with translated():
            self._savepoint.commit()
