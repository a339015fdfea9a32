"""The same file exported and taken in again changes nothing, whatever stands in it."""

from datetime import date
from decimal import Decimal

import pytest

from printshop.domain.spools import SpoolDetails
from printshop.services import exchange, stock
from printshop.services.exchange import Format, RowState, TableKind
from printshop.services.shop import Shop
from tests import builders


@pytest.fixture
def full_shop(shop: Shop) -> Shop:
    """Give a shop with all that can stand in a cell."""
    black = builders.a_filament(
        shop, density_g_cm3="1.240", net_g="1000", gtin="4006381333931", maker_code="=1+1"
    )
    silk = builders.a_filament(
        shop,
        brand='\'Quoted, "brand"; ü',
        slicer_name="-PLA Silk",
        color_name="+Rot\tund Gold",
        color_hex="#D0211C",
        other_color_hexes=("#D4A42A", "#101010"),
        color_pattern="coextruded",
        cost_per_gram_base="0.000025",
    )
    spool = builders.a_spool(shop, black, "1000", total_price=Decimal("19.99"))
    details = SpoolDetails(
        purchased_on=date(2026, 1, 31),
        opened_on=date(2026, 2, 1),
        expires_on=date(2027, 12, 31),
        batch_identifier="0042",
        location="@Shelf; B, 2",
        tare_g=Decimal("212.50"),
        note='=HYPERLINK(1)\n\'"second" line, with; all\r\nof it',
    )
    stock.update_spool(shop, spool.id, details)
    builders.a_spool(shop, silk, "333.33", is_weighed=False)
    stock.archive_spool(shop, builders.a_spool(shop, silk, "0.05").id)
    return shop


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("kind", TableKind)
def test_what_is_exported_and_taken_in_again_changes_nothing(
    full_shop: Shop, kind: TableKind, form: Format
) -> None:
    data = exchange.export(full_shop, kind, form)

    table = exchange.read_table(data, name="export")
    plan = exchange.look(full_shop, table)

    assert exchange.understand(table).kind is kind
    assert exchange.understand(table).unread == ()
    assert plan.counts == {RowState.UNCHANGED: 3 if kind is TableKind.SPOOLS else 2}, plan.rows


def test_no_cell_of_a_csv_can_become_a_formula(full_shop: Shop) -> None:
    data = exchange.export(full_shop, TableKind.SPOOLS, Format.CSV)

    table = exchange.read_table(data, name="export")

    assert data.startswith(b"\xef\xbb\xbf")
    assert not [cell for row in table.rows for cell in row if cell[:1] in set("=+-@")]
    assert [row for row in table.rows if any(cell.startswith("'=HYPER") for cell in row)]


def test_an_empty_shop_is_a_file_with_the_columns_alone(shop: Shop) -> None:
    for kind in TableKind:
        assert exchange.export(shop, kind, Format.CSV).count(b"\n") == 1
        assert exchange.export(shop, kind, Format.XLSX).startswith(b"PK")
