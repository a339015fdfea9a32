"""A Spoolman taken in: each filament and spool once, with what is left, or nothing at all."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from printshop.domain.filament import ColorPattern, Filament, Finish, Material
from printshop.domain.spools import (
    MovementReason,
    QuantityChange,
    QuantityOperation,
    Spool,
    SpoolStatus,
)
from printshop.errors import FetchError, InvalidInputError, RuleError
from printshop.services import spoolman, stock
from printshop.services.exchange import Plan, RowState
from printshop.services.shop import Shop
from printshop.services.spoolman import reading
from tests import builders
from tests.spoolman_server import SpoolmanServer, spoolman_server


@pytest.fixture
def server() -> Iterator[SpoolmanServer]:
    """Give a Spoolman of two filaments and three spools, one of them archived."""
    with spoolman_server() as running:
        vendor = running.a_vendor("Polymaker", empty_spool_weight=140)
        black = running.a_filament(
            vendor,
            name="PolyTerra Charcoal Black",
            color_hex="101010FF",
            price=20.0,
            weight=1000,
            article_number="PM70820",
            settings_extruder_temp=210,
            settings_bed_temp=60,
            extra={"shore": '"95A"'},
        )
        running.a_spool(
            black,
            used_weight=379.44,
            first_used="2026-03-01T23:30:00Z",
            location="Shelf A",
            lot_nr="52342",
            price=18.5,
            comment="dry",
        )
        running.a_spool(black, archived=True, used_weight=1000)
        rainbow = running.a_filament(
            name="Silk Dual",
            material="PLA Silk",
            multi_color_hexes="FF0000,00FF00",
            multi_color_direction="longitudinal",
        )
        running.a_spool(rainbow, used_weight=20)
        yield running


def take_in(shop: Shop, server: SpoolmanServer, *, with_grams: bool = False) -> Plan:
    found = spoolman.read_stock(server.address, private_allowed=True)
    plan = spoolman.look(shop, found, with_grams=with_grams)
    return spoolman.import_stock(shop, found, plan, with_grams=with_grams)


def everything(shop: Shop) -> tuple[tuple[Filament, ...], tuple[Spool, ...]]:
    with shop.unit_of_work() as uow:
        return uow.filaments.list(), uow.spools.all(with_archived=True)


def test_filaments_and_spools_come_with_all_that_the_shop_has_a_place_for(
    shop: Shop, server: SpoolmanServer
) -> None:
    plan = take_in(shop, server)

    assert plan.counts == {RowState.NEW: 5}
    (black, rainbow), (used, away, unknown) = everything(shop)
    assert black.brand == "Polymaker"
    assert black.material is Material.PLA
    assert black.color_name == "PolyTerra Charcoal Black"
    assert black.color_hex == "#101010"
    assert (black.net_g, black.tare_g) == (1000, 140)
    assert black.cost_per_gram_base == Decimal("0.02")
    assert (black.maker_code, black.gtin) == ("PM70820", "")
    assert (black.nozzle_min_c, black.nozzle_max_c, black.bed_max_c) == (210, 210, 60)
    assert (rainbow.brand, rainbow.slicer_name) == ("Unknown", "PLA Silk")
    assert rainbow.color_hexes == ("#FF0000", "#00FF00")
    assert rainbow.color_pattern is ColorPattern.GRADIENT
    assert rainbow.finish is Finish.SILK
    assert (used.initial_g, used.quantity_g) == (1000, Decimal("620.56"))
    assert (used.price, used.landed_cost_per_gram) == (Decimal("18.50"), Decimal("0.0185"))
    assert (used.location, used.batch_identifier, used.note) == ("Shelf A", "52342", "dry")
    assert (used.opened_on, used.tare_g) == (date(2026, 3, 1), 140)
    assert used.is_weighed
    assert (away.quantity_g, away.archived_at is not None) == (0, True)
    assert (unknown.initial_g, unknown.quantity_g, unknown.is_weighed) == (1000, 980, False)
    # Grams are gone from it, so it is opened, though Spoolman knows no day.
    assert unknown.status is SpoolStatus.OPEN
    reasons = [line.reason for line in stock.ledger(shop, used.id)]
    assert reasons == [MovementReason.COUNTED, MovementReason.RECEIVED]


def test_taken_in_twice_it_changes_nothing(shop: Shop, server: SpoolmanServer) -> None:
    take_in(shop, server)
    before = everything(shop)

    again = take_in(shop, server)

    assert again.counts == {RowState.UNCHANGED: 5}
    assert everything(shop) == before


def test_the_same_spools_from_another_address_and_a_renamed_filament_are_not_taken_in_again(
    shop: Shop, server: SpoolmanServer
) -> None:
    take_in(shop, server)
    black = everything(shop)[0][0]
    renamed = black.said.model_copy(update={"brand": "Poly", "color_hex": "#202020"})
    stock.update_filament(shop, black.id, renamed)
    server.prefix = "/spools"

    again = take_in(shop, server)

    assert again.counts == {RowState.UNCHANGED: 5}


def test_what_was_used_since_is_said_and_booked_only_when_asked(
    shop: Shop, server: SpoolmanServer
) -> None:
    take_in(shop, server)
    server.spools[1]["used_weight"] = 500

    said = take_in(shop, server)
    left_alone_g = everything(shop)[1][0].quantity_g
    booked = take_in(shop, server, with_grams=True)

    assert "Spoolman says 500 g, your ledger 620.56 g" in [row.note for row in said.rows]
    assert left_alone_g == Decimal("620.56")
    assert booked.counts[RowState.CHANGED] == 1
    spool = everything(shop)[1][0]
    assert spool.quantity_g == 500
    line = stock.ledger(shop, spool.id)[0]
    assert (line.reason, line.note) == (MovementReason.COUNTED, "As Spoolman says")


def test_filaments_that_differ_by_name_alone_stay_two(shop: Shop, server: SpoolmanServer) -> None:
    server.a_filament(1, name="PolyLite Black", color_hex="101010", weight=1000)
    take_in(shop, server)

    again = take_in(shop, server)

    assert again.counts == {RowState.UNCHANGED: 6}
    assert {one.slicer_name for one in everything(shop)[0]} == {"", "PLA Silk", "PolyLite Black"}


def test_a_filament_that_the_shop_has_is_matched_and_kept_as_it_is(
    shop: Shop, server: SpoolmanServer
) -> None:
    mine = builders.a_filament(shop, brand="polymaker", slicer_name="", color_name="My black")

    plan = take_in(shop, server)

    assert plan.rows[0].state is RowState.UNCHANGED
    assert stock.filament_by_id(shop, mine.id).filament.color_name == "My black"
    assert everything(shop)[1][0].filament_id == mine.id


def test_a_filament_without_colour_is_grey_or_what_its_name_says(
    shop: Shop, server: SpoolmanServer
) -> None:
    server.filaments[1]["color_hex"] = None
    server.filaments[2]["multi_color_hexes"] = None

    plan = take_in(shop, server)

    notes = [row.note for row in plan.rows[:2]]
    assert notes[0] == "no colour in Spoolman: black, by its name"
    assert notes[1].startswith("no colour in Spoolman: grey until you say it")


def test_records_that_cannot_be_are_named_and_the_rest_is_taken_in(
    shop: Shop, server: SpoolmanServer
) -> None:
    server.spools[1]["initial_weight"] = 5_000_000
    server.spools[3]["price"] = "a lot"
    server.spools[2]["used_weight"] = -3
    server.filaments[2]["diameter"] = 285

    plan = take_in(shop, server)

    assert {row.where: row.fault for row in plan.of(RowState.WRONG)} == {
        "Spool 3": "price cannot be 'a lot'. Correct it in Spoolman.",
        "Filament 2": "diameter is 285.00. Write less than 10.",
        "Spool 1": "initial_weight is 5000000.00. Write 100000 or less.",
        "Spool 2": "used_weight is -3.0. Correct it in Spoolman.",
    }
    assert len(everything(shop)[0]) == 1


def test_all_pages_are_read(shop: Shop) -> None:
    with spoolman_server() as server:
        filament = server.a_filament(server.a_vendor("Bulk"), name="Black", weight=250)
        for _ in range(501):
            server.a_spool(filament)
        found = spoolman.read_stock(server.address, private_allowed=True)

        assert len(found.spools) == 501
        assert [path for path in server.asked if "offset=500" in path]
    assert spoolman.look(shop, found).counts == {RowState.NEW: 502}


@pytest.mark.parametrize("cuts", [False, True])
def test_a_spoolman_that_stops_in_the_middle_leaves_nothing_behind(
    shop: Shop, server: SpoolmanServer, *, cuts: bool
) -> None:
    server.fails_at, server.cuts = 3, cuts

    with pytest.raises(FetchError) as caught:
        take_in(shop, server)

    assert caught.value.hint == (
        "Check that Spoolman runs there, and look again. Nothing was taken in."
    )
    assert everything(shop) == ((), ())
    server.fails_at = None
    assert take_in(shop, server).counts == {RowState.NEW: 5}


def test_stock_that_changed_since_it_was_looked_at_is_not_booked(
    shop: Shop, server: SpoolmanServer
) -> None:
    take_in(shop, server)
    server.spools[1]["used_weight"] = 500
    found = spoolman.read_stock(server.address, private_allowed=True)
    plan = spoolman.look(shop, found, with_grams=True)
    spool = everything(shop)[1][0]
    used = QuantityChange(
        request_id=UUID(int=1),
        spool_id=spool.id,
        operation=QuantityOperation.SUBTRACT,
        quantity_g=Decimal(20),
    )
    stock.update_quantity(shop, used)

    with pytest.raises(RuleError, match="changed since"):
        spoolman.import_stock(shop, found, plan, with_grams=True)

    assert everything(shop)[1][0].quantity_g == Decimal("600.56")


def test_what_is_no_spoolman_is_said(server: SpoolmanServer) -> None:
    server.prefix = "/elsewhere"

    with pytest.raises(FetchError, match="answered 404"):
        spoolman.read_stock(f"http://127.0.0.1:{server.port}", private_allowed=True)
    with pytest.raises(InvalidInputError, match="private network"):
        spoolman.read_stock(server.address, private_allowed=False)
    with pytest.raises(InvalidInputError, match="not the address"):
        spoolman.read_stock("http://", private_allowed=True)


HOSTILE: dict[str, dict[str, object]] = {
    "initial_weight cannot be nan": {"initial_weight": float("nan")},
    "used_weight cannot be inf": {"used_weight": float("inf")},
    "price cannot be 1e+300": {"price": 1e300},
    "price cannot be 1000000": {"price": 10**4000},
    "comment cannot be this": {"comment": {"deep": [[[]]]}},
    "comment cannot be '\\ud800'": {"comment": "\ud800"},
    "first_used is 0001-01-01 00:00:00+00:00": {"first_used": "0001-01-01T00:00:00Z"},
    "first_used is 9999-12-31": {"first_used": "9999-12-31T23:59:59Z"},
    "initial_weight is 50000000.00": {"initial_weight": 50_000_000.0},
}


def test_numbers_and_days_that_cannot_be_are_named_and_the_rest_goes_on(shop: Shop) -> None:
    with spoolman_server() as server:
        black = server.a_filament(name="Black", color_hex="101010", weight=1000)
        for values in HOSTILE.values():
            server.a_spool(black, **values)
        server.a_spool(black)

        plan = take_in(shop, server)

    assert plan.counts == {RowState.WRONG: len(HOSTILE), RowState.NEW: 2}
    faults = [row.fault for row in plan.of(RowState.WRONG)]
    assert [one for one in HOSTILE if not any(fault.startswith(one) for fault in faults)] == []
    assert len(everything(shop)[1]) == 1


def test_what_is_nested_without_end_is_no_spoolman(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*args: object, **kwargs: object) -> bytes:
        del args, kwargs
        return b"[" * 2_000_000

    monkeypatch.setattr(reading, "fetch", deep)

    with pytest.raises(FetchError, match="not a Spoolman"):
        spoolman.read_stock("http://127.0.0.1:1", private_allowed=True)


def test_all_pages_together_have_a_limit(
    server: SpoolmanServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_MOST_BYTES", 1_200)

    with pytest.raises(FetchError):
        spoolman.read_stock(server.address, private_allowed=True)
