"""A slow line to a server that can be cut, and that counts what went over it."""

import contextlib
import socket
import threading
import time
from typing import Self

_BLOCK_BYTES = 64 * 1024


class Line:
    """Passes connections on to a port of this machine, at most so many bytes a second upwards."""

    def __init__(self, port: int, *, bytes_per_s: float) -> None:
        self.bytes_per_s = bytes_per_s
        self.bytes_sent = 0
        self.is_cut = False
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._next_at_s = 0.0
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Wakes the thread that waits in accept; closing alone does not.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection, and answer no new one until it is mended."""
        self.is_cut = True
        for connection in list(self._open):
            self._close(connection)

    def mend(self) -> None:
        self.is_cut = False

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.is_cut:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            self._open |= {near, far}
            for source, sink, is_up in ((near, far, True), (far, near, False)):
                threading.Thread(target=self._pass, args=(source, sink, is_up), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, is_up: bool) -> None:  # noqa: FBT001 - a thread's argument
        with contextlib.suppress(OSError):
            while block := source.recv(_BLOCK_BYTES):
                if is_up:
                    self._wait(len(block))
                sink.sendall(block)
        self._close(source)
        self._close(sink)

    def _wait(self, n_bytes: int) -> None:
        """Hold back as a line of this speed does, all connections together."""
        with self._lock:
            self.bytes_sent += n_bytes
            now_s = time.monotonic()
            self._next_at_s = max(self._next_at_s, now_s) + n_bytes / self.bytes_per_s
            wait_s = self._next_at_s - now_s
        if wait_s > 0.01:
            time.sleep(wait_s)

    def _close(self, connection: socket.socket) -> None:
        self._open.discard(connection)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()
