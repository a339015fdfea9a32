"""Finishing a print: what is booked from which spool, and what is refused in one sentence."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from printshop.domain.catalog import NewModel, NewPlate, NewRequirement, NewVariant, Variant
from printshop.domain.filament import Filament
from printshop.domain.print_queue import (
    ActualUse,
    CompleteJob,
    FailJob,
    FailureReason,
    JobStatus,
)
from printshop.errors import (
    InsufficientFilamentError,
    InvalidInputError,
)
from printshop.services import catalog, printing
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_completing_books_the_grams_of_the_plate_that_was_printed_and_of_no_other(
    shop: Shop,
) -> None:
    red, blue = _filament(shop, "#C12E1F"), _filament(shop, "#0A2989")
    red_spool, blue_spool = builders.a_spool(shop, red), builders.a_spool(shop, blue)
    variant = builders.a_variant(shop, {red.id: "12.34"}, {red.id: "100", blue.id: "0.92"})
    job = builders.a_print_of_its_own(shop, variant)

    outcome = printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    assert outcome.job.status is JobStatus.COMPLETED
    assert [(u.filament_id, u.consumed_g) for u in outcome.inventory_updates] == [
        (red.id, Decimal("12.34"))
    ]
    assert builders.grams_on(shop, red_spool) == Decimal("987.66")
    assert builders.grams_on(shop, blue_spool) == Decimal("1000.00")


def test_what_a_person_weighed_is_booked_instead_of_the_estimate(shop: Shop) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "12.34"}))
    step = CompleteJob(
        job_id=job.id,
        units_good=3,
        is_confirmed=True,
        actual_use=(ActualUse(filament_id=red.id, used_g=Decimal("15.5")),),
    )

    outcome = printing.complete(shop, step, as_of=MONDAY_NOON)

    assert outcome.job.units_good == 3
    assert builders.grams_on(shop, spool) == Decimal("984.50")
    [line] = builders.usage_of(shop, job)
    assert (line.estimated_g, line.actual_g) == (Decimal("12.34"), Decimal("15.50"))


def test_one_spool_that_holds_it_all_gives_it_all_so_that_nobody_changes_reels(
    shop: Shop,
) -> None:
    red = _filament(shop)
    old = builders.a_spool(shop, red, "50", expires_on=date(2026, 5, 1))
    large = builders.a_spool(shop, red, "900", expires_on=date(2026, 6, 1))
    small = builders.a_spool(shop, red, "180", expires_on=date(2026, 6, 1))
    tiny = builders.a_spool(shop, red, "90", expires_on=date(2026, 6, 1))
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "200"}))

    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    # Rests such as the 50 g that expire are what the leftover finisher is for.
    left = [builders.grams_on(shop, spool) for spool in (old, large, small, tiny)]
    assert left == [Decimal(50), Decimal(700), Decimal(180), Decimal(90)]


def test_a_spool_that_was_never_weighed_gives_only_when_the_weighed_ones_are_empty(
    shop: Shop,
) -> None:
    red = _filament(shop)
    assumed = builders.a_spool(shop, red, "1000", is_weighed=False)
    weighed = builders.a_spool(shop, red, "30")
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "40"}))

    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    assert (builders.grams_on(shop, weighed), builders.grams_on(shop, assumed)) == (
        Decimal(0),
        Decimal(990),
    )


def test_a_filament_at_two_positions_of_a_plate_is_booked_in_full(shop: Shop) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red, "100")
    variant = _variant(shop, [(red.id, "10.01"), (red.id, "20.02")])
    job = builders.a_print_of_its_own(shop, variant)
    step = CompleteJob(
        job_id=job.id, actual_use=(ActualUse(filament_id=red.id, used_g=Decimal("33.33")),)
    )

    printing.complete(shop, step, as_of=MONDAY_NOON)

    assert builders.grams_on(shop, spool) == Decimal("66.67")
    booked = sorted(line.actual_g for line in builders.usage_of(shop, job))
    assert booked == [Decimal("11.11"), Decimal("22.22")]


def test_two_positions_that_need_more_together_than_is_there_book_nothing(shop: Shop) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red, "25")
    job = builders.a_print_of_its_own(shop, _variant(shop, [(red.id, "10"), (red.id, "20")]))

    with pytest.raises(InsufficientFilamentError) as caught:
        printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    assert caught.value.message == (
        "Bambu Lab PLA Basic #101010: 30 g are to be booked, but only 25 g are on hand."
    )
    assert builders.grams_on(shop, spool) == Decimal(25)
    assert builders.status_of(shop, job) is JobStatus.PRINTING


def test_one_filament_that_is_short_keeps_the_other_from_being_booked(shop: Shop) -> None:
    red, blue = _filament(shop, "#C12E1F"), _filament(shop, "#0A2989")
    red_spool = builders.a_spool(shop, red)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "10", blue.id: "1"}))

    with pytest.raises(InsufficientFilamentError):
        printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    assert builders.grams_on(shop, red_spool) == Decimal(1000)
    assert builders.usage_of(shop, job) == ()


def test_a_position_without_a_filament_of_the_shop_is_noted_but_not_booked(shop: Shop) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red)
    job = builders.a_print_of_its_own(shop, _variant(shop, [(red.id, "10"), (None, "5.5")]))

    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    assert builders.grams_on(shop, spool) == Decimal(990)
    assert {(line.spool_id, line.actual_g) for line in builders.usage_of(shop, job)} == {
        (spool.id, Decimal("10.00")),
        (None, Decimal("5.50")),
    }


def test_a_failed_print_books_the_part_that_was_printed(shop: Shop) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "12.34"}))
    step = FailJob(
        job_id=job.id, reason=FailureReason.SPAGHETTI, note="bed", completion_percentage=37
    )

    outcome = printing.fail(shop, step, as_of=MONDAY_NOON)

    assert builders.grams_on(shop, spool) == Decimal("995.43")
    failed = outcome.job
    assert (failed.status, failed.units_good) == (JobStatus.FAILED, 0)
    assert (failed.failure_reason, failed.failure_note) == (FailureReason.SPAGHETTI, "bed")


def test_a_failed_print_books_the_grams_that_were_weighed(shop: Shop) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "12.34"}))
    use = ActualUse(filament_id=red.id, used_g=Decimal("3.21"))
    step = FailJob(job_id=job.id, reason=FailureReason.CLOG, actual_use=(use,))

    printing.fail(shop, step, as_of=MONDAY_NOON)

    assert builders.grams_on(shop, spool) == Decimal("996.79")


def test_a_failed_print_without_progress_or_grams_is_refused(shop: Shop) -> None:
    red = _filament(shop)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "1"}))

    with pytest.raises(InvalidInputError) as caught:
        printing.fail(shop, FailJob(job_id=job.id, reason=FailureReason.OTHER), as_of=MONDAY_NOON)

    expected = "A failed print needs its progress in percent, or the grams it took."
    assert caught.value.message == expected


def test_a_failed_print_with_the_grams_of_one_of_two_filaments_is_refused(shop: Shop) -> None:
    red, blue = _filament(shop), _filament(shop, "#0000FF")
    spool = builders.a_spool(shop, red)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "1", blue.id: "2"}))
    use = ActualUse(filament_id=red.id, used_g=Decimal("0.50"))
    step = FailJob(job_id=job.id, reason=FailureReason.OTHER, actual_use=(use,))

    with pytest.raises(InvalidInputError) as caught:
        printing.fail(shop, step, as_of=MONDAY_NOON)

    expected = "A failed print needs its progress in percent, or the grams it took."
    assert caught.value.message == expected
    assert builders.grams_on(shop, spool) == 1000


def test_a_plate_whose_grams_nobody_has_said_is_not_booked_as_nothing(shop: Shop) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red)
    plate = NewPlate(index=1, requirements=(NewRequirement(filament_index=1, filament_id=red.id),))
    model = catalog.create_model(shop, NewModel(name="Vase"))
    variant = catalog.create_variant(shop, model.id, NewVariant(name="Any", plates=(plate,)))
    job = builders.a_print_of_its_own(shop, variant)

    with pytest.raises(InvalidInputError) as caught:
        printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)
    use = ActualUse(filament_id=red.id, used_g=Decimal("7.5"))
    printing.complete(shop, CompleteJob(job_id=job.id, actual_use=(use,)), as_of=MONDAY_NOON)

    assert caught.value.message == "Say how many grams of Bambu Lab PLA Basic #101010 it took."
    assert builders.grams_on(shop, spool) == Decimal("992.50")


def test_grams_of_a_filament_that_the_plate_does_not_use_are_refused(shop: Shop) -> None:
    red, blue = _filament(shop, "#C12E1F"), _filament(shop, "#0A2989")
    builders.a_spool(shop, blue)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "1"}))
    use = ActualUse(filament_id=blue.id, used_g=Decimal(1))

    with pytest.raises(InvalidInputError) as caught:
        printing.complete(shop, CompleteJob(job_id=job.id, actual_use=(use,)), as_of=MONDAY_NOON)

    assert caught.value.message == (
        f"{job.label} does not use one of the filaments that grams were given for."
    )


def _filament(shop: Shop, color_hex: str = "#101010") -> Filament:
    return builders.a_filament(shop, color_hex=color_hex, color_name=color_hex)


def _variant(shop: Shop, needs: Sequence[tuple[UUID | None, str]]) -> Variant:
    """Add a model of one plate, whose filaments may repeat or be unmatched."""
    requirements = tuple(
        NewRequirement(filament_index=index, filament_id=filament_id, model_g=Decimal(used_g))
        for index, (filament_id, used_g) in enumerate(needs, start=1)
    )
    plate = NewPlate(index=1, print_time_s=3600, requirements=requirements)
    model = catalog.create_model(shop, NewModel(name="Vase"))
    return catalog.create_variant(shop, model.id, NewVariant(name="Standard", plates=(plate,)))
