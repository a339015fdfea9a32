"""The web server around the app: uvicorn, told what keeps Streamlit fast."""

import errno
import os
import socket

from printshop.config import Settings
from printshop.errors import ConfigError

# One frame from the browser: its widgets' state (25 MB at most) and some room.
_WS_MAX_BYTES = 32 * 1024 * 1024
_SHUTDOWN_S = 3


def serve(app: object, settings: Settings) -> None:
    """Serve an ASGI app until SIGTERM or SIGINT.

    Raises:
        ConfigError: the port is taken or the address is not one of this machine.

    """
    # Loaded late: the command line must not wait for it.
    import uvicorn  # noqa: PLC0415

    check_port(settings.host, settings.port)
    config = uvicorn.Config(
        app,  # ty: ignore[invalid-argument-type] - uvicorn's type is narrower than ASGI's
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level.lower(),
        # Streamlit gives uvicorn's loggers its own handlers; two would print each line twice.
        log_config=None,
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        # Compressing each message costs four times what it saves on a near network.
        ws_per_message_deflate=False,
        ws_max_size=_WS_MAX_BYTES,
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )
    uvicorn.Server(config).run()


def streamlit_environment(settings: Settings) -> None:
    """Tell Streamlit, before it is loaded, what the settings say; it reads the environment."""
    os.environ["STREAMLIT_SERVER_PORT"] = str(settings.port)
    os.environ["STREAMLIT_SERVER_ADDRESS"] = settings.host
    os.environ["STREAMLIT_SERVER_MAX_UPLOAD_SIZE"] = str(settings.max_upload_mb)
    os.environ["STREAMLIT_SERVER_HEADLESS"] = "true"
    os.environ["STREAMLIT_LOGGER_LEVEL"] = settings.log_level.lower()


def check_port(host: str, port: int) -> None:
    """Check that the address can be listened on.

    Raises:
        ConfigError: it is taken, or not an address of this machine.

    """
    fault = _bind_fault(host, port)
    if fault is None:
        return
    if fault.errno == errno.EADDRINUSE:
        raise ConfigError(
            f"Port {port} on {host} is taken by another program; "
            f"start Printshop with another one, as in --port {_free_port_after(host, port)}.",
        )
    if fault.errno == errno.EACCES:
        raise ConfigError(
            f"Port {port} on {host} may only be used by root; choose one above 1023 with --port.",
        )
    raise ConfigError(
        f"{host} is not an address of this machine: {fault.strerror}.",
        hint="Set PRINTSHOP_HOST or --host to 127.0.0.1, or to 0.0.0.0 for every network.",
    )


def _bind_fault(host: str, port: int) -> OSError | None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        return error
    return None


def _free_port_after(host: str, port: int) -> int:
    nearby = range(port + 1, min(port + 50, 65536))
    return next((other for other in nearby if _bind_fault(host, other) is None), port + 1)
