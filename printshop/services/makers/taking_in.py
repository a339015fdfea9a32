"""Taking in a data set: all of it or nothing, and the second time nothing changes."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from printshop.analytics.color_space import lab
from printshop.domain.known_filaments import MakersFilament
from printshop.platform.fetching import fetch
from printshop.repo.known_filaments import StoredHash
from printshop.services.makers.reading import read
from printshop.services.makers.results import Reading, TakenIn
from printshop.services.makers.unpacking import MAX_BYTES
from printshop.services.makers.updating import update_within
from printshop.services.shop import Shop

# The same colours stand in thousands of rows.
_REMEMBERED: Final = 20_000


def take_in(shop: Shop, files: Sequence[tuple[str, bytes]]) -> TakenIn:
    """Take in a data set, and update the shop's filaments that were made from it.

    What is the same as before is left alone. Of a whole data set, what it no longer has is
    marked as gone; of single makers' files only what those makers no longer have.

    Args:
        shop: whose.
        files: what people call each, and its bytes; of one data set.

    Raises:
        InvalidInputError: the files hold none of the known data sets, or too much.

    """
    reading = read(files)
    hashes = {key: _hash(filament) for key, filament in reading.filaments.items()}
    with shop.unit_of_work() as uow:
        uow.known_filaments.hold(reading.source)
        stored = uow.known_filaments.hashes(reading.source)
        new = [key for key in hashes if key not in stored]
        changed = [
            key
            for key, digest in hashes.items()
            if key in stored and (stored[key].content_hash != digest or stored[key].is_gone)
        ]
        gone = _gone(reading, stored)
        uow.known_filaments.put(
            [_row(reading.filaments[key], hashes[key]) for key in (*new, *changed)]
        )
        uow.known_filaments.mark_gone(reading.source, gone)
        updates = update_within(uow)
        uow.commit()
    return TakenIn(
        source=reading.source,
        n_new=len(new),
        n_changed=len(changed),
        n_unchanged=len(hashes) - len(new) - len(changed),
        n_gone=len(gone),
        n_findings=sum(bool(filament.findings) for filament in reading.filaments.values()),
        left_out={
            reason: (n_rows, reading.examples[reason])
            for reason, n_rows in reading.left_out.most_common()
        },
        updates=updates,
    )


def take_in_from(shop: Shop, url: str, *, private_allowed: bool) -> TakenIn:
    """Take in a data set from an address on the web; see `take_in`.

    Args:
        shop: whose.
        url: as a person typed it.
        private_allowed: whether it may lie within a private network or on this machine.

    Raises:
        FetchError: it does not answer, or not with a file of a usual size.
        InvalidInputError: it may not be asked, or holds none of the known data sets.

    """
    data = fetch(url, private_allowed=private_allowed, at_most_bytes=MAX_BYTES)
    return take_in(shop, [(urlsplit(url).path.rsplit("/", 1)[-1] or "What was sent", data)])


def _hash(filament: MakersFilament) -> str:
    return hashlib.sha256(filament.model_dump_json().encode()).hexdigest()


@lru_cache(maxsize=_REMEMBERED)
def _lab_of(color_hex: str) -> tuple[float, ...]:
    return tuple(lab([color_hex])[0].tolist())


def _row(filament: MakersFilament, digest: str) -> tuple[MakersFilament, Mapping[str, object]]:
    lightness, a, b = _lab_of(filament.color_hex)
    return filament, {"content_hash": digest, "lab_l": lightness, "lab_a": a, "lab_b": b}


def _gone(reading: Reading, stored: Mapping[str, StoredHash]) -> list[str]:
    """What is stored and no longer there; what could not be read this time still is."""
    brands = {filament.brand for filament in reading.filaments.values()}
    return [
        key
        for key, row in stored.items()
        if key not in reading.keys and not row.is_gone and (reading.is_whole or row.brand in brands)
    ]
