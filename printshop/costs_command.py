"""`printshop costs`: what a unit of each version costs, in the terminal or as a table."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from printshop.errors import ConfigError
from printshop.local_shop import DataDir, local_shop

if TYPE_CHECKING:
    from collections.abc import Mapping


def costs(
    *,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="A new file to write them to.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Say what a unit of each version costs now, as the catalog shows it."""
    from printshop.services import costs as all_costs  # noqa: PLC0415 - see printshop.local_shop

    if csv is not None and (csv.exists() or csv.suffix.lower() != ".csv"):
        raise ConfigError(
            f"{csv.name} is there already." if csv.exists() else f"{csv.name} is no table.",
            hint="Name a new file that ends in .csv.",
        )
    with local_shop(data_dir) as shop:
        found = all_costs.table(shop)
    if csv is not None:
        try:
            csv.write_bytes(all_costs.as_csv(found))
        except OSError as error:
            raise ConfigError(f"{csv.name} cannot be written: {error.strerror}.") from error
        typer.echo(f"The costs are in {csv.name}.")
        return
    for row in found.iter_rows(named=True):
        typer.echo(_line(row))
    if found.is_empty():
        typer.echo("There are no versions yet.")


def _line(row: "Mapping[str, Any]") -> str:
    cost = "unknown" if row["cost"] is None else f"{row['cost']:.2f} {row['currency']}"
    said = [f"{row['model']} v{row['version']}", cost]
    if row["price"] is not None:
        said.append(f"price {row['price']:.2f}")
    if row["margin_pct"] is not None:
        said.append(f"margin {row['margin_pct']:.0f} %")
    if row["missing"]:
        said.append(row["missing"])
    return "  ".join(said)
