"""Where files are read: in this process, or in one that a bad file cannot take along.

What reads a file is a plain function of a path that gives plain values; a `Reader` runs it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from printshop.errors import SandboxError, ThreeMFError

if TYPE_CHECKING:
    # Web processes have none, and need not load it.
    from printshop.platform.sandbox import Sandbox

P = ParamSpec("P")
T = TypeVar("T")


class Reader(Protocol):
    """Runs a function that reads a file."""

    def __call__(self, read: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run it and give what it gives.

        Raises:
            ThreeMFError: it raised that, or reading ended its process, took too long or
                too much memory; the message says which.

        """
        ...


def read_here(read: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """The reader without a process of its own, for where no worker runs."""
    return read(*args, **kwargs)


class SandboxedReader:
    """The reader that a bad file cannot take along: it works in a process of its own."""

    def __init__(self, sandbox: "Sandbox", *, timeout_s: float) -> None:
        """Read in the sandbox; one reading may take so many seconds."""
        self._sandbox = sandbox
        self._timeout_s = timeout_s

    def __call__(self, read: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run it there.

        Raises:
            ThreeMFError: the file cannot be read, or reading it ended the process, took
                too long or too much memory.
            SandboxClosedError: the worker is stopping.

        """
        try:
            return self._sandbox.run(self._timeout_s, read, *args, **kwargs)
        except SandboxError as error:
            raise ThreeMFError(f"Reading the file was given up. {error.message}") from error
