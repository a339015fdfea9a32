import asyncio
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Send
from streamlit.file_util import get_static_dir

from printshop.ui.web.security import KnownHosts, SecurityHeaders, content_security_policy


def answer(app: object, *, host: str, path: str = "/") -> Message:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [(b"host", host.encode())],
        "query_string": b"",
    }
    asyncio.run(app(scope, receive, send))  # ty: ignore[not-callable]
    return sent[0]


LOCAL = KnownHosts(PlainTextResponse("hello"), names=frozenset({"localhost", "shop.lan"}))


@pytest.mark.parametrize(
    "host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "192.168.1.20", "SHOP.lan:8501"]
)
def test_this_machine_and_bare_addresses_are_answered(host: str) -> None:
    assert answer(LOCAL, host=host)["status"] == 200


@pytest.mark.parametrize(
    "host", ["evil.example:8501", "", "127.0.0.1.evil.example", "localhost.evil"]
)
def test_a_foreign_name_for_this_machine_is_refused(host: str) -> None:
    assert answer(LOCAL, host=host)["status"] == 400


def connection(app: object, *, host: str, origin: str | None) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": headers}
    asyncio.run(app(scope, receive, send))  # ty: ignore[not-callable]
    return sent


async def accepting(_scope: object, _receive: object, send: Send) -> None:
    await send({"type": "websocket.accept"})


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8501", "http://localhost:8501"),
        ("Shop.lan", "https://shop.lan"),
        ("[::1]:8501", "http://[::1]:8501"),
        ("127.0.0.1:8501", None),
    ],
)
def test_a_page_of_this_server_and_a_program_may_connect(host: str, origin: str | None) -> None:
    door = KnownHosts(accepting, names=frozenset({"localhost", "shop.lan"}))

    assert connection(door, host=host, origin=origin) == [{"type": "websocket.accept"}]


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:9999", "http://127.0.0.1:8501", "null", ""]
)
def test_a_page_of_another_server_may_not_connect(origin: str) -> None:
    door = KnownHosts(accepting, names=frozenset({"localhost"}))

    refused = [{"type": "websocket.close", "code": 1008}]
    assert connection(door, host="localhost:8501", origin=origin) == refused
    assert connection(door, host="evil.example:8501", origin="http://evil.example:8501") == refused


def test_pages_that_may_connect_are_streamlits_business_where_people_sign_in() -> None:
    behind_sign_in = KnownHosts(accepting, names=None)

    there = connection(behind_sign_in, host="127.0.0.1:8501", origin="https://shop.example")
    assert there == [{"type": "websocket.accept"}]


def test_every_name_is_answered_where_people_sign_in() -> None:
    behind_sign_in = KnownHosts(PlainTextResponse("hello"), names=None)

    assert answer(behind_sign_in, host="shop.example")["status"] == 200


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/interact"])
def test_the_doors_for_programs_are_closed(path: str) -> None:
    assert answer(LOCAL, host="localhost", path=path)["status"] == 404


def test_every_answer_carries_the_headers() -> None:
    app = SecurityHeaders(PlainTextResponse("hello"), policy="default-src 'self'")

    headers = dict(answer(app, host="localhost")["headers"])

    assert headers[b"content-security-policy"] == b"default-src 'self'"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"x-frame-options"] == b"DENY"
    assert headers[b"referrer-policy"] == b"same-origin"
    assert b"camera=()" in headers[b"permissions-policy"]


def test_the_policy_allows_the_inline_script_of_the_first_page_and_no_other() -> None:
    policy = content_security_policy(Path(get_static_dir()) / "index.html")

    script_rule = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "'unsafe-inline'" not in script_rule
    assert "'unsafe-eval'" not in script_rule
    assert script_rule.count("'sha256-") == 1


def test_a_changed_script_changes_the_policy(tmp_path: Path) -> None:
    index = tmp_path / "index.html"
    index.write_text("<script>\nlet a = 1\n</script>")

    assert (
        "script-src 'self' 'sha256-aJ1+Gk5ztjxiLfKTn+7zGRIOAizBleIvl8bNF07v+ws=' blob:"
        in content_security_policy(index)
    )


def test_pages_may_send_files_to_the_object_storage_and_nowhere_else() -> None:
    index_html = Path(get_static_dir()) / "index.html"

    policy = content_security_policy(index_html, storage="https://account.r2.example")

    assert "connect-src 'self' https://account.r2.example;" in policy
    assert "connect-src 'self';" in content_security_policy(index_html)
