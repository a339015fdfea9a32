"""What the whole queue comes to, drawn from views that are made by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from printshop.domain.print_queue import JobStatus, StartJob
from printshop.services import planning, printing
from printshop.services.planning.view import (
    ChangeProposal,
    FilamentDemand,
    PlannedTake,
    QueueView,
    Refusal,
    RunOut,
    Tonight,
)
from printshop.services.printing import Move
from printshop.services.shop import Shop
from printshop.ui.places import Place
from printshop.ui.queue import details, nights, panels, rows, starting, words
from printshop.ui.queue.asked import Ask, Asked
from printshop.ui.queue.clock import Clock
from tests import builders
from tests.builders import MONDAY_NOON

CLOCK = Clock(as_of=MONDAY_NOON, zone=ZoneInfo("UTC"))


@pytest.fixture(autouse=True)
def links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw links as words: a page on its own is without the router that they need."""
    monkeypatch.setattr(Place, "link", lambda place, label, **_: st.markdown(f"{label} {place}"))


def test_the_end_of_the_queue_is_said_as_likely_and_at_worst(shop: Shop) -> None:
    view = replace(
        _queue(shop, jobs=1),
        done_at=MONDAY_NOON + timedelta(hours=4, minutes=20),
        late_done_at=MONDAY_NOON + timedelta(hours=21, minutes=10),
    )

    app = _drawn(panels.draw_totals, view, CLOCK)

    assert [_plain(head.value) for head in app.header] == [
        "All done today 16:20, at worst tomorrow 09:10"
    ]
    assert not _drawn(panels.draw_totals, replace(view, has_hours=False), CLOCK).header


def test_where_a_filament_runs_out_names_the_job_the_time_and_the_grams(shop: Shop) -> None:
    view = _queue(shop, jobs=3)
    filament = view.jobs[0].needs[0].filament
    assert filament is not None
    run_out = RunOut(
        filament=filament,
        job=view.jobs[2].job,
        at=MONDAY_NOON + timedelta(days=1, hours=2),
        short_g=Decimal(62),
        short_in_all_g=Decimal(140),
    )

    app = _drawn(panels.draw_run_outs, (run_out,), CLOCK)

    assert "runs out at **Job 3**, tomorrow 14:00: **62 g short** · 140 g short in all" in _said(
        app
    )


def test_a_proposal_says_what_it_saves_and_is_taken_only_by_a_click(shop: Shop) -> None:
    view = _queue(shop, jobs=3)
    ids = tuple(row.job.id for row in view.jobs)
    proposal = ChangeProposal(
        job_ids=(ids[2], ids[0], ids[1]), saved_loads=4, saved_min=40, saved_g=Decimal(20)
    )

    app = _drawn(panels.draw_proposal, shop, replace(view, proposal=proposal))

    assert "**Another order saves 4 loads, about 40 min and 20 g**" in _said(app)
    assert "Job 3 → Job 1 → Job 2" in _said(app)
    assert _order(shop) == [1, 2, 3]

    app.button(key="print_queue.proposal.take").click().run()

    assert _order(shop) == [3, 1, 2]
    app.session_state["notices.undo"].undo()
    assert _order(shop) == [1, 2, 3]


def test_a_proposal_for_another_queue_is_not_taken_and_an_undone_one_leaves_all_as_urgent(
    shop: Shop,
) -> None:
    ids = [row.job.id for row in _queue(shop, jobs=3).jobs]
    printing.set_priority(shop, ids[:2], 5)
    view = planning.list_queue(shop, as_of=MONDAY_NOON)
    proposal = ChangeProposal(
        job_ids=(ids[1], ids[0], ids[2]), saved_loads=1, saved_min=5, saved_g=Decimal(2)
    )
    app = _drawn(panels.draw_proposal, shop, replace(view, proposal=proposal))

    app.button(key="print_queue.proposal.take").click().run()
    assert _order(shop) == [2, 1, 3]
    printing.move(shop, [Move(ids[2], 0)])
    app.session_state["notices.undo"].undo()
    with shop.unit_of_work() as uow:
        assert [(job.number, job.priority) for job in uow.jobs.open()] == [(1, 5), (2, 5), (3, 0)]
    printing.move(shop, [Move(ids[2], 0)])
    app.button(key="print_queue.proposal.take").click().run()

    assert _order(shop) == [3, 1, 2]


def test_what_fits_the_night_is_put_last_by_a_click(shop: Shop) -> None:
    view = _queue(shop, jobs=2)
    first, second = (row.job for row in view.jobs)
    of = Tonight(
        printer=view.printers[0].printer,
        job=second,
        starts_at=MONDAY_NOON,
        ends_at=MONDAY_NOON + timedelta(hours=11),
        instead_of=first,
        order=(second.id, first.id),
    )

    app = _drawn(nights.draw, shop, replace(view, tonight=(of,)), CLOCK)

    assert "**Job 2** last on Anvil, today 12:00 → 23:00, instead of **Job 1**" in _said(app)
    app.button(key=f"print_queue.tonight.{of.printer.id}").click().run()
    assert _order(shop) == [2, 1]


def test_a_proposal_that_is_declined_is_not_shown_again(shop: Shop) -> None:
    view = _queue(shop, jobs=2)
    ids = tuple(row.job.id for row in reversed(view.jobs))
    proposal = ChangeProposal(job_ids=ids, saved_loads=1, saved_min=5, saved_g=Decimal(2))
    app = _drawn(panels.draw_proposal, shop, replace(view, proposal=proposal))

    app.button(key="print_queue.proposal.decline").click().run()

    assert not app.markdown


def test_demand_stands_beside_what_is_on_hand(shop: Shop) -> None:
    filament = _queue(shop, jobs=1).jobs[0].needs[0].filament
    assert filament is not None
    row = FilamentDemand(
        filament=filament, needed_g=Decimal(300), on_hand_g=Decimal(100), short_g=Decimal(200)
    )

    app = _drawn(panels.draw_demand, (row,))

    assert _plain(app.expander[0].label) == "Filament for the whole queue, 1 filament short"


def test_a_row_says_when_it_is_late_how_urgent_it_is_and_what_is_odd(shop: Shop) -> None:
    view = _queue(shop, jobs=1)
    ends_at = MONDAY_NOON + timedelta(hours=3)
    job = view.jobs[0].job.model_copy(
        update={"due_at": ends_at - timedelta(hours=2), "priority": 20}
    )
    row = replace(
        view.jobs[0],
        job=job,
        starts_at=MONDAY_NOON,
        ends_at=ends_at,
        late_ends_at=ends_at + timedelta(minutes=50),
        is_late=True,
        warnings=("Spool 3 is expired.",),
    )

    shown = rows.row_of(row, (), CLOCK)

    assert (_plain(shown.due), shown.is_late, shown.priority) == (
        "would end 2 h after it is due",
        True,
        "Urgent",
    )
    assert _plain(shown.when) == "today 12:00 → 15:00"
    assert shown.where == "at worst 15:50 · on Anvil"
    assert (shown.note, shown.start) == ("Spool 3 is expired.", "")


def test_details_say_which_spool_gives_and_why_a_printer_was_not_chosen(shop: Shop) -> None:
    view = _queue(shop, jobs=1)
    row, filament = view.jobs[0], view.jobs[0].needs[0].filament
    assert filament is not None
    take = PlannedTake(filament=filament, spool_id=uuid4(), spool_number=7, planned_g=Decimal(10))
    refusal = Refusal(printer=view.printers[0].printer, sentence="Its nozzle is 0.6 mm.")
    need = row.feasibility.filaments[0].model_copy(update={"required_g": Decimal("10.47")})
    feasibility = row.feasibility.model_copy(update={"filaments": (need,)})
    row = replace(row, planned=(take,), refusals=(refusal,), feasibility=feasibility)

    app = _drawn(details.draw_body, shop, row, view, CLOCK)

    said = _said(app)
    assert "Bambu Lab PLA Basic Black **10 g** by the file, up to **10.47 g** planned" in said
    assert "from spool \\#7" in said
    assert "- Anvil: Its nozzle is 0\\.6 mm\\." in _said(app)


def test_grams_that_prints_taught_say_why_they_are_not_the_files() -> None:
    assert _plain(words.expected(Decimal(65), Decimal("67.5"))) == (
        "Expected by what the shop's weighed prints took: 67.5 g. The file says 65 g."
    )
    assert words.expected(Decimal(65), Decimal(65)) == ""
    assert words.expected(None, Decimal(0)) == ""


def test_due_date_and_priority_are_saved_from_the_details(shop: Shop) -> None:
    view = _queue(shop, jobs=1)
    job = view.jobs[0].job
    app = _drawn(details.draw_body, shop, view.jobs[0], view, CLOCK)
    key = f"print_queue.wishes.{job.id}"

    app.selectbox(key=f"{key}.priority").set_value("High")
    app.date_input(key=f"{key}.on").set_value(datetime(2026, 3, 6, tzinfo=UTC).date())
    next(button for button in app.button if button.label == "Save").click().run()

    saved = planning.list_queue(shop, as_of=MONDAY_NOON).jobs[0].job
    assert saved.priority == 10
    assert saved.due_at == datetime(2026, 3, 6, 18, tzinfo=UTC)


def test_a_due_time_that_the_clock_skips_is_said_as_the_one_it_jumps_to(shop: Shop) -> None:
    row = _queue(shop, jobs=1).jobs[0]
    berlin = Clock(as_of=MONDAY_NOON, zone=ZoneInfo("Europe/Berlin"))
    key = f"print_queue.wishes.{row.job.id}"
    app = _drawn(details.draw_body, shop, row, planning.list_queue(shop, as_of=MONDAY_NOON), berlin)

    app.date_input(key=f"{key}.on").set_value(date(2026, 3, 29))
    app.time_input(key=f"{key}.at").set_value(time(2, 30))
    next(button for button in app.button if button.label == "Save").click().run()

    due_at = planning.list_queue(shop, as_of=MONDAY_NOON).jobs[0].job.due_at
    assert due_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    said = [notice.text for notice in app.session_state["notices"]]
    assert [text.split(", ", 1)[1] for text in said] == ["due Sun 29 Mar, 03:30"]


def test_a_shortage_is_said_and_needs_a_reason_to_start_anyway(shop: Shop) -> None:
    view = _queue(shop, jobs=1, stock_g="16")
    row = view.jobs[0]
    app = _drawn(starting.draw_body, shop, row, view, Asked(ask=Ask.START, job_id=row.job.id))

    assert _plain(app.warning[0].value).replace("\\", "") == (
        "Bambu Lab PLA Basic Black needs 10 g, the spools can give 6 g: 4 g short."
    )
    send = next(button for button in app.button if button.label == "Start anyway on Anvil")
    send.click().run()
    assert [error.value for error in app.error] == ["Say why it is started all the same\\."]

    app.text_input(key=f"print_queue.start.{row.job.id}.note").set_value("It is a test")
    next(button for button in app.button if button.label.startswith("Start anyway")).click().run()

    assert not app.error
    job = planning.list_queue(shop, as_of=MONDAY_NOON).jobs[0].job
    assert job.status is JobStatus.PRINTING


def test_without_a_free_printer_a_start_says_what_each_prints(shop: Shop) -> None:
    view = _queue(shop, jobs=2)
    step = StartJob(job_id=view.jobs[0].job.id, printer_id=view.printers[0].printer.id)
    printing.start(shop, step, as_of=MONDAY_NOON)
    view = planning.list_queue(shop, as_of=MONDAY_NOON)
    row = view.jobs[1]

    app = _drawn(starting.draw_body, shop, row, view, Asked(ask=Ask.START, job_id=row.job.id))

    assert "**No printer is free.**" in _said(app)
    assert "- Anvil: prints Job 1\\." in _said(app)


def _queue(shop: Shop, *, jobs: int, stock_g: str = "1000") -> QueueView:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, stock_g)
    builders.a_printer(shop, "Anvil")
    variant = builders.a_variant(shop, {filament.id: "10"})
    for _ in range(jobs):
        builders.a_queued_job(shop, variant)
    return planning.list_queue(shop, as_of=MONDAY_NOON)


def _order(shop: Shop) -> list[int]:
    with shop.unit_of_work() as uow:
        return [job.number for job in uow.jobs.open()]


def _drawn(draw: Callable[..., None], *args: object) -> AppTest:
    def script(drawn: "Callable[[], None]") -> None:
        drawn()

    return AppTest.from_function(script, args=(partial(draw, *args),), default_timeout=30).run()


def _said(app: AppTest) -> str:
    assert not app.exception
    return _plain("\n".join(element.value for element in app.markdown))


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")
