"""Mutated archives: case after case, each wholly told by its key."""

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from tests.fuzz.archive import IN_ZIP64, Ending, Member, assemble, with_content
from tests.fuzz.contents import harmed, harmed_bytes
from tests.fuzz.seeds import Seed

_DEFLATE_UP_TO_BYTES = 60_000
_UNPACK_UP_TO_BYTES = 3_000_000
_NAMES = (
    *rb"""/ .. ../../etc/passwd a/../../b /Metadata/slice_info.config C:\x.gcode ..\..\x
    Metadata\plate_1.gcode METADATA/SLICE_INFO.CONFIG __MACOSX/._x Secure/keystore.xml
    Metadata/plate_0.gcode Metadata/plate_01.gcode Metadata/plate_-1.gcode Metadata/plate_1.gcode
    Metadata/plate_2.gcode Metadata/plate_999999.gcode Metadata/plate_9999999.gcode
    3D/3dmodel.model deep/3D/3dmodel.model Metadata/project_settings.config""".split(),
    *(b"", b"a\x00b", b"\xff\xfe", b"x/" * 3000, b"n" * 60_000),
    "Metadata/plate_\N{ARABIC-INDIC DIGIT ONE}.gcode".encode(),
)
_DOUBLED_BYTES = 2_000_000
_SIZES = (0, 1, 100, 65_535, 70_000, 8 << 20, 1 << 31, IN_ZIP64 - 1, IN_ZIP64)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One mutated archive, with the seed it came from and what was done to it."""

    key: str
    seed_name: str
    steps: tuple[str, ...]
    data: bytes


def case_of(key: str, seeds: tuple[Seed, ...]) -> Case:
    """Make the case of a key; the same seeds give the same bytes."""
    rng = Random(key)  # noqa: S311 (nothing secret: it must be repeatable)
    (seed,) = rng.choices(seeds, [seed.weight for seed in seeds])
    if not seed.members or rng.random() < 0.2:
        data, steps = _harmed_archive(rng, seed)
    else:
        data, steps = _lying_archive(rng, seed)
    return Case(key=key, seed_name=seed.name, steps=steps, data=data)


def _harmed_archive(rng: Random, seed: Seed) -> tuple[bytes, tuple[str, ...]]:
    """Harm the archive's own bytes, half the time in its list of contents."""
    data = seed.data
    tail = min(len(data), 120 * len(seed.members) + 60) if rng.random() < 0.5 else len(data)
    head, rest = data[: len(data) - tail], data[len(data) - tail :]
    for _ in range(rng.randint(1, 4)):
        rest = harmed_bytes(rng, rest)
    return head + rest, ("bytes of the archive",)


def _lying_archive(rng: Random, seed: Seed) -> tuple[bytes, tuple[str, ...]]:
    """Put the archive together anew with harmed contents, lies about members, or both."""
    members = list(seed.members)
    steps: list[str] = []
    wants_contents, wants_lies = rng.choice(
        ((True, False), (True, False), (False, True), (True, True))
    )
    for _ in range(rng.choice((1, 1, 2)) if wants_contents else 0):
        at = _readable(rng, members)
        if at is None:
            continue
        content = harmed(rng, members[at].name, _content(members[at]))
        is_deflated = len(content) < _DEFLATE_UP_TO_BYTES and rng.random() < 0.5
        members[at] = with_content(members[at], content, is_deflated=is_deflated)
        steps.append(f"content of {members[at].name!r}")
    for _ in range(rng.randint(1, 3) if wants_lies else 0):
        name = rng.choice(tuple(_LIES))
        _LIES[name](rng, members)
        steps.append(name)
    ending = _ending(rng) if wants_lies and rng.random() < 0.3 else Ending()
    if ending != Ending():
        steps.append(str(replace(ending, prefix=ending.prefix[:20])))
    return assemble(members, ending), tuple(steps)


def _content(member: Member) -> bytes:
    """Unpack a member; of one that is broken in the real file take the packed bytes."""
    try:
        return member.plain()
    except zlib.error:
        return member.packed


def _readable(rng: Random, members: list[Member]) -> int | None:
    """Take a member that the reader looks at; meshes and unknown ones are seldom harmed."""
    known = (b"metadata/", b"3dmodel", b"_rels/.rels", b".gcode", b"auxiliaries/")
    places = [
        at
        for at, member in enumerate(members)
        if member.plain_bytes <= _UNPACK_UP_TO_BYTES
        and any(word in member.name.lower() for word in known)
    ]
    return rng.choice(places) if places else None


def _ending(rng: Random) -> Ending:
    shifts = (0, 0, 1, -1, 46, -4096, 1 << 20, 1 << 31)
    return Ending(
        prefix=rng.choice((b"", b"", b"PK\x03\x04", b"log line\n" * 200)),
        comment=rng.choice((b"", b"PK\x05\x06", b"c" * 65_535, b"PK\x05\x06" + bytes(18))),
        more_members=rng.choice((0, 1, -1, 1000)),
        size_shift=rng.choice(shifts),
        offset_shift=rng.choice(shifts),
        has_zip64=rng.random() < 0.3,
    )


def _wrong_crc(rng: Random, members: list[Member]) -> None:
    _change(rng, members, lambda member: replace(member, crc=rng.getrandbits(32)))


def _wrong_plain_size(rng: Random, members: list[Member]) -> None:
    sizes = (*_SIZES, -1, 1)
    _change(rng, members, lambda m: replace(m, plain_says=_near(m.plain_bytes, rng.choice(sizes))))


def _wrong_packed_size(rng: Random, members: list[Member]) -> None:
    sizes = (*_SIZES, -1, 1)
    _change(rng, members, lambda m: replace(m, packed_says=_near(len(m.packed), rng.choice(sizes))))


def _wrong_offset(rng: Random, members: list[Member]) -> None:
    place = rng.choice((0, 1, 30, 1000, rng.getrandbits(20), IN_ZIP64 - 1, IN_ZIP64))
    _change(rng, members, lambda member: replace(member, offset_says=place))


def _overlap(rng: Random, members: list[Member]) -> None:
    """Let several entries share the first one's bytes."""
    for _ in range(rng.choice((1, 5))):
        _change(rng, members, lambda member: replace(member, offset_says=0))


def _flag_bits(rng: Random, members: list[Member]) -> None:
    _change(rng, members, lambda member: replace(member, flags=rng.getrandbits(16)))


def _method(rng: Random, members: list[Member]) -> None:
    _change(
        rng, members, lambda m: replace(m, method=rng.choice((0, 8, 9, 12, 14, 93, 99, 65_535)))
    )


def _zip64_extra(rng: Random, members: list[Member]) -> None:
    count = rng.choice((0, 1, 2, 3, 5))
    numbers = [rng.choice((0, 1, 100, 1 << 32, (1 << 63) - 1, (1 << 64) - 1)) for _ in range(count)]
    extra = struct.pack(
        f"<2H{count}Q", rng.choice((1, 1, 2)), rng.choice((8 * count, 65_535)), *numbers
    )
    _change(
        rng,
        members,
        lambda member: replace(
            member,
            extra=extra[: rng.choice((len(extra), len(extra) - 3))],
            plain_says=rng.choice((None, IN_ZIP64)),
            packed_says=rng.choice((None, IN_ZIP64)),
            offset_says=rng.choice((None, IN_ZIP64)),
        ),
    )


def _other_name(rng: Random, members: list[Member]) -> None:
    _change(rng, members, lambda member: replace(member, name=rng.choice(_NAMES)))


def _double(rng: Random, members: list[Member]) -> None:
    if members:
        doubled = rng.choice(members)
        times = rng.choice((1, 1, 20, 3000))
        members += [doubled] * min(times, 1 + _DOUBLED_BYTES // (len(doubled.packed) + 1))


def _swap(rng: Random, members: list[Member]) -> None:
    """Give a member the name of another, content and all."""
    if len(members) > 1:
        first, second = rng.sample(range(len(members)), 2)
        names = members[first].name, members[second].name
        members[first] = replace(members[first], name=names[1])
        members[second] = replace(members[second], name=names[0])


def _drop(rng: Random, members: list[Member]) -> None:
    if members:
        members.pop(rng.randrange(len(members)))


def _shuffle(rng: Random, members: list[Member]) -> None:
    rng.shuffle(members)


def _month_zero(rng: Random, members: list[Member]) -> None:
    _change(rng, members, lambda member: replace(member, date=rng.choice((0, 0x1E0, 0xFFFF))))


def _bomb(rng: Random, members: list[Member]) -> None:
    """Let a member unpack to megabytes of one thing."""
    word = rng.choice((b"\x00", b"<a/>", b"[", b" ", b"G1 X1 E1\n", b"A", b'{"a":'))
    content = word * (rng.choice((1 << 20, 9 << 20)) // len(word))
    _change(rng, members, lambda member: with_content(member, content, is_deflated=True))


_LIES: Mapping[str, Callable[[Random, list[Member]], None]] = {
    "a wrong checksum": _wrong_crc,
    "a wrong size": _wrong_plain_size,
    "a wrong packed size": _wrong_packed_size,
    "a wrong place": _wrong_offset,
    "one place for several": _overlap,
    "flags": _flag_bits,
    "a method": _method,
    "a ZIP64 field": _zip64_extra,
    "a name": _other_name,
    "a double": _double,
    "two names swapped": _swap,
    "a member dropped": _drop,
    "another order": _shuffle,
    "a date": _month_zero,
    "a bomb": _bomb,
}


def _change(rng: Random, members: list[Member], how: Callable[[Member], Member]) -> None:
    """Change one member, most often one that the reader needs."""
    if not members:
        return
    at = _readable(rng, members) if rng.random() < 0.8 else None
    place = rng.randrange(len(members)) if at is None else at
    members[place] = how(members[place])


def _near(size: int, other: int) -> int:
    """Take another size, or one beside the true one."""
    return size + other if abs(other) == 1 else other
