"""`printshop inspect`, as a person or a program meets it."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from printshop import cli
from printshop.bambu import FileSpec, write_project_3mf, write_sliced_3mf
from tests.three_mf_fixtures import fixture_3mf

ROOT = Path(__file__).parents[1]


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Write a file of two sliced plates."""
    path = tmp_path / "box.gcode.3mf"
    path.write_bytes(fixture_3mf("two_plates_out_of_order").getvalue())
    return path


@pytest.fixture
def coin(tmp_path: Path) -> Path:
    """Write a file of numbers without gcode."""
    path = tmp_path / "coin.3mf"
    path.write_bytes(fixture_3mf("numbers_without_gcode").getvalue())
    return path


@dataclass(frozen=True)
class Ended:
    """What a run of the command printed, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def inspect(*args: str | Path) -> Ended:
    """Run the command within the test's own process: a start of Python takes half a second."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["printshop", "inspect", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    code = ended.value.code
    return Ended(code if isinstance(code, int) else 0, _printed(out), _printed(err))


def _printed(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def inspect_apart(*args: str | Path, encoding: str = "utf-8") -> Ended:
    """Run the command as a person does, with a terminal of some encoding."""
    ended = subprocess.run(
        [sys.executable, "-m", "printshop", "inspect", *map(str, args)],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        encoding=encoding,
        check=False,
        timeout=60,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def test_a_readable_file_is_reported_and_ends_with_0(box: Path) -> None:
    ended = inspect_apart(box)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("box.gcode.3mf: sliced, with gcode\n")
    assert max(map(len, ended.stdout.splitlines())) <= 100
    assert "Sources" not in ended.stdout


def test_sources_are_told_when_asked_for(box: Path) -> None:
    ended = inspect(box, "--sources")

    assert (
        "  plates[].filaments[].used_g: Metadata/slice_info.config: plate[N].filament[I].used_g\n"
    ) in ended.stdout


def test_one_file_is_one_json_document_and_several_are_a_list(box: Path, coin: Path) -> None:
    one, several = inspect(box, "--json"), inspect(box, coin, "--json")

    assert (one.returncode, several.returncode) == (0, 0)
    assert json.loads(one.stdout)["file"] == "box.gcode.3mf"
    assert json.loads(one.stdout)["schema"] == 1
    assert [report["kind"] for report in json.loads(several.stdout)] == ["sliced", "numbers_only"]


def test_a_file_that_cannot_be_read_is_one_sentence_and_the_others_are_printed(
    box: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.3mf"
    page.write_text("<html></html>")

    ended = inspect(page, box, "--json")

    assert ended.returncode == 2
    assert ended.stderr == (
        "page.3mf is a web page and not a .3mf file: download the file itself.\n"
    )
    refused, report = json.loads(ended.stdout)
    assert refused == {"file": "page.3mf", "error": ended.stderr.strip()}
    assert report["file"] == "box.gcode.3mf"


def test_files_none_of_which_can_be_read_are_a_list_of_errors(tmp_path: Path) -> None:
    ended = inspect(tmp_path, tmp_path / "missing.3mf", "--json")

    assert ended.returncode == 2
    assert json.loads(ended.stdout) == [
        {
            "file": tmp_path.name,
            "error": f"{tmp_path.name} is a folder and not a .3mf file: name the file in it.",
        },
        {
            "file": "missing.3mf",
            "error": "missing.3mf cannot be opened: No such file or directory.",
        },
    ]


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.3mf")

    ended = inspect(tmp_path / "pipe.3mf")

    assert (ended.returncode, ended.stderr) == (
        2,
        "pipe.3mf is a pipe and not a file: save what it gives as a file first.\n",
    )


def test_a_refused_file_gives_no_json(tmp_path: Path) -> None:
    empty = tmp_path / "empty.3mf"
    empty.touch()

    ended = inspect(empty, "--json")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "empty.3mf is empty (0 bytes): save or download it again.\n"


def test_settings_are_found_by_words_or_glob(box: Path) -> None:
    words, glob = inspect(box, "--settings", "BRIM width"), inspect(box, "--settings", "brim_*")

    assert (words.returncode, glob.returncode) == (0, 0)
    assert words.stdout.splitlines()[1:] == ["brim_width = 3"]
    assert "brim_type = outer_only" in glob.stdout.splitlines()


def test_all_settings_are_asked_for_by_nothing_and_what_is_secret_is_counted(
    two_plates_of_settings: FileSpec, tmp_path: Path
) -> None:
    secret = {"print_host": "h", "dev_serial": "01S", "post_process": ("up.sh --key 1",)}
    path = tmp_path / "left.3mf"
    settings = {**two_plates_of_settings.settings, **secret}
    path.write_bytes(write_project_3mf(replace(two_plates_of_settings, settings=settings)))
    total = len(settings) + 3  # the writer adds three

    everything, report, as_json = (
        inspect(path, "--settings", ""),
        inspect(path),
        inspect(path, "--json"),
    )

    first, *lines = everything.stdout.splitlines()
    assert first == (
        f"left.3mf: {total - 2} of {total} settings, 2 of accounts and print hosts left out, "
        "1 shown without the value"
    )
    assert len(lines) == total - 2
    assert "post_process = (left out)" in lines
    assert (
        f"  Settings     {total}, 3 of accounts, print hosts and scripts left out\n"
    ) in report.stdout
    assert json.loads(as_json.stdout)["settings_hidden"] == 3


def test_a_setting_is_found_by_the_line_that_shows_it(box: Path) -> None:
    joined, apart = (
        inspect(box, "--settings", "brim_width=3"),
        inspect(box, "--settings", "WIDTH = 3"),
    )

    assert joined.stdout.splitlines()[1:] == ["brim_width = 3"]
    assert "brim_width = 3" in apart.stdout.splitlines()[1:]


def test_a_long_setting_is_cut_and_says_how_long_it_is(
    two_plates_of_settings: FileSpec, tmp_path: Path
) -> None:
    settings = {**two_plates_of_settings.settings, "machine_start_gcode": "G28 " * 1_000}
    path = tmp_path / "left.3mf"
    path.write_bytes(write_project_3mf(replace(two_plates_of_settings, settings=settings)))

    ended = inspect(path, "--settings", "machine_start_gcode")

    line = ended.stdout.splitlines()[1]
    assert line == f"machine_start_gcode = {'G28 ' * 75}… (4,000 characters)"


def test_settings_that_nothing_fits_are_no_fault(box: Path) -> None:
    ended = inspect(box, "--settings", "no such thing")

    assert ended.returncode == 0
    assert ended.stdout.splitlines()[0].startswith("box.gcode.3mf: 0 of ")


def test_settings_stand_in_the_json_under_their_name(box: Path) -> None:
    ended = inspect(box, "--settings", "brim_width", "--json")

    assert json.loads(ended.stdout)["settings"] == {"brim_width": "3"}


@pytest.fixture
def pair(two_plates_of_settings: FileSpec, tmp_path: Path) -> tuple[Path, Path]:
    """Write two files whose settings differ in three places."""
    changed = {
        "brim_width": "8",
        "filament_vendor": ("Bambu Lab", "eSUN"),
        "machine_start_gcode": "G28\nG1 Z5\n" + "M400 ; wait\n" * 20,
    }
    right = replace(two_plates_of_settings, settings={**two_plates_of_settings.settings, **changed})
    paths = tmp_path / "left.3mf", tmp_path / "right.3mf"
    paths[0].write_bytes(write_project_3mf(two_plates_of_settings))
    paths[1].write_bytes(write_sliced_3mf(right))
    return paths


@pytest.fixture
def two_plates_of_settings() -> FileSpec:
    """Give a file of settings alone."""
    settings = {
        "brim_width": "5",
        "filament_vendor": ("Bambu Lab", "Generic"),
        "layer_height": "0.2",
        "filament_colour": ("#FF0000", "#00FF00"),
    }
    return FileSpec(plates=(), settings=settings)


def test_two_files_that_differ_end_with_0_and_show_the_settings_side_by_side(
    pair: tuple[Path, Path],
) -> None:
    left, right = pair

    ended = inspect(left, "--diff", right)

    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert lines[:6] == [
        "this: left.3mf",
        "other: right.3mf",
        "3 settings differ",
        f"{'setting':<40}  {'this':<28}  other",
        f"{'brim_width':<40}  {'5':<28}  8",
        f"{'filament_vendor':<40}  {'entry 2: Generic':<28}  entry 2: eSUN",
    ]
    assert lines[6:8] == ["machine_start_gcode", "    this   (not there)"]
    assert max(map(len, lines)) <= 100


def test_files_of_one_name_are_told_apart_by_their_folders(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    places = tmp_path / "old" / "box.3mf", tmp_path / "new" / "box.3mf"
    for path, place in zip(pair, places, strict=True):
        place.parent.mkdir()
        path.rename(place)

    shown, as_json = inspect(places[0], "--diff", places[1]), inspect(*places, "--json")

    assert shown.stdout.splitlines()[:2] == ["this: old/box.3mf", "other: new/box.3mf"]
    assert [report["file"] for report in json.loads(as_json.stdout)] == [
        "old/box.3mf",
        "new/box.3mf",
    ]


def test_the_difference_stands_in_the_json_too(pair: tuple[Path, Path]) -> None:
    left, right = pair

    ended = inspect(right, "--diff", left, "--settings", "brim", "--json")

    assert json.loads(ended.stdout)["diff"] == {
        "other": "left.3mf",
        "settings": [{"key": "brim_width", "this": "8", "other": "5"}],
    }


def test_files_that_do_not_differ_say_so(pair: tuple[Path, Path]) -> None:
    left, _ = pair

    ended = inspect(left, "--diff", left)

    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "no setting differs")


def test_another_file_that_cannot_be_read_ends_with_2(box: Path, tmp_path: Path) -> None:
    ended = inspect(box, "--diff", tmp_path / "missing.3mf")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "missing.3mf cannot be opened: No such file or directory.\n"


def test_control_characters_of_names_and_settings_do_not_reach_the_terminal(
    two_plates_of_settings: FileSpec, tmp_path: Path
) -> None:
    settings = {**two_plates_of_settings.settings, "notes": "a\x1b[31mred\x07\nb"}
    path = tmp_path / "red\x1b[31m\udcff.3mf"
    path.write_bytes(write_project_3mf(replace(two_plates_of_settings, settings=settings)))

    report, found = inspect(path), inspect(path, "--settings", "notes")

    assert (report.returncode, found.returncode) == (0, 0)
    assert report.stdout.startswith("red\\x1b[31m\N{REPLACEMENT CHARACTER}.3mf: project")
    assert found.stdout.splitlines()[1] == "notes = a\\x1b[31mred\\x07\\nb"


def test_letters_that_the_terminal_does_not_know_are_escaped(box: Path) -> None:
    ended = inspect_apart(box, encoding="latin-1")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Plate 1 \\u201cBox\\u201d: " in ended.stdout
    assert "245/70 °C" in ended.stdout


def test_a_reader_that_stops_early_leaves_no_traceback(box: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "printshop", "inspect", *[str(box)] * 20, "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        process.wait(timeout=60)

    assert said == b""
