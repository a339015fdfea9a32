"""The end of a print by the spools it really took from, and what is asked before it is booked."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from printshop.domain.filament import Filament
from printshop.domain.print_queue import (
    CompleteJob,
    FailJob,
    FailureReason,
    JobStatus,
    PrintJob,
    ReportProgress,
    SpoolUse,
)
from printshop.domain.spools import QuantityChange, QuantityOperation, Spool
from printshop.errors import (
    DoubtfulGramsError,
    DoubtfulPiecesError,
    DoubtfulTimeError,
    IllegalTransitionError,
    InsufficientFilamentError,
    InvalidInputError,
    RuleError,
)
from printshop.services import printing, stock
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_a_print_that_changed_spools_is_booked_from_both(shop: Shop) -> None:
    red, job = _red_print(shop, "100", spools=("70", "500"))
    first, second = _spools(shop)
    uses = (_use(red, first, "70", is_measured=True), _use(red, second, "40"))

    printing.complete(shop, CompleteJob(job_id=job.id, spool_use=uses), as_of=MONDAY_NOON)

    assert [builders.grams_on(shop, spool) for spool in (first, second)] == [0, 460]
    with shop.unit_of_work() as uow:
        # One of the two was not weighed, so that nothing is learnt from their sum.
        assert uow.frames.measured().is_empty()


def test_what_was_weighed_teaches_the_shop_and_fills_in_the_next_print(shop: Shop) -> None:
    red, job = _red_print(shop, "100", spools=("1000",))
    [spool] = _spools(shop)
    use = _use(red, spool, "120", is_measured=True)
    printing.complete(shop, CompleteJob(job_id=job.id, spool_use=(use,)), as_of=MONDAY_NOON)
    variant = builders.a_variant(shop, {red.id: "100"})
    following = builders.a_print_of_its_own(shop, variant)

    whole, half = (printing.prefilled(shop, following.id, share=s) for s in (1, Decimal("0.5")))

    # (300 + 120) ÷ (300 + 100) of 100 g
    assert whole == (_use(red, spool, "105"),)
    assert half == (_use(red, spool, "52.5"),)


def test_a_spool_that_holds_less_is_named_and_nothing_is_booked(shop: Shop) -> None:
    red, job = _red_print(shop, "100", spools=("70", "500"))
    first, _ = _spools(shop)
    step = CompleteJob(job_id=job.id, spool_use=(_use(red, first, "100"),))

    with pytest.raises(InsufficientFilamentError) as caught:
        printing.complete(shop, step, as_of=MONDAY_NOON)

    assert caught.value.message == (
        "Spool #1 (Bambu Lab PLA Basic Black): 100 g are to be booked, but only 70 g are on hand."
    )
    assert builders.grams_on(shop, first) == 70
    assert builders.status_of(shop, job) is JobStatus.PRINTING


def test_what_is_filled_in_asks_where_all_spools_hold_too_little(shop: Shop) -> None:
    red, job = _red_print(shop, "100", spools=("70",))
    [spool] = _spools(shop)

    uses = printing.prefilled(shop, job.id)

    assert uses == (_use(red, spool, "100"),)
    with pytest.raises(InsufficientFilamentError):
        printing.complete(shop, CompleteJob(job_id=job.id, spool_use=uses), as_of=MONDAY_NOON)


def test_a_spool_counted_as_empty_or_put_away_meanwhile_is_said(shop: Shop) -> None:
    red, job = _red_print(shop, "50", spools=("200", "300", "300"))
    empty, gone, other = _spools(shop)
    none = QuantityChange(
        request_id=uuid4(),
        spool_id=empty.id,
        operation=QuantityOperation.SET,
        quantity_g=Decimal(0),
    )
    stock.update_quantity(shop, none)
    stock.archive_spool(shop, gone.id)
    said = []
    for spool in (empty, gone):
        step = CompleteJob(job_id=job.id, spool_use=(_use(red, spool, "50"),))
        with pytest.raises(RuleError) as caught:
            printing.complete(shop, step, as_of=MONDAY_NOON)
        said.append(caught.value.message)

    printing.complete(
        shop, CompleteJob(job_id=job.id, spool_use=(_use(red, other, "50"),)), as_of=MONDAY_NOON
    )

    assert said == ["Spool #1 is empty.", "Spool #2 was put away."]
    assert builders.grams_on(shop, other) == 250


@pytest.mark.parametrize("used_g", ["29.99", "300.01"])
def test_grams_far_from_the_file_are_asked_about_once(shop: Shop, used_g: str) -> None:
    red, job = _red_print(shop, "100", spools=("1000",))
    [spool] = _spools(shop)
    step = CompleteJob(job_id=job.id, spool_use=(_use(red, spool, used_g),))

    with pytest.raises(DoubtfulGramsError) as caught:
        printing.complete(shop, step, as_of=MONDAY_NOON)
    sure = step.model_copy(update={"is_confirmed": True})
    printing.complete(shop, sure, as_of=MONDAY_NOON)

    assert caught.value.message == (
        f"Bambu Lab PLA Basic Black: {used_g} g are far from the 100 g expected by the file."
    )
    assert builders.grams_on(shop, spool) == 1000 - Decimal(used_g)


def test_a_time_far_from_the_file_is_asked_about_and_kept(shop: Shop) -> None:
    _, job = _red_print(shop, "10", spools=("1000",))
    step = CompleteJob(job_id=job.id, print_s=4 * 3600)

    with pytest.raises(DoubtfulGramsError) as caught:
        printing.complete(shop, step, as_of=MONDAY_NOON)
    usual = step.model_copy(update={"print_s": 3 * 3600})
    outcome = printing.complete(shop, usual, as_of=MONDAY_NOON)

    assert caught.value.message == (
        "Job 1: 240 minutes are far from the 60 minutes expected by the file."
    )
    assert outcome.job.print_s == 3 * 3600


def test_a_failed_print_is_doubted_against_its_progress(shop: Shop) -> None:
    red, job = _red_print(shop, "100", spools=("1000",))
    [spool] = _spools(shop)
    step = FailJob(
        job_id=job.id,
        reason=FailureReason.CLOG,
        completion_percentage=20,
        spool_use=(_use(red, spool, "61"),),
    )

    with pytest.raises(DoubtfulGramsError) as caught:
        printing.fail(shop, step, as_of=MONDAY_NOON)
    printing.fail(shop, step.model_copy(update={"is_confirmed": True}), as_of=MONDAY_NOON)

    assert "61 g are far from the 20 g" in caught.value.message
    assert builders.grams_on(shop, spool) == 939


def test_rejected_pieces_are_noted_and_more_than_the_plate_makes_is_said(shop: Shop) -> None:
    _, job = _red_print(shop, "10", spools=("1000",))

    step = CompleteJob(job_id=job.id, units_good=1, units_rejected=2)
    with pytest.raises(DoubtfulPiecesError):
        printing.complete(shop, step, as_of=MONDAY_NOON)

    outcome = printing.complete(
        shop, step.model_copy(update={"is_confirmed": True}), as_of=MONDAY_NOON
    )

    assert (outcome.job.units_good, outcome.job.units_rejected) == (1, 2)
    assert outcome.warnings == ("Job 1: 3 pieces are noted, and its plate makes 1.",)


def test_a_print_that_cannot_be_done_yet_by_the_clock_is_asked_about(shop: Shop) -> None:
    _, job = _red_print(shop, "10", spools=("1000",))
    step = CompleteJob(job_id=job.id, asks_when_early=True)
    soon = MONDAY_NOON + timedelta(minutes=17)

    with pytest.raises(DoubtfulTimeError) as caught:
        printing.complete(shop, step, as_of=soon)
    # Whoever said that it is nearly done is not asked.
    printing.report_progress(shop, ReportProgress(job_id=job.id, progress_pct=90), as_of=soon)
    outcome = printing.complete(shop, step, as_of=soon)

    assert caught.value.message == "Job 1 was started 17 minutes ago, and takes 60 minutes."
    assert outcome.job.status is JobStatus.COMPLETED


def test_a_rejected_piece_is_not_good_where_nobody_counted(shop: Shop) -> None:
    _, job = _red_print(shop, "10", spools=("1000",))

    step = CompleteJob(job_id=job.id, units_rejected=1)

    assert printing.complete(shop, step, as_of=MONDAY_NOON).job.units_good == 0


def test_the_same_request_completes_once_and_another_one_is_told(shop: Shop) -> None:
    red, job = _red_print(shop, "10", spools=("1000",))
    [spool] = _spools(shop)
    step = CompleteJob(job_id=job.id, request_id=uuid4())

    first, again = (printing.complete(shop, step, as_of=MONDAY_NOON) for _ in range(2))
    with pytest.raises(IllegalTransitionError):
        printing.complete(shop, CompleteJob(job_id=job.id, request_id=uuid4()), as_of=MONDAY_NOON)
    reused = FailJob(
        job_id=job.id,
        reason=FailureReason.CLOG,
        completion_percentage=1,
        request_id=step.request_id,
    )
    with pytest.raises(InvalidInputError):
        printing.fail(shop, reused, as_of=MONDAY_NOON)

    assert first == again
    assert [update.filament_id for update in again.inventory_updates] == [red.id]
    assert builders.grams_on(shop, spool) == 990


def test_progress_is_noted_while_it_prints_and_forgotten_with_the_start(shop: Shop) -> None:
    _, job = _red_print(shop, "10", spools=("1000",))

    told = printing.report_progress(
        shop, ReportProgress(job_id=job.id, progress_pct=40), as_of=MONDAY_NOON
    ).job
    waiting = printing.undo(shop, job.id, expected=JobStatus.PRINTING).job

    assert (told.progress_pct, told.progress_at) == (40, MONDAY_NOON)
    assert (waiting.progress_pct, waiting.progress_at, waiting.start_note) == (None, None, "")
    with pytest.raises(IllegalTransitionError) as caught:
        printing.report_progress(
            shop, ReportProgress(job_id=job.id, progress_pct=50), as_of=MONDAY_NOON
        )
    assert caught.value.message == "Job 1 is queued and cannot be given a progress."


def test_an_undone_completion_prints_again_from_the_spools_it_was_started_with(
    shop: Shop,
) -> None:
    red, job = _red_print(shop, "50", spools=("1000",))
    [spool] = _spools(shop)
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    printing.undo(shop, job.id, expected=JobStatus.COMPLETED)

    assert printing.prefilled(shop, job.id) == (_use(red, spool, "50"),)
    with shop.unit_of_work() as uow:
        assert [step.to_status for step in uow.job_steps.of_job(job.id)] == [
            JobStatus.PRINTING,
            JobStatus.COMPLETED,
            JobStatus.PRINTING,
        ]


def test_a_filament_merged_while_it_prints_is_booked_from_the_same_spool(shop: Shop) -> None:
    red, job = _red_print(shop, "50", spools=("1000",))
    [spool] = _spools(shop)
    kept = builders.a_filament(shop, color_hex="#111111", color_name="Jet black")
    builders.a_spool(shop, kept, "60")
    stock.merge_filaments(shop, keep_id=kept.id, gone_id=red.id)

    uses = printing.prefilled(shop, job.id)
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    assert uses == (_use(kept, spool, "50"),)
    assert builders.grams_on(shop, spool) == 950


def test_grams_that_nobody_says_are_what_the_shop_learnt_and_teach_it_nothing(shop: Shop) -> None:
    red, job = _red_print(shop, "100", spools=("1000",))
    [spool] = _spools(shop)
    use = _use(red, spool, "120", is_measured=True)
    printing.complete(shop, CompleteJob(job_id=job.id, spool_use=(use,)), as_of=MONDAY_NOON)
    variant = builders.a_variant(shop, {red.id: "100"})
    whole, half = (builders.a_print_of_its_own(shop, variant) for _ in range(2))
    failure = FailJob(job_id=half.id, reason=FailureReason.CLOG, completion_percentage=50)

    printing.complete(shop, CompleteJob(job_id=whole.id), as_of=MONDAY_NOON)
    printing.fail(shop, failure, as_of=MONDAY_NOON)

    # As the forms start with: 105 g of a whole plate.
    [of_whole], [of_half] = (builders.usage_of(shop, each) for each in (whole, half))
    assert (of_whole.actual_g, of_half.actual_g) == (Decimal(105), Decimal("52.5"))
    with shop.unit_of_work() as uow:
        assert uow.frames.measured().height == 1


def _red_print(shop: Shop, grams: str, *, spools: tuple[str, ...]) -> tuple[Filament, PrintJob]:
    red = builders.a_filament(shop)
    for of_spool in spools:
        builders.a_spool(shop, red, of_spool)
    variant = builders.a_variant(shop, {red.id: grams})
    return red, builders.a_print_of_its_own(shop, variant)


def _spools(shop: Shop) -> tuple[Spool, ...]:
    with shop.unit_of_work() as uow:
        return uow.spools.all()


def _use(filament: Filament, spool: Spool, used_g: str, *, is_measured: bool = False) -> SpoolUse:
    return SpoolUse(
        filament_id=filament.id,
        spool_id=spool.id,
        used_g=Decimal(used_g),
        is_measured=is_measured,
    )
