"""What people do with lines of the list, once however often it is sent, and with a way back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from printshop.domain.shopping import NewShoppingItem
from printshop.errors import ChangedMeanwhileError, IllegalTransitionError, RuleError
from printshop.services import shopping, stock
from printshop.services.shop import Shop
from tests import builders
from tests.services.shopping.goods import a_line, an_order, items, ordered, put_down, the_list


def test_a_line_is_put_down_once_however_often_it_is_sent(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    new = NewShoppingItem(filament_id=filament.id, roll_g=Decimal(1000), request_id=uuid4())

    first, second = shopping.add(shop, new), shopping.add(shop, new)

    assert first[0].after.id == second[0].after.id
    assert items(shop) == [("needed", 1)]


def test_what_is_on_the_list_is_not_put_down_beside_itself(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    put_down(shop, filament, rolls=2)

    with pytest.raises(RuleError, match="is on the list already, with 2 rolls"):
        put_down(shop, filament)


def test_several_colours_are_put_down_together_or_not_at_all(shop: Shop) -> None:
    black, red = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FF0000")
    news = [
        NewShoppingItem(filament_id=one.id, roll_g=Decimal(1000), request_id=uuid4())
        for one in (black, red)
    ]
    item = put_down(shop, max(black, red, key=lambda one: one.id))

    with pytest.raises(RuleError, match="is on the list already"):
        shopping.add(shop, *news)
    assert items(shop) == [("needed", 2)]
    shopping.drop(shop, [item.id])
    steps = [shopping.add(shop, *news) for _ in range(2)]

    assert items(shop) == [("dropped", 2), ("needed", 1), ("needed", 1)]
    assert steps[0] == steps[1]


def test_a_number_of_rolls_is_said_over_what_the_rules_propose(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    said = NewShoppingItem(
        filament_id=filament.id, rolls=3, roll_g=Decimal(1000), price=Decimal(60), is_manual=False
    )
    shopping.say_rolls(shop, said)

    step = shopping.say_rolls(shop, said.model_copy(update={"rolls": 5}))

    assert items(shop) == [("needed", 5)]
    assert step[0].after.price == Decimal(100)
    shopping.undo(shop, step)
    assert items(shop) == [("needed", 3)]


def test_an_order_takes_the_line_that_was_put_down_and_undo_gives_it_back(shop: Shop) -> None:
    black, red = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FF0000")
    item = put_down(shop, black)
    new = an_order(a_line(black, item_id=item.id), a_line(red, 1))

    step = shopping.order(shop, new)
    again = shopping.order(shop, new)

    assert items(shop) == [("ordered", 1), ("ordered", 4)]
    assert {one.after.id for one in step} == {one.after.id for one in again}
    assert {one.after.expected_on for one in step} == {date(2026, 3, 9)}

    shopping.undo(shop, step)
    shopping.undo(shop, step)

    assert items(shop) == [("dropped", 1), ("needed", 2)]


def test_an_order_without_a_supplier_is_one_at_the_supplier_of_each_line(shop: Shop) -> None:
    black, red = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FF0000")
    lines = a_line(black, supplier="Depot"), a_line(red, 1, supplier="Maker")

    shopping.order(shop, an_order(*lines, supplier=""))

    found = {line.filament.id: line.item.supplier for line in the_list(shop).ordered}
    assert found == {black.id: "Depot", red.id: "Maker"}


def test_the_lead_time_of_the_filament_says_when_it_is_expected(shop: Shop) -> None:
    filament = builders.a_filament(shop, lead_time_days=21)

    assert ordered(shop, filament).expected_on == date(2026, 3, 23)


def test_two_people_do_not_order_the_same(shop: Shop) -> None:
    filament = builders.a_filament(shop)

    def attempt(_: int) -> str:
        try:
            shopping.order(shop, an_order(a_line(filament)))
        except ChangedMeanwhileError as error:
            return error.hint
        return "ordered"

    with ThreadPoolExecutor(2) as browsers:
        said = sorted(browsers.map(attempt, range(2)))

    assert said[0].startswith("4 rolls of it are on order now.")
    assert said[1] == "ordered"
    assert items(shop) == [("ordered", 4)]


def test_what_was_not_ordered_after_all_joins_what_was_put_down_meanwhile(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    item = ordered(shop, filament)
    put_down(shop, filament, rolls=2)

    step = shopping.put_back(shop, [item.id])

    assert items(shop) == [("dropped", 4), ("needed", 6)]
    shopping.undo(shop, step)
    assert items(shop) == [("needed", 2), ("ordered", 4)]


def test_put_back_twice_is_put_back_once(shop: Shop) -> None:
    item = ordered(shop, builders.a_filament(shop))

    for _ in range(2):
        shopping.put_back(shop, [item.id])

    assert items(shop) == [("needed", 4)]


def test_a_line_that_was_taken_off_comes_back_to_where_it_stood(shop: Shop) -> None:
    item = ordered(shop, builders.a_filament(shop))
    step = shopping.drop(shop, [item.id])
    assert items(shop) == [("dropped", 4)]

    shopping.undo(shop, step)

    assert items(shop) == [("ordered", 4)]
    assert the_list(shop).ordered[0].item.reference == "A-17"


def test_a_step_is_not_taken_back_over_what_somebody_else_did(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    step = shopping.drop(shop, [put_down(shop, filament).id])
    put_down(shop, filament, rolls=7)

    with pytest.raises(RuleError, match="was put on the list anew meanwhile"):
        shopping.undo(shop, step)

    order = shopping.order(shop, an_order(a_line(filament)))
    shopping.put_back(shop, [order[0].after.id])
    with pytest.raises(RuleError, match="was changed on the list meanwhile"):
        shopping.undo(shop, order)


def test_what_came_is_not_taken_off_the_list(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    item = ordered(shop, filament)
    with shop.unit_of_work() as uow:
        uow.shopping_items.set(item.id, status="received", received_rolls=4)
        uow.commit()

    with pytest.raises(IllegalTransitionError):
        shopping.drop(shop, [item.id])


def test_lines_follow_a_filament_however_often_it_is_merged(shop: Shop) -> None:
    black, heir, last = (builders.a_filament(shop, color_hex=f"#11111{n}") for n in range(3))
    item = ordered(shop, black)
    dropped = shopping.drop(shop, [put_down(shop, black).id])
    stock.merge_filaments(shop, keep_id=heir.id, gone_id=black.id)
    stock.merge_filaments(shop, keep_id=last.id, gone_id=heir.id)

    (line,) = the_list(shop).ordered
    with shop.snapshot() as uow:
        on_order = uow.frames.on_order()

    assert line.filament.id == last.id
    assert on_order["filament_id"].to_list() == [str(last.id)]
    assert [one.filament.id for one in shopping.lines_for_bill(shop, [item.id])] == [last.id]
    shopping.undo(shop, dropped)
    assert [one.filament.id for one in the_list(shop).by_hand] == [last.id]
    with pytest.raises(ChangedMeanwhileError):
        shopping.order(shop, an_order(a_line(last)))
    with pytest.raises(RuleError, match="was merged with"):
        put_down(shop, black)


def test_what_is_needed_of_both_becomes_one_line_by_merging_and_two_again_after_it(
    shop: Shop,
) -> None:
    kept, gone = builders.a_filament(shop), builders.a_filament(shop, color_hex="#111111")
    put_down(shop, kept, rolls=3)
    put_down(shop, gone, rolls=2)
    assert stock.what_would_move(shop, gone.id).n_lines == 1

    merge = stock.merge_filaments(shop, keep_id=kept.id, gone_id=gone.id)
    assert [line.rolls for line in the_list(shop).by_hand] == [5]
    stock.unmerge(shop, merge)
    apart = {line.filament.id: line.rolls for line in the_list(shop).by_hand}

    assert apart == {kept.id: 3, gone.id: 2}


def test_what_was_ordered_since_two_filaments_became_one_stays_where_it_is(shop: Shop) -> None:
    kept, gone = builders.a_filament(shop), builders.a_filament(shop, color_hex="#111111")
    for filament in (kept, gone):
        put_down(shop, filament)
    merge = stock.merge_filaments(shop, keep_id=kept.id, gone_id=gone.id)
    ordered(shop, kept)

    stock.unmerge(shop, merge)

    found = the_list(shop)
    assert not found.by_hand
    assert [(line.filament.id, line.item.rolls) for line in found.ordered] == [(kept.id, 4)]
