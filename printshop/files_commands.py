"""`printshop files …`: looking after the stored files."""

import sys
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from printshop.config import Settings, load_settings
from printshop.errors import ConfigError

app = typer.Typer(name="files", help="Verify and move the stored files.", no_args_is_help=True)

_MB = 1_000_000

DataDir = Annotated[
    Path | None,
    typer.Option(help="Folder of the database and the files.", resolve_path=True),
]


class Place(StrEnum):
    """Where files can be."""

    LOCAL = "local"
    S3 = "s3"


@app.command()
def verify(data_dir: DataDir = None) -> None:
    """Read every stored file again; ends with 1 if one is missing, damaged or unreadable."""
    # Heavy rooms are loaded inside the commands, here as in printshop.cli.
    from printshop.platform.database import prepare_database  # noqa: PLC0415
    from printshop.platform.files import stores  # noqa: PLC0415
    from printshop.services.file_check import CheckCount, check_files  # noqa: PLC0415
    from printshop.services.shop import Premises  # noqa: PLC0415

    settings = load_settings(data_dir=data_dir)
    of_shops, count, n_wrong = stores(settings), CheckCount(), 0
    _say(of_shops.check())
    with (
        prepare_database(settings) as database,
        closing(Premises.open(database.urls.worker, of_shops)) as premises,
    ):
        known = premises.shop_ids()
        for user_id in known:
            for fault in check_files(premises.of_user(user_id), count):
                n_wrong += fault.kind != "unknown"
                _say(f"{'note ' if fault.kind == 'unknown' else 'WRONG'}  {fault.sentence}")
        for user_id, _ in of_shops.of_all_users():
            if user_id not in known:
                _say(f"note   {user_id} is no shop of this database; its files were not looked at.")
    _say(f"{count.n_files} files read, {count.size_bytes / _MB:.1f} MB.")
    _say(f"{n_wrong} are wrong; see above." if n_wrong else "All is well.")
    raise typer.Exit(1 if n_wrong else 0)


@app.command()
def move(
    source: Annotated[Place, typer.Option("--from", help="Where the files are.")],
    target: Annotated[Place, typer.Option("--to", help="Where they are to be.")],
    data_dir: DataDir = None,
) -> None:
    """Copy all stored files to the other store; run again, it goes on where it stopped."""
    from printshop.platform.files import stores  # noqa: PLC0415
    from printshop.platform.files.moving import copy_all  # noqa: PLC0415

    if source == target:
        raise ConfigError(
            "Files cannot be moved to where they are.",
            hint="Say `--from local --to s3`, or the other way round.",
        )
    settings = load_settings(data_dir=data_dir)
    ends = {place: stores(settings, kind=place.value) for place in Place}
    _say(ends[target].check())
    moved = copy_all(ends[source], ends[target], _say)
    for key in moved.damaged:
        _say(f"WRONG  {key} is damaged where it is and was left out.")
    _say(_end(settings, target, n_left_out=len(moved.damaged)))
    raise typer.Exit(1 if moved.damaged else 0)


def _end(settings: Settings, target: Place, *, n_left_out: int) -> str:
    there = f"All files but {n_left_out} are there" if n_left_out else "All files are there"
    is_in_use = settings.has_object_storage == (target is Place.S3)
    if is_in_use:
        return f"{there}; Printshop uses them. What was moved is left as it was."
    return (
        f"{there}. Take the PRINTSHOP_S3_ settings away and start Printshop again;"
        " what was moved is left as it was."
    )


def _say(text: str) -> None:
    typer.echo(text)
    sys.stdout.flush()
