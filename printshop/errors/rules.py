"""What the rules of the shop do not allow."""

from collections.abc import Sequence
from decimal import Decimal

from printshop.errors.base import PrintshopError, shown_amount


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
        self.job = job
        self.status = status
        self.wanted = wanted


class InsufficientFilamentError(RuleError):
    """There is not as much filament as the booking needs."""

    def __init__(self, *, filament: str, needed_g: object, available_g: object) -> None:
        """Name the filament and both amounts, grams."""
        super().__init__(
            f"{filament}: {shown_amount(needed_g)} g are to be booked, "
            f"but only {shown_amount(available_g)} g are on hand.",
            hint="Weigh the spools or add the spool you used, then book again.",
        )
        self.needed_g = needed_g
        self.available_g = available_g


class StartDoubtError(RuleError):
    """Something stands against starting a job. Not impossible: a reason lets it go on."""

    def __init__(self, against: Sequence[str]) -> None:
        """Say all that stands against it, a sentence each."""
        super().__init__(
            " ".join(against), hint="Choose otherwise, or say why it is printed all the same."
        )
        self.against = tuple(against)


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
    """A number that is hardly right. Not impossible: asked about, not refused."""


class OverfullSpoolError(DoubtfulGramsError):
    """A spool would hold more than it came with."""

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


class DoubtfulUseError(DoubtfulGramsError):
    """A print would have taken far more or far less than its file says."""

    def __init__(self, *, what: str, said: str, expected: str) -> None:
        """Say both figures with their units."""
        super().__init__(
            f"{what}: {said} are far from the {expected} expected by the file.",
            hint="Look at the number again. Nothing is booked until you say that it is right.",
        )


class DoubtfulPiecesError(DoubtfulGramsError):
    """More pieces are said to have come off a plate than it makes."""

    def __init__(self, *, job: str, pieces: int, made: int) -> None:
        """Say both numbers."""
        super().__init__(
            f"{job}: {pieces:,} pieces, good and rejected, are more than the {made:,} that its "
            "plate makes.",
            hint="Look at the number again. Nothing is booked until you say that it is right.",
        )


class DoubtfulTimeError(DoubtfulGramsError):
    """A print is said to be done long before it can be."""

    def __init__(self, *, job: str, since: str, expected: str) -> None:
        """Say how long it printed and how long it takes, with their units."""
        super().__init__(
            f"{job} was started {since} ago, and takes {expected}.",
            hint="Is it really done? Nothing is booked until you say that it is right.",
        )


class NoSpoolError(DoubtfulGramsError):
    """A filament of a finished print would be booked from no spool."""

    def __init__(self, filament: str) -> None:
        """Name the filament."""
        super().__init__(
            f"No spool is chosen for {filament}, so nothing of it would be booked.",
            hint="Choose the spool that it came from, or receive one in the inventory first.",
        )
