"""Folders that other programs write to: which of their files are complete, as they come.

The system's notices only make it quick. They are lost on network shares and when a folder is
replaced, so every few seconds the folders are gone through as well.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from printshop.platform.steady_file import Signature, signature_of

_LOG = logging.getLogger(__name__)
_TICK_S: Final = 0.5


def files_below(folder: Path, is_wanted: Callable[[str], bool]) -> list[Path]:
    """The files of a folder and of those in it whose names are wanted, in order.

    Hidden files and folders are left out, and links to folders are not followed.
    """
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        found += [
            Path(parent, name) for name in sorted(names) if not _is_hidden(name) and is_wanted(name)
        ]
    return found


class Watch:
    """Gives each file of some folders once it is complete, and again when it has changed.

    Complete: its size and its time stayed the same for a while, and it can be opened.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        is_wanted: Callable[[str], bool],
        *,
        quiet_s: float = 2.0,
        look_every_s: float = 10.0,
    ) -> None:
        """Take the folders; nothing is looked at yet.

        Args:
            folders: gone through with those in them.
            is_wanted: by a file's name.
            quiet_s: for how long a file must have stayed the same, seconds.
            look_every_s: how often the folders are gone through without a notice, seconds.

        """
        self._folders = folders
        self._is_wanted = is_wanted
        self._quiet_s = quiet_s
        self._look_every_s = look_every_s
        self._pending: dict[Path, tuple[Signature, float]] = {}
        self._given: dict[Path, Signature] = {}

    def complete(self, stopping: threading.Event) -> Iterator[list[Path]]:
        """Give what became complete since the last time, about twice a second, until `stopping`."""
        looked_at_s = -self._look_every_s
        for changed in self._notices(stopping):
            now_s = time.monotonic()
            if now_s - looked_at_s >= self._look_every_s:
                looked_at_s = now_s
                self._look(now_s)
            self._note(changed, now_s)
            yield self._take_quiet(now_s)

    def again(self, path: Path, *, after_s: float = 0.0) -> None:
        """Give a file once more, though it did not change, after so many seconds."""
        signature = self._given.pop(path, None)
        if signature is not None:
            self._pending[path] = (signature, time.monotonic() + after_s)

    def _notices(self, stopping: threading.Event) -> Iterator[list[Path]]:
        from watchfiles import watch  # noqa: PLC0415 - only who watches loads it

        while not stopping.is_set():
            try:
                for changes in watch(
                    *self._folders,
                    watch_filter=None,
                    debounce=int(_TICK_S * 1000),
                    rust_timeout=int(_TICK_S * 1000),
                    yield_on_timeout=True,
                    stop_event=stopping,
                    ignore_permission_denied=True,
                ):
                    yield [Path(path) for _, path in changes]
            except (OSError, RuntimeError) as error:  # the second is the library's own
                _LOG.warning("no notices of changes: %s", error)
            for _ in range(max(1, int(self._look_every_s / _TICK_S))):
                if stopping.wait(_TICK_S):
                    return
                yield []

    def _look(self, now_s: float) -> None:
        there = [path for folder in self._folders for path in files_below(folder, self._is_wanted)]
        self._note(there, now_s)
        # A folder that is away for a moment must not make all its files new when it is back.
        if all(folder.is_dir() for folder in self._folders):
            kept = set(there)
            self._given = {path: seen for path, seen in self._given.items() if path in kept}

    def _note(self, paths: Iterable[Path], now_s: float) -> None:
        for path in paths:
            if not self._is_ours(path):
                continue
            signature = signature_of(path)
            if signature is None or self._given.get(path) == signature:
                self._pending.pop(path, None)
            elif path not in self._pending or self._pending[path][0] != signature:
                self._pending[path] = (signature, now_s)

    def _is_ours(self, path: Path) -> bool:
        if not self._is_wanted(path.name):
            return False
        folder = next((folder for folder in self._folders if path.is_relative_to(folder)), None)
        return folder is not None and not any(map(_is_hidden, path.relative_to(folder).parts))

    def _take_quiet(self, now_s: float) -> list[Path]:
        waited = [
            path for path, (_, since_s) in self._pending.items() if now_s - since_s >= self._quiet_s
        ]
        self._note(waited, now_s)
        quiet = []
        for path in waited:
            signature, since_s = self._pending.get(path, (None, now_s))
            if signature is not None and since_s != now_s and os.access(path, os.R_OK):
                self._given[path] = signature
                del self._pending[path]
                quiet.append(path)
        return sorted(quiet)


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"
