"""Fifty open queues: what they cost while nothing happens, and how soon a change is on them.

The sessions are no browsers: each speaks Streamlit's own messages and holds a line to the live
route, and asks for its part of the page as the script of the component does. What is measured
is thus the server's part; a browser adds some tens of milliseconds to draw. In the same run the
same sessions then ask each second instead, as `st.fragment(run_every=1)` has browsers do.

All of them are of one shop, which is the worst case: each change has every page drawn anew, one
after the other in one process. So the time is measured with a few of them too.
"""

import asyncio
import json
import random
import statistics
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

import psutil
import psycopg
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services.demo import load_demo
from printshop.services.shop import Premises
from printshop.ui.web.live import PROTOCOL
from tests.product import Product, children, free_port

SESSIONS: Final = 50
# What a shop has open at once: a tablet by the printers, a phone, some desks.
FEW: Final = 5
LIMIT_OF_CORE: Final = 0.03
LIMIT_S: Final = 1.0
IDLE_S: Final = 30.0
CHANGES: Final = 6
APART_S: Final = 4.0
# As in live.js and on the page.
SETTLE_S: Final = 0.1
DUE_EVERY_S: Final = 60.0
POLL_S: Final = 1.0


@dataclass
class Session:
    """A queue that somebody has open, without the browser."""

    address: str
    seen_at_s: dict[str, float] = field(default_factory=dict)
    wanted: str = ""
    component_id: str = ""
    # Of the fragment that listens, and of the one that is drawn anew.
    fragment_ids: dict[str, str] = field(default_factory=dict)
    data: dict = field(default_factory=dict)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task] = field(default_factory=list)

    async def open(self) -> None:
        """Load the page, and wait until it is drawn."""
        url = f"{self.address}/_stcore/stream".replace("http", "ws", 1)
        self._stream = await websockets.connect(
            url, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None
        )
        self._tasks.append(asyncio.create_task(self._receive()))
        await self._send(BackMsg())
        await asyncio.wait_for(self._ended.wait(), 60)

    async def listen(self) -> None:
        """Hold the line, and have the part drawn anew when it says so."""
        line = self.data["line"]
        url = f"{self.address}{line['url']}".replace("http", "ws", 1)
        protocols = [websockets.Subprotocol(one) for one in (PROTOCOL, line["pass"])]
        async with websockets.connect(url, subprotocols=protocols) as live:
            async for word in live:
                if json.loads(word)["versions"] != self.data["line"]["versions"]:
                    await asyncio.sleep(SETTLE_S)
                    await self._ask_as_component()

    async def fall_due(self) -> None:
        """Have the part drawn anew now and then, as its clock goes on."""
        await asyncio.sleep(random.uniform(0, DUE_EVERY_S))  # noqa: S311 - no secret
        while True:
            await self._ask_as_component()
            await asyncio.sleep(DUE_EVERY_S)

    async def poll(self) -> None:
        """Have the part drawn anew each second."""
        await asyncio.sleep(random.uniform(0, POLL_S))  # noqa: S311 - no secret
        while True:
            said = BackMsg()
            said.rerun_script.fragment_id = self.fragment_ids["part"]
            said.rerun_script.is_auto_rerun = True
            await self._send(said)
            await asyncio.sleep(POLL_S)

    async def close(self) -> None:
        """Leave the page."""
        for task in self._tasks:
            task.cancel()
        await self._stream.close()

    async def _ask_as_component(self) -> None:
        said = BackMsg()
        said.rerun_script.fragment_id = self.fragment_ids["line"]
        trigger = said.rerun_script.widget_states.widgets.add()
        trigger.id = f"$$STREAMLIT_INTERNAL_KEY_{self.component_id}__events"
        trigger.json_trigger_value = json.dumps([{"event": "changed", "value": True}])
        await self._send(said)

    async def _send(self, said: BackMsg) -> None:
        said.rerun_script.page_name = "print_queue"
        with suppress(websockets.ConnectionClosed):
            await self._stream.send(said.SerializeToString())

    async def _receive(self) -> None:
        async for data in self._stream:
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                self._ended.set()
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        element, fragment_id = message.delta.new_element, message.delta.fragment_id
        if element.WhichOneof("type") == "bidi_component":
            data = json.loads(element.bidi_component.json or "{}")
            if "line" in data:
                self.data, self.component_id = data, element.bidi_component.id
                self.fragment_ids["line"] = fragment_id
        elif element.WhichOneof("type") == "markdown" and fragment_id:
            self.fragment_ids.setdefault("part", fragment_id)
            if self.wanted and self.wanted in element.markdown.body:
                self.seen_at_s.setdefault(self.wanted, time.perf_counter())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopkeeper:
    """Somebody elsewhere who changes the queue: the name of a printer, which all pages show."""

    url: str
    user_id: UUID

    def change(self, name: str) -> None:
        """Rename the first printer."""
        with psycopg.connect(self.url) as connection:
            shop = str(self.user_id)
            connection.execute("SELECT set_config('app.current_user_id', %s, true)", [shop])
            connection.execute(
                "UPDATE printers SET name = %s WHERE id ="
                " (SELECT id FROM printers WHERE user_id = %s ORDER BY created_at, id LIMIT 1)",
                [name, shop],
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a way costs while nothing happens, and how soon a change is drawn (p95)."""

    share: float
    p95_s: float
    few_p95_s: float


def main() -> None:
    """Fill a shop, open the queues, and measure both ways."""
    with TemporaryDirectory(prefix="printshop-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        product = Product(data_dir=folder, port=free_port())
        product.start()
        try:
            asyncio.run(_measure(product, _filled(product)))
        finally:
            product.stop()


def _filled(product: Product) -> Shopkeeper:
    local = LocalPostgres(product.data_dir / "postgres")
    premises = Premises.open(local.urls.app, product.data_dir / "files")
    shop = premises.sign_in(LOCAL_OWNER)
    load_demo(shop)
    premises.close()
    return Shopkeeper(url=local.urls.app, user_id=shop.user_id)


async def _measure(product: Product, keeper: Shopkeeper) -> None:
    assert product.process is not None  # noqa: S101 - it was started above
    web = psutil.Process(next(pid for pid, part in children(product.process.pid) if part == "web"))
    sessions = [Session(product.address) for _ in range(SESSIONS)]
    for session in sessions:
        await session.open()
    # The worker reads the demo's files meanwhile.
    await asyncio.sleep(5)
    print("                              CPU of one core while idle    change to drawn, s")
    lived = await _report("live", web, sessions, keeper, (Session.listen, Session.fall_due))
    asked = await _report("asked each second", web, sessions, keeper, (Session.poll,))
    print(
        f"{'live against asking':30}{asked.share / lived.share:14.0f} times less"
        f"      {asked.p95_s / lived.p95_s:5.1f} times sooner"
    )
    print(
        f"{'live against the limits':30}{lived.share / LIMIT_OF_CORE:14.2f} of {LIMIT_OF_CORE:.0%}"
        f"         {lived.few_p95_s / LIMIT_S:5.2f} of {LIMIT_S:.0f} s with {FEW} open,"
        f" {lived.p95_s / LIMIT_S:.2f} with {SESSIONS}"
    )
    for session in sessions:
        await session.close()


async def _report(
    name: str,
    web: psutil.Process,
    sessions: list[Session],
    keeper: Shopkeeper,
    ways: Sequence[Callable[[Session], Coroutine[object, object, None]]],
) -> Measured:
    following = [[asyncio.create_task(way(one)) for way in ways] for one in sessions]
    await asyncio.sleep(3)
    before_s, began_s = sum(web.cpu_times()[:2]), time.perf_counter()
    await asyncio.sleep(IDLE_S)
    share = (sum(web.cpu_times()[:2]) - before_s) / (time.perf_counter() - began_s)
    all_s = await _changes_s(f"{name} all", sessions, keeper)
    for task in (task for tasks in following[FEW:] for task in tasks):
        task.cancel()
    await asyncio.sleep(APART_S)
    few_s = await _changes_s(f"{name} few", sessions[:FEW], keeper)
    for task in (task for tasks in following for task in tasks):
        task.cancel()
    await asyncio.sleep(APART_S)
    for words, took_s in ((f"{SESSIONS} open", all_s), (f"{FEW} open", few_s)):
        late = sum(one >= APART_S for one in took_s)
        print(
            f"{name + ', ' + words:30}{f'{share:14.1%}' if took_s is all_s else '':30}"
            f"p50 {statistics.median(took_s):.2f}  p95 {_p95(took_s):.2f}"
            + (f"  {late} of {len(took_s)} not within {APART_S:.0f} s" if late else "")
        )
    return Measured(share=share, p95_s=_p95(all_s), few_p95_s=_p95(few_s))


def _p95(took_s: list[float]) -> float:
    return statistics.quantiles(took_s, n=20)[-1]


async def _changes_s(name: str, sessions: list[Session], keeper: Shopkeeper) -> list[float]:
    """For each change and session, how long it took; what did not come counts as the whole time."""
    took_s = []
    for number in range(CHANGES):
        wanted = f"Anvil {name} {number}"
        for one in sessions:
            one.wanted = wanted
        began_s = time.perf_counter()
        await asyncio.to_thread(keeper.change, wanted)
        await asyncio.sleep(APART_S)
        took_s += [one.seen_at_s.get(wanted, began_s + APART_S) - began_s for one in sessions]
    return took_s


if __name__ == "__main__":
    main()
