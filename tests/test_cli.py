"""The commands, as a person meets them."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def printshop(*args: str, data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "printshop", *args],
        cwd=ROOT,
        env={**os.environ, "PRINTSHOP_DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_wrong_setting_ends_in_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    ended = printshop("doctor", data_dir=tmp_path, PRINTSHOP_PORT="many")

    assert ended.returncode == 2
    assert ended.stderr == (
        "PRINTSHOP_PORT is wrong: input should be a valid integer, unable to parse string as an "
        "integer. See .env.example for every setting.\n"
    )


def test_the_doctor_is_content_with_a_new_folder(tmp_path: Path) -> None:
    ended = printshop("doctor", "--port", "18639", data_dir=tmp_path)

    assert ended.returncode == 0
    assert "ok     There is no database yet; `printshop run` creates it." in ended.stdout
    assert ended.stdout.endswith("All is well.\n")


def test_the_doctor_says_what_is_wrong(tmp_path: Path) -> None:
    ended = printshop(
        "doctor",
        data_dir=tmp_path,
        DATABASE_URL="postgresql://shop@127.0.0.1:1/shop",
    )

    assert ended.returncode == 1
    assert "WRONG  The database does not answer: " in ended.stdout
    assert "       Check DATABASE_URL and that the server is running." in ended.stdout


def test_a_file_that_is_no_3mf_is_named_and_the_command_ends_with_2(tmp_path: Path) -> None:
    page = tmp_path / "page.3mf"
    page.write_text("<html></html>")
    missing = tmp_path / "missing.3mf"

    ended = printshop("inspect", str(page), str(missing), "--json", data_dir=tmp_path)

    page_line, missing_line = ended.stderr.splitlines()
    assert ended.returncode == 2
    assert [told["error"] for told in json.loads(ended.stdout)] == [page_line, missing_line]
    assert page_line.startswith("page.3mf ")
    assert missing_line == "missing.3mf cannot be opened: No such file or directory."


def test_the_example_of_the_settings_can_be_printed(tmp_path: Path) -> None:
    ended = printshop("env-example", data_dir=tmp_path)

    assert ended.stdout == (ROOT / ".env.example").read_text()
