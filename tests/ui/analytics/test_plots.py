"""Charts of the dashboard, as Plotly is given them."""

from collections.abc import Sequence
from datetime import date
from itertools import combinations

import polars as pl
import pytest
from coloraide import Color

from printshop.services.dashboard import marks
from printshop.services.dashboard.view import Chart
from printshop.ui.analytics import plots, tables

GROUNDS = ("#ffffff", "#101211")


def a_chart(rows: Sequence[tuple[object, ...]], **said: object) -> Chart:
    columns = ["x", "series", "value", "low", "high", "tried"][: len(rows[0])]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    values: dict[str, object] = {
        "key": "used",
        "title": "Filament used",
        "kind": "bars",
        "unit": "grams",
        "x_label": "Model",
        "frame": frame,
        "alt": "Filament used",
    }
    return Chart(**(values | said))  # ty: ignore[invalid-argument-type]


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_colour_is_seen_on_light_and_on_dark_ground(ground: str) -> None:
    assert all(Color(one).contrast(ground) >= 3 for one in marks.COLORS)


@pytest.mark.parametrize("sight", ["", "protan", "deutan", "tritan"])
def test_colours_are_told_apart_by_people_who_see_fewer_of_them(sight: str) -> None:
    seen = [Color(one).filter(sight) if sight else Color(one) for one in marks.COLORS]

    assert min(one.delta_e(other, method="76") for one, other in combinations(seen, 2)) > 20


def test_series_differ_by_more_than_their_colour() -> None:
    rows = [("A", name, 1.0) for name in ("PLA", "PETG", "ABS", "TPU", "ASA", "PC")]
    bars = plots.figure(a_chart(rows, kind="stacked"), "EUR")["data"]
    lines = plots.figure(a_chart(rows, kind="line"), "EUR")["data"]

    assert len({bar["marker"]["pattern"]["shape"] for bar in bars}) == 6
    assert len({(line["line"]["dash"], line["marker"]["symbol"]) for line in lines}) == 6


def test_a_name_from_outside_is_text_and_no_tag() -> None:
    name = '<a href="javascript:alert(1)">Vase</a>'
    trace = plots.figure(a_chart([(name, name, 1.0)]), "EUR")["data"][0]

    assert "<a" not in trace["name"] + trace["y"][0] + trace["hovertext"][0]


def test_two_long_names_that_begin_alike_stay_two_bars() -> None:
    names = [f"Very long name of a model, number {number}" for number in (1, 2)]
    figure = plots.figure(a_chart([(name, "", 1.0) for name in names]), "EUR")

    assert figure["data"][0]["y"] == names
    assert all(len(text) <= 22 for text in figure["layout"]["yaxis"]["ticktext"])


def test_what_is_unknown_has_no_bar_and_says_so() -> None:
    trace = plots.figure(a_chart([("eSUN", "", None), ("Sunlu", "", 2.0)]), "EUR")["data"][0]

    assert trace["x"] == [None, 2.0]
    assert trace["hovertext"][0] == "eSUN<br><b>unknown</b>"


def test_days_stand_in_their_order_whatever_series_begins_first() -> None:
    rows = [(date(2026, 11, 9), "PLA", 1.0), (date(2026, 11, 2), "PETG", 1500.0)]
    layout = plots.figure(a_chart(rows, kind="stacked"), "EUR")["layout"]

    assert layout["xaxis"]["categoryarray"] == ["2 Nov", "9 Nov"]
    assert layout["yaxis"]["ticksuffix"] == " kg"


def test_an_interval_reaches_from_its_low_to_its_high_end() -> None:
    trace = plots.figure(
        a_chart([("X1", "", 90.0, 80.0, 95.0, 12)], kind="intervals", unit="pct"), "EUR"
    )["data"][0]

    assert (trace["error_x"]["array"], trace["error_x"]["arrayminus"]) == ([5.0], [10.0])
    assert "90\u00a0% (80\u00a0% to 95\u00a0%) of 12 prints" in trace["hovertext"][0]


def test_a_clicked_mark_knows_its_row() -> None:
    rows = [("A", "PLA", 1.0), ("A", "PETG", 1.0), ("B", "PLA", 1.0)]
    of_petg = plots.figure(a_chart(rows), "EUR")["data"][1]

    assert plots.row_of({"customdata": of_petg["customdata"]}) == 1
    assert plots.row_of({}) is None


def test_the_table_of_a_chart_says_the_same_under_names_for_people() -> None:
    chart = a_chart([("X1", "", 90.0, 80.0, 95.0, 12)], kind="intervals", unit="pct")
    table = tables.of_chart(chart, "EUR")

    assert table.to_dicts() == [
        {"Model": "X1", "Percent": 90.0, "From": 80.0, "To": 95.0, "Prints": 12}
    ]


def test_the_table_of_stacked_money_says_of_what_and_in_which_currency() -> None:
    table = tables.of_chart(a_chart([("May", "PLA", None)], kind="stacked", unit="money"), "CHF")

    assert table.to_dicts() == [{"Model": "May", "Of": "PLA", "Amount, CHF": None}]
