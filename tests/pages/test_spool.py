"""The page of one spool, through the page and into a real database."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from printshop.domain.spools import MovementReason, QuantityChange, QuantityOperation, Spool
from printshop.repo.ledger import Booking
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.services.stock import Tare
from printshop.ui.inventory.spool.spool_view import Action
from tests import builders

OpenPage = Callable[..., AppTest]


def click(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def undo_offered(app: AppTest) -> str:
    return str(app.session_state["notices.undo"].text).replace("\u00a0", " ")


def act(app: AppTest, spool: Spool, action: Action) -> AppTest:
    return app.segmented_control(f"inventory.action.{spool.id}").set_value(action).run()


def reasons(shop: Shop, spool: Spool) -> list[MovementReason]:
    return [line.reason for line in stock.ledger(shop, spool.id)]


def test_a_label_opens_the_spool_by_its_number(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(
        shop,
        filament,
        total_price=Decimal("19.99"),
        shipping=Decimal("6.90"),
        location="Shelf B",
        batch_identifier="L7",
        supplier="Corner shop",
    )

    app = open_page("inventory", spool=str(spool.number))

    assert not app.exception
    assert app.title[0].value == r"Spool \#1"
    assert app.metric[0].value.replace("\u00a0", " ") == "1,000 g"
    text = text_of(app)
    for said in (
        "Sealed",
        "**Place** Shelf B",
        "**Lot** L7",
        "$19.99 on the bill + $6.90, its share of shipping $6.90 = $26.89 for 1,000 g: **0.0269",
        "What is on it is worth **$26.89**.",
    ):
        assert said in text
    assert app.dataframe[0].value["reason"].to_list() == ["Received"]


@pytest.mark.parametrize("key", ["999", "#999", "banana", "00000000-0000-0000-0000-000000000000"])
def test_a_label_of_no_spool_says_so_and_leads_on(
    shop: Shop, open_page: OpenPage, key: str
) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))

    app = open_page("inventory", spool=key)
    assert app.title[0].value == "No such spool"
    app.text_input("inventory.spool_number").set_value(str(spool.number)).run()

    assert app.title[0].value == r"Spool \#1"


def test_a_spool_is_weighed_by_the_scale_and_the_weight_is_taken_back(
    shop: Shop, open_page: OpenPage
) -> None:
    builders.a_filament(shop, color_hex="#FFFFFF", tare_g=Decimal(216))
    spool = builders.a_spool(shop, builders.a_filament(shop))
    app = open_page("inventory", spool=str(spool.id))
    assert "Empty reel 216 g, as most reels of this brand." in text_of(app)

    app.number_input(f"inventory.weigh.{spool.id}.gross").set_value(856.0).run()
    assert "**640 g** are on it, \u2212360 g against the ledger." in text_of(app)
    click(app, "Book the weight")

    assert builders.grams_on(shop, spool) == Decimal(640)
    assert "holds 640 g by the scale" in undo_offered(app)
    # What is only proposed is not written down again with the spool.
    assert stock.spool_by_id(shop, spool.id).tare_g is None

    click(app, "Undo")
    assert builders.grams_on(shop, spool) == Decimal(1000)


def test_a_reel_that_nobody_knows_is_asked_for_once(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    spool, other = builders.a_spool(shop, filament), builders.a_spool(shop, filament)
    app = open_page("inventory", spool=str(spool.id))
    app.number_input(f"inventory.weigh.{spool.id}.gross").set_value(856.0)
    click(app, "Book the weight")
    assert app.error[0].value.startswith("Nobody has said what the empty reel")
    assert app.number_input(f"inventory.weigh.{spool.id}.gross").value == 856.0

    app.number_input(f"inventory.weigh.{spool.id}.tare").set_value(900.0)
    click(app, "Book the weight")
    assert "less than the empty reel" in app.error[0].value
    app.number_input(f"inventory.weigh.{spool.id}.tare").set_value(200.0)
    click(app, "Book the weight")

    assert not app.error
    weighed = stock.spool_by_id(shop, spool.id)
    assert (weighed.quantity_g, weighed.tare_g) == (Decimal(656), Decimal(200))
    # Said of all reels of the filament, as it was nowhere said otherwise.
    assert stock.tare_of(shop, other.id) == Tare(grams=Decimal(200), source="filament")


def test_more_than_a_spool_came_with_is_asked_about_and_then_booked(
    shop: Shop, open_page: OpenPage
) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop, tare_g=Decimal(250)))
    app = open_page("inventory", spool=str(spool.id))
    key = f"inventory.weigh.{spool.id}"
    app.number_input(f"{key}.gross").set_value(5000.0)
    click(app, "Book the weight")
    assert "came with 1,000 g, and would hold 4,750 g" in app.warning[0].value.replace("\\", "")
    assert builders.grams_on(shop, spool) == Decimal(1000)

    app.number_input(f"{key}.gross").set_value(6000.0).run()
    assert not app.warning
    click(app, "Book the weight")
    click(app, "Book 5,750\u00a0g on a 1,000\u00a0g spool anyway")

    assert builders.grams_on(shop, spool) == Decimal(5750)
    assert not app.warning


def test_grams_are_wound_over_and_thrown_away_and_come_back(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    rest, other = builders.a_spool(shop, filament, "80"), builders.a_spool(shop, filament, "500")
    app = act(open_page("inventory", spool=str(rest.id)), rest, Action.RESPOOL)
    app.selectbox(f"inventory.respool.{rest.id}.to").set_value(other.id)
    click(app, "Wind it over")
    assert builders.grams_on(shop, other) == Decimal(500)
    click(app, "Book 580\u00a0g on a 500\u00a0g spool anyway")
    assert builders.grams_on(shop, other) == Decimal(580)
    click(app, "Undo")
    assert builders.grams_on(shop, rest) == Decimal(80)

    act(app, rest, Action.SCRAP)
    app.number_input(f"inventory.scrap.{rest.id}.grams").set_value(30.0)
    app.text_input(f"inventory.scrap.{rest.id}.reason").set_value("brittle")
    click(app, "Throw it away")

    assert builders.grams_on(shop, rest) == Decimal(50)
    assert stock.ledger(shop, rest.id)[0].note == "brittle"
    assert "30 g of spool" in undo_offered(app)


def test_a_spool_is_used_by_hand_at_first_choice(shop: Shop, open_page: OpenPage) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    app = act(open_page("inventory", spool=str(spool.id)), spool, Action.CHANGE)
    app.number_input(f"inventory.quantity.{spool.id}.grams").set_value(12.5)

    click(app, "Book it")

    assert builders.grams_on(shop, spool) == Decimal("987.50")
    assert reasons(shop, spool)[0] is MovementReason.SUBTRACTED


def test_a_press_says_opened_dried_moved_and_put_away(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    spool, _ = (
        builders.a_spool(shop, filament),
        builders.a_spool(shop, filament, location="Dry box"),
    )
    app = open_page("inventory", spool=str(spool.id))
    today = datetime.now(UTC).date()

    click(app, "Opened today")
    click(app, "Dried today")
    act(app, spool, Action.PLACE)
    app.selectbox(f"inventory.place.{spool.id}.location").set_value("Dry box")
    click(app, "Move it there")

    now = stock.spool_by_id(shop, spool.id)
    assert (now.opened_on, now.dried_on, now.location) == (today, today, "Dry box")
    click(app, "Undo")
    assert stock.spool_by_id(shop, spool.id).location == ""

    click(app, "Put it away")
    assert "Put away" in text_of(app)
    click(app, "Take it out again")
    assert stock.spool_by_id(shop, spool.id).archived_at is None


def test_a_line_of_the_ledger_is_taken_back_from_the_table(shop: Shop, open_page: OpenPage) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    take = QuantityChange(
        request_id=uuid4(),
        spool_id=spool.id,
        operation=QuantityOperation.SUBTRACT,
        quantity_g=Decimal(100),
        reason="spilled",
    )
    stock.update_quantity(shop, take)
    line = stock.ledger(shop, spool.id)[0]
    app = open_page("inventory", spool=str(spool.id))

    app.selectbox(f"inventory.take_back.{spool.id}.line").set_value(line.id).run()
    click(app, "Take it back")

    assert builders.grams_on(shop, spool) == Decimal(1000)
    ledger = app.dataframe[0].value
    assert ledger["state"].to_list() == ["Takes another back", "Taken back", ""]
    assert ledger["by"].to_list()[0] == "Somebody"


def test_two_people_who_edit_a_spool_lose_nothing(shop: Shop, open_page: OpenPage) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), location="Shelf A")
    key = f"inventory.spool_details.{spool.id}"
    app = open_page("inventory", spool=str(spool.id))
    app.session_state[f"{key}.section"] = True
    app.run()
    # Meanwhile, in another browser:
    theirs = spool.details.model_copy(update={"location": "Shelf C", "note": "tangled"})
    stock.update_spool(shop, spool.id, theirs)

    app.text_input(f"{key}.0.location").set_value("Shelf B")
    app.date_input(f"{key}.0.expires_on").set_value(date(2030, 1, 1))
    click(app, "Save")
    assert "Place is Shelf C now, it was Shelf A" in app.error[0].value.replace("\\", "")
    assert app.text_input(f"{key}.0.location").value == "Shelf B"
    click(app, "Save")

    now = stock.spool_by_id(shop, spool.id)
    assert (now.location, now.note, now.expires_on) == ("Shelf B", "tangled", date(2030, 1, 1))


def test_days_in_the_wrong_order_are_refused_in_words(shop: Shop, open_page: OpenPage) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), purchased_on=date(2026, 3, 1))
    key = f"inventory.spool_details.{spool.id}"
    app = open_page("inventory", spool=str(spool.id))
    app.session_state[f"{key}.section"] = True
    app.run()

    app.date_input(f"{key}.0.opened_on").set_value(date(2026, 2, 1))
    click(app, "Save")

    assert "cannot be opened before it was bought" in app.error[0].value


def test_a_bill_is_corrected_with_a_look_at_what_it_leads_to_and_comes_back(
    shop: Shop, open_page: OpenPage
) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), total_price=Decimal(20))
    form = f"inventory.bill_form.{spool.purchase_id}"
    app = open_page("inventory", spool=str(spool.id))
    app.session_state[f"inventory.bill.{spool.purchase_id}.section"] = True
    app.run()

    app.number_input(f"{form}.0.price.0").set_value(22.0)
    app.number_input(f"{form}.0.shipping").set_value(3.0).run()
    assert (
        r"\#1: **0.0250 USD per gram ($25.00 per kg)**, 0.0200 USD per gram ($20.00 per kg) "
        "until now."
    ) in text_of(app)
    click(app, "Save the bill")
    assert stock.spool_by_id(shop, spool.id).landed_cost_per_gram == Decimal("0.025")

    click(app, "Undo")
    assert stock.spool_by_id(shop, spool.id).landed_cost_per_gram == Decimal("0.02")

    app.text_input(f"inventory.bill_head.{spool.purchase_id}.0.supplier").set_value("Corner")
    click(app, "Save supplier, number and day")
    assert not app.error
    assert stock.bill(shop, spool.purchase_id).purchase.supplier == "Corner"
    click(app, "Undo")
    assert stock.bill(shop, spool.purchase_id).purchase.supplier == ""


def test_a_bill_that_somebody_else_corrected_is_not_overwritten_unseen(
    shop: Shop, open_page: OpenPage
) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), total_price=Decimal(20))
    app = open_page("inventory", spool=str(spool.id))
    app.session_state[f"inventory.bill.{spool.purchase_id}.section"] = True
    app.run()
    bill = stock.bill(shop, spool.purchase_id)
    stock.correct_price(shop, spool.purchase_id, {spool.id: Decimal(30)}, bill.purchase)

    click(app.run(), "Save the bill")

    assert "Somebody else changed this bill meanwhile" in app.error[0].value
    assert stock.spool_by_id(shop, spool.id).price == Decimal(30)


def test_undoing_a_correction_does_not_undo_the_later_one_of_somebody_else(
    shop: Shop, open_page: OpenPage
) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), count=3, total_price=Decimal(10))
    form = f"inventory.bill_form.{spool.purchase_id}"
    app = open_page("inventory", spool=str(spool.id))
    app.session_state[f"inventory.bill.{spool.purchase_id}.section"] = True
    app.run()
    app.number_input(f"{form}.0.price.0").set_value(11.0)
    click(app, "Save the bill")
    saved = stock.bill(shop, spool.purchase_id)
    theirs = dict.fromkeys((one.id for one in saved.spools), Decimal(4))
    stock.correct_price(shop, saved.purchase.id, theirs, saved.purchase)

    click(app, "Undo")

    assert sum(one.price or 0 for one in saved.spools) == 11
    assert {one.price for one in stock.bill(shop, saved.purchase.id).spools} == {Decimal(4)}
    assert "Somebody else changed this bill meanwhile" in app.error[0].value


def test_a_long_history_is_shown_in_pages(shop: Shop, open_page: OpenPage) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    booking = Booking(spool_id=spool.id, amount_g=Decimal("-0.01"), reason=MovementReason.USED)
    with shop.unit_of_work() as uow:
        uow.ledger.book([booking] * 250)
        uow.commit()

    app = open_page("inventory", spool=str(spool.id))

    assert "251 bookings, newest first." in text_of(app)
    assert len(app.dataframe[0].value) == 100
