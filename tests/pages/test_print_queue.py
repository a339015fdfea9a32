"""The print queue: what prints, what is next, can it be printed, when is it done."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import Variant
from printshop.domain.print_queue import NewJobs, PrintJob, StartJob
from printshop.domain.printers import Printer
from printshop.services import printing
from printshop.services.shop import Shop
from tests import builders
from tests.pages.queue_rows import rows_of, sent_to_the_list

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

    app = open_page("print_queue")

    said = "**1 job** · **1 h** to print · **12.34 g** of filament · next free slot **"
    assert said in _said(app)
    (row,) = rows_of(app)
    assert (row["label"], row["title"]) == ("Job 1", "Vase")
    assert (row["badge"], row["icon"], row["tone"]) == ("Ready", "check_circle", "green")
    (chip,) = row["chips"]
    assert (chip["color"], chip["is_bad"]) == ("#101010", False)
    assert _plain(chip["text"]) == "Bambu Lab PLA Basic Black 12.34 g"
    assert re.fullmatch(r".*\d\d:\d\d → .*\d\d:\d\d", row["when"])
    assert row["where"].endswith("on Bert")
    assert _plain(row["part"]) == "Standard v1 · Plate 1 · 1 h by the file"


def test_enough_filament_that_no_plan_keeps_to_one_spool_a_job_is_said(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    # Of each ten grams stay on the reel: 20 and 20 for 15, 15 and 10.
    for _ in range(2):
        builders.a_spool(shop, filament, "30")
    for needed_g in ("15", "15", "10"):
        builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: needed_g}))

    app = open_page("print_queue")

    [found] = [one for one in app.expander if "change of spool" in one.label]
    assert _plain(found.label) == "A change of spool within a job: 1 filament"
    assert "serves every job from one: 30 g of 40 g at best." in _plain(found.markdown[0].value)


def test_the_queue_is_sorted_by_the_rules_and_back(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    first, second, third = (builders.a_queued_job(shop, variant) for _ in range(3))
    printing.set_due(shop, [third.id], datetime.now(UTC) + timedelta(days=1))
    app = open_page("print_queue")

    app.button(key="print_queue.sort").click().run()

    with shop.unit_of_work() as uow:
        assert [job.id for job in uow.jobs.open()] == [third.id, first.id, second.id]
    app.button(key="print_queue.sort").click().run()
    assert [toast.value for toast in app.toast] == ["The queue stands in this order already"]


def test_a_filament_that_is_short_is_named_with_the_grams_that_are_missing(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "25")
    builders.a_printer(shop, "Bert")
    variant = builders.a_variant(shop, {filament.id: "10"})
    for _ in range(2):
        builders.a_queued_job(shop, variant)

    first, second = rows_of(open_page("print_queue"))

    # 10 of the 25 g stay on the reel; the first job takes 10, and 5 are left for the second.
    assert first["badge"] == "Ready"
    assert _plain(second["badge"]) == "Short by 5 g"
    (chip,) = second["chips"]
    assert _plain(chip["text"]) == "Bambu Lab PLA Basic Black 10 g · short by 5 g"
    assert chip["is_bad"]


def test_a_job_of_unknown_grams_says_where_to_say_them(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {}, minutes=0)
    builders.a_queued_job(shop, variant)

    app = open_page("print_queue")

    assert "1 job of unknown grams" in _said(app)
    assert rows_of(app)[0]["badge"] == "Grams missing"
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
    assert re.match(r"25% by the clock · done \*\*.*\*\* · at worst .*\d\d:\d\d$", texts[0])
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
    spool = builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "12.34"})
    job = _start(shop, variant, builders.a_printer(shop), minutes_ago=5)
    app = open_page("print_queue")

    app.button(key=f"print_queue.{job.id}.done").click().run()

    key = f"print_queue.complete.{job.id}"
    assert app.number_input(key=f"{key}.{spool.id}.g").value == 12.34
    assert app.number_input(key=f"{key}.units").value == 1


def test_a_dialog_that_comes_too_late_says_so(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "10"})
    job = _start(shop, variant, builders.a_printer(shop), minutes_ago=5)
    app = open_page("print_queue")
    printing.cancel(shop, job.id, as_of=datetime.now(UTC))

    app.button(key=f"print_queue.{job.id}.done").click().run()

    assert [error.value for error in app.error] == [
        "The job no longer prints: somebody was quicker. The queue shows where it stands now."
    ]


def test_of_many_jobs_the_first_hundred_are_shown(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    new = NewJobs(batch_id=uuid4(), variant_id=variant.id, quantity=120)
    printing.add_to_queue(shop, new)

    sent = sent_to_the_list(open_page("print_queue"))

    assert [row["label"] for row in sent["rows"]] == [f"Job {n}" for n in range(1, 101)]
    assert sent["total"] == 120


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def _said(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def _start(shop: Shop, variant: Variant, printer: Printer, *, minutes_ago: int) -> PrintJob:
    job = builders.a_queued_job(shop, variant)
    step = StartJob(job_id=job.id, printer_id=printer.id, note="It prints all the same.")
    as_of = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return printing.start(shop, step, as_of=as_of).job
