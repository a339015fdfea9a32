"""Asking the worker to tell a stored file's grams apart."""

from uuid import UUID

from printshop.bambu.split.split_record import SPLIT_RULES
from printshop.repo import UnitOfWork


def queue(uow: UnitOfWork, file_id: UUID) -> None:
    """Let the worker tell a stored file's grams apart, once this transaction is committed."""
    uow.enqueue("split_file", key=f"{file_id}:{SPLIT_RULES}", file_id=str(file_id))
