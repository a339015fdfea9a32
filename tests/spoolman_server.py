"""A server that speaks Spoolman's API, as a real Spoolman cannot be had from a registry.

Answers are as in spoolman/api/v1 of https://github.com/Donkie/Spoolman, version 0.22: fields
without a value are left out, archived spools come only with allow_archived, lists have sort,
limit and offset and say x-total-count, what is left is worked out, errors have a message.
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Record = dict[str, Any]


@dataclass
class SpoolmanServer:
    """What the server has. fails_at: the request from which on it breaks; cuts: in the middle."""

    port: int = 0
    vendors: dict[int, Record] = field(default_factory=dict)
    filaments: dict[int, Record] = field(default_factory=dict)
    spools: dict[int, Record] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    prefix: str = ""
    fails_at: int | None = None
    cuts: bool = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def a_vendor(self, name: str, **more: object) -> int:
        return _add(self.vendors, {"name": name, **more})

    def a_filament(self, vendor_id: int | None = None, **more: object) -> int:
        values = {"material": "PLA", "density": 1.24, "diameter": 1.75, "vendor_id": vendor_id}
        return _add(self.filaments, values | more)

    def a_spool(self, filament_id: int, **more: object) -> int:
        values = {"filament_id": filament_id, "used_weight": 0.0, "archived": False}
        return _add(self.spools, values | more)

    def filament(self, filament_id: int) -> Record:
        record = dict(self.filaments[filament_id])
        vendor_id = record.pop("vendor_id")
        return record | {"vendor": self.vendors.get(vendor_id)}

    def spool(self, spool_id: int) -> Record:
        record = dict(self.spools[spool_id])
        filament = self.filament(record.pop("filament_id"))
        full = record.get("initial_weight") or filament.get("weight")
        left = None if full is None else max(full - record["used_weight"], 0)
        return record | {"filament": filament, "remaining_weight": left, "used_length": 0.0}

    def listed(self, what: str, query: dict[str, str]) -> list[Record] | None:
        if what == "filament":
            return [self.filament(one) for one in self.filaments]
        if what == "spool":
            spools = [self.spool(one) for one in self.spools]
            with_archived = query.get("allow_archived") == "true"
            return [one for one in spools if with_archived or not one["archived"]]
        return None


@contextmanager
def spoolman_server(**given: Any) -> Generator[SpoolmanServer]:  # noqa: ANN401 - its fields
    """Run one on a port of its own."""
    state = SpoolmanServer(**given)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, state)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, state: SpoolmanServer) -> None:
    state.asked.append(handler.path)
    parts = urlsplit(handler.path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    what = parts.path.removeprefix(f"{state.prefix}/api/v1/")
    found: list[Record] | None = None
    if state.fails_at is not None and len(state.asked) >= state.fails_at:
        if state.cuts:
            handler.send_response(HTTPStatus.OK)
            handler.send_header("Content-Length", "1000000")
            handler.end_headers()
            handler.wfile.write(b'[{"id": 1,')
            return
        _send(handler, HTTPStatus.INTERNAL_SERVER_ERROR, {"message": "Server error."})
    elif what == "health":
        _send(handler, HTTPStatus.OK, {"status": "healthy"})
    elif (found := state.listed(what, query)) is not None:
        offset = int(query.get("offset", 0))
        page = found[offset : offset + int(query.get("limit", len(found)))]
        _send(handler, HTTPStatus.OK, page, total=len(found))
    else:
        _send(handler, HTTPStatus.NOT_FOUND, {"message": "Not found."})


def _send(
    handler: BaseHTTPRequestHandler, status: HTTPStatus, body: object, *, total: int | None = None
) -> None:
    data = json.dumps(_without_nulls(body)).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(data)))
    if total is not None:
        handler.send_header("x-total-count", str(total))
    handler.end_headers()
    handler.wfile.write(data)


def _without_nulls(body: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(body, dict):
        return {name: _without_nulls(one) for name, one in body.items() if one is not None}
    return [_without_nulls(one) for one in body] if isinstance(body, list) else body


def _add(records: dict[int, Record], values: Record) -> int:
    number = max(records, default=0) + 1
    registered = f"2024-03-{number % 28 + 1:02d}T08:00:00Z"
    records[number] = {"id": number, "registered": registered, "extra": {}, **values}
    return number
