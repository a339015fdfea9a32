"""The one family of errors that Printshop raises on purpose.

A class per condition that a caller or a person can act on. The message is
built once, from the facts, and ends up on the page as it stands; `hint` says
what to do next. Faults in a user's *content* (a file, a form) are not raised
but returned as `Finding` values beside the result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something odd in a user's content that did not stop the work.

    `where` reads like a path: `Metadata/slice_info.config: plate[2].weight`.
    """

    where: str
    message: str


class PrintshopError(Exception):
    """Something went wrong in Printshop."""

    def __init__(self, message: str | None = None, *, hint: str = "") -> None:
        """Take the class's docstring as the message where none is given."""
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])
        self.hint = hint

    @property
    def message(self) -> str:
        """What is wrong, in one sentence for the person."""
        return str(self)

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do where there is something to do."""
        return f"{self.message} {self.hint}".strip()


# --- configuration and surroundings -------------------------------------------------


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


# --- the rules of the shop ----------------------------------------------------------


class RuleError(PrintshopError):
    """The shop's rules do not allow this."""


class IllegalTransitionError(RuleError):
    """A job was asked to do what its state does not allow."""

    def __init__(self, *, job: str, status: str, wanted: str) -> None:
        """Name the job, where it stands and what was asked."""
        super().__init__(
            f"{job} is {status} already."
            if status == wanted
            else f"{job} is {status} and cannot be {wanted}.",
            hint="Reload the page: somebody may have changed it a moment ago.",
        )
        self.status = status
        self.wanted = wanted


class InsufficientFilamentError(RuleError):
    """There is not as much filament as the booking needs."""

    def __init__(self, *, filament: str, needed_g: object, available_g: object) -> None:
        """Name the filament and both amounts, grams."""
        super().__init__(
            f"{filament}: {_amount(needed_g)} g are to be booked, "
            f"but only {_amount(available_g)} g are on hand.",
            hint="Weigh the spools or add the spool you used, then book again.",
        )
        self.needed_g = needed_g
        self.available_g = available_g


class AlreadyBookedError(RuleError):
    """A request was booked before, and is sent again with other values."""

    def __init__(self, booked: str) -> None:
        """Say what was booked then."""
        super().__init__(
            f"This was booked already, with other values: {booked}.",
            hint="Nothing more was booked. Reload the page and look at what is there now.",
        )


class UploadBusyError(RuleError):
    """Another tab or program is sending this file now."""


class UploadOffsetError(RuleError):
    """Bytes were sent that do not follow the ones that are there."""

    def __init__(self, *, offset: int) -> None:
        """Name the byte from which to go on."""
        super().__init__(f"The file goes on at byte {offset:,}.")
        self.offset = offset


class InvalidInputError(RuleError):
    """A value is outside its limits."""


class DoubtfulGramsError(InvalidInputError):
    """A spool would hold more than it came with. Not impossible: asked about, not refused."""

    def __init__(self, *, spool: str, after_g: Decimal, came_with_g: Decimal) -> None:
        """Say what would be on which spool."""
        super().__init__(
            f"Spool {spool} came with {came_with_g.normalize():,f} g, and would hold "
            f"{after_g.normalize():,f} g.",
            hint="Look at the number again, and at the empty reel's weight.",
        )
        self.spool = spool
        self.after_g = after_g
        self.came_with_g = came_with_g


# --- stored rows --------------------------------------------------------------------


class RepoError(PrintshopError):
    """The database refused."""


class NotFoundError(RepoError):
    """There is no such thing in this shop."""

    def __init__(self, kind: str, key: object) -> None:
        """Name what was looked for."""
        super().__init__(
            f"There is no {kind} {key} in this shop.",
            hint="It may have been removed. Reload the page.",
        )
        self.kind = kind


class DuplicateError(RepoError):
    """This already exists."""

    def __init__(
        self, message: str | None = None, *, hint: str = "", existing_id: UUID | None = None
    ) -> None:
        """Say it; `existing_id` is what is there already, where it is known."""
        super().__init__(message, hint=hint)
        self.existing_id = existing_id


# As the pages call them; what is not here is called by its own words.
_FIELDS: Final = {
    "location": "Place",
    "batch_identifier": "Lot",
    "tare_g": "Empty reel, g",
    "net_g": "Full spool, g",
    "low_stock_g": "Low at, g",
    "low_stock_spools": "Low at, unopened",
    "lead_time_days": "Lead time, days",
    "pack_size": "Pack of",
    "purchase_url": "Where to buy it",
    "slicer_name": "Kind",
    "color_name": "Colour name",
    "color_hex": "Colour",
    "other_color_hexes": "Further colours",
    "cost_per_gram_base": "Price per gram",
    "gtin": "Barcode",
    "bambu_id": "Bambu id",
    "maker_code": "Maker's code",
    "opened_on": "Opened",
    "dried_on": "Dried",
    "expires_on": "Expires",
    "purchased_on": "Bought",
}


class ChangedMeanwhileError(RepoError):
    """Somebody else changed the same fields meanwhile."""

    def __init__(self, what: str, fields: Mapping[str, tuple[object, object, object]]) -> None:
        """Name what was changed.

        Args:
            what: whose fields they are.
            fields: by name: what it was, what somebody else made of it, what was to be saved.

        """
        said = "; ".join(
            f"{_FIELDS.get(name, name.replace('_', ' '))} is {_shown(now)} now, "
            f"it was {_shown(was)}"
            for name, (was, now, _) in fields.items()
        )
        super().__init__(
            f"Somebody else changed {what} meanwhile: {said}.",
            hint="Nothing was saved, and what you typed is kept. Save again to put yours instead.",
        )
        self.fields = dict(fields)


def _shown(value: object) -> str:
    return "empty" if value is None or value == "" else _amount(value)


def _amount(value: object) -> str:
    """A number as the pages write it: `5,000` for 5000.00; anything else as it is."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return str(value)
    return f"{value.normalize():,f}"


# --- .3mf files ---------------------------------------------------------------------


class ThreeMFError(PrintshopError):
    """This .3mf file cannot be read."""


class NotAThreeMFError(ThreeMFError):
    """This is not a .3mf file."""


class DamagedFileError(ThreeMFError):
    """The file is damaged."""


class EncryptedFileError(ThreeMFError):
    """The file is encrypted."""


class FileTooLargeError(ThreeMFError):
    """The file is larger than Printshop reads."""


# --- frames -------------------------------------------------------------------------


class FrameContractError(PrintshopError):
    """A table does not have the columns that were agreed on."""
