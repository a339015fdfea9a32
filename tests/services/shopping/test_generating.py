"""What the list says to buy, why, and what it costs."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from printshop.domain.costing import ModelPricing
from printshop.domain.shopping import ShoppingOptions
from printshop.domain.spools import QuantityChange, QuantityOperation
from printshop.services import costs, printing, shopping, stock
from printshop.services.shop import Shop
from printshop.services.shopping.view import Section
from tests import builders
from tests.services.shopping.goods import items, ordered, put_down, the_list


def a_low_filament(shop: Shop, *, color_hex: str = "#101010", **said: object) -> None:
    filament = builders.a_filament(shop, color_hex=color_hex, **said)
    builders.a_spool(shop, filament, "90")


def use_up(shop: Shop, spool_id: UUID) -> None:
    used = QuantityChange(
        request_id=uuid4(),
        spool_id=spool_id,
        operation=QuantityOperation.SUBTRACT,
        quantity_g=Decimal(800),
        reason="Test prints",
    )
    stock.update_quantity(shop, used)


def test_an_empty_shop_has_nothing_to_buy(shop: Shop) -> None:
    found = the_list(shop)

    assert found.lines == found.wishlist == found.ordered == ()
    assert shopping.as_text(found) == "Nothing is to be bought."
    assert shopping.as_pdf(found).startswith(b"%PDF")


def test_what_jobs_lack_is_urgent_and_names_them(shop: Shop) -> None:
    filament = builders.a_filament(shop, net_g=Decimal(750), pack_size=2, supplier="Depot")
    builders.a_spool(shop, filament, "200", total_price=Decimal("4.00"))
    builders.a_printer(shop)
    variant = builders.a_variant(shop, {filament.id: "150"})
    jobs = [builders.a_queued_job(shop, variant) for _ in range(3)]

    (line,) = the_list(shop).urgent

    assert line.section is Section.URGENT
    assert [job.label for job in line.jobs] == [job.label for job in jobs[1:]]
    assert line.rolls == 2
    assert line.runs_out_at is not None
    # 1,500 g at the 0.02 of the only purchase.
    assert line.cost == Decimal("30.00")
    assert line.reasons[0].startswith(f"{round(line.short_g)} g short for {jobs[1].label} and ")


def test_a_filament_at_its_own_threshold_is_bought_anew_with_the_rule_that_says_so(
    shop: Shop,
) -> None:
    a_low_filament(shop)

    found = the_list(shop)

    (line,) = found.reorder
    assert line.reasons == ("90 g on hand, at or under the 100 g you set.",)
    assert line.cost is None
    assert found.totals.in_all.unpriced == 1
    assert the_list(shop, 5).reorder[0].reasons[0].endswith("under 5 times the 100 g you set.")


def test_thresholds_of_0_ask_for_nothing(shop: Shop) -> None:
    a_low_filament(shop, low_stock_g=Decimal(0))

    assert not the_list(shop, 5).lines


def test_a_filament_that_was_put_away_is_bought_for_jobs_only(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "50")
    stock.archive_filament(shop, filament.id)
    assert not the_list(shop).lines

    builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "150"}))

    assert [line.filament.id for line in the_list(shop).urgent] == [filament.id]


def test_what_is_on_order_is_on_its_way_and_not_asked_for_again(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    job = builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "150"}))
    assert [line.rolls for line in the_list(shop).urgent] == [1]

    ordered(shop, filament, rolls=1)

    found = the_list(shop)
    assert not found.lines
    (line,) = found.ordered
    assert [waiting.label for waiting in line.jobs] == [job.label]
    assert not line.is_late
    printing.cancel(shop, job.id, as_of=builders.MONDAY_NOON)
    assert the_list(shop).ordered[0].jobs == ()


def test_rolls_that_a_person_says_count_and_the_rule_stands_beside(shop: Shop) -> None:
    a_low_filament(shop)
    put_down(shop, the_list(shop).reorder[0].filament, rolls=6)

    (line,) = the_list(shop).reorder

    assert (line.rolls, line.proposed_rolls) == (6, 1)
    assert "You said 6 rolls; the rules ask for 1." in line.reasons


def test_what_no_rule_asks_for_is_on_the_list_by_hand(shop: Shop) -> None:
    put_down(shop, builders.a_filament(shop))

    (line,) = the_list(shop).by_hand

    assert line.reasons == ("Put on the list by hand.",)
    assert items(shop) == [("needed", 2)]


def test_what_the_queue_takes_beyond_the_stock_is_said_as_that_and_never_below_zero(
    shop: Shop,
) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)
    use_up(shop, spool.id)
    variant = builders.a_variant(shop, {filament.id: "300"})
    builders.a_queued_job(shop, variant)

    options = ShoppingOptions()
    (line,) = shopping.generate(shop, options, datetime.now(UTC) + timedelta(days=1)).urgent

    assert "The queue takes" in line.reasons[1]
    assert "more than there is" in line.reasons[1]
    assert "-" not in "".join(line.reasons)


def test_the_price_of_the_last_purchase_counts_unless_it_was_taken_back(shop: Shop) -> None:
    filament = builders.a_filament(shop, low_stock_g=Decimal(5000))
    for price, shipping in (("20.00", 0), ("24.00", 6)):
        last = builders.a_spool(
            shop,
            filament,
            total_price=Decimal(price),
            shipping=Decimal(shipping),
            supplier="Depot",
        )
    cost = [line.roll.cost_per_gram for line in the_list(shop).reorder]
    stock.take_back_purchase(shop, last.purchase_id)

    assert cost == [Decimal("0.030000")]
    (line,) = the_list(shop).reorder
    assert line.roll.cost_per_gram == Decimal("0.020000")
    assert line.roll.offers[0].cost == Decimal("20.00")
    assert line.roll.supplier == "Depot"


def test_a_gram_costs_less_the_more_packs_share_the_last_shipping(shop: Shop) -> None:
    filament = builders.a_filament(shop, low_stock_g=Decimal(5000))
    builders.a_spool(
        shop,
        filament,
        count=4,
        total_price=Decimal("79.96"),
        discount=Decimal("8.00"),
        shipping=Decimal("6.90"),
        supplier="Depot",
    )

    (line,) = the_list(shop).reorder

    assert [str(offer.per_gram) for offer in line.roll.offers[:3]] == [
        "0.024890",
        "0.021440",
        "0.019715",
    ]
    # Each of its spools cost as much: 0.019715 with its share of the shipping.
    assert line.roll.cost_per_gram == Decimal("0.019715")
    # The bill says them apart from each other.
    assert line.bill_price == Decimal("19.99") * line.rolls


def test_what_cannot_be_printed_for_lack_of_filament_is_wished_for(shop: Shop) -> None:
    black, red = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FF0000")
    builders.a_spool(shop, black)
    builders.a_variant(shop, {black.id: "100", red.id: "50"})

    (wish,) = the_list(shop).wishlist

    assert [one.filament.id for one in wish.filaments] == [red.id]
    assert [(one.model_name, one.pieces) for one in wish.versions] == [("Vase", 9)]
    assert wish.reason.startswith("Ranked last: no price of these rolls is known")
    assert not the_list(shop, with_wishlist=False).wishlist

    put_down(shop, red)
    assert not the_list(shop).wishlist


def test_totals_are_at_least_what_is_known_and_go_by_supplier(shop: Shop) -> None:
    a_low_filament(shop, supplier="Depot", cost_per_gram_base=Decimal("0.02"), net_g=Decimal(1000))
    a_low_filament(shop, supplier="Depot", color_hex="#FF0000", net_g=Decimal(1000))
    a_low_filament(shop, color_hex="#00FF00")

    found = the_list(shop)

    assert [name for name, _ in found.totals.by_supplier] == ["Depot", ""]
    said = shopping.as_text(found)
    assert "2 rolls, at least 20.00 USD (1 line without a price)" in said
    assert "No supplier named:\n- 1 x" in said


def test_the_table_opens_in_a_spreadsheet_and_no_name_becomes_a_formula(shop: Shop) -> None:
    a_low_filament(shop, color_name="=1+1", brand="@cmd")

    rows = list(csv.reader(io.StringIO(shopping.as_csv(the_list(shop)).decode("utf-8-sig"))))

    assert rows[0][:3] == ["why", "filament", "material"]
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row)


def test_the_paper_has_whatever_a_name_is_written_in_over_several_pages(shop: Shop) -> None:
    a_low_filament(shop, color_name="Grün 黑 {nb}")
    found = the_list(shop)
    many = tuple(found.reorder[0] for _ in range(80))

    one, several = (shopping.as_pdf(of) for of in (found, replace(found, reorder=many)))

    assert one.count(b"/Type /Page\n") == 1
    assert several.count(b"/Type /Page\n") > 1


def test_wishes_are_ranked_by_what_their_rolls_bring(shop: Shop) -> None:
    black = builders.a_filament(shop, cost_per_gram_base=Decimal("0.02"), net_g=Decimal(1000))
    variant = builders.a_variant(shop, {black.id: "100"})
    costs.set_pricing(shop, variant.model_id, ModelPricing(unit_price=Decimal(30)))

    (wish,) = the_list(shop).wishlist

    (version,) = wish.versions
    assert wish.cost == Decimal("20.00")
    assert version.margin is not None
    assert version.per_week is not None
    worth = version.pieces * version.per_week * float(version.margin)
    assert wish.score == pytest.approx(worth / 20, rel=0.01)
    assert wish.reason.startswith(f"{wish.score:.2f} = ")


def test_the_forecast_says_its_point_its_safety_and_the_time_to_deliver(shop: Shop) -> None:
    filament = builders.a_filament(shop, lead_time_days=9)
    spool = builders.a_spool(shop, filament)
    use_up(shop, spool.id)

    options = ShoppingOptions()
    (line,) = shopping.generate(shop, options, datetime.now(UTC) + timedelta(days=1)).reorder

    assert line.reasons[0].startswith("190 g left after the queue, at or under the reorder point")
    assert "in the 9 days it takes to come" in line.reasons[0]
    assert "g for safety. Rolls up to" in line.reasons[0]
