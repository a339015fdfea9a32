"""`printshop ingest`: files, folders and archives of this machine in the inbox."""

import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest

from printshop.domain.incoming import IncomingSource, IncomingStatus
from printshop.errors import DatabaseUnavailableError, FileChangedError, InvalidInputError
from printshop.platform.files import LocalFileStore
from printshop.platform.postgres import LocalPostgres
from printshop.platform.steady_file import open_steady
from printshop.platform.worker_signs import has_worker
from printshop.services.incoming import tending
from printshop.services.incoming.gathering import Gathering, gather, gather_file
from printshop.services.incoming.intake import Intake
from printshop.services.shop import Premises, Shop
from printshop.services.whose import shop_named
from tests.conftest import a_person
from tests.three_mf_fixtures import fixture_3mf, fixture_names

_ROOT = Path(__file__).parents[1]
# A followed folder, what reads the command's next line, and the command.
Watching = tuple[Path, Callable[[], str], subprocess.Popen[str]]


@dataclass
class Told:
    """A shop in which files are taken in, and the lines that are said of them."""

    shop: Shop
    owner_url: str
    is_accepting: bool = False
    is_followed: bool = False
    most_bytes: int = 200_000_000
    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    def ingest(self, *paths: Path) -> "Told":
        self.good, self.bad = [], []
        gathering = Gathering(
            shop=self.shop,
            source=IncomingSource.COMMAND,
            batch_id=uuid4(),
            most_bytes=self.most_bytes,
            is_followed=self.is_followed,
        )
        intake = Intake(
            self.shop,
            owner_url=self.owner_url,
            worker_silence_s=20,
            is_accepting=self.is_accepting,
            say=self.good.append,
            complain=self.bad.append,
        )
        for path in paths:
            for gathered in gather(gathering, path):
                intake.take(gathered, is_followed=self.is_followed)
        while intake.n_waiting:
            intake.settle()
        return self

    def names(self, status: IncomingStatus) -> list[str]:
        with self.shop.unit_of_work() as uow:
            return sorted(one.name for one in uow.incoming.open() if one.status is status)


@pytest.fixture
def told(shop: Shop, database: LocalPostgres) -> Told:
    return Told(shop=shop, owner_url=database.urls.owner)


def a_file(folder: Path, name: str, of: str = "studio_1_7_scalars") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(fixture_3mf(of).getvalue())
    return path


def a_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_folder_is_gone_through_and_each_file_has_its_line(told: Told, tmp_path: Path) -> None:
    for number, name in enumerate(fixture_names()):
        a_file(tmp_path, f"{'deep/' * (number % 2)}{name}.3mf", of=name)
    (tmp_path / "notes.txt").write_text("not for the shop")
    (tmp_path / "._cube.3mf").write_bytes(b"Finder's twin")
    a_zip(tmp_path / "photos.zip", {"holiday.jpg": b"jpg"})

    told.ingest(tmp_path)

    assert told.bad == []
    assert len(told.good) == len(fixture_names())
    assert all(line.endswith(": in the inbox") for line in told.good)
    assert told.names(IncomingStatus.REVIEW) == sorted(f"{name}.3mf" for name in fixture_names())


def test_the_files_of_an_archive_are_taken_one_by_one(told: Told, tmp_path: Path) -> None:
    members = {
        f"../../{name}.3mf": fixture_3mf(name).getvalue()
        for name in ("studio_1_7_scalars", "makerworld_project")
    }
    archive = a_zip(tmp_path / "all.zip", {"read me.txt": b"hi", **members, "bad.3mf": b"rubbish"})

    told.ingest(archive)

    assert sorted(told.good) == [
        f"{archive}: ../../makerworld_project.3mf: in the inbox",
        f"{archive}: ../../studio_1_7_scalars.3mf: in the inbox",
    ]
    (refused,) = told.bad
    assert refused == (
        f"{archive}: bad.3mf: failed: bad.3mf is not a .3mf file (no zip archive): save it as "
        ".3mf or export the sliced plate."
    )
    assert told.names(IncomingStatus.REVIEW) == ["makerworld_project.3mf", "studio_1_7_scalars.3mf"]
    assert list(tmp_path.iterdir()) == [archive]


def test_real_files_of_slicers_end_in_the_inbox_or_with_a_reason(
    told: Told, real_3mf: Path, tmp_path: Path
) -> None:
    for path in sorted(real_3mf.glob("*.3mf"))[::8]:
        (tmp_path / path.name).symlink_to(path)
    n_files = len(list(tmp_path.iterdir()))

    told.ingest(tmp_path)

    assert n_files >= 9
    assert len(told.good) + len(told.bad) == n_files
    assert all(": failed: " in line or " cannot be read: " in line for line in told.bad)


def test_accepted_files_are_in_the_catalog_and_the_same_bytes_only_once(
    told: Told, tmp_path: Path
) -> None:
    told.is_accepting = True
    first = a_file(tmp_path, "cube.3mf")
    twin = a_file(tmp_path, "twin.3mf")

    told.ingest(first)
    (saved,) = told.good
    told.ingest(first, twin)

    assert saved.startswith(f"{first}: saved: ")
    label = saved.removeprefix(f"{first}: saved: ")
    assert told.good == [f"{path}: already in your shop: {label}" for path in (first, twin)]
    with told.shop.unit_of_work() as uow:
        assert uow.models.count() == 1


def test_the_same_bytes_twice_wait_once_and_each_has_its_line(told: Told, tmp_path: Path) -> None:
    a_file(tmp_path, "a.3mf")
    a_file(tmp_path, "b.3mf")

    told.ingest(tmp_path)

    assert sorted(told.good) == [f"{tmp_path}/{n}.3mf: in the inbox" for n in "ab"]
    assert told.names(IncomingStatus.REVIEW) == ["a.3mf"]


def test_what_a_person_left_out_comes_back_only_when_it_is_asked_for(
    told: Told, tmp_path: Path
) -> None:
    path = a_file(tmp_path, "cube.3mf")
    told.ingest(path)
    with told.shop.unit_of_work() as uow:
        (incoming,) = uow.incoming.open()
    tending.dismiss(told.shop, incoming.id)

    told.is_followed = True
    told.ingest(path)
    assert (told.good, told.bad, told.names(IncomingStatus.REVIEW)) == ([], [], [])

    told.is_followed = False
    assert told.ingest(path).good == [f"{path}: in the inbox"]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.3mf", b"", "{path} cannot be read: it is empty (0 bytes). Save it again"),
        ("plate.gcode", b"G28", "{path}: plate.gcode is plain gcode, which names neither the"),
        ("shape.stl", b"solid", "{path}: shape.stl is a shape that was not sliced. Open it in"),
        ("photo.jpg", b"jpg", "{path}: photo.jpg is not a .3mf file. Export the sliced plate"),
        ("rubbish.zip", b"rubbish", "{path} is not a .3mf file (no zip archive): save it as"),
    ],
)
def test_a_file_that_cannot_be_taken_is_one_sentence(
    told: Told, tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    told.ingest(path)

    assert told.good == []
    (line,) = told.bad
    assert line.startswith(sentence.format(path=path))


def test_an_archive_or_a_folder_without_files_says_so(told: Told, tmp_path: Path) -> None:
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("cube.3mf", b"deep")
    archive_path = a_zip(tmp_path / "outer.zip", {"inner.zip": inner.getvalue()})
    empty = tmp_path / "empty"
    empty.mkdir()

    told.ingest(archive_path, empty)

    assert told.bad == [
        f"{archive_path} holds no .3mf files. Archives in it are not opened: unpack them first.",
        f"{empty} holds no .3mf files.",
    ]


def test_a_file_over_the_limit_is_not_read(told: Told, tmp_path: Path) -> None:
    told.most_bytes = 1_000
    path = a_file(tmp_path, "cube.3mf")

    told.ingest(path)

    assert told.bad[0].endswith(
        "MB, more than the 0 MB that are taken. PRINTSHOP_MAX_UPLOAD_MB says how many."
    )
    assert told.names(IncomingStatus.REVIEW) == []


def test_a_file_that_changes_while_it_is_stored_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "cube.3mf"
    path.write_bytes(b"x" * 5_000_000)
    store = LocalFileStore(tmp_path / "store")

    with open_steady(path, "cube.3mf") as file:
        assert file.read(1)
        file.seek(0)
        with path.open("ab") as more:
            more.write(b"y")
        with pytest.raises(FileChangedError):
            store.put(file)

    assert [found for found in (tmp_path / "store").rglob("*") if found.is_file()] == []


def test_a_file_that_is_still_written_to_is_refused_and_taken_when_it_is_quiet(
    told: Told, tmp_path: Path
) -> None:
    path = tmp_path / "cube.3mf"
    path.write_bytes(os.urandom(30_000_000))
    gathering = Gathering(
        shop=told.shop,
        source=IncomingSource.FOLDER,
        batch_id=uuid4(),
        most_bytes=told.most_bytes,
    )
    is_done = threading.Event()

    def write() -> None:
        with path.open("ab") as file:
            while not is_done.wait(0.001):
                file.write(b"y")
                file.flush()

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.05)
    (gathered,) = gather_file(gathering, path, label="cube.3mf")
    is_done.set()
    writer.join()

    assert isinstance(gathered.error, FileChangedError)
    assert told.names(IncomingStatus.PROCESSING) == []
    a_file(tmp_path, "cube.3mf")
    assert told.ingest(path).good == [f"{path}: in the inbox"]


def test_the_only_shop_is_meant_and_of_several_one_must_be_named(
    premises: Premises, database: LocalPostgres
) -> None:
    person = a_person().model_copy(update={"email": f"{uuid4().hex}@shop.example"})
    shop = premises.sign_in(person)
    premises.sign_in(a_person())
    owner = database.urls.owner

    assert shop_named(premises, owner, person.email.upper()).user_id == shop.user_id
    assert shop_named(premises, owner, str(shop.user_id)).user_id == shop.user_id
    with pytest.raises(InvalidInputError, match=r"^There is no shop of nobody@shop\.example\.$"):
        shop_named(premises, owner, "nobody@shop.example")
    with pytest.raises(InvalidInputError, match=r"^There are \d+ shops\. Say whose is meant"):
        shop_named(premises, owner, None)


def test_no_worker_is_seen_where_none_is_and_a_database_that_is_away_says_so(
    database: LocalPostgres,
) -> None:
    assert not has_worker(database.urls.owner, within_s=20)
    with pytest.raises(DatabaseUnavailableError):
        has_worker("postgresql://x@127.0.0.1:1/shop", within_s=20)


@pytest.fixture(scope="module")
def data_dir(open_folder: Path) -> Path:
    folder = Path(mkdtemp(dir=open_folder))
    folder.chmod(0o755)
    return folder


def _command(data_dir: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "printshop", "ingest", *arguments],
        cwd=_ROOT,
        env={**os.environ, "PRINTSHOP_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_alone_starts_the_database_and_reads_the_files_itself(
    data_dir: Path, tmp_path: Path
) -> None:
    good = a_file(tmp_path, "cube.3mf")
    bad = tmp_path / "bad\x1b[2J.3mf"
    bad.write_bytes(b"rubbish")

    command = _command(data_dir, str(good), str(bad))
    out, err = command.communicate(timeout=120)

    assert command.returncode == 2
    assert out == f"{good}: in the inbox\n"
    # A name with an escape in it must not clear the terminal.
    assert "\x1b" not in err
    assert err.count("\n") == 1
    assert err.startswith(f"{tmp_path}/bad\\x1b[2J.3mf: failed: ")


def test_a_path_that_does_not_exist_is_said_and_the_others_are_taken(
    data_dir: Path, tmp_path: Path
) -> None:
    good = a_file(tmp_path, "cube.3mf")
    gone = _command(data_dir, str(tmp_path / "gone"), str(good))

    out, err = gone.communicate(timeout=120)

    assert err == f"{tmp_path}/gone does not exist.\n"
    assert out == f"{good}: in the inbox\n"
    assert gone.returncode == 2


def test_only_folders_that_exist_are_followed(data_dir: Path, tmp_path: Path) -> None:
    gone = _command(data_dir, "--watch", str(tmp_path / "gone"))
    no_folder = _command(data_dir, "--watch", str(a_file(tmp_path, "cube.3mf")))

    assert gone.communicate(timeout=60)[1] == f"{tmp_path}/gone does not exist.\n"
    assert no_folder.communicate(timeout=60)[1] == (
        f"{tmp_path}/cube.3mf is not a folder: only folders are followed.\n"
    )
    assert (gone.returncode, no_folder.returncode) == (2, 2)


@pytest.fixture
def watching(
    data_dir: Path, tmp_path: Path
) -> Iterator[tuple[Path, Callable[[], str], subprocess.Popen]]:
    """Give a followed folder, what reads the command's next line, and the command."""
    folder = tmp_path / "exports"
    folder.mkdir()
    command = _command(data_dir, "--watch", "--accept", str(folder))
    assert command.stdout is not None
    yield folder, command.stdout.readline, command
    if command.poll() is None:
        command.kill()
    command.communicate()


def test_a_followed_folder_is_taken_in_as_it_fills_until_ctrl_c(watching: Watching) -> None:
    folder, next_line, command = watching
    assert next_line() == f"Following {folder}; Ctrl-C ends it.\n"
    data = fixture_3mf("two_plates_out_of_order").getvalue()
    slow = folder / "slow.3mf"

    with slow.open("wb") as file:
        for at in range(0, len(data), len(data) // 6):
            file.write(data[at : at + len(data) // 6])
            file.flush()
            time.sleep(0.4)
    line = next_line()
    command.send_signal(signal.SIGINT)

    assert line.startswith(f"{slow}: saved: ")
    assert command.stdout is not None
    assert command.stdout.read() == "Stopped.\n"
    assert command.wait(30) == 0


def test_a_service_manager_ends_following_as_something_that_was_asked_for(
    watching: Watching,
) -> None:
    _, next_line, command = watching
    next_line()

    command.send_signal(signal.SIGTERM)

    assert next_line() == "Stopped.\n"
    assert command.wait(30) == 0
