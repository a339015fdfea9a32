"""A part of Printshop that runs as a process of its own under `printshop run`."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from printshop.errors import PrintshopError
from printshop.platform import lifeline

_MAX_RESTARTS = 5
_RESTART_WINDOW_S = 60.0
_KILL_WAIT_S = 5.0


class PartFailedError(PrintshopError):
    """A part of Printshop ends again and again."""


class Child:
    """One part: started, told to go, restarted when it dies, stopped."""

    def __init__(
        self,
        title: str,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        stop_timeout_s: float,
    ) -> None:
        """Describe the part; `stop_timeout_s` is its time to end before it is killed."""
        self.title = title
        self._command = [sys.executable, "-m", *command]
        self._folder = folder
        self._environment = dict(environment)
        self._stop_timeout_s = stop_timeout_s
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: int | None = None
        self._starts_at_s: deque[float] = deque(maxlen=_MAX_RESTARTS)

    @property
    def pid(self) -> int | None:
        """Number of the process, while there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process; it loads its code and waits for `go`."""
        self._starts_at_s.append(time.monotonic())
        theirs, ours = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                self._command,
                cwd=self._folder,
                env={**self._environment, lifeline.VARIABLE: str(theirs)},
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs],
                # Ctrl-C in the terminal reaches only the parent, which stops the parts in order.
                start_new_session=True,
            )
        finally:
            os.close(theirs)
        self._lifeline = ours

    def go(self) -> None:
        """Tell it that the database is ready."""
        if self._lifeline is not None:
            # It may have died meanwhile; the next look at it says so.
            with contextlib.suppress(BrokenPipeError):
                os.write(self._lifeline, lifeline.GO)

    def has_ended(self) -> bool:
        """Whether it ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def restart(self) -> None:
        """Start it again after it ended.

        Raises:
            PartFailedError: it ended too often within a minute.

        """
        code = self._process.returncode if self._process else 0
        self._let_go()
        oldest_s = time.monotonic() - _RESTART_WINDOW_S
        if len(self._starts_at_s) == _MAX_RESTARTS and self._starts_at_s[0] > oldest_s:
            raise PartFailedError(
                f"{self.title} ended {_MAX_RESTARTS} times within a minute, last with code {code}.",
                hint="What it wrote above says why.",
            )
        self.start()
        self.go()

    def stop(self, *, at_once: bool = False) -> None:
        """Stop it and wait for its end; `at_once` without asking it."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGKILL if at_once else signal.SIGTERM)
            try:
                process.wait(_KILL_WAIT_S if at_once else self._stop_timeout_s)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(_KILL_WAIT_S)
        # Whatever it started itself is in its session.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        self._let_go()

    def _let_go(self) -> None:
        if self._lifeline is not None:
            os.close(self._lifeline)
        self._lifeline = None
        self._process = None
