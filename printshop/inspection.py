"""`printshop inspect`: what .3mf files say, in the terminal or for other programs."""

import json
import sys
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from printshop.errors import PrintshopError

if TYPE_CHECKING:
    from printshop.bambu import SettingValue, ThreeMF

_UNREADABLE: Final = 2
_COLUMNS: Final = 100
_KEY_COLUMNS: Final = 40
_VALUE_COLUMNS: Final = 28
_LONGEST_VALUE: Final = 2_000  # start gcodes; `--json` has them whole


def inspect(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to read.")],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="As JSON: an object, or a list of several files.")
    ] = False,
    settings: Annotated[
        str | None,
        typer.Option(
            metavar="PATTERN",
            help="Only the settings whose key or value holds all these words, or fits this "
            "glob (*, ?, []), without regard to case.",
        ),
    ] = None,
    diff: Annotated[
        Path | None,
        typer.Option(metavar="OTHER", help="Only the settings that differ from those of OTHER."),
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
    other = None if diff is None else _read(diff, is_split=False)
    readable: list[ThreeMF] = []
    if diff is None or other is not None:
        read = (_read(file, is_split=is_split) for file in files)
        readable = [three_mf for three_mf in read if three_mf is not None]
    if as_json:
        _print_json([_document(three_mf, settings, other) for three_mf in readable], files)
    else:
        for place, three_mf in enumerate(readable):
            lines = _lines(three_mf, settings, other, with_sources=sources)
            typer.echo("\n".join(["", *lines] if place else lines))
    raise typer.Exit(0 if len(readable) == len(files) else _UNREADABLE)


def _escape_unknown_letters() -> None:
    """Let no letter of a name end in a traceback because the terminal does not know it."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _read(file: Path, *, is_split: bool) -> "ThreeMF | None":
    """Read a file; one that cannot be read is one sentence on the error output."""
    from printshop.bambu import read_3mf  # noqa: PLC0415 - the command line starts without it

    try:
        return read_3mf(file, name=_printable(file.name), split=is_split)
    except PrintshopError as error:
        typer.echo(_printable(f"{error.message} {error.hint}".strip()), err=True)
        return None


def _print_json(documents: list[dict[str, Any]], files: list[Path]) -> None:
    if documents:
        shown = documents if len(files) > 1 else documents[0]
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))


def _document(three_mf: "ThreeMF", pattern: str | None, other: "ThreeMF | None") -> dict[str, Any]:
    from printshop.bambu import as_json, diff_settings, matching_settings  # noqa: PLC0415

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
    total = f"{len(found)} of {len(three_mf.settings)} settings fit “{_printable(pattern)}”"
    yield f"{three_mf.name}: {total}"
    for key, value in found.items():
        yield f"{_printable(key)} = {_printable(setting_text(value))}"


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
            text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…",
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
