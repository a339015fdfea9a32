"""`printshop stock …`: the stock as tables, out and in."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from printshop.errors import ConfigError, UnreadableFileError
from printshop.local_shop import DataDir, local_shop

app = typer.Typer(name="stock", help="Export and import the stock.", no_args_is_help=True)


@app.command(name="export")
def export_stock(
    file: Annotated[Path, typer.Argument(help="A new file, .csv or .xlsx.")],
    *,
    filaments: Annotated[bool, typer.Option("--filaments", help="Not spools.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Write all spools with their filaments, or all filaments, to a file."""
    # Heavy rooms are loaded inside the commands, here as in printshop.cli.
    from printshop.services import exchange  # noqa: PLC0415

    suffix = file.suffix.lower().removeprefix(".")
    if suffix not in set(exchange.Format) or file.exists():
        raise ConfigError(
            f"{file.name} is there already." if file.exists() else f"{file.name} is no table.",
            hint="Name a new file that ends in .csv or .xlsx.",
        )
    kind = exchange.TableKind.FILAMENTS if filaments else exchange.TableKind.SPOOLS
    with local_shop(data_dir) as shop:
        data = exchange.export(shop, kind, exchange.Format(suffix))
    try:
        file.write_bytes(data)
    except OSError as error:
        raise ConfigError(f"{file.name} cannot be written: {error.strerror}.") from error
    _say(f"The {kind} are in {file.name}.")


@app.command(name="import")
def import_stock(
    file: Annotated[Path, typer.Argument(help="A .csv or .xlsx file.")],
    *,
    book: Annotated[bool, typer.Option("--book", help="Import the good rows.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Say what would become of each row of a table, and import it with --book.

    Ends with 1 if a row is wrong.
    """
    from printshop.services import exchange  # noqa: PLC0415

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UnreadableFileError(file.name, error.strerror or "unknown") from error
    table = exchange.read_table(data, name=file.name)
    with local_shop(data_dir) as shop:
        plan = exchange.look(shop, table)
        for row in plan.rows:
            if row.state is not exchange.RowState.UNCHANGED:
                changes = [f"{one.field}: {one.was} -> {one.becomes}" for one in row.changes]
                told = row.fault or "; ".join(filter(None, (*changes, row.note)))
                _say(f"{row.state:15}  {row.where}  {row.what}  {told}".rstrip())
        if book:
            plan = exchange.import_table(shop, table, plan)
    counts = ", ".join(f"{n} {state}" for state, n in plan.counts.items())
    _say(f"Imported: {counts}." if book else f"Nothing is booked yet: {counts}. --book imports.")
    raise typer.Exit(1 if plan.counts[exchange.RowState.WRONG] else 0)


def _say(text: str) -> None:
    typer.echo(text)
    sys.stdout.flush()
