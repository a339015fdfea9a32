"""The outline of a file reads like the file."""

import io
from pathlib import Path
from typing import Any

from printshop.bambu import as_json, read_3mf
from printshop.bambu.writing.outline import outline_of
from printshop.errors import ThreeMFError
from tests.three_mf_fixtures import fixture_3mf, fixture_names

ENOUGH = 4 * 1024 * 1024


def said(source: Any, name: str) -> dict[str, Any]:  # noqa: ANN401 - a path or a stream
    report = as_json(read_3mf(source, name=name, split=False))
    # What is odd about parts that are left out is said of the file alone.
    return {key: value for key, value in report.items() if key != "findings"}


def test_real_files_and_their_outlines_say_the_same(real_3mf: Path) -> None:
    n_compared = 0
    for path in sorted(real_3mf.glob("*.3mf")):
        try:
            of_file = said(path, path.name)
        except ThreeMFError:
            continue

        outline = outline_of(path, at_most=ENOUGH)

        assert outline is not None, path.name
        assert said(io.BytesIO(outline), path.name) == of_file, path.name
        assert len(outline) < min(path.stat().st_size + 2_000, 600_000), path.name
        n_compared += 1
    assert n_compared >= 60


def test_our_own_files_and_their_outlines_say_the_same() -> None:
    for name in fixture_names():
        outline = outline_of(fixture_3mf(name), name=name, at_most=ENOUGH)

        assert outline is not None
        assert said(io.BytesIO(outline), name) == said(fixture_3mf(name), name)


def test_an_outline_that_would_be_too_long_is_none() -> None:
    assert outline_of(fixture_3mf("makerworld_project"), at_most=1_000) is None


def test_an_outline_is_the_same_whenever_it_is_made() -> None:
    made = [outline_of(fixture_3mf("makerworld_project"), at_most=ENOUGH) for _ in range(2)]

    assert made[0] == made[1]
