"""The tie between `printshop run` and its parts: a pipe that the kernel cuts with the parent.

The parent writes one byte when the database is ready. However the parent ends,
even by kill -9, the pipe closes, and the part ends itself. It works wherever
there are pipes, which a death signal of the kernel does not.
"""

import os
import signal
import threading
import time

VARIABLE = "PRINTSHOP_LIFELINE_FD"
GO = b"g"
_GRACE_S = 5.0


def hold() -> bool:
    """Wait for the parent's word, then live only as long as it.

    Returns:
        Whether there is a parent; without one there is nothing to wait for.
    """
    given = os.environ.pop(VARIABLE, "")
    if not given:
        return False
    pipe = int(given)
    if os.read(pipe, 1) != GO:
        os._exit(0)
    threading.Thread(target=_end_with_parent, args=[pipe], name="lifeline", daemon=True).start()
    return True


def _end_with_parent(pipe: int) -> None:
    while os.read(pipe, 1):
        continue
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_S)
    os._exit(1)
