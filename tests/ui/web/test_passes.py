"""A pass opens what it was made for, for whom it was made, and not for ever."""

import time
from pathlib import Path
from uuid import uuid4

import pytest

from printshop.ui.web import passes


@pytest.fixture(autouse=True)
def _a_data_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRINTSHOP_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("PRINTSHOP_SECRET_KEY", raising=False)


def test_a_pass_says_whose_it_is() -> None:
    user_id = uuid4()

    assert passes.user_of(passes.mint(user_id, purpose="a"), purpose="a", max_age_s=60) == user_id


def test_a_pass_holds_for_its_purpose_only() -> None:
    token = passes.mint(uuid4(), purpose="a")

    assert passes.user_of(token, purpose="b", max_age_s=60) is None


def test_a_pass_that_is_too_old_opens_nothing() -> None:
    token = passes.mint(uuid4(), purpose="a")
    time.sleep(1.01)

    assert passes.user_of(token, purpose="a", max_age_s=0) is None


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é" * 10, "a" * 100_000])
def test_what_is_no_pass_opens_nothing(token: str) -> None:
    assert passes.user_of(token, purpose="a", max_age_s=60) is None


def test_a_pass_of_another_installation_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    token = passes.mint(uuid4(), purpose="a")

    monkeypatch.setenv("PRINTSHOP_SECRET_KEY", "another secret of 16 letters or more")

    assert passes.user_of(token, purpose="a", max_age_s=60) is None


def test_the_secret_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    passes.mint(uuid4(), purpose="a")

    kept = tmp_path / "secrets" / "secret_key"
    assert kept.stat().st_mode & 0o777 == 0o600
