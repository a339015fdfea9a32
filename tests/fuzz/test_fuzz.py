"""A short run of `make fuzz`, and that its eyes are open."""

import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from printshop.bambu import ThreeMF, read_3mf
from tests.fuzz.archive import Ending, assemble
from tests.fuzz.mutations import case_of
from tests.fuzz.oracle import breaches_of, outcome
from tests.fuzz.seeds import load_seeds
from tests.three_mf_fixtures import fixture_3mf

_REPOSITORY = Path(__file__).parents[2]


def _fuzz(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *arguments],
        cwd=_REPOSITORY,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def box() -> ThreeMF:
    """Give the result of an unharmed file."""
    return read_3mf(fixture_3mf("two_plates_out_of_order"), name="mutant.3mf")


def test_mutated_archives_give_a_result_in_order_or_one_sentence() -> None:
    done = _fuzz("--count", "400", "--seed", "2027")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("faults: 0\n")


def test_a_case_that_takes_too_long_is_told_with_its_key_and_where_it_stood() -> None:
    done = _fuzz("--count", "3", "--seed", "2027", "--processes", "1", "--longest", "1e-6")

    assert done.returncode == 1, done.stdout + done.stderr
    # The trace is written beside running code, which may itself end the process.
    told = re.search(
        r"\nFAULT 2027-\d+: the process ended with code (1|-11)\nTimeout \(", done.stdout
    )
    assert told, done.stdout


def test_a_case_can_be_read_again_by_its_key() -> None:
    done = _fuzz("--replay", "2027-3")

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("2027-3: ")


def test_a_key_always_gives_the_same_bytes() -> None:
    seeds = load_seeds()

    assert [case_of(f"1-{n}", seeds).data for n in range(20)] == [
        case_of(f"1-{n}", seeds).data for n in range(20)
    ]


def test_unharmed_seeds_put_together_anew_read_as_before() -> None:
    own = [seed for seed in load_seeds() if seed.name.endswith("(own)")]

    outcomes = [outcome(assemble(list(seed.members), Ending())) for seed in own]

    assert outcomes == [outcome(seed.data) for seed in own]
    assert set(outcomes) == {"project", "sliced", "numbers_only"}


def test_a_result_in_order_has_no_breach(box: ThreeMF) -> None:
    assert list(breaches_of(box)) == []


def test_grams_that_do_not_add_up_are_a_breach(box: ThreeMF) -> None:
    plate = box.plates[0]
    wrong = replace(plate.filaments[0], flush_g=Decimal("5.000"))

    breaches = list(breaches_of(replace(box, plates=(replace(plate, filaments=(wrong,)),))))

    assert [breach.partition(":")[0] for breach in breaches] == ["filament 2"]
    assert breaches[0].endswith("do not add up to 0.58")


def test_numbers_that_are_none_are_a_breach(box: ThreeMF) -> None:
    plate = box.plates[0]
    wrong = replace(plate.filaments[0], density_g_cm3=Decimal(-1))

    breaches = breaches_of(replace(box, plates=(replace(plate, filaments=(wrong,)),)))

    assert list(breaches) == ["density_g_cm3 of filament 2 is -1"]


def test_plates_out_of_order_and_secrets_are_breaches(box: ThreeMF) -> None:
    wrong = replace(box, plates=box.plates[::-1], settings={"printhost_apikey": "k"})

    assert list(breaches_of(wrong)) == [
        "plates are not in order: [2, 1]",
        "a secret among the settings",
    ]
