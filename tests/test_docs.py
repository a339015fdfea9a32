"""The documents keep pace with the code: what they name exists."""

import importlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from printshop.cli import app
from printshop.config import Settings, variable_name

_ROOT = Path(__file__).parents[1]
# The rooms in which a capital name of docs/api.md may be a type.
_ROOMS = (
    "domain.alerts",
    "domain.catalog",
    "domain.catalog_query",
    "domain.costing",
    "domain.feasibility",
    "domain.filament",
    "domain.purchases",
    "domain.spools",
    "domain.stock_taking",
    "domain.incoming",
    "domain.print_queue",
    "domain.printers",
    "domain.sales",
    "domain.shopping",
    "domain.spools",
    "domain.search",
    "domain.users",
    "services.calibration",
    "services.currency",
    "services.drafts",
    "services.incoming.tending",
    "services.planning.view",
    "services.printing",
    "services.shop",
    "services.shopping.view",
    "bambu",
    "errors",
    "services.dashboard.view",
)
_NOT_OF_THE_SHOP = {"None", "UUID"}
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
# Put together here, so that this file does not name what no file may name.
_OUTSIDE = str(Path("..", "shared"))
_REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("deb", "debian", "org"),
    )
)


def _read(name: str) -> str:
    return (_ROOT / name).read_text(encoding="utf-8")


def _files() -> tuple[Path, ...]:
    """All files of the project: committed ones and new ones that git does not ignore."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=_ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    if listed.returncode:
        pytest.skip("This is not a checkout of git.")
    found = (_ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in found if path.is_file())


def _documents() -> tuple[Path, ...]:
    return tuple(sorted([*_ROOT.glob("*.md"), *(_ROOT / "docs").rglob("*.md")]))


def _exists(dotted: str) -> bool:
    """Whether `printshop.…` is a module, or something of one."""
    steps = dotted.split(".")
    for cut in range(len(steps), 0, -1):
        try:
            found: object = importlib.import_module(".".join(steps[:cut]))
        except ModuleNotFoundError:
            continue
        for step in steps[cut:]:
            found = getattr(found, step, None)
        return found is not None
    return False


def _anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", document.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _dead_links(document: Path) -> Iterator[str]:
    for target in _LINK.findall(_FENCE.sub("", document.read_text(encoding="utf-8"))):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        if not path.exists() or (anchor and anchor not in _anchors(path)):
            yield target


def _variables() -> list[str]:
    return [variable_name(name) for name in Settings.model_fields]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/operations.md"])
def test_every_make_target_that_is_named_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", _read("Makefile"), re.MULTILINE))

    named = set(re.findall(r"(?:^|`)make ([a-z]+)", _read(name), re.MULTILINE))

    assert named
    assert named - targets == set()


@pytest.mark.parametrize("name", ["README.md", "docs/operations.md"])
def test_every_command_that_is_named_exists(name: str) -> None:
    commands = set(getattr(get_command(app), "commands", {}))

    named = set(re.findall(r"(?:^|`|bin/)printshop ([a-z][a-z-]+)", _read(name), re.MULTILINE))

    assert named
    assert named - commands == set()


def test_the_readme_names_every_command_a_person_needs() -> None:
    shown = {
        name
        for name, command in getattr(get_command(app), "commands", {}).items()
        if not command.hidden
    }

    assert {name for name in shown if f"`printshop {name}" not in _read("README.md")} == set()


def test_every_function_of_the_api_can_be_imported() -> None:
    named = set(re.findall(r"`(printshop(?:\.\w+)+)`", _read("docs/api.md")))

    assert named
    assert {dotted for dotted in named if not _exists(dotted)} == set()


def test_every_type_of_the_api_exists() -> None:
    rooms = [importlib.import_module(f"printshop.{room}") for room in _ROOMS]

    named = set(re.findall(r"`([A-Z]\w+)`", _read("docs/api.md"))) - _NOT_OF_THE_SHOP

    assert named
    assert {name for name in named if not any(hasattr(room, name) for room in rooms)} == set()


def test_every_test_that_is_said_to_hold_a_rule_exists() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in (_ROOT / "tests").rglob("test_*.py"))

    named = set(re.findall(r"`(test_\w+)`", _read("docs/data.md")))

    assert named
    assert {name for name in named if f"def {name}(" not in tests} == set()


@pytest.mark.parametrize("document", _documents(), ids=lambda path: str(path.relative_to(_ROOT)))
def test_every_link_within_the_project_leads_somewhere(document: Path) -> None:
    assert list(_dead_links(document)) == []


@pytest.mark.parametrize("name", ["docs/operations.md", ".env.example"])
def test_every_setting_is_explained(name: str) -> None:
    text = _read(name)

    assert [variable for variable in _variables() if variable not in text] == []


def test_no_setting_is_explained_that_does_not_exist() -> None:
    named = set(re.findall(r"\b(?:PRINTSHOP|DATABASE)_[A-Z_]+\b", _read("docs/operations.md")))

    assert named - set(_variables()) == set()


def test_no_file_names_what_lies_outside_the_project() -> None:
    exempt = _ROOT / "tests" / "conftest.py"
    outside = _OUTSIDE.encode()

    naming = [path for path in _files() if path != exempt and outside in path.read_bytes()]

    assert naming == []


def test_no_file_names_a_package_registry() -> None:
    hosts = [host.encode() for host in _REGISTRIES]

    naming = [path for path in _files() if any(host in path.read_bytes() for host in hosts)]

    assert naming == []
