"""`printshop stock …`, as whoever keeps the shop running meets it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from printshop.cli import app
from printshop.errors import ConfigError
from printshop.platform.postgres import LocalPostgres


@pytest.fixture
def settings(database: LocalPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the commands the database of the tests."""
    monkeypatch.setenv("PRINTSHOP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database.urls.app)
    monkeypatch.setenv("PRINTSHOP_DATABASE_OWNER_URL", database.urls.owner)
    monkeypatch.setenv("PRINTSHOP_DATABASE_WORKER_URL", database.urls.worker)


@pytest.mark.usefixtures("settings")
def test_a_table_is_tried_then_booked_then_exported(tmp_path: Path) -> None:
    order, spools = tmp_path / "order.csv", tmp_path / "spools.xlsx"
    order.write_text("brand,material,color,grams\nPrusa,PETG,red,1000\nPrusa,PETG,Nebula,1\n")
    run = CliRunner().invoke

    tried = run(app, ["stock", "import", str(order)])
    booked = run(app, ["stock", "import", str(order), "--book"])
    exported = run(app, ["stock", "export", str(spools)])

    assert tried.exit_code == 1
    assert "new              Row 2  Prusa PETG red  1 x 1000 g, a new filament" in tried.output
    assert "Nothing is booked yet: 1 new, 1 wrong. --book imports." in tried.output
    assert "Imported: 1 new, 1 wrong." in booked.output
    assert exported.output == "The spools are in spools.xlsx.\n"
    assert spools.read_bytes().startswith(b"PK")
    again = run(app, ["stock", "export", str(spools)])
    assert isinstance(again.exception, ConfigError)
