"""What every answer of the web server says to the browser, and whom the server answers.

Pure ASGI middleware around Streamlit's own. Source of the policy: what a page, a component
and a chart of this Streamlit were seen to load in Chromium, and nothing else.
"""

import base64
import hashlib
import ipaddress
import re
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

# ASGI's own shapes, as the specification has them: any value behind a text.
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

_INLINE_SCRIPT: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_CLOSED: Final = ("/_stcore/metrics", "/_stcore/agent")


def content_security_policy(index_html: Path, *, storage: str | None = None) -> str:
    """The policy for the app whose first page is `index_html`.

    Its own inline scripts are allowed by their hash; `blob:` is how Streamlit loads the
    scripts of components.

    Args:
        index_html: whose inline scripts are allowed.
        storage: scheme, host and port of the object storage, where pages send files to one.

    """
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(index_html.read_bytes())
    )
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes} blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {storage}" if storage else "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        )
    )


class SecurityHeaders:
    """Add the security headers to every HTTP answer."""

    def __init__(self, app: ASGIApp, *, policy: str) -> None:
        """Wrap `app`; `policy` is the Content-Security-Policy."""
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


class KnownHosts:
    """Answer only requests that were meant for this server.

    Without a sign-in whoever reaches the server is the owner, and a page on the internet can
    reach it through a name of its own that points to 127.0.0.1. So only `localhost`, bare
    addresses and the configured name are answered then. A live connection must come from a page
    of this very server as well: Streamlit takes every port of this machine for its own, and asks
    a server on the internet for this machine's address when it meets a page it does not know.
    Streamlit's internal figures and its interface for programs are never answered.
    """

    def __init__(self, app: ASGIApp, *, names: frozenset[str] | None) -> None:
        """Wrap `app`; `names` are answered besides bare addresses, None answers every name."""
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(headers.get("host", ""), scope["path"])
        if scope["type"] == "websocket" and (refusal or self._is_foreign_page(headers)):
            await send({"type": "websocket.close", "code": 1008})
        elif refusal is not None:
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_foreign_page(self, headers: Headers) -> bool:
        """Whether a page of another server asks; programs name no page and are let through."""
        origin = headers.get("origin")
        if origin is None or self._names is None:
            return False
        return origin.partition("://")[2].lower() != headers.get("host", "").lower()

    def _refusal(self, host: str, path: str) -> PlainTextResponse | None:
        if path.startswith(_CLOSED):
            return PlainTextResponse("There is nothing here.", status_code=404)
        if self._names is None or _is_known(host, self._names):
            return None
        return PlainTextResponse(
            "This Printshop has no sign-in and answers only under its own address.",
            status_code=400,
        )


def _is_known(host: str, names: frozenset[str]) -> bool:
    bare = host.rpartition("]")[0].lstrip("[") or host.partition(":")[0]
    if bare.lower() in names:
        return True
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return True
