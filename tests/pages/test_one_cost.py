"""What a version costs is the same wherever anybody looks."""

import csv
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from printshop.cli import app as commands
from printshop.domain import users
from printshop.domain.costing import CostKind, ModelPricing
from printshop.platform.postgres import LocalPostgres
from printshop.services import costs, dashboard
from printshop.services.dashboard.view import DashboardQuery, Period
from printshop.services.shop import Premises
from printshop.ui import wiring
from tests import builders
from tests.builders import MONDAY_NOON
from tests.conftest import a_person
from tests.pages.queue_rows import rows_of

OpenPage = Callable[..., AppTest]


def test_a_version_costs_the_same_on_every_page_in_the_terminal_and_in_the_table(
    premises: Premises,
    open_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    database: LocalPostgres,
    tmp_path: Path,
) -> None:
    owner = a_person()
    shop = premises.sign_in(owner)
    monkeypatch.setattr(wiring, "guard", lambda: shop)
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000", total_price=Decimal("21.37"))
    variant = builders.a_variant(shop, {filament.id: "53.3"}, minutes=77)
    builders.past_runs(shop, variant, good=2, failed=1)
    costs.set_pricing(shop, variant.model_id, ModelPricing(unit_price=Decimal("3.00")))
    builders.a_queued_job(shop, variant)
    costs.refresh(shop, MONDAY_NOON)

    cost = costs.of_variants(shop, [variant.id])[variant.id]
    assert cost.unit.total is not None
    failures = cost.unit.of(CostKind.FAILURES)
    assert failures is not None
    unit, run = f"{cost.unit.total:.2f}", f"{cost.unit.total - failures:.2f}"

    catalog = open_page("catalog")
    assert f"costs ${unit}" in _said(catalog)
    assert len(catalog.get("download_button")) == 1
    of_model = open_page("catalog", model=str(variant.model_id))
    assert {one.label: one.value for one in of_model.metric}["A piece costs"] == f"${unit}"
    assert f"**${unit}** a piece" in _said(open_page("print_now"))
    # A job is one run; that some fail is the piece's.
    (row,) = rows_of(open_page("print_queue"))
    assert f"${run}" in row["part"]
    board = dashboard.dashboard(
        shop, DashboardQuery(period=Period.ALL), as_of=MONDAY_NOON + timedelta(hours=3)
    )
    assert any(f"${unit}" in one.text for one in board.margins)

    monkeypatch.setattr(users, "LOCAL_OWNER", owner)
    monkeypatch.setenv("PRINTSHOP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database.urls.app)
    monkeypatch.setenv("PRINTSHOP_DATABASE_OWNER_URL", database.urls.owner)
    monkeypatch.setenv("PRINTSHOP_DATABASE_WORKER_URL", database.urls.worker)
    said = CliRunner().invoke(commands, ["costs"])
    assert f"Vase v1  {unit} USD  price 3.00" in said.output
    table = tmp_path / "costs.csv"
    CliRunner().invoke(commands, ["costs", "--csv", str(table)])
    (of_table,) = csv.DictReader(table.read_text("utf-8-sig").splitlines())
    assert (of_table["model"], f"{float(of_table['cost']):.2f}") == ("Vase", unit)
    assert of_table["suggested_price"] == f"{cost.price.suggested:.2f}".rstrip("0")
    assert of_table["failures_cost"] == f"{failures:.2f}".rstrip("0")


def _said(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")
