"""Harm to the content of a member: bytes, text, JSON, XML, gcode."""

import json
import re
from collections.abc import Callable
from random import Random

from tests.fuzz.poison import (
    DOCTYPES,
    GCODE_LINES,
    JSON_VALUES,
    NUMBERS,
    READ_KEYS,
    WORDS,
)

Harm = Callable[[Random, bytes], bytes]

_NUMBER = re.compile(rb"\d+(?:\.\d+)?")
_TAG = re.compile(rb"<[^<>]{1,400}>")
_ATTRIBUTE = re.compile(rb' [\w:]{1,40}="[^"<>]{0,400}"')


def harmed(rng: Random, name: bytes, content: bytes) -> bytes:
    """Harm a content one to four times, in the ways that hurt its format."""
    harms = next(harms for ending, harms in _HARMS if ending.search(name))
    for _ in range(rng.randint(1, 4)):
        content = rng.choice(harms)(rng, content)
    return content


def harmed_bytes(rng: Random, content: bytes) -> bytes:
    """Harm any bytes: flip, cut, repeat, move, overwrite."""
    return rng.choice((_flip, _flip, _cut, _truncate, _repeat, _move, _overwrite))(rng, content)


def _place(rng: Random, content: bytes) -> int:
    return rng.randrange(len(content) + 1)


def _flip(rng: Random, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 8, 64)) if data else 0):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _cut(rng: Random, content: bytes) -> bytes:
    at = _place(rng, content)
    return content[:at] + content[at + rng.choice((1, 3, 40, 1000)) :]


def _truncate(rng: Random, content: bytes) -> bytes:
    return content[: _place(rng, content)]


def _repeat(rng: Random, content: bytes) -> bytes:
    at = _place(rng, content)
    piece = content[at : at + rng.choice((1, 5, 80, 2000))]
    return content[:at] + piece * rng.choice((2, 3, 50)) + content[at:]


def _move(rng: Random, content: bytes) -> bytes:
    start, end = sorted((_place(rng, content), _place(rng, content)))
    to = _place(rng, content)
    piece = content[start : min(end, start + 5000)]
    return content[:to] + piece + content[to:]


def _overwrite(rng: Random, content: bytes) -> bytes:
    at = _place(rng, content)
    return content[:at] + rng.randbytes(rng.choice((1, 2, 4, 100))) + content[at + 4 :]


def _number(rng: Random, content: bytes) -> bytes:
    match = _NUMBER.search(content, _place(rng, content))
    if match is None:
        return content
    return content[: match.start()] + rng.choice(NUMBERS) + content[match.end() :]


def _word(rng: Random, content: bytes) -> bytes:
    at = _place(rng, content)
    return content[:at] + rng.choice(WORDS) + content[at:]


def _tag(rng: Random, content: bytes) -> bytes:
    """Drop, double or multiply an element's tag, or bring it elsewhere."""
    match = _TAG.search(content, _place(rng, content))
    if match is None:
        return content
    times = rng.choice((0, 0, 2, 3, 300, 20_000))
    moved = content[: match.start()] + match[0] * times + content[match.end() :]
    if rng.random() < 0.5:
        return moved
    at = rng.choice([m.start() for m in _TAG.finditer(content)])
    return content[:at] + match[0] + content[at:]


def _attribute(rng: Random, content: bytes) -> bytes:
    match = _ATTRIBUTE.search(content, _place(rng, content))
    if match is None:
        return content
    name = match[0].partition(b"=")[0]
    other = rng.choice((b"", match[0] * 2, name + b'=""', name + b'="' + b"9" * 3000 + b'"'))
    return content[: match.start()] + other + content[match.end() :]


def _doctype(rng: Random, content: bytes) -> bytes:
    at = content.find(b">") + 1
    doctype = rng.choice(DOCTYPES)
    if rng.random() < 0.2:
        return (content[:at] + doctype + content[at:]).decode("utf-8", "replace").encode("utf-16")
    return content[:at] + doctype + content[at:].replace(b'value="', b'value="&y;', 1)


def _xml_deep(rng: Random, content: bytes) -> bytes:
    depth = rng.choice((90, 300, 5000, 60_000))
    at = rng.choice([m.start() for m in _TAG.finditer(content)] or [0])
    closing = b"</a>" * depth if rng.random() < 0.7 else b""
    return content[:at] + b"<a>" * depth + closing + content[at:]


def _json_deep(rng: Random, content: bytes) -> bytes:
    depth = rng.choice((50, 900, 20_000))
    opening, closing = rng.choice(((b"[", b"]"), (b'{"a":', b"}")))
    deep = opening * depth + b"1" + (closing * depth if rng.random() < 0.7 else b"")
    head, colon, tail = content.partition(b":")
    return head + colon + deep + b',"x":' + tail if rng.random() < 0.7 else deep


def _json_value(rng: Random, content: bytes) -> bytes:
    """Give one key, where it matters, a value of another type or size."""
    values = _object(content)
    if not values:
        return harmed_bytes(rng, content)
    key = _key(rng, values)
    value = rng.choice(JSON_VALUES)
    if rng.random() < 0.2:
        values.pop(key)
    else:
        values[key] = value
    return json.dumps(values, ensure_ascii=True).encode()


def _json_list(rng: Random, content: bytes) -> bytes:
    """Change the length of one list, which is what tells its kind."""
    values = _object(content)
    lists = [key for key, value in values.items() if isinstance(value, list) and value]
    if not lists:
        return harmed_bytes(rng, content)
    for key in rng.sample(lists, min(len(lists), rng.choice((1, 1, 5)))):
        entries = values[key]
        if isinstance(entries, list):
            some = rng.choice((entries[:-1], entries[1:], entries * 2, entries * 60, entries[::-1]))
            values[key] = some
    return json.dumps(values).encode()


def _key(rng: Random, values: dict[str, object]) -> str:
    """Take a key that is read: one in twenty is, so they are preferred."""
    read = [key for key in values if any(word in key for word in READ_KEYS)]
    return rng.choice(read if read and rng.random() < 0.8 else list(values))


def _object(content: bytes) -> dict[str, object]:
    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _gcode_line(rng: Random, content: bytes) -> bytes:
    at = content.find(b"\n", _place(rng, content)) + 1
    times = rng.choice((1, 1, 1, 2, 40))
    return content[:at] + (rng.choice(GCODE_LINES) + b"\n") * times + content[at:]


def _line_repeated(rng: Random, content: bytes) -> bytes:
    start = content.find(b"\n", _place(rng, content)) + 1
    end = content.find(b"\n", start) + 1
    return content[:start] + content[start:end] * rng.choice((2, 100)) + content[end:]


def _lines_moved(rng: Random, content: bytes) -> bytes:
    at = _place(rng, content)
    lines = content[at : at + 4000].split(b"\n")
    rng.shuffle(lines)
    return content[:at] + b"\n".join(lines) + content[at + 4000 :]


_HARMS: tuple[tuple[re.Pattern[bytes], tuple[Harm, ...]], ...] = (
    (
        re.compile(rb"(?i)\.gcode$"),
        (
            *(_gcode_line, _gcode_line, _gcode_line, _line_repeated, _lines_moved),
            *(_number, _word, harmed_bytes),
        ),
    ),
    (
        re.compile(rb"(?i)\.json$|project_settings"),
        (
            *(_json_value, _json_value, _json_value, _json_list, _json_deep),
            *(_number, _number, _word, harmed_bytes),
        ),
    ),
    (
        re.compile(rb"(?i)\.(?:model|config|rels|xml)$"),
        (
            *(_number, _number, _number, _tag, _tag, _attribute, _doctype, _xml_deep),
            *(_word, harmed_bytes),
        ),
    ),
    (re.compile(b""), (harmed_bytes,)),
)
