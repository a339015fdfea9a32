"""The routes that files are sent to, on a real database, asked over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from printshop.services.shop import Premises, Shop
from printshop.ui import wiring
from printshop.ui.web import passes, uploads


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Somebody's browser tab."""

    client: TestClient
    token: str
    tab: str = "one"

    def ask(self, method: str, path: str, **options: Any) -> Any:  # noqa: ANN401 - the client's own answer
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client.request(method, f"{uploads.PATH}{path}", headers=headers, **options)

    def announce(
        self,
        *,
        size: int,
        name: str = "cube.3mf",
        outline: bytes = b"",
        id: UUID | None = None,  # noqa: A002 - the query's own word
    ) -> UUID:
        incoming_id = id or uuid4()
        query = {"id": str(incoming_id), "batch": str(uuid4()), "name": name, "size": str(size)}
        answer = self.ask("POST", "", params=query, content=outline)
        assert answer.status_code == 201, answer.text
        return incoming_id

    def identify(self, incoming_id: UUID, data: bytes) -> dict[str, Any]:
        words = {"sha256": sha256(data).hexdigest(), "size": len(data), "tab": self.tab}
        answer = self.ask("POST", f"/{incoming_id}/hash", json=words)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def append(self, incoming_id: UUID, data: bytes, *, offset: int = 0) -> Any:  # noqa: ANN401 - the client's own answer
        headers = {"Upload-Offset": str(offset), "Upload-Tab": self.tab}
        return self.ask("PATCH", f"/{incoming_id}", content=data, headers=headers)

    def finish(self, incoming_id: UUID) -> Any:  # noqa: ANN401 - the client's own answer
        return self.ask("POST", f"/{incoming_id}/finish")

    def send(self, data: bytes, *, name: str = "cube.3mf") -> UUID:
        """The whole way of a file."""
        incoming_id = self.announce(size=len(data), name=name)
        assert self.identify(incoming_id, data)["state"] == "send"
        assert self.append(incoming_id, data).status_code == 204
        assert self.finish(incoming_id).json() == {"state": "received"}
        return incoming_id


@pytest.fixture
def client(
    premises: Premises, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[TestClient]:
    monkeypatch.setenv("PRINTSHOP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PRINTSHOP_MAX_UPLOAD_MB", "5")
    monkeypatch.setattr(wiring, "premises", lambda: premises)
    (tmp_path / "data").mkdir()
    with TestClient(Starlette(routes=uploads.routes())) as opened:
        yield opened


@pytest.fixture
def sender(client: TestClient, shop: Shop) -> Sender:
    return Sender(client=client, token=passes.mint(shop.user_id, purpose=uploads.PURPOSE))


@pytest.fixture
def partials_folder(shop: Shop, tmp_path: Path) -> Path:
    return tmp_path / "data" / "incoming" / str(shop.user_id)
