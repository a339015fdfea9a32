"""Where changes come together: what was heard, for everyone in this process who waits for it."""

import asyncio
import secrets
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from printshop.platform.live.listening import TOPICS, Change, Ear

# Shops whose last changes are remembered; of the others the newest that was forgotten counts.
_MOST_SHOPS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """How often a shop changed, as far as this process can tell.

    Numbers of one hub only can be compared: another has heard other things. Of two that differ,
    something may have changed in between; of two that are equal, nothing has.
    """

    hub: str
    of_topic: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Subscription:
    """Somebody who waits for the changes of one shop, in a loop of their own."""

    loop: asyncio.AbstractEventLoop
    user_id: UUID
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    # However much is heard before the loop has its turn, it is woken once.
    _is_told: threading.Event = field(default_factory=threading.Event)

    async def changed(self) -> None:
        """Wait until something of the shop changed since this was called last."""
        await self._changed.wait()
        # In this order: what is told in between wakes once more.
        self._is_told.clear()
        self._changed.clear()

    def tell(self) -> None:
        """Wake who waits; called from any thread."""
        if not self._is_told.is_set():
            self._is_told.set()
            self.loop.call_soon_threadsafe(self._changed.set)


class ChangeHub:
    """Hears the changes of all shops once, and tells each who waits for its shop's.

    Telling never waits: a subscriber is woken, and asks for the versions when it has time.
    """

    def __init__(self, listen_url: str) -> None:
        """Take a login past any pooler; nothing is heard yet.

        Args:
            listen_url: as `DatabaseUrls.listen`.

        """
        self._id = secrets.token_hex(8)
        self._lock = threading.Lock()
        self._number = 1
        self._of_others = 1
        self._of_shop: dict[UUID, dict[str, int]] = {}
        self._subscribed: dict[UUID, set[Subscription]] = {}
        self._ear = Ear(listen_url, on_changes=self._note, on_listening=self._note_all)

    @property
    def is_listening(self) -> bool:
        """Whether the database is heard just now."""
        return self._ear.is_listening

    def start(self) -> None:
        """Begin to listen; the database may be away."""
        self._ear.start()

    def close(self) -> None:
        """Listen no more."""
        self._ear.close()

    def wait_until_listening(self, *, seconds: float) -> bool:
        """Wait until the database is heard, so long at most."""
        return self._ear.wait_until_listening(seconds=seconds)

    def versions(self, user_id: UUID) -> Versions:
        """The versions of a shop's topics now. Ask before reading what they speak of."""
        with self._lock:
            known = self._of_shop.get(user_id)
            of_topic = known or dict.fromkeys(TOPICS, self._of_others)
        return Versions(hub=self._id, of_topic=of_topic)

    def subscribe(self, loop: asyncio.AbstractEventLoop, user_id: UUID) -> Subscription:
        """Have a loop woken whenever this shop changes, until `unsubscribe`."""
        subscription = Subscription(loop, user_id)
        with self._lock:
            self._subscribed.setdefault(user_id, set()).add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Wake it no more."""
        with self._lock:
            of_shop = self._subscribed.get(subscription.user_id, set())
            of_shop.discard(subscription)
            if not of_shop:
                self._subscribed.pop(subscription.user_id, None)

    def count(self, user_id: UUID) -> int:
        """How many wait for this shop's changes."""
        with self._lock:
            return len(self._subscribed.get(user_id, ()))

    def _note(self, changes: Iterable[Change]) -> None:
        with self._lock:
            shops = set()
            for user_id, topic in changes:
                self._number += 1
                # All topics of it are kept: that others are forgotten later is no change of its
                # own. The last of the shops is the one that changed last.
                known = self._of_shop.pop(user_id, None) or dict.fromkeys(TOPICS, self._of_others)
                self._of_shop[user_id] = known | {topic: self._number}
                shops.add(user_id)
            if len(self._of_shop) > _MOST_SHOPS:
                self._forget_oldest()
            waiting = [one for shop in shops for one in self._subscribed.get(shop, ())]
        self._tell(waiting)

    def _forget_oldest(self) -> None:
        while len(self._of_shop) > _MOST_SHOPS:
            del self._of_shop[next(iter(self._of_shop))]
        # Those who are not known seem changed once more, which costs a look and hides nothing.
        self._number += 1
        self._of_others = self._number

    def _note_all(self) -> None:
        """What was said while nobody listened is not known: everything may have changed."""
        with self._lock:
            self._number += 1
            self._of_others = self._number
            self._of_shop.clear()
            waiting = [one for of_shop in self._subscribed.values() for one in of_shop]
        self._tell(waiting)

    def _tell(self, waiting: Iterable[Subscription]) -> None:
        for one in waiting:
            try:
                one.tell()
            except RuntimeError:
                # Its loop was closed, and it went without a word.
                self.unsubscribe(one)
