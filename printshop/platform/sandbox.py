"""Processes for work that may go wrong: with a limit of memory and time, and no way out.

What runs in them is hostile until read: it may take all memory, never end, or crash the
interpreter. Then only the process ends, and the next work gets a new one. They live for
many works, because starting Python takes longer than most of them. However the process
that started them ends, even by kill -9, they end too.

Not confined are the network and what the process may read: whoever takes over the
interpreter may still open connections, and read whatever the user that Printshop runs as
may read, other processes' environments included. Where that matters, the system has to
confine the worker.
"""

import contextlib
import importlib
import multiprocessing
import os
import queue
import resource
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from typing import Any, Final, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from printshop.errors import SandboxClosedError, SandboxError

P = ParamSpec("P")
T = TypeVar("T")

_MIB: Final = 1024 * 1024
# Memory that was given back to the interpreter counts as taken: a fresh process now and then.
_WORKS_PER_PROCESS: Final = 200
# To start and load its code, on a machine that is busy with other things.
_START_S: Final = 60.0
_MAX_OPEN_FILES: Final = 64
# Whoever waits for a page comes first.
_NICENESS: Final = 10
# Of the variables these hold logins and secrets.
_SECRET_VARIABLES: Final = ("PRINTSHOP_", "DATABASE_", "AWS_")


class Sandbox:
    """A few processes for work that may go wrong, started when first needed."""

    def __init__(self, *, processes: int, memory_mb: int, preload: Sequence[str] = ()) -> None:
        """Describe the processes; none is started yet.

        Args:
            processes: how many works run at once.
            memory_mb: address space of each, in MiB, its code and libraries included.
            preload: modules that are loaded before the limits hold.

        """
        self._limits = (memory_mb, tuple(preload))
        self._context = multiprocessing.get_context("spawn")
        # Of one process each: a crash in the middle of an answer must not hold up others.
        self._idle: queue.LifoQueue[ProcessPool | None] = queue.LifoQueue()
        for _ in range(processes):
            self._idle.put(None)
        self._lock = threading.Lock()
        self._running: set[ProcessFuture[Any]] = set()
        self._is_closed = False

    def __enter__(self) -> Self:
        """Use the sandbox."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def run(
        self, timeout_s: float, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a function of a module in a process of its own, and wait for what it gives.

        Args:
            timeout_s: how long it may take, seconds, once it runs.
            work: the function; it, its arguments and what it gives go through a pipe.
            args: of the function.
            kwargs: of the function.

        Raises:
            SandboxError: it took too much time or memory, or its process ended.
            SandboxClosedError: the sandbox was closed meanwhile.
            Exception: whatever the function raises.

        """
        self._check_open()
        pool = self._idle.get()
        is_sound = False
        try:
            pool = pool or self._started()
            result = self._result(pool, timeout_s, work, args, kwargs)
            is_sound = True
        except (SandboxError, SandboxClosedError):
            raise
        except Exception:
            is_sound = True
            raise
        finally:
            self._give_back(pool, is_sound=is_sound)
        return result

    def close(self) -> None:
        """End all processes; whoever waits for work in them is told."""
        with self._lock:
            self._is_closed = True
            running = tuple(self._running)
        for future in running:
            future.cancel()
        taken = []
        with contextlib.suppress(queue.Empty):
            while True:
                taken.append(self._idle.get_nowait())
        # Whoever came to wait a moment ago must be told as well, and not wait for ever.
        for _ in taken:
            self._idle.put(None)
        for pool in taken:
            if pool is not None:
                _stop(pool)

    def _check_open(self) -> None:
        with self._lock:
            if self._is_closed:
                raise SandboxClosedError

    def _give_back(self, pool: ProcessPool | None, *, is_sound: bool) -> None:
        if pool is not None and not is_sound:
            _stop(pool)
            pool = None
        with self._lock:
            # What is put there after `close` looked would be ended by nobody.
            is_late = self._is_closed
            self._idle.put(None if is_late else pool)
        if pool is not None and is_late:
            _stop(pool)

    def _started(self) -> ProcessPool:
        return ProcessPool(
            max_workers=1,
            max_tasks=_WORKS_PER_PROCESS,
            initializer=_confine,
            initargs=self._limits,
            context=self._context,
        )

    def _result(
        self,
        pool: ProcessPool,
        timeout_s: float,
        work: Callable[..., T],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> T:
        with self._lock:
            if self._is_closed:
                raise SandboxClosedError
            future = pool.schedule(work, args=args, kwargs=kwargs, timeout=timeout_s)
            self._running.add(future)
        try:
            return future.result(timeout_s + _START_S)
        except CancelledError as error:
            raise SandboxClosedError from error
        except TimeoutError as error:
            raise SandboxError("time", f"It took more than {timeout_s:g} seconds.") from error
        except MemoryError as error:
            raise SandboxError(
                "memory", f"It took more than {self._limits[0]} MB of memory."
            ) from error
        except (ProcessExpired, BrokenProcessPool) as error:
            raise SandboxError("crash", "It ended the process that it ran in.") from error
        finally:
            with self._lock:
                self._running.discard(future)


def _stop(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()


def _confine(memory_mb: int, preload: Sequence[str]) -> None:
    """Take from this process what its work does not need; the module says what it keeps."""
    threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()
    for name in [name for name in os.environ if name.startswith(_SECRET_VARIABLES)]:
        del os.environ[name]
    # A thread for each core would take address space for each, and the work has one.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for name in preload:
        importlib.import_module(name)
    # No file can be written, and bytecode is one.
    sys.dont_write_bytecode = True
    os.nice(_NICENESS)
    _limit(resource.RLIMIT_AS, memory_mb * _MIB)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _MAX_OPEN_FILES)


def _limit(which: int, most: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    # Not every system knows every limit.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (most, most))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
