"""The health route: is the database there, said in two seconds at most."""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse

from printshop.repo import DatabaseHealth
from printshop.ui import wiring

_ANSWER_WITHIN_S: Final = 2.0


class HealthCheck:
    """Ask the database, once at a time however many ask."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self._asking: asyncio.Task[DatabaseHealth] | None = None

    async def answer(self, request: Request) -> JSONResponse:  # noqa: ARG002 - Starlette's shape
        """Answer 200 when the database is there and migrated, else 503 with its state."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(asyncio.to_thread(wiring.health))
        done, _ = await asyncio.wait({self._asking}, timeout=_ANSWER_WITHIN_S)
        health = self._asking.result() if done else DatabaseHealth(is_ready=False)
        return JSONResponse(
            body(health),
            status_code=200 if health.is_ready and health.schema_is_current else 503,
            headers={"Cache-Control": "no-store"},
        )


def body(health: DatabaseHealth) -> dict[str, object]:
    """What the route answers."""
    if not health.is_ready:
        return {"status": "unavailable", "database": {"ready": False}}
    schema = "current" if health.schema_is_current else "outdated"
    return {
        "status": "ok" if health.schema_is_current else "unavailable",
        "database": {"ready": True, "version": health.version, "schema": schema},
    }
