"""The print queue: what prints, what is next, can it be printed, when is it done."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import Variant
from printshop.domain.print_queue import NewJobs, PrintJob, StartJob
from printshop.domain.printers import Printer
from printshop.services import printing
from printshop.services.shop import Shop
from tests import builders

OpenPage = Callable[..., AppTest]


def test_a_shop_without_printers_and_jobs_is_told_what_to_do_first(open_page: OpenPage) -> None:
    app = open_page("print_queue")

    assert not app.exception
    said = _said(app)
    assert "**No printer is in use.** Add yours, and the queue says when each job is done." in said
    assert "**Nothing waits.** Choose in the catalog what to print next" in said


def test_a_waiting_job_says_what_it_needs_and_when_it_will_be_done(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000")
    builders.a_printer(shop, "Bert")
    builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "12.34"}))

    said = _said(open_page("print_queue"))

    assert "**1 job** · **1 h** to print · **12.34 g** of filament · next free slot **" in said
    assert "**Job 1 · Vase** :green-badge[:material/check_circle: Ready]" in said
    assert "Bambu Lab PLA Basic Black **12.34 g**" in said
    assert "on Bert · 1 h" in said


def test_a_filament_that_is_short_is_named_with_the_grams_that_are_missing(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "15")
    builders.a_printer(shop, "Bert")
    variant = builders.a_variant(shop, {filament.id: "10"})
    for _ in range(2):
        builders.a_queued_job(shop, variant)

    said = _said(open_page("print_queue"))

    # The first job takes 10 of the 15 g; 5 are left for the second.
    assert "**Job 1 · Vase** :green-badge[:material/check_circle: Ready]" in said
    assert "**Job 2 · Vase** :red-badge[:material/remove_circle: Short by 5 g]" in said
    assert "**10 g** (15 g on hand, 10 g of it reserved, **short by 5 g**)" in said


def test_a_job_of_unknown_grams_says_where_to_say_them(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {}, minutes=0)
    builders.a_queued_job(shop, variant)

    app = open_page("print_queue")

    assert "grams unknown" in _said(app)
    assert not app.exception


def test_a_name_from_a_file_is_shown_as_it_stands(shop: Shop, open_page: OpenPage) -> None:
    builders.a_printer(shop, "![x](http://evil.example/p.png)")

    app = open_page("print_queue")

    assert "\\!\\[x\\]\\(" in _said(app)
    assert "![x](" not in _said(app)


def test_a_printing_job_shows_the_clock_and_an_overdue_one_since_when(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "10"})
    for name, minutes in (("Bert", 15), ("Ernie", 90)):
        _start(shop, variant, builders.a_printer(shop, name), minutes_ago=minutes)

    app = open_page("print_queue")

    texts = [bar.proto.text for bar in app.get("progress")]
    assert texts[0].startswith("25% by the clock · done **")
    assert texts[1].startswith("100% by the clock · :orange[overdue since **")


def test_a_job_on_a_printer_out_of_use_can_still_be_finished(
    shop: Shop, open_page: OpenPage
) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "10"})
    printer = builders.a_printer(shop, "Bert")
    job = _start(shop, variant, printer, minutes_ago=5)
    with shop.unit_of_work() as uow:
        uow.printers.set_active(printer.id, is_active=False)
        uow.commit()

    app = open_page("print_queue")

    assert app.button(key=f"print_queue.{job.id}.done").label == "Done"


def test_done_asks_for_the_pieces_and_the_grams(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    variant = builders.a_variant(shop, {filament.id: "12.34"})
    job = _start(shop, variant, builders.a_printer(shop), minutes_ago=5)
    app = open_page("print_queue")

    app.button(key=f"print_queue.{job.id}.done").click().run()

    key = f"print_queue.complete.{job.id}"
    assert app.number_input(key=f"{key}.grams.{filament.id}").value == 12.34
    assert app.number_input(key=f"{key}.units").value == 1


def test_fifty_jobs_are_shown_twenty_at_a_time(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    for _ in range(5):
        new = NewJobs(batch_id=uuid4(), variant_id=variant.id, quantity=10)
        printing.add_to_queue(shop, new)

    first, last = open_page("print_queue"), open_page("print_queue", queue_page="3")

    assert _jobs_named(first) == list(range(1, 21))
    assert _jobs_named(last) == list(range(41, 51))


@pytest.mark.parametrize("address", ["0", "99999999999", "-1", "x", ""])
def test_an_address_with_a_strange_page_still_shows_jobs(
    shop: Shop, open_page: OpenPage, address: str
) -> None:
    builders.a_queued_job(shop, builders.a_variant(shop, {builders.a_filament(shop).id: "1"}))

    app = open_page("print_queue", queue_page=address)

    assert _jobs_named(app) == [1]


def _said(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def _jobs_named(app: AppTest) -> list[int]:
    return [int(number) for number in re.findall(r"\*\*Job (\d+) ·", _said(app))]


def _start(shop: Shop, variant: Variant, printer: Printer, *, minutes_ago: int) -> PrintJob:
    job = builders.a_queued_job(shop, variant)
    step = StartJob(job_id=job.id, printer_id=printer.id, note="It prints all the same.")
    as_of = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return printing.start(shop, step, as_of=as_of).job
