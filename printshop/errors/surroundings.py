"""Configuration, the database's absence, storage, mail, what is fetched, the sandbox."""

from typing import Literal

from printshop.errors.base import PrintshopError


class ConfigError(PrintshopError):
    """A setting is missing or wrong."""


class DatabaseUnavailableError(PrintshopError):
    """The database does not answer."""


class FetchError(PrintshopError):
    """What stands at an address on the web cannot be fetched."""


class StorageError(PrintshopError):
    """A file could not be stored or read back."""


class NotStoredError(StorageError):
    """The store answers, and does not have this file."""


class SandboxError(PrintshopError):
    """Work ended its process, or was ended because it took too much."""

    def __init__(self, reason: Literal["time", "memory", "crash"], sentence: str) -> None:
        """Say what became of it; `reason` is for those who say it in other words."""
        super().__init__(sentence)
        self.reason = reason


class SandboxClosedError(PrintshopError):
    """The sandbox was closed while work waited or ran in it."""


class MailError(PrintshopError):
    """A mail could not be sent."""


class MailRefusedError(MailError):
    """The mail server answers, and does not want this mail: sending it again changes nothing."""


class FileChangedError(PrintshopError):
    """A file changed while it was read."""

    def __init__(self, name: str) -> None:
        """Name the file."""
        super().__init__(
            f"{name} changed while it was read; nothing of it was taken in.",
            hint="Wait until the program that writes it is done, then try again.",
        )


class UnreadableFileError(PrintshopError):
    """A file of this machine cannot be read."""

    def __init__(
        self, name: str, why: str, *, hint: str = "Check its name and its rights."
    ) -> None:
        """Name the file, and what the system says of it."""
        super().__init__(f"{name} cannot be read: {why}.", hint=hint)


class WrongKeyError(PrintshopError):
    """A program showed a key that opens no shop."""

    def __init__(self) -> None:
        """Say it the same for a wrong, a missing and a revoked key."""
        super().__init__(
            "This key is wrong or was revoked.",
            hint="Make a new one on Printshop's Settings page and enter it here.",
        )


class DiskFullError(StorageError):
    """There is no room left for what is sent."""

    def __init__(self) -> None:
        """Say it, and that nothing is lost."""
        super().__init__(
            "The disk of your shop is full.",
            hint="Make room on it and try again: what has arrived is kept.",
        )


class UploadGoneError(StorageError):
    """The store no longer knows an upload that was begun: nothing of it is there."""

    def __init__(self) -> None:
        """Say it, and how it goes on."""
        super().__init__(
            "This upload was given up, as it rested for too long.", hint="Upload the file again."
        )


class UploadChangedError(StorageError):
    """What arrived in the store is not what was announced."""

    def __init__(self) -> None:
        """Say it; the digests mean nothing to a person."""
        super().__init__(
            "What arrived in the storage is not the file that was announced.",
            hint="It changed while it was sent, or on its way. Upload it again.",
        )
