"""What is wrong with a .3mf file."""

from printshop.errors.base import PrintshopError


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
