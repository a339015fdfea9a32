"""What can be printed now: the best first, filtered, and what to weigh to know more."""

from datetime import time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from printshop.domain.catalog import Variant, VariantStatus, VariantUpdate
from printshop.domain.feasibility import FeasibilityState
from printshop.domain.filament import Filament
from printshop.domain.printable import PrintableQuery
from printshop.domain.printers import LoadedSpool, NewPrinter
from printshop.domain.users import ShopSettings
from printshop.services import catalog, printers
from printshop.services.print_now import listing as print_now
from printshop.services.print_now.view import PrintNow
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_an_empty_shop_has_nothing_to_print(shop: Shop) -> None:
    found = _ask(shop)

    assert (found.rows, found.total, found.version_count, found.spool_count) == ((), 0, 0, 0)
    assert found.first_free is None


def test_the_best_state_stands_first_and_every_state_is_counted(shop: Shop) -> None:
    filament, guessed = builders.a_filament(shop), _another(shop, "#F0F0F0")
    for grams in ("220", "180"):
        builders.a_spool(shop, filament, grams)
    builders.a_spool(shop, guessed, "500", is_weighed=False)
    short = builders.a_variant(shop, {filament.id: "500"})
    unverified = builders.a_variant(shop, {guessed.id: "100"})
    swap = builders.a_variant(shop, {filament.id: "300"})
    ready = builders.a_variant(shop, {filament.id: "100"})
    unknown = builders.a_variant(shop, {})

    found = _ask(shop)

    assert _variants(found) == [ready.id, swap.id, unverified.id, short.id, unknown.id]
    assert found.counts == dict.fromkeys(
        (
            FeasibilityState.READY,
            FeasibilityState.READY_SWAP,
            FeasibilityState.UNVERIFIED,
            FeasibilityState.SHORT,
            FeasibilityState.UNKNOWN,
        ),
        1,
    )
    only = _ask(shop, state=FeasibilityState.SHORT)
    assert (_variants(only), only.total) == ([short.id], 1)
    assert only.counts == found.counts
    assert print_now.ready_count(shop, as_of=MONDAY_NOON) == 2


def test_inside_a_state_what_is_asked_for_stands_first_then_what_is_done_soonest(
    shop: Shop,
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    slow = builders.a_variant(shop, {filament.id: "1"}, minutes=90)
    quick = builders.a_variant(shop, {filament.id: "1"}, minutes=30)
    wanted = builders.a_variant(shop, {filament.id: "1"}, minutes=120)
    builders.complete(shop, builders.a_print_of_its_own(shop, wanted))

    assert _variants(_ask(shop)) == [wanted.id, quick.id, slow.id]
    assert [row.demand for row in _ask(shop).rows] == [1, 0, 0]
    assert _variants(_ask(shop, is_in_demand=True)) == [wanted.id]
    later = print_now.list_printable(
        shop, PrintableQuery(is_in_demand=True), as_of=MONDAY_NOON + timedelta(days=61)
    )
    assert later.rows == ()


def test_the_newest_version_stands_first_and_a_retired_one_is_left_out(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    first = builders.a_variant(shop, {filament.id: "1"})
    second = _next_version(shop, first, filament)
    third = _next_version(shop, first, filament)
    retired = VariantUpdate(name="Gone", status=VariantStatus.RETIRED)
    catalog.update_variant(shop, third.id, retired)

    assert _variants(_ask(shop)) == [second.id, first.id]
    assert [row.is_newest for row in _ask(shop).rows] == [True, False]
    assert _variants(_ask(shop, is_newest_only=True)) == [second.id]


def test_what_the_queue_holds_is_not_there_for_others(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    # 10 g stay on the reel.
    builders.a_spool(shop, filament, "35")
    variant = builders.a_variant(shop, {filament.id: "20"})
    builders.a_queued_job(shop, variant)

    row = _ask(shop).rows[0]

    assert row.feasibility.state is FeasibilityState.SHORT
    assert row.feasibility.filaments[0].short_g == Decimal(15)


def test_a_row_says_which_spools_give_and_where_they_lie(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "230", location="Shelf A")
    builders.a_spool(shop, filament, "100")
    builders.a_variant(shop, {filament.id: "250"})

    takes = _ask(shop).rows[0].takes

    assert [(take.spool_number, take.location, take.taken_g) for take in takes] == [
        (1, "Shelf A", Decimal(220)),
        (2, "", Decimal(30)),
    ]


def test_words_category_and_filament_narrow_the_list(shop: Shop) -> None:
    filament, other = builders.a_filament(shop), _another(shop, "#202020")
    one = builders.a_variant(shop, {filament.id: "1"})
    builders.a_variant(shop, {other.id: "1"})

    assert _variants(_ask(shop, filament_id=filament.id)) == [one.id]
    assert len(_ask(shop, search="vASe standard").rows) == 2
    assert _ask(shop, search="vase 100%").rows == ()
    assert _ask(shop, category="keychain").rows == ()
    assert len(print_now.filaments_to_choose(shop)) == 2


def test_pages_do_not_overlap(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    for _ in range(3):
        builders.a_variant(shop, {filament.id: "1"})

    pages = [_ask(shop, limit=2, offset=offset) for offset in (0, 2)]

    assert [len(page.rows) for page in pages] == [2, 1]
    assert len({*_variants(pages[0]), *_variants(pages[1])}) == 3


def test_loaded_means_all_filaments_in_one_printer(shop: Shop) -> None:
    black, white = builders.a_filament(shop), _another(shop, "#FFFFFF")
    bert, ernie = builders.a_printer(shop, "Bert"), builders.a_printer(shop, "Ernie")
    one = builders.a_variant(shop, {black.id: "1"})
    builders.a_variant(shop, {black.id: "1", white.id: "1"})
    spools = [builders.a_spool(shop, filament) for filament in (black, white)]
    with shop.unit_of_work() as uow:
        for printer, spool in zip((bert, ernie), spools, strict=True):
            uow.printer_slots.put(LoadedSpool(printer_id=printer.id, slot=1, spool_id=spool.id))
        uow.commit()

    found = _ask(shop, is_loaded=True)

    assert _variants(found) == [one.id]
    assert found.rows[0].loaded_in == "Bert"
    assert [take.location for take in found.rows[0].takes] == ["slot 1 of Bert"]


@pytest.mark.parametrize(("minutes", "fits"), [(417, True), (418, False)])
def test_done_before_closing_counts_from_when_a_printer_is_free(
    shop: Shop, minutes: int, *, fits: bool
) -> None:
    # Noon, open from 8 to 20: eight hours are left, and one print in ten takes 15 % longer.
    filament = builders.a_filament(shop)
    builders.a_printer(shop, "Bert")
    builders.a_variant(shop, {filament.id: "1"}, minutes=minutes)

    row = _ask(shop).rows[0]

    assert row.done_at == MONDAY_NOON + timedelta(minutes=minutes)
    assert row.is_done_before_closing is fits
    assert bool(_ask(shop, is_done_before_closing=True).rows) is fits


def test_a_version_is_done_where_it_can_be_printed(shop: Shop) -> None:
    black, white = builders.a_filament(shop), _another(shop, "#FFFFFF")
    busy = printers.create_printer(shop, NewPrinter(name="Multi", ams_slots=4))
    printers.create_printer(shop, NewPrinter(name="Single", ams_slots=0))
    one = builders.a_variant(shop, {black.id: "1"})
    two = builders.a_variant(shop, {black.id: "1", white.id: "1"})
    builders.a_printing_job(shop, one, busy)

    rows = {row.variant.id: row for row in _ask(shop).rows}

    names = {key: row.printer.name for key, row in rows.items() if row.printer}
    assert names == {one.id: "Single", two.id: "Multi"}
    # The other one is free an hour later, and a quarter of an hour after that its bed is clear.
    assert rows[two.id].done_at == MONDAY_NOON + timedelta(hours=2, minutes=15)


def test_plates_of_one_version_wait_for_somebody_in_between(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_printer(shop, "Bert")
    builders.a_variant(shop, {filament.id: "1"}, {filament.id: "1"}, minutes=10 * 60)

    found = _ask(shop)

    # The first is done at 22:00, the bed is cleared at 8:00, and at 8:15 the second starts.
    assert found.rows[0].done_at == MONDAY_NOON + timedelta(hours=30, minutes=15)
    assert not found.rows[0].is_done_before_closing
    assert found.closes_at == MONDAY_NOON + timedelta(hours=8)


def test_next_is_said_apart_from_behind_the_queue_and_closing_is_todays(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    builders.a_printer(shop, "Bert")
    builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "1"}, minutes=600))
    one = builders.a_variant(shop, {filament.id: "1"}, minutes=60)
    query = PrintableQuery()

    row = next(row for row in _ask(shop).rows if row.variant.id == one.id)
    evening = print_now.list_printable(shop, query, as_of=MONDAY_NOON + timedelta(hours=9))

    # The printer is idle: it would be done in an hour, or on Tuesday behind what waits.
    assert row.done_at == MONDAY_NOON + timedelta(hours=1)
    assert row.done_behind_at == MONDAY_NOON + timedelta(hours=21, minutes=15)
    assert row.is_done_before_closing
    assert (evening.is_open_today, evening.closes_at) == (False, None)
    assert not any(row.is_done_before_closing for row in evening.rows)


def test_without_opening_hours_no_end_is_promised(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_printer(shop, "Bert")
    builders.a_variant(shop, {filament.id: "1"})
    with shop.unit_of_work() as uow:
        uow.users.update_settings(
            ShopSettings(staffed_days=(), opens_at=time(8), closes_at=time(20))
        )
        uow.commit()

    found = _ask(shop)

    assert (found.first_free, found.rows[0].done_at) == (None, None)
    assert not found.has_hours


def test_the_spool_whose_weight_makes_most_sure_is_to_be_weighed_first(shop: Shop) -> None:
    black, white = builders.a_filament(shop), _another(shop, "#FFFFFF")
    builders.a_spool(shop, black, "500", is_weighed=False, location="Shelf A")
    builders.a_spool(shop, black, "160", is_weighed=False)
    builders.a_spool(shop, white, "500", is_weighed=False)
    for grams in ("100", "140", "600"):
        builders.a_variant(shop, {black.id: grams})
    builders.a_variant(shop, {black.id: "1", white.id: "1"})

    first, second, third = _ask(shop).weigh_first

    assert (first.spool_number, first.location, first.unlocks, first.helps) == (1, "Shelf A", 2, 4)
    assert (second.spool_number, second.unlocks, second.helps) == (2, 2, 4)
    assert (third.spool_number, third.unlocks, third.helps) == (3, 0, 1)


def _ask(shop: Shop, **said: object) -> PrintNow:
    query = PrintableQuery.model_validate(said)
    return print_now.list_printable(shop, query, as_of=MONDAY_NOON)


def _variants(found: PrintNow) -> list[UUID]:
    return [row.variant.id for row in found.rows]


def _another(shop: Shop, color_hex: str) -> Filament:
    return builders.a_filament(shop, color_hex=color_hex, color_name=color_hex)


def _next_version(shop: Shop, first: Variant, filament: Filament) -> Variant:
    copied = builders.new_variant({filament.id: "1"})
    return catalog.create_variant(shop, first.model_id, copied)
