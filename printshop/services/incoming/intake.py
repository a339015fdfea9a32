"""Files that a command took in, followed to their ends: a line for each."""

import time
from collections.abc import Callable
from uuid import UUID

from printshop.domain.incoming import IncomingFile, IncomingStatus
from printshop.errors import NotFoundError, PrintshopError
from printshop.platform.worker_signs import has_worker
from printshop.services.incoming import accepting, processing, tending
from printshop.services.incoming.gathering import Gathered
from printshop.services.readers import read_here
from printshop.services.shop import Shop

_LOOK_FOR_WORKER_S = 2.0


class Intake:
    """Says of each file how it ends, and processes it here where no worker is at work."""

    def __init__(
        self,
        shop: Shop,
        *,
        owner_url: str,
        worker_silence_s: float,
        is_accepting: bool,
        say: Callable[[str], None],
        complain: Callable[[str], None],
    ) -> None:
        """Take the shop.

        Args:
            shop: whose the files become.
            owner_url: login of the database's owner, to see whether a worker is at work.
            worker_silence_s: after so many seconds a worker counts as dead.
            is_accepting: whether each file is saved as proposed.
            say: how a good end is told.
            complain: how a failure is told.

        """
        self.shop = shop
        self.n_failed = 0
        self._owner_url = owner_url
        self._worker_silence_s = worker_silence_s
        self._is_accepting = is_accepting
        self._say = say
        self._complain = complain
        self._labels: dict[UUID, list[str]] = {}
        self._said: set[str] = set()
        self._worker_looked_for_s = float("-inf")
        self._is_worker_there = False

    @property
    def n_waiting(self) -> int:
        """Of how many files the end is still to come."""
        return len(self._labels)

    def take(self, gathered: Gathered, *, is_followed: bool = False) -> None:
        """Note a file that was gathered, or say at once how it ended.

        Args:
            gathered: the file.
            is_followed: it came up because its folder is followed: what is known already is
                no news then, and a failure is told once.

        """
        if gathered.error is not None:
            self._fail(gathered.label, gathered.error, is_once=is_followed)
        elif gathered.there is not None:
            if not is_followed:
                self._say(f"{gathered.label}: already in your shop: {gathered.there.label}")
        elif gathered.incoming is not None and (gathered.is_new or not is_followed):
            self._wait_for(gathered.label, gathered.incoming)

    def settle(self) -> None:
        """Say which files came to an end since the last time; process one, if nobody else does.

        Raises:
            DatabaseUnavailableError: the database does not answer.

        """
        if not self._labels:
            return
        with self.shop.unit_of_work() as uow:
            found = {one.id: one for one in uow.incoming.by_ids(list(self._labels))}
        for incoming_id in set(self._labels) - set(found):
            self._end(incoming_id, "left out meanwhile")
        for incoming in found.values():
            self._settle(incoming)
        if self._labels and not self._has_worker():
            self._process(next(iter(self._labels)))

    def _wait_for(self, label: str, incoming: IncomingFile) -> None:
        try:
            if incoming.status is IncomingStatus.FAILED:
                # Somebody asks for it again: the bytes were stored anew a moment ago.
                incoming = tending.retry(self.shop, incoming.id)
            if self._is_accepting:
                accepting.accept_as_proposed(self.shop, incoming.id)
        except PrintshopError as error:
            self._fail(label, error)
        else:
            self._labels.setdefault(incoming.id, []).append(label)

    def _settle(self, incoming: IncomingFile) -> None:
        if incoming.status is IncomingStatus.REVIEW:
            self._end(incoming.id, "in the inbox", incoming.error)
        elif incoming.status is IncomingStatus.SAVED:
            self._end(incoming.id, self._saved(incoming))
        elif incoming.status is IncomingStatus.DISMISSED:
            self._end(incoming.id, "left out meanwhile")
        elif incoming.status is IncomingStatus.FAILED:
            self._end(incoming.id, "", incoming.error)

    def _saved(self, incoming: IncomingFile) -> str:
        if incoming.variant_id is None:
            return "already in your shop"
        with self.shop.unit_of_work() as uow:
            label = uow.variants.get(incoming.variant_id).label
        return f"{incoming.message or 'saved'}: {label}"

    def _end(self, incoming_id: UUID, good: str, error: str = "") -> None:
        for label in self._labels.pop(incoming_id):
            if good:
                self._say(f"{label}: {good}" + (f" ({error})" if error else ""))
            else:
                self.n_failed += 1
                self._complain(f"{label}: failed: {error}")

    def _fail(self, label: str, error: PrintshopError, *, is_once: bool = False) -> None:
        sentence = error.sentence
        line = sentence if label in sentence else f"{label}: {sentence}"
        if is_once and line in self._said:
            return
        self._said.add(line)
        self.n_failed += 1
        self._complain(line)

    def _has_worker(self) -> bool:
        if time.monotonic() - self._worker_looked_for_s > _LOOK_FOR_WORKER_S:
            self._is_worker_there = has_worker(self._owner_url, within_s=self._worker_silence_s)
            self._worker_looked_for_s = time.monotonic()
        return self._is_worker_there

    def _process(self, incoming_id: UUID) -> None:
        try:
            processing.process(self.shop, incoming_id, read_here)
        except NotFoundError:
            self._end(incoming_id, "left out meanwhile")
        except PrintshopError as error:
            # It still is to be processed, and a worker will do it.
            for label in self._labels.pop(incoming_id):
                self._fail(label, error)
