"""Fetching from addresses that people typed, with a real server on this machine."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from printshop.errors import FetchError, InvalidInputError
from printshop.platform.fetching import checked_address, fetch
from printshop.platform.public_addresses import is_public


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        match self.path:
            case "/file":
                self._answer(200, f"for {self.headers['Host']}".encode())
            case "/moved":
                self._answer(302, location="/file")
            case "/round":
                self._answer(302, location="/round")
            case "/elsewhere":
                self._answer(302, location="file:///etc/passwd")
            case "/dripping-head":
                self._drip(b"HTTP/1.1 200 OK\r\nX-More: ")
            case "/dripping-body":
                self._drip(b"HTTP/1.1 200 OK\r\n\r\n")
            case "/large":
                self._answer(200, b"x" * 100_000)
            case _:
                self._answer(404)

    def _answer(self, status: int, body: bytes = b"", *, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, begin: bytes) -> None:
        """Say a little at a time, for longer than anybody waits."""
        self.close_connection = True
        with suppress(OSError):
            self.wfile.write(begin)
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as httpd:
        thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://localhost:{httpd.server_address[1]}"
        httpd.shutdown()
        thread.join()


def get(url: str, *, at_most_bytes: int = 1_000_000) -> bytes:
    return fetch(url, private_allowed=True, at_most_bytes=at_most_bytes)


def test_a_file_is_fetched_by_the_name_that_was_typed(server: str) -> None:
    assert get(f" {server}/file ") == f"for {server.removeprefix('http://')}".encode()


def test_redirections_are_followed_each_checked_like_the_first(server: str) -> None:
    assert get(f"{server}/moved").startswith(b"for localhost")
    with pytest.raises(InvalidInputError, match="not a web address"):
        get(f"{server}/elsewhere")
    with pytest.raises(FetchError, match="without end"):
        get(f"{server}/round")


def test_what_is_too_large_is_refused(server: str) -> None:
    assert len(get(f"{server}/large", at_most_bytes=100_000)) == 100_000
    with pytest.raises(FetchError, match="larger than 0 MB"):
        get(f"{server}/large", at_most_bytes=99_999)


def test_an_answer_that_is_no_file_is_said(server: str) -> None:
    with pytest.raises(FetchError, match="localhost answered 404 instead of sending the file"):
        get(f"{server}/missing")


@pytest.mark.parametrize("path", ["dripping-head", "dripping-body"])
def test_a_server_that_only_drips_is_given_up_in_time(server: str, path: str) -> None:
    began_s = time.monotonic()

    with pytest.raises(FetchError, match="localhost sends too slowly"):
        fetch(f"{server}/{path}", private_allowed=True, at_most_bytes=1000, at_most_s=0.3)

    assert time.monotonic() - began_s < 2


def test_a_name_that_nobody_answers_for_is_given_up_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(5) and [])

    with pytest.raises(FetchError, match=r"slow\.test sends too slowly"):
        fetch("slow.test/a", private_allowed=True, at_most_bytes=1000, at_most_s=0.1)
    released.set()


def test_a_machine_that_does_not_answer_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(FetchError, match=r"127\.0\.0\.1 does not answer"):
            get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://10.0.0.8/a.csv",
        "http://192.168.1.5:7912",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.8]/",
        "http://[64:ff9b::a00:8]/",
        "http://[2002:a00:8::]/",
        "http://[fe80::1]/",
        "http://224.0.0.1/",
    ],
)
def test_private_addresses_are_refused_however_they_are_written(url: str) -> None:
    with pytest.raises(InvalidInputError, match="private network"):
        checked_address(url, private_allowed=False)


@pytest.mark.parametrize(
    "url",
    ["", "ftp://1.1.1.1/a", "file:///etc/passwd", "https://", "http://1.1.1.1:99999/", "a b",
     "https://1.1.1.1/\x00", "https://1.1.1.1/" + "a" * 500, "http://[1/", "http://1.1.1.1:x/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInputError, match="not a web address"):
        checked_address(url, private_allowed=True)


def test_a_public_address_may_be_asked_and_is_https_where_nothing_else_was_typed() -> None:
    assert checked_address("1.1.1.1/a.json", private_allowed=False) == "https://1.1.1.1/a.json"
    assert checked_address("127.0.0.1:7912", private_allowed=True) == "https://127.0.0.1:7912"
    assert checked_address("http://[::1]/", private_allowed=True) == "http://[::1]/"


@pytest.mark.parametrize(
    "number",
    ["0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.0.1",
     "192.0.0.8", "192.168.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
     "::", "::1", "::127.0.0.1", "::10.0.0.8", "::ffff:127.0.0.1", "::ffff:0:10.0.0.8",
     "64:ff9b::10.0.0.8", "64:ff9b:1::1.1.1.1", "100::1", "2001::1", "2001:db8::1",
     "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1%eth0",
     "fec0::1", "ff02::1"],
)  # fmt: skip
def test_what_is_private_is_no_public_number(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number",
    ["1.1.1.1", "100.128.0.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "2001:4860::8888",
     "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"],
)  # fmt: skip
def test_what_is_public_is_a_public_number(number: str) -> None:
    assert is_public(number)
