from collections.abc import Callable
from datetime import UTC, datetime

from streamlit.testing.v1 import AppTest

from printshop.domain.print_queue import StartJob
from printshop.services import alerts, printing
from printshop.services.shop import Shop
from tests import builders

OpenPage = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def links_of(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def labels_of(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_an_empty_shop_sees_its_first_three_steps(open_page: OpenPage) -> None:
    app = open_page("welcome")

    assert not app.exception
    assert app.title[0].value == "Welcome to your shop"
    for step in ("Drop a sliced file", "Add your spools", "Queue and print"):
        assert f"**{step}**" in text_of(app)
    assert "Load the demo shop" in labels_of(app)


def test_a_step_leads_to_its_page(open_page: OpenPage) -> None:
    app = open_page("welcome")

    app.button(key="welcome.step_1").click().run()

    assert not app.exception
    assert app.title[0].value.startswith("Upload")


def test_a_shop_with_data_is_not_offered_the_demo(shop: Shop, open_page: OpenPage) -> None:
    builders.a_filament(shop)

    app = open_page("welcome")

    assert app.title[0].value == "Today"
    assert "Load the demo shop" not in labels_of(app)
    assert "Remove the demo shop" not in labels_of(app)


def test_the_demo_shop_is_loaded_at_a_click(shop: Shop, open_page: OpenPage) -> None:
    app = open_page("welcome")

    app.button(key="welcome.load_demo").click().run()

    assert not app.exception
    assert not app.error
    assert shop.has_demo()
    assert app.title[0].value == "Today"
    assert "Remove the demo shop" in labels_of(app)


def test_what_prints_and_what_comes_next_is_named(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000")
    variant = builders.a_variant(shop, {filament.id: "10"})
    printer = builders.a_printer(shop, "Bert")
    first, second = builders.a_queued_job(shop, variant), builders.a_queued_job(shop, variant)
    printing.start(shop, StartJob(job_id=first.id, printer_id=printer.id), as_of=datetime.now(UTC))

    said = text_of(open_page("welcome"))

    assert "**1 job** printing" in said
    assert "**1 job** waiting · 2 h of printing in all" in said
    assert f"**{first.number}\\. Vase**" in said
    assert f"**{second.number}\\. Vase** :green-badge[:material/check_circle: Ready]" in said
    assert "Bert" in said


def test_what_the_queue_is_short_of_is_added_up(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "25")
    variant = builders.a_variant(shop, {filament.id: "10"})
    for _ in range(3):
        builders.a_queued_job(shop, variant)

    said = text_of(open_page("welcome"))

    # 10 of the 25 g stay on the reel as its tail; 15 g hold the first job, the second lacks
    # 5 g, the third all of its 10 g.
    assert "Bambu Lab PLA Basic Black · **15 g** missing for 2 jobs" in said


def test_a_filament_at_its_threshold_runs_low(shop: Shop, open_page: OpenPage) -> None:
    low = builders.a_filament(shop, color_name="Red", color_hex="#C8102E")
    plenty = builders.a_filament(shop, color_name="White", color_hex="#FFFFFF")
    builders.a_spool(shop, low, "100")
    builders.a_spool(shop, plenty, "100.01")

    said = text_of(open_page("welcome"))

    assert "**Bambu Lab PLA Basic Red**: 100 g on hand over 1 spool" in said
    assert "White" not in said


def test_an_idle_shop_says_that_nothing_is_wrong(shop: Shop, open_page: OpenPage) -> None:
    builders.a_spool(shop, builders.a_filament(shop), "1000")

    said = text_of(open_page("welcome"))

    assert "Nothing is printing." in said
    assert "Nothing is waiting." in said
    assert "Every job of the queue has its filament." in said
    assert "No filament is under its threshold." in said


def test_alerts_are_said_with_their_rule_and_taken_off_with_a_way_back(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop, color_name="Red [x](http://x.example)")
    builders.a_spool(shop, filament, "90")
    alerts.refresh(shop, datetime.now(UTC))
    (alert,) = alerts.unseen(shop)

    app = open_page("welcome")

    assert ":material/trending_down: Bambu Lab PLA Basic Red" in text_of(app)
    assert "at or under the 100 g you set" in text_of(app)
    assert "[x](" not in text_of(app)
    assert "Filament" in links_of(app)
    assert ":orange-badge[1\u00a0alert]" in links_of(app)

    app.button(key=f"alerts.seen.{alert.id}").click().run()
    assert alerts.unseen(shop) == ()
    assert ":material/trending_down:" not in text_of(app)
    app.button(key="notices.undo_button").click().run()

    assert alerts.unseen(shop) == (alert,)


def test_an_alert_is_not_shown_once_the_spools_are_there(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "90")
    alerts.refresh(shop, datetime.now(UTC))
    builders.a_spool(shop, filament, "1000")

    # The worker has not looked yet.
    assert alerts.count_unseen(shop) == 1
    assert ":material/trending_down:" not in text_of(open_page("welcome"))
