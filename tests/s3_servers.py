"""Two independent servers that speak S3 over HTTP, each a process of its own.

One is moto behind a gate of our own that checks what a real storage checks and moto does not:
every signature (of headers and of addresses), their expiry, the digest of every body. It also
refuses what R2 refuses. The other is rclone, which checks signatures itself.
"""

import base64
import hashlib
import hmac
import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

ACCESS_KEY = "ACCESSKEYOFTHETESTS0"
SECRET_KEY = "a secret that only the tests and their servers know"  # noqa: S105 - of the test server
BUCKET = "shops"

Environ = dict[str, Any]  # as WSGI has it: texts, and a stream
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_DATE = "%Y%m%dT%H%M%SZ"
_REFUSED_QUERIES = {"acl", "tagging", "versioning", "policy"}
_REFUSED_HEADERS = ("x-amz-acl", "x-amz-tagging", "x-amz-trailer", "x-amz-grant-read")
_CORS = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, PUT, HEAD"),
    ("Access-Control-Allow-Headers", "*"),
]
_START_WITHIN_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Server:
    """A running server with an empty bucket, and the login to it."""

    url: str
    bucket: str = BUCKET
    access_key: str = ACCESS_KEY
    secret_key: str = SECRET_KEY

    def settings(self, **other: str) -> dict[str, str]:
        """What `load_settings` takes to use it."""
        return {
            "s3_endpoint_url": self.url,
            "s3_bucket": self.bucket,
            "s3_access_key_id": self.access_key,
            "s3_secret_access_key": self.secret_key,
            **other,
        }

    def environment(self, **other: str) -> dict[str, str]:
        """The same as variables of a process."""
        return {
            f"PRINTSHOP_{name.upper()}": value for name, value in self.settings(**other).items()
        }


class RefusedError(Exception):
    """The answer of the gate: the storage's word for it, and the number."""

    def __init__(self, code: str, status: str) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


class SignatureGate:
    """Lets through what is signed as AWS's Signature Version 4 wants it, and R2 knows."""

    def __init__(self, app: Application, secrets: dict[str, str]) -> None:
        self._app = app
        self._secrets = secrets

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        def start_with_cors(status: str, headers: list[tuple[str, str]], *rest: object) -> object:
            return start(status, [*headers, *_CORS], *rest)

        if environ["REQUEST_METHOD"] == "OPTIONS":
            start("204 No Content", [*_CORS, ("Content-Length", "0")])
            return []
        try:
            self._check(environ)
        except RefusedError as refused:
            body = f"<Error><Code>{refused.code}</Code><Message>no</Message></Error>".encode()
            headers = [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))]
            start_with_cors(refused.status, headers)
            return [body]
        return self._app(environ, start_with_cors)

    def _check(self, environ: Environ) -> None:
        headers = _headers(environ)
        path, _, raw_query = environ["RAW_URI"].partition("?")
        query = parse_qsl(raw_query, keep_blank_values=True)
        _refuse_what_r2_refuses(environ["REQUEST_METHOD"], headers, dict(query))
        if "X-Amz-Signature" in dict(query):
            signature = _Signature.of_address(dict(query))
        else:
            signature = _Signature.of_headers(headers)
        secret = self._secrets.get(signature.access_key)
        if secret is None:
            code = "InvalidAccessKeyId"
            raise RefusedError(code, "403 Forbidden")
        expected = signature.expected(environ["REQUEST_METHOD"], path, query, headers, secret)
        if not hmac.compare_digest(expected, signature.signature):
            code = "SignatureDoesNotMatch"
            raise RefusedError(code, "403 Forbidden")
        _check_body(environ, headers, signature.payload)
        if "x-amz-copy-source-if-match" in headers:
            self._check_copied(environ, headers)

    def _check_copied(self, environ: Environ, headers: dict[str, str]) -> None:
        """Refuse to copy another object than the one that was meant; moto would not ask."""
        path = f"/{unquote(headers['x-amz-copy-source']).lstrip('/')}"
        kept = {k: v for k, v in environ.items() if not k.startswith(("HTTP_X_AMZ_COPY", "werk"))}
        told: dict[str, str] = {}
        source = {
            **kept,
            "REQUEST_METHOD": "HEAD",
            "PATH_INFO": path,
            "RAW_URI": path,
            "REQUEST_URI": path,
            "QUERY_STRING": "",
            "CONTENT_LENGTH": "0",
            "wsgi.input": io.BytesIO(),
        }
        for _ in self._app(source, lambda _status, given, *_: told.update(given)):
            pass
        etag = {name.lower(): value for name, value in told.items()}.get("etag", "")
        if etag.strip('"') != headers["x-amz-copy-source-if-match"].strip('"'):
            code = "PreconditionFailed"
            raise RefusedError(code, "412 Precondition Failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signature:
    access_key: str
    scope: str
    date: str
    signed: str
    signature: str
    payload: str

    @classmethod
    def of_address(cls, query: dict[str, str]) -> "_Signature":
        begun_at = datetime.strptime(query["X-Amz-Date"], _DATE).replace(tzinfo=UTC)
        if datetime.now(UTC) > begun_at + timedelta(seconds=int(query["X-Amz-Expires"])):
            code = "AccessDenied"
            raise RefusedError(code, "403 Forbidden")
        access_key, _, scope = query["X-Amz-Credential"].partition("/")
        return cls(
            access_key=access_key,
            scope=scope,
            date=query["X-Amz-Date"],
            signed=query["X-Amz-SignedHeaders"],
            signature=query["X-Amz-Signature"],
            payload="UNSIGNED-PAYLOAD",
        )

    @classmethod
    def of_headers(cls, headers: dict[str, str]) -> "_Signature":
        scheme, _, fields = headers.get("authorization", "").partition(" ")
        if scheme != "AWS4-HMAC-SHA256":
            code = "AccessDenied"
            raise RefusedError(code, "403 Forbidden")
        told = dict(field.strip().split("=", 1) for field in fields.split(","))
        access_key, _, scope = told["Credential"].partition("/")
        return cls(
            access_key=access_key,
            scope=scope,
            date=headers["x-amz-date"],
            signed=told["SignedHeaders"],
            signature=told["Signature"],
            payload=headers["x-amz-content-sha256"],
        )

    def expected(
        self,
        method: str,
        path: str,
        query: list[tuple[str, str]],
        headers: dict[str, str],
        secret: str,
    ) -> str:
        """The signature that this request must have."""
        pairs = sorted(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in query
            if name != "X-Amz-Signature"
        )
        lines = [f"{n}:{' '.join(headers.get(n, '').split())}\n" for n in self.signed.split(";")]
        request = "\n".join(
            (method, path, "&".join(pairs), "".join(lines), self.signed, self.payload)
        )
        digest = hashlib.sha256(request.encode()).hexdigest()
        key = f"AWS4{secret}".encode()
        for part in self.scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        text = f"AWS4-HMAC-SHA256\n{self.date}\n{self.scope}\n{digest}"
        return hmac.digest(key, text.encode(), "sha256").hex()


def _headers(environ: Environ) -> dict[str, str]:
    found = {k[5:]: v for k, v in environ.items() if k.startswith("HTTP_")}
    found |= {k: environ[k] for k in ("CONTENT_TYPE", "CONTENT_LENGTH") if environ.get(k)}
    return {name.replace("_", "-").lower(): value for name, value in found.items()}


def _refuse_what_r2_refuses(method: str, headers: dict[str, str], query: dict[str, str]) -> None:
    is_form = method == "POST" and "multipart/form-data" in headers.get("content-type", "")
    if is_form or _REFUSED_QUERIES & set(query) or any(n in headers for n in _REFUSED_HEADERS):
        code = "NotImplemented"
        raise RefusedError(code, "501 Not Implemented")
    is_chunked = "aws-chunked" in headers.get("content-encoding", "")
    if is_chunked or headers.get("x-amz-content-sha256", "").startswith("STREAMING-"):
        code = "Unauthorized"
        raise RefusedError(code, "401 Unauthorized")


def _check_body(environ: Environ, headers: dict[str, str], payload: str) -> None:
    body = environ["wsgi.input"].read(int(headers.get("content-length") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    digest = hashlib.sha256(body)
    if payload not in {"UNSIGNED-PAYLOAD", digest.hexdigest()}:
        code = "XAmzContentSHA256Mismatch"
        raise RefusedError(code, "400 Bad Request")
    told = headers.get("x-amz-checksum-sha256")
    is_upload = environ["REQUEST_METHOD"] == "PUT"
    if is_upload and told and told != base64.b64encode(digest.digest()).decode():
        code = "BadDigest"
        raise RefusedError(code, "400 Bad Request")


def serve(port: int) -> None:
    """Serve moto behind the gate, until killed."""
    import logging  # noqa: PLC0415 - only this process needs them

    from moto.server import DomainDispatcherApplication, create_backend_app  # noqa: PLC0415
    from werkzeug.serving import make_server  # noqa: PLC0415

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = DomainDispatcherApplication(create_backend_app)
    gate = SignatureGate(moto, {ACCESS_KEY: SECRET_KEY})
    make_server("127.0.0.1", port, gate, threaded=True).serve_forever()


@contextmanager
def signature_checking_server(log: Path) -> Generator[S3Server]:
    """Run moto behind the gate, with an empty bucket."""
    port = _free_port()
    with _running([sys.executable, __file__, str(port)], port, log):
        server = S3Server(url=f"http://127.0.0.1:{port}")
        make_bucket(server)
        yield server


@contextmanager
def rclone_server(folder: Path, log: Path) -> Generator[S3Server]:
    """Run `rclone serve s3` over a folder, with an empty bucket."""
    port = _free_port()
    # rclone's list of logins is cut at commas, and takes no blanks.
    access_key, secret_key = "ACCESSKEYOFRCLONE", "secretofrclone"
    (folder / BUCKET).mkdir(parents=True)
    command = [
        *(str(Path(sys.executable).with_name("rclone")), "serve", "s3", str(folder)),
        *("--addr", f"127.0.0.1:{port}", "--auth-key", f"{access_key},{secret_key}"),
        *("--config", "", "--vfs-cache-mode", "off"),
    ]
    with _running(command, port, log):
        yield S3Server(url=f"http://127.0.0.1:{port}", access_key=access_key, secret_key=secret_key)


def make_bucket(server: S3Server) -> None:
    """Make the server's bucket, by a client of its own."""
    import boto3  # noqa: PLC0415 - slow to load, and not every test process comes here

    boto3.client(
        "s3",
        endpoint_url=server.url,
        aws_access_key_id=server.access_key,
        aws_secret_access_key=server.secret_key,
        region_name="us-east-1",
    ).create_bucket(Bucket=server.bucket)


@contextmanager
def _running(command: list[str], port: int, log: Path) -> Generator[None]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "RCLONE_"))}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            deadline = time.monotonic() + _START_WITHIN_S
            while not _listens(port):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield
        finally:
            process.kill()
            process.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    serve(int(sys.argv[1]))
