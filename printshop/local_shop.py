"""The shop that the commands work on: that of the owner of this machine."""

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from printshop.config import load_settings

if TYPE_CHECKING:
    from collections.abc import Generator

    from printshop.services.shop import Shop

DataDir = Annotated[
    Path | None,
    typer.Option(help="Folder of the database and the files.", resolve_path=True),
]


@contextmanager
def local_shop(data_dir: Path | None) -> "Generator[Shop]":
    """Open the shop of the owner of this machine.

    Args:
        data_dir: folder of the database and the files; None as the settings say.

    """
    # Heavy rooms are loaded where they are needed, as in printshop.cli.
    from printshop.domain.users import LOCAL_OWNER  # noqa: PLC0415
    from printshop.platform.database import prepare_database  # noqa: PLC0415
    from printshop.platform.files import stores  # noqa: PLC0415
    from printshop.services.shop import Premises  # noqa: PLC0415

    settings = load_settings(data_dir=data_dir)
    with (
        prepare_database(settings) as database,
        closing(Premises.open(database.urls.app, stores(settings))) as premises,
    ):
        yield premises.sign_in(LOCAL_OWNER, time_zone=settings.zone.key)
