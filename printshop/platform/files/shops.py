"""The stores of all shops of an installation: in the data folder, or in one bucket."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

from printshop.config import Settings
from printshop.errors import ConfigError
from printshop.platform.files.local import LocalFileStore
from printshop.platform.files.store import FileStore

StoreKind = Literal["local", "s3"]


class Stores(Protocol):
    """Where all shops keep their files, each in a part of its own."""

    @property
    def origin(self) -> str | None:
        """Scheme, host and port that a browser sends files to; None if to the app alone."""
        ...

    def of_user(self, user_id: UUID) -> FileStore:
        """The store of one shop; nothing is asked of it yet."""
        ...

    def of_all_users(self) -> Iterator[tuple[UUID, FileStore]]:
        """The store of every shop that has files.

        Raises:
            StorageError: it cannot be listed.

        """
        ...

    def check(self) -> str:
        """Try what a shop does with files; say in one sentence where they are.

        Raises:
            StorageError: something of it does not work.

        """
        ...

    def close(self) -> None:
        """Give all connections back; the next use opens new ones."""
        ...


class LocalStores:
    """All shops in one folder."""

    origin: None = None

    def __init__(self, files_dir: Path) -> None:
        """Use `files_dir`, made when first written to."""
        self._files_dir = files_dir

    def of_user(self, user_id: UUID) -> LocalFileStore:
        """The store of one shop, in a folder of its own."""
        return LocalFileStore(self._files_dir / str(user_id))

    def of_all_users(self) -> Iterator[tuple[UUID, FileStore]]:
        """The store of every shop that has a folder."""
        for folder in sorted(self._files_dir.glob("*")):
            user_id = user_of_folder(folder.name)
            if user_id is not None:
                yield user_id, self.of_user(user_id)

    def check(self) -> str:
        """Say where the files are. That the data folder can be written is looked at elsewhere."""
        return f"Files are kept in {self._files_dir}."

    def close(self) -> None:
        """Nothing is held."""


def stores(settings: Settings, kind: StoreKind | None = None) -> Stores:
    """The stores that the settings name.

    Args:
        settings: with or without the object storage.
        kind: one of the two; None for the one that is in use.

    Raises:
        ConfigError: the object storage is asked for, but not set up.

    """
    if kind == "local" or (kind is None and not settings.has_object_storage):
        return LocalStores(settings.files_dir)
    if not settings.has_object_storage:
        raise ConfigError(
            "No object storage is set up.",
            hint="Set the four PRINTSHOP_S3_ settings; see docs/operations.md.",
        )
    # Only here, so that an installation with local files never loads boto3.
    from printshop.platform.files.s3 import S3Stores  # noqa: PLC0415

    return S3Stores(settings)


def user_of_folder(name: str) -> UUID | None:
    """Whose files are in a folder of this name; None if it is no shop's."""
    try:
        user_id = UUID(name)
    except ValueError:
        return None
    return user_id if str(user_id) == name else None
