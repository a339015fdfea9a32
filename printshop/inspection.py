"""`printshop inspect`: what .3mf files say, in the terminal or for other programs."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import typer

from printshop.errors import PrintshopError

if TYPE_CHECKING:
    from printshop.bambu import SettingValue, ThreeMF

_UNREADABLE: Final = 2
_COLUMNS: Final = 100
_KEY_COLUMNS: Final = 40
_VALUE_COLUMNS: Final = 28
# Start gcodes are longer; `--json` has them whole.
_LONGEST_VALUE: Final = 300
_LONGEST_DIFFERENCE: Final = 2_000


class _Refused(NamedTuple):
    """A file that cannot be read, and the sentence that says why."""

    file: str
    sentence: str


def inspect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to read.")],
    *,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="As JSON: an object, or a list of several files, in which those that cannot be "
            "read stand with their error. With --settings and --diff these are added to it.",
        ),
    ] = False,
    settings: Annotated[
        str | None,
        typer.Option(
            metavar="PATTERN",
            help="Only the settings whose key or value holds all these words, or fits this "
            "glob (*, ?, []), or key=value, without regard to case.",
        ),
    ] = None,
    diff: Annotated[
        Path | None,
        typer.Option(
            metavar="OTHER",
            help="Only the settings that differ from those of OTHER; with --json the whole "
            "report and these in its `diff`.",
        ),
    ] = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="Say where each value comes from.")
    ] = False,
) -> None:
    """Print the plates, filaments, grams, times and settings of .3mf files.

    Ends with 0 when all files can be read, also when they differ, and else with 2.
    """
    _escape_unknown_letters()
    is_split = as_json or (settings is None and diff is None)
    names = _names([*files, *([diff] if diff else [])])
    other = None if diff is None else _read(diff, names[diff], is_split=False)
    if isinstance(other, _Refused):
        raise typer.Exit(_UNREADABLE)
    read = [_read(file, names[file], is_split=is_split) for file in files]
    readable = [found for found in read if not isinstance(found, _Refused)]
    if not as_json:
        for place, three_mf in enumerate(readable):
            lines = _lines(three_mf, settings, other, with_sources=sources)
            typer.echo("\n".join(["", *lines] if place else lines))
    elif readable or len(files) > 1:
        documents = [_document(found, settings, other) for found in read]
        shown = documents if len(files) > 1 else documents[0]
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    raise typer.Exit(0 if len(readable) == len(files) else _UNREADABLE)


def _escape_unknown_letters() -> None:
    """Let no letter of a name end in a traceback because the terminal does not know it."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _names(files: Iterable[Path]) -> dict[Path, str]:
    """Call each file by its name, or by as much of its path as no other of them shares."""
    paths = {file: file.absolute().parts for file in files}
    shared = Counter(
        parts[-length:] for parts in set(paths.values()) for length in range(1, len(parts) + 1)
    )
    return {
        file: next(
            os.fsencode(Path(*parts[-length:])).decode("utf-8", "replace")
            for length in range(1, len(parts) + 1)
            if shared[parts[-length:]] == 1
        )
        for file, parts in paths.items()
    }


def _read(file: Path, name: str, *, is_split: bool) -> "ThreeMF | _Refused":
    """Read a file; one that cannot be read is one sentence on the error output."""
    from printshop.bambu import read_3mf  # noqa: PLC0415 - the command line starts without it

    try:
        return read_3mf(file, name=_printable(name), split=is_split)
    except PrintshopError as error:
        refused = _Refused(_printable(name), _printable(error.sentence))
        typer.echo(refused.sentence, err=True)
        return refused


def _document(
    three_mf: "ThreeMF | _Refused", pattern: str | None, other: "ThreeMF | None"
) -> dict[str, Any]:
    from printshop.bambu import as_json, diff_settings, matching_settings  # noqa: PLC0415

    if isinstance(three_mf, _Refused):
        return {"file": three_mf.file, "error": three_mf.sentence}
    document: dict[str, Any] = as_json(three_mf)
    if pattern is not None:
        document["settings"] = matching_settings(three_mf.settings, pattern)
    if other is not None:
        document["diff"] = {
            "other": other.name,
            "settings": [
                {"key": found.key, "this": found.left, "other": found.right}
                for found in diff_settings(three_mf.settings, other.settings)
                if pattern is None or _is_wanted(found.key, found.left, found.right, pattern)
            ],
        }
    return document


def _lines(
    three_mf: "ThreeMF", pattern: str | None, other: "ThreeMF | None", *, with_sources: bool
) -> Iterator[str]:
    from printshop.bambu import as_text  # noqa: PLC0415

    if other is not None:
        return _diff_lines(three_mf, other, pattern)
    if pattern is not None:
        return _setting_lines(three_mf, pattern)
    return map(_printable, as_text(three_mf, with_sources=with_sources).splitlines())


def _setting_lines(three_mf: "ThreeMF", pattern: str) -> Iterator[str]:
    from printshop.bambu import matching_settings, setting_text  # noqa: PLC0415

    found = matching_settings(three_mf.settings, pattern)
    fit = f" fit “{_printable(pattern)}”" if pattern.strip() else ""
    total = f"{len(found)} of {three_mf.settings_count} settings{fit}{_left_out(three_mf)}"
    yield f"{three_mf.name}: {total}"
    for key, value in found.items():
        yield f"{_printable(key)} = {_printable(_cut(setting_text(value), _LONGEST_VALUE))}"


def _left_out(three_mf: "ThreeMF") -> str:
    """Say how many settings are secret, and of how many only the value."""
    keys = three_mf.settings_count - len(three_mf.settings)
    values = three_mf.settings_hidden - keys
    said = f", {keys} of accounts and print hosts left out" if keys else ""
    return said + (f", {values} shown without the value" if values else "")


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[:letters]}… ({len(text):,} characters)"


def _diff_lines(three_mf: "ThreeMF", other: "ThreeMF", pattern: str | None) -> Iterator[str]:
    from printshop.bambu import diff_settings  # noqa: PLC0415

    found = [
        difference
        for difference in diff_settings(three_mf.settings, other.settings)
        if pattern is None or _is_wanted(difference.key, difference.left, difference.right, pattern)
    ]
    yield from wrap(f"this: {three_mf.name}", _COLUMNS, subsequent_indent="      ")
    yield from wrap(f"other: {other.name}", _COLUMNS, subsequent_indent="      ")
    yield f"{len(found)} settings differ" if found else "no setting differs"
    if found:
        yield f"{'setting':<{_KEY_COLUMNS}}  {'this':<{_VALUE_COLUMNS}}  other"
    for difference in found:
        yield from _row(difference.key, difference.left_text, difference.right_text)


def _row(key: str, left: str, right: str) -> Iterator[str]:
    """Put a difference in one line, or below each other what does not fit."""
    key, left, right = _printable(key), _printable(left), _printable(right)
    if len(key) <= _KEY_COLUMNS and max(len(left), len(right)) <= _VALUE_COLUMNS:
        yield f"{key:<{_KEY_COLUMNS}}  {left:<{_VALUE_COLUMNS}}  {right}"
        return
    yield key
    for label, text in (("this", left), ("other", right)):
        yield from wrap(
            _cut(text, _LONGEST_DIFFERENCE),
            _COLUMNS,
            initial_indent=f"    {label:<7}",
            subsequent_indent=" " * 11,
        )


def _is_wanted(
    key: str, left: "SettingValue | None", right: "SettingValue | None", pattern: str
) -> bool:
    from printshop.bambu import matching_settings  # noqa: PLC0415

    values: list[Mapping[str, SettingValue]] = [
        {key: value} for value in (left, right) if value is not None
    ]
    return any(matching_settings(value, pattern) for value in values)


def _printable(text: str) -> str:
    """Write control characters as escapes: a file must not steer the terminal."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )
