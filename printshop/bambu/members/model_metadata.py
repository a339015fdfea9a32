"""The head of the model part: who made it, what it is called, its licence.

Only what stands before `<resources` is read; meshes of 20 MB follow it.
"""

from collections.abc import Iterable, Iterator
from xml.parsers import expat

from printshop.bambu.limits import KIB
from printshop.bambu.plain_text import one_line, plain_text
from printshop.errors import DamagedFileError, FileTooLargeError, Finding

_END_OF_HEAD = frozenset({"resources", "build"})
_ACCOUNT_IDS = ("userid", "user_id")  # of whoever saved the file, designer or not
_NONE = frozenset({"[]", '"[]"'})
_FEED = 4 * KIB
_DEEPEST = 100  # honest heads are two deep; each open element costs memory


class _EndOfHeadError(Exception):
    """Stops the parser: everything wanted has been seen."""


class ModelMetadata:
    """The `<metadata name="…">` elements of the model, text as written."""

    def __init__(self, values: dict[str, str]) -> None:
        """Take the values by name."""
        self.values = values

    def line(self, name: str) -> str | None:
        """Give a value as one line of plain text; empty, absent and "[]" are none."""
        return one_line(self.text(name, at_most=1_000), at_most=500)

    def text(self, name: str, *, at_most: int = 20_000) -> str | None:
        """Give a value as plain text, unescaped until stable and without markup."""
        value = self.values.get(name)
        if not value:
            return None
        return None if value.strip() in _NONE else plain_text(value, at_most=at_most)


class _HeadReader:
    """Collects metadata elements from the parser's events."""

    def __init__(self, *, file_name: str, path: str, findings: list[Finding]) -> None:
        """Begin with nothing seen."""
        self.values: dict[str, str] = {}
        self._file_name = file_name
        self._path = path
        self._findings = findings
        self.pieces: list[str] = []
        self._current: str | None = None
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        # What nearly all are, before anything else is asked.
        if tag == "metadata" and 1 < self._depth <= _DEEPEST:
            self._current = attributes.get("name", "")
            self.pieces.clear()
            return
        local = tag.rpartition(":")[2]
        if self._depth == 1 and local != "model":
            raise DamagedFileError(
                f"{self._file_name} is damaged, its part {self._path} is no 3D model: "
                "save it again from the slicer."
            )
        if self._depth > _DEEPEST:
            raise DamagedFileError(
                f"{self._file_name} is damaged, its part {self._path} nests its elements without "
                "end: save it again from the slicer."
            )
        if local == "metadata":
            self._current = attributes.get("name", "")
            self.pieces.clear()
        elif local in _END_OF_HEAD:
            raise _EndOfHeadError

    def end(self, tag: str) -> None:
        self._depth -= 1
        name = self._current
        if name is None or (tag != "metadata" and tag.rpartition(":")[2] != "metadata"):
            return
        self._current = None
        if name.lower().endswith(_ACCOUNT_IDS):
            return
        if name and name not in self.values:
            self.values[name] = "".join(self.pieces)
        elif name:
            self.note(
                f"The metadata {one_line(name, at_most=100)} occurs twice: the first one counts."
            )
        else:
            self.note("A metadata element without a name: left out.")

    def doctype(self, *_: object) -> None:
        raise DamagedFileError(
            f"{self._file_name}: the part {self._path} declares a document type, which .3mf files "
            "must not: save it again from the slicer."
        )

    def note(self, message: str) -> None:
        self._findings.append(Finding(where=self._path, message=message))


def _parser_for(reader: _HeadReader) -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.pieces.append
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.buffer_text = True
    return parser


def _growing(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give pieces that grow by a quarter of what went before.

    Expat before 2.6 goes over an unended tag or comment again with every piece, so
    that small ones all the way would take seconds for a hostile part.
    """
    waiting: list[bytes] = []
    waiting_bytes = given_bytes = 0
    for chunk in chunks:
        waiting.append(chunk)
        waiting_bytes += len(chunk)
        if waiting_bytes >= given_bytes // 4:
            yield b"".join(waiting)
            given_bytes += waiting_bytes
            waiting, waiting_bytes = [], 0
    yield b"".join(waiting)


def _read_tail(chunk: bytes, reader: _HeadReader) -> None:
    """Read what MakerWorld appends behind the build, where the piece in hand reaches that far."""
    _, end_of_build, tail = chunk.rpartition(b"</build>")
    if not end_of_build or b"<metadata" not in tail:
        return
    try:
        _parser_for(reader).Parse(b"<model>" + tail, True)  # noqa: FBT003 (no keyword)
    except _EndOfHeadError:
        pass
    except (expat.ExpatError, ValueError):
        reader.note("The metadata behind the build is not well-formed XML: left out.")


def read_model_metadata(
    chunks: Iterable[bytes],
    *,
    file_name: str,
    path: str,
    at_most: int,
    findings: list[Finding],
) -> ModelMetadata:
    """Read the model's head from pieces of the part, no further than needed.

    Raises:
        DamagedFileError: if it is not well-formed XML, no model, or declares a DTD.
        FileTooLargeError: if the head does not end within `at_most` bytes.
    """
    reader = _HeadReader(file_name=file_name, path=path, findings=findings)
    parser = _parser_for(reader)
    seen, chunk = 0, b""
    try:
        for chunk in _growing(chunks):
            size = max(len(chunk), 1) if seen else _FEED
            for start in range(0, len(chunk), size):
                parser.Parse(chunk[start : start + size], False)  # noqa: FBT003 (no keyword)
            seen += len(chunk)
            if seen > at_most:
                message = (
                    f"{file_name}: the head of {path} is longer than {at_most:,} bytes: "
                    "save it again from the slicer."
                )
                raise FileTooLargeError(message)
        parser.Parse(b"", True)  # noqa: FBT003 (no keyword)
    except _EndOfHeadError:
        _read_tail(chunk, reader)
    except (expat.ExpatError, ValueError) as fault:
        message = (
            f"{file_name} is damaged, its part {path} is not well-formed XML "
            f"(line {parser.CurrentLineNumber}): copy or download it again."
        )
        raise DamagedFileError(message) from fault
    return ModelMetadata(reader.values)
