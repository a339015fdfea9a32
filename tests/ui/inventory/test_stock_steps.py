"""Colour nearness, steps for many at once, and rows that are edited in the grid."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from printshop.analytics import stock_listing
from printshop.domain.spools import SpoolDetails
from printshop.errors import ChangedMeanwhileError, InvalidInputError, RuleError
from printshop.services import demand, stock
from printshop.services.colors import distance
from printshop.services.shop import Shop
from printshop.ui.inventory.receiving.bill import opened_day
from printshop.ui.inventory.stock import editing, grid, saving
from printshop.ui.inventory.stock.drafts import Draft
from tests import builders

TODAY = date(2026, 3, 2)


def test_the_filaments_nearest_to_a_colour_come_first_by_any_of_their_colours(shop: Shop) -> None:
    for name, color_hex, others in (
        ("Red", "#D0211C", ()),
        ("Navy", "#17255A", ()),
        ("Royal", "#1F50C0", ()),
        ("Rainbow", "#F7D917", ("#1F4FC4",)),
    ):
        builders.a_filament(shop, color_hex=color_hex, color_name=name, other_color_hexes=others)

    found = stock.nearest(stock.overview(shop, as_of=TODAY), "#1f4fc4")

    assert found["color_name"].to_list() == ["Rainbow", "Royal", "Navy", "Red"]
    assert found["color_distance"][0] == 0
    assert found["color_distance"][1] == pytest.approx(distance("#1F4FC4", "#1F50C0"), abs=1e-3)


def test_spools_are_put_somewhere_and_back_where_each_was(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    spools = [builders.a_spool(shop, filament, location=place) for place in ("A", "")]

    before = stock.place_spools(shop, {spool.id: "Shelf B" for spool in spools})
    there = stock.spool_frame(shop, [filament.id])["location"].to_list()
    stock.place_spools(shop, before)

    assert there == ["Shelf B", "Shelf B"]
    assert stock.spool_frame(shop)["location"].to_list() == ["A", ""]


def test_putting_back_leaves_alone_what_somebody_put_elsewhere_since(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    first, second = (builders.a_spool(shop, filament, location="A") for _ in range(2))
    before = stock.place_spools(shop, dict.fromkeys((first.id, second.id), "B"))
    stock.update_spool(shop, first.id, SpoolDetails(location="C"))

    back = stock.place_spools(shop, before, were=dict.fromkeys(before, "B"))

    assert set(back) == {second.id}
    assert stock.spool_by_id(shop, first.id).location == "C"
    assert stock.spool_by_id(shop, second.id).location == "A"
    with pytest.raises(InvalidInputError, match="A place may have at most 100 characters"):
        stock.place_spools(shop, {first.id: "A" * 101})


def test_a_merged_filament_is_not_taken_out_again_beside_its_heir(shop: Shop) -> None:
    heir = builders.a_filament(shop)
    gone = builders.a_filament(shop, brand="Solo")
    stock.merge_filaments(shop, keep_id=heir.id, gone_id=gone.id)

    stock.put_filaments(shop, [gone.id], is_archived=True)

    assert stock.filament_by_id(shop, gone.id).filament.merged_into_id == heir.id
    sentence = f"{gone.label} was merged with {heir.label}: it cannot be taken out again."
    with pytest.raises(RuleError) as bulk:
        stock.put_filaments(shop, [gone.id], is_archived=False)
    with pytest.raises(RuleError) as single:
        stock.restore_filament(shop, gone.id)
    assert [error.value.message for error in (bulk, single)] == [sentence, sentence]


def test_a_row_of_the_grid_keeps_what_somebody_else_changed_meanwhile(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), location="A")
    rows = stock.overview(shop, as_of=TODAY).with_columns(label="color_name")
    (row,) = editing.spool_rows(shop, rows).to_dicts()
    stock.update_spool(shop, spool.id, SpoolDetails(location="A", note="wet"))

    saving.save_spool(shop, row, {"location": "B", "tare_g": 250.5})

    now = stock.spool_by_id(shop, spool.id)
    assert (now.location, now.tare_g, now.note) == ("B", Decimal("250.50"), "wet")
    with pytest.raises(ChangedMeanwhileError, match="Place is B now, it was A"):
        saving.save_spool(shop, row, {"location": "C"})


def test_a_threshold_of_the_grid_is_saved_and_a_wrong_one_refused_in_words(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    rows = stock.overview(shop, as_of=TODAY).with_columns(label="color_name")
    (row,) = editing.filament_rows(shop, rows).to_dicts()

    saving.save_filament(shop, row, {"low_stock_g": 750.0, "pack_size": None, "supplier": "Shop"})

    now = stock.filament_by_id(shop, filament.id).filament
    assert (now.low_stock_g, now.pack_size, now.supplier) == (Decimal(750), 1, "Shop")
    with pytest.raises(InvalidInputError, match="Where to buy it must be a web address"):
        saving.save_filament(shop, row, {"purchase_url": "javascript:alert(1)"})


def test_rows_stand_still_while_an_edit_waits_and_keep_it_when_they_are_built_anew(
    shop: Shop,
) -> None:
    filament = builders.a_filament(shop)
    spools = [builders.a_spool(shop, filament, location=place) for place in ("A", "B")]
    rows = stock.overview(shop, as_of=TODAY).with_columns(label="color_name")
    draft = Draft.of(editing.spool_rows(shop, rows), "spool_id")

    draft.take({1: {"location": "C", "expires_on": "2027-01-02"}, 0: {"location": "A"}})
    draft.refresh(editing.spool_rows(shop, rows).reverse())

    # The cell that was typed over with what stood there changes nothing.
    said = {"location": "C", "expires_on": date(2027, 1, 2)}
    assert draft.waiting == {str(spools[1].id): said}
    assert draft.shown["location"].to_list() == ["C", "A"]


def test_received_spools_that_nobody_weighed_were_opened() -> None:
    bought = date(2100, 1, 1)

    assert opened_day(None, bought, is_weighed=False) == bought
    assert opened_day(None, TODAY, is_weighed=False) == datetime.now(UTC).date()
    assert opened_day(TODAY, bought, is_weighed=False) == TODAY
    assert opened_day(None, None, is_weighed=True) is None


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ({"low_stock_g": -30.0}, "Low at, g must be at least 0."),
        ({"low_stock_spools": -1}, "Low at, unopened must be at least 0."),
        ({"pack_size": -1}, "Pack of must be at least 1."),
    ],
)
def test_a_minus_typed_into_the_grid_is_refused_in_words(
    shop: Shop, cell: dict[str, float], sentence: str
) -> None:
    builders.a_filament(shop)
    rows = stock.overview(shop, as_of=TODAY).with_columns(label="color_name")
    (row,) = editing.filament_rows(shop, rows).to_dicts()

    with pytest.raises(InvalidInputError, match=f"^{sentence}$"):
        saving.save_filament(shop, row, cell)


def test_nearness_stands_in_words_in_the_list(shop: Shop) -> None:
    for name, color_hex in (("Royal", "#1F4FC4"), ("Red", "#D0211C")):
        builders.a_filament(shop, color_hex=color_hex, color_name=name)
    found = stock_listing.with_labels(stock.overview(shop, as_of=TODAY))

    asked = demand.filaments(shop, datetime.now(UTC))
    shown = grid.as_shown(grid.with_demand(stock.nearest(found, "#1F4FC4"), asked))

    assert shown["use"].to_list() == ["Never used yet: nothing is forecast."] * 2
    assert shown["near"].to_list() == ["Same to the eye", "Different"]
