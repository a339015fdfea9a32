"""The one family of errors that Printshop raises on purpose.

A class per condition that a caller or a person can act on. The message is
built once, from the facts, and ends up on the page as it stands; `hint` says
what to do next. Faults in a user's *content* (a file, a form) are not raised
but returned as `Finding` values beside the result.
"""

from printshop.errors.base import (
    Finding,
    PrintshopError,
)
from printshop.errors.rows import (
    ChangedMeanwhileError,
    DuplicateError,
    FrameContractError,
    NotFoundError,
    RepoError,
)
from printshop.errors.rules import (
    AlreadyBookedError,
    DoubtfulGramsError,
    DoubtfulPiecesError,
    DoubtfulTimeError,
    DoubtfulUseError,
    IllegalTransitionError,
    InsufficientFilamentError,
    InvalidInputError,
    NoSpoolError,
    OverfullSpoolError,
    RuleError,
    StartDoubtError,
    UploadBusyError,
    UploadOffsetError,
)
from printshop.errors.surroundings import (
    ConfigError,
    DatabaseUnavailableError,
    DiskFullError,
    FetchError,
    FileChangedError,
    MailError,
    MailRefusedError,
    NotStoredError,
    SandboxClosedError,
    SandboxError,
    StorageError,
    UnreadableFileError,
    UploadChangedError,
    UploadGoneError,
    WrongKeyError,
)
from printshop.errors.three_mf import (
    DamagedFileError,
    EncryptedFileError,
    FileTooLargeError,
    NotAThreeMFError,
    ThreeMFError,
)

__all__ = [
    "AlreadyBookedError",
    "ChangedMeanwhileError",
    "ConfigError",
    "DamagedFileError",
    "DatabaseUnavailableError",
    "DiskFullError",
    "DoubtfulGramsError",
    "DoubtfulPiecesError",
    "DoubtfulTimeError",
    "DoubtfulUseError",
    "DuplicateError",
    "EncryptedFileError",
    "FetchError",
    "FileChangedError",
    "FileTooLargeError",
    "Finding",
    "FrameContractError",
    "IllegalTransitionError",
    "InsufficientFilamentError",
    "InvalidInputError",
    "MailError",
    "MailRefusedError",
    "NoSpoolError",
    "NotAThreeMFError",
    "NotFoundError",
    "NotStoredError",
    "OverfullSpoolError",
    "PrintshopError",
    "RepoError",
    "RuleError",
    "SandboxClosedError",
    "SandboxError",
    "StartDoubtError",
    "StorageError",
    "ThreeMFError",
    "UnreadableFileError",
    "UploadBusyError",
    "UploadChangedError",
    "UploadGoneError",
    "UploadOffsetError",
    "WrongKeyError",
]
