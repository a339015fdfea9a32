"""Translation of the database's faults: no driver error leaves this room."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from printshop.errors import (
    DatabaseUnavailableError,
    DuplicateError,
    InsufficientFilamentError,
    NotFoundError,
    PrintshopError,
    RepoError,
)

_DUPLICATES: Final = {
    "uq_filaments_kind": "This brand, material and colour is already among the filaments.",
    "uq_printers_user_id_name": "There is already a printer of this name.",
    "uq_files_user_id_sha256": "This very file is already in the shop.",
    "uq_model_variants_user_id_source_file_id": "This very file is already in the catalog.",
    "pk_processing_jobs": "There is already an incoming file of this id.",
    "uq_stock_takes_open": "This place is being counted anew already.",
    "uq_model_variants_model_id_version": "Somebody saved this version a moment ago.",
}
_UNIQUE_VIOLATION: Final = "23505"
# Serialization failure, deadlock, a lock that was waited for too long.
_AT_ONCE: Final = frozenset({"40001", "40P01", "55P03"})
_FOREIGN_KEY_VIOLATION: Final = "23503"
_CHECK_VIOLATION: Final = "23514"
# The last two are what COPY raises, which goes over the driver itself.
NO_ANSWER: Final = (
    OperationalError,
    InterfaceError,
    PoolTimeoutError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)


@contextmanager
def translated() -> Generator[None]:
    """Raise the shop's own errors for what the database refuses.

    Raises:
        DatabaseUnavailableError: it does not answer, has no connection free, or it broke.
        DuplicateError, NotFoundError, InsufficientFilamentError: a named rule was hit.
        RepoError: any other refusal.

    """
    try:
        yield
    except IntegrityError as error:
        raise _of_integrity(error) from error
    except NO_ANSWER as error:
        raise _of_operation(error) from error
    except (DBAPIError, psycopg.Error) as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise DatabaseUnavailableError(
                "The connection to the database broke.",
                hint="Nothing was saved. Wait a moment and try again.",
            ) from error
        raise RepoError(
            "The database refused this.", hint="Check the values; nothing was saved."
        ) from error


def _of_operation(error: Exception) -> RepoError | DatabaseUnavailableError:
    if getattr(getattr(error, "orig", error), "sqlstate", None) in _AT_ONCE:
        return RepoError(
            "Somebody else was changing the same thing at this moment.",
            hint="Nothing was saved. Try again.",
        )
    return DatabaseUnavailableError(
        "The database does not answer.", hint="Nothing was saved. Wait a moment and try again."
    )


def _of_integrity(error: IntegrityError) -> PrintshopError:
    diagnosis = getattr(error.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    state = getattr(error.orig, "sqlstate", "")
    if state == _UNIQUE_VIOLATION:
        return DuplicateError(_DUPLICATES.get(name, "This already exists."))
    if name == "ck_filament_inventory_quantity_not_negative":
        return InsufficientFilamentError(filament="The spool", needed_g="more", available_g="fewer")
    if state == _FOREIGN_KEY_VIOLATION:
        return NotFoundError("entry", "of that number")
    if state == _CHECK_VIOLATION:
        return RepoError(f"A value is outside its limits ({name}).")
    return RepoError("The database refused this.")
