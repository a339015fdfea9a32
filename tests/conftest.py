"""Fixtures that several rooms of tests share."""

import os
from pathlib import Path

import pytest

_VARIABLE = "PRINTSHOP_REAL_FILES"


@pytest.fixture(scope="session")
def real_3mf() -> Path:
    """Give the folder of real .3mf files; without it the tests skip, but fail in CI."""
    given = os.environ.get(_VARIABLE)
    folder = Path(given) if given else Path(__file__).parents[2] / "shared" / "data" / "3mf"
    if not (folder / "truth.json").is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(f"The real .3mf files are missing: set {_VARIABLE}.")
        pytest.skip(f"No real .3mf files here (set {_VARIABLE}).")
    return folder
