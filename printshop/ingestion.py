"""`printshop ingest`: files of this machine into the shop's inbox, now or as they come."""

import signal
import sys
import threading
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final
from uuid import uuid4

import typer

from printshop.config import Settings, load_settings
from printshop.errors import (
    DatabaseUnavailableError,
    FileChangedError,
    InvalidInputError,
    PrintshopError,
    StorageError,
)

if TYPE_CHECKING:
    from printshop.platform.database import PreparedDatabase
    from printshop.platform.watching import Watch
    from printshop.services.incoming.gathering import Gathering
    from printshop.services.incoming.intake import Intake

_FAULT_EXIT_CODE: Final = 2
# What may be gone in a while: the file stays in the folder and is tried again.
_PASSING: Final = (DatabaseUnavailableError, StorageError, InvalidInputError)
_AGAIN_AFTER_S: Final = 30.0
# So that a thousand accepted files are not too many at once for the inbox.
_MOST_WAITING: Final = 100
_LOOK_EVERY_S: Final = 0.2


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Files, folders, zip archives of .3mf files."),
    ],
    *,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Follow the folders and take in what is saved there."),
    ] = False,
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Save each file as proposed, without the inbox."),
    ] = False,
    shop: Annotated[
        str | None,
        typer.Option(metavar="EMAIL", help="Whose shop, by e-mail address or id, if several."),
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder of the database and the files.", resolve_path=True),
    ] = None,
) -> None:
    """Take .3mf files into the shop's inbox, as if they had been dropped on the upload page.

    Ends with 0 when all were taken in or are there already, and else with 2.
    """
    settings = load_settings(data_dir=data_dir)
    missing = _missing(paths, is_followed=watch)
    paths = [path for path in paths if path not in missing]
    if not paths:
        raise typer.Exit(_FAULT_EXIT_CODE)
    with _opened(settings, shop, accept=accept) as (intake, database):
        gathering = _gathering(intake, settings, is_followed=watch)
        if watch:
            _follow(intake, gathering, paths, database)
        else:
            _take_all(intake, gathering, paths)
    if (missing or intake.n_failed) and not watch:
        raise typer.Exit(_FAULT_EXIT_CODE)


def _missing(paths: list[Path], *, is_followed: bool) -> list[Path]:
    """Say which paths lead nowhere; the others are taken all the same.

    Raises:
        InvalidInputError: a folder is to be followed that is none, which nobody would notice.

    """
    missing = [path for path in paths if not path.exists()]
    if is_followed:
        for path in missing:
            raise InvalidInputError(f"{path} does not exist.")
        for path in paths:
            if not path.is_dir():
                raise InvalidInputError(f"{path} is not a folder: only folders are followed.")
    for path in missing:
        _complain(f"{path} does not exist.")
    return missing


@contextmanager
def _opened(
    settings: Settings, wanted: str | None, *, accept: bool
) -> Generator[tuple["Intake", "PreparedDatabase"]]:
    """The shop over its database, which is started where nothing else runs."""
    from printshop.platform.database import prepare_database  # noqa: PLC0415
    from printshop.platform.files import stores  # noqa: PLC0415
    from printshop.repo.schema import upgrade  # noqa: PLC0415
    from printshop.services.incoming.intake import Intake  # noqa: PLC0415 - the command line starts without it
    from printshop.services.shop import Premises  # noqa: PLC0415
    from printshop.services.whose import shop_named  # noqa: PLC0415

    with prepare_database(settings) as database:
        upgrade(database.urls.owner)
        with closing(Premises.open(database.urls.app, stores(settings))) as premises:
            owner_url = database.urls.owner
            yield (
                Intake(
                    shop_named(premises, owner_url, wanted, time_zone=settings.zone.key),
                    owner_url=owner_url,
                    worker_silence_s=settings.worker_stalled_after_s,
                    is_accepting=accept,
                    say=_say,
                    complain=_complain,
                ),
                database,
            )


def _gathering(intake: "Intake", settings: Settings, *, is_followed: bool) -> "Gathering":
    from printshop.domain.incoming import IncomingSource  # noqa: PLC0415
    from printshop.services.incoming.gathering import Gathering  # noqa: PLC0415

    return Gathering(
        shop=intake.shop,
        source=IncomingSource.FOLDER if is_followed else IncomingSource.COMMAND,
        batch_id=uuid4(),
        most_bytes=settings.max_upload_bytes,
        is_followed=is_followed,
    )


def _take_all(intake: "Intake", gathering: "Gathering", paths: list[Path]) -> None:
    from printshop.services.incoming.gathering import gather  # noqa: PLC0415

    for path in paths:
        for gathered in gather(gathering, path):
            intake.take(gathered)
            intake.settle()
            _settle_down_to(intake, _MOST_WAITING)
    _settle_down_to(intake, 0)


def _settle_down_to(intake: "Intake", n_files: int) -> None:
    """Wait until no more than so many files are still to be read."""
    while intake.n_waiting > n_files:
        intake.settle()
        time.sleep(_LOOK_EVERY_S if intake.n_waiting > n_files else 0)


def _follow(
    intake: "Intake", gathering: "Gathering", folders: list[Path], database: "PreparedDatabase"
) -> None:
    """Take in what is complete, and say how it ends, until somebody ends the command."""
    from printshop.platform.watching import Watch  # noqa: PLC0415
    from printshop.services.incoming.gathering import gather_file, is_wanted  # noqa: PLC0415

    watch = Watch([folder.absolute() for folder in folders], is_wanted)
    with _ended_by_signals() as stopping:
        _say(f"Following {', '.join(map(str, folders))}; Ctrl-C ends it.")
        for complete in watch.complete(stopping):
            for path in complete:
                for gathered in gather_file(gathering, path, label=str(path), is_asked=False):
                    intake.take(gathered, is_followed=True)
                    _try_again(watch, path, gathered.error, database)
            try:
                intake.settle()
            except DatabaseUnavailableError as error:
                _complain(f"{error.message} It is waited for.")
                _revive(database)
    _say("Stopped.")


def _try_again(
    watch: "Watch", path: Path, error: PrintshopError | None, database: "PreparedDatabase"
) -> None:
    """Come back to a file where what was wrong may be gone in a while."""
    if isinstance(error, FileChangedError):
        watch.again(path)
    elif isinstance(error, _PASSING):
        watch.again(path, after_s=_AGAIN_AFTER_S)
    if isinstance(error, DatabaseUnavailableError):
        _revive(database)


def _revive(database: "PreparedDatabase") -> None:
    """Start the built-in database again where it died; another one is waited for."""
    time.sleep(1)
    try:
        if database.local is not None:
            database.local.start()
    except PrintshopError as error:
        _complain(error.message)


@contextmanager
def _ended_by_signals() -> Generator[threading.Event]:
    """Let Ctrl-C and SIGTERM ask for the end, which comes between two files.

    An exception out of a handler may be raised anywhere, and is lost where it meets a callback
    of a library: the command would then never end. A second signal ends it on the spot.
    """
    stopping = threading.Event()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {int(number): signal.getsignal(number) for number in numbers}

    def end(number: int, _frame: FrameType | None) -> None:
        stopping.set()
        signal.signal(number, before[number])

    for number in before:
        signal.signal(number, end)
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(text: str) -> None:
    typer.echo(_printable(text))
    sys.stdout.flush()


def _complain(text: str) -> None:
    typer.echo(_printable(text), err=True)


def _printable(text: str) -> str:
    """Write control characters as escapes: a file's name must not steer the terminal."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )
