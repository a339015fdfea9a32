"""The report of a month: one page, whatever the month was like."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import polars as pl
import pypdfium2
import pytest

from printshop.errors import InvalidInputError
from printshop.services.dashboard import report, report_page
from printshop.services.dashboard.report_page import Report
from printshop.services.dashboard.view import Chart, Dashboard, DashboardQuery, Said, Tile
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOSTILE = "\u202e![x](http://evil) {nb} <b>**" + "W" * 300


def text_of(pdf: bytes) -> str:
    """The text of the page; there must be just one, of A4."""
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        assert [round(side) for side in document[0].get_size()] == [595, 842]
        return document[0].get_textpage().get_text_range()


def a_full_report(name: str) -> Report:
    days = [date(2026, 10, 1) + timedelta(days=at) for at in range(31)]
    over_time = [(day, f"{name}{at}", 2.0) for day in days for at in range(8)]
    rated = [(f"{name}{at}", "", 90.0, 80.0, 95.0) for at in range(30)]
    frames = (
        pl.DataFrame(over_time, schema=["x", "series", "value"], orient="row"),
        pl.DataFrame(rated, schema=["x", "series", "value", "low", "high"], orient="row"),
    )
    kinds = ("stacked", "intervals", "line", "bars")
    board = Dashboard(
        query=DashboardQuery(),
        since=days[0],
        until=days[-1],
        currency="EUR",
        tiles=tuple(
            Tile(key=str(at), label=name, unit="money", value=1e9, before=None, missing=name)
            for at in range(30)
        ),
        charts=tuple(
            Chart(
                key=f"{kind}{at}",
                title=name,
                kind=kind,
                unit="pct",
                x_label="Day",
                frame=frames[kind in {"intervals", "bars"}],
                alt=name,
            )
            for at in range(3)
            for kind in kinds
        ),
        changes=(Said(text=name, kind="bad"),) * 30,
        margins=(Said(text=name, kind="bad"),) * 30,
        missing=(name,) * 9,
    )
    return Report(
        shop_name=name,
        title="October 2026",
        days="1 to 31 October 2026",
        compared="compared with September 2026",
        made_on="27 November 2026",
        board=board,
        charts=board.charts,
    )


@pytest.mark.parametrize("name", [HOSTILE, "Планка " * 40, "漢字" * 150, ""])
def test_a_full_month_is_cut_to_one_page(name: str) -> None:
    text = text_of(report_page.draw(a_full_report(name)))

    assert "October 2026" in text
    assert "and 25 more on the page" in text


def test_the_report_says_what_was_printed_and_how_it_was_the_month_before(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000")
    variant = builders.a_variant(shop, {filament.id: "32.5"})
    builders.complete(shop, builders.a_printing_job(shop, variant, builders.a_printer(shop)))
    month = MONDAY_NOON.date().replace(day=1)

    text = text_of(report.month_report(shop, month, as_of=MONDAY_NOON))

    assert f"{report.month_name(month)}, so far" in text
    assert "32.5 g" in text.replace("\u00a0", " ")
    assert "Vase" in text


def test_an_empty_shop_has_a_report_too(shop: Shop) -> None:
    text = text_of(report.month_report(shop, date(2026, 10, 1), as_of=NOW))

    assert "Nothing was printed, bought or in stock yet." in text


def test_a_month_that_has_not_begun_has_no_report(shop: Shop) -> None:
    with pytest.raises(InvalidInputError, match="still to come"):
        report.month_report(shop, date(2026, 12, 1), as_of=NOW)


def test_months_are_offered_back_over_the_turn_of_the_year() -> None:
    offered = report.months(date(2026, 2, 28), date(2025, 12, 31))

    assert offered == (date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1))
    assert report.months(date(2026, 2, 28)) == offered[:1]
    assert len(report.months(date(2026, 2, 28), date(2000, 1, 1))) == report.MONTHS
    assert report.file_name(offered[2]) == "printshop-2025-12.pdf"


def test_what_is_missing_of_a_figure_is_not_cut() -> None:
    said = "Nobody said what all of the filament that lies in stock now did cost."
    full = a_full_report("Shop")
    tile = Tile(key="stock", label="Stock", unit="money", value=1.0, before=2.0, missing=said)
    board = replace(full.board, tiles=(tile,), changes=(), margins=())

    assert said in " ".join(text_of(report_page.draw(replace(full, board=board))).split())


def test_a_sum_in_which_something_is_missing_is_not_compared(shop: Shop) -> None:
    filament, month = builders.a_filament(shop), MONDAY_NOON.date().replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    builders.a_spool(shop, filament, total_price=Decimal(77), purchased_on=before)

    report_of = partial(report.month_report, shop, month, as_of=MONDAY_NOON)
    compared = text_of(report_of())
    builders.a_spool(shop, filament, total_price=Decimal(5), purchased_on=month)
    builders.a_spool(shop, filament, total_price=None, purchased_on=month)

    assert re.search(r"before \S*77\.00", compared)
    assert "have no price" in (text := text_of(report_of()))
    assert not re.search(r"before \S*77\.00", text)
