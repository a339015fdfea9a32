"""A way to a storage that a test can make busy, closed to pages, or refusing."""

import http.client
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.s3_servers import S3Server

# The request's method and path → the storage's word and number; None lets it through.
Refusal = Callable[[str, str], tuple[str, int] | None]
_HOP = {"connection", "transfer-encoding", "date", "server", "keep-alive"}
_NOBODY: Refusal = lambda _method, _path: None  # noqa: E731 - a value of the type above


class Gateway:
    """Passes every request on to a storage, but those that `refusal` refuses."""

    def __init__(self, behind: S3Server, url: str) -> None:
        self.server = S3Server(url=url)
        self.behind = urlsplit(behind.url).netloc
        self.refusal: Refusal = _NOBODY
        self.n_refused = 0
        self.has_cors_rule = True

    def mend(self) -> None:
        self.refusal = _NOBODY


@contextmanager
def gateway_to(behind: S3Server) -> Generator[Gateway]:
    """Open a way to the storage until the block ends."""

    class Handler(_Handler):
        gateway: Gateway

    http_server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http_server.daemon_threads = True
    Handler.gateway = Gateway(behind, f"http://127.0.0.1:{http_server.server_port}")
    threading.Thread(target=http_server.serve_forever, daemon=True).start()
    try:
        yield Handler.gateway
    finally:
        http_server.shutdown()
        http_server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gateway: Gateway

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing; a test says what it wants to know."""

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_of_page = "Origin" in self.headers
        refused = self.gateway.refusal(self.command, self.path)
        if is_of_page and not self.gateway.has_cors_rule:
            # As R2 answers a page whose address is in no rule: without a word of CORS.
            self.gateway.n_refused += 1
            self._answer(403, [], b"")
        elif refused is not None and self.command != "OPTIONS":
            self.gateway.n_refused += 1
            code, status = refused
            told = [("Access-Control-Allow-Origin", "*"), ("Content-Type", "application/xml")]
            self._answer(status, told, f"<Error><Code>{code}</Code></Error>".encode())
        else:
            self._answer(*self._of_storage(body))

    def _of_storage(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.gateway.behind, timeout=30)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in {"expect", *_HOP}:
                connection.putheader(name, value)
        connection.endheaders(body or None)
        answer = connection.getresponse()
        content = answer.read()
        told = [(n, v) for n, v in answer.getheaders() if n.lower() not in _HOP]
        connection.close()
        return answer.status, told, content

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if self.command == "HEAD" or name.lower() != "content-length":
                self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_OPTIONS = _pass  # noqa: N815 - the library's names


def listing_parts(method: str, path: str) -> tuple[str, int] | None:
    """Refuse only the question which parts have come."""
    return ("SlowDown", 503) if method == "GET" and "uploadId=" in path else None


def looking_up(method: str, _path: str) -> tuple[str, int] | None:
    """Refuse only the question whether an object is there."""
    return ("SlowDown", 503) if method == "HEAD" else None


def parts_of_pages(method: str, path: str) -> tuple[str, int] | None:
    """Refuse what pages send."""
    return ("AccessDenied", 403) if method == "PUT" and "X-Amz-Signature=" in path else None


def multiparts(server: S3Server) -> list[Any]:
    """The uploads in parts that are neither finished nor given up."""
    import boto3  # noqa: PLC0415 - slow to load, and not every test process comes here

    client = boto3.client(
        "s3",
        endpoint_url=server.url,
        aws_access_key_id=server.access_key,
        aws_secret_access_key=server.secret_key,
        region_name="us-east-1",
    )
    return client.list_multipart_uploads(Bucket=server.bucket).get("Uploads", [])
