"""What a shop learnt, as it is shown: with the prints it rests on and those left out."""

from datetime import timedelta
from decimal import Decimal

import pytest

from printshop.domain.print_queue import CompleteJob, SpoolUse
from printshop.domain.printers import NewPrinter
from printshop.repo.frames import history
from printshop.services import calibration, printers, printing
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_factors_stand_beside_the_prints_they_rest_on_and_slips_are_listed(shop: Shop) -> None:
    red = builders.a_filament(shop)
    spool = builders.a_spool(shop, red, "5000")
    anvil = printers.create_printer(shop, NewPrinter(name="Anvil", model="Bambu Lab P1S"))
    variant = builders.a_variant(shop, {red.id: "100"}, minutes=600)
    for used_g, hours in (("120", 12), ("400", 40)):
        job = builders.a_printing_job(shop, variant, anvil)
        use = SpoolUse(
            filament_id=red.id, spool_id=spool.id, used_g=Decimal(used_g), is_measured=True
        )
        step = CompleteJob(job_id=job.id, spool_use=(use,), print_s=hours * 3600, is_confirmed=True)
        printing.complete(shop, step, as_of=MONDAY_NOON)

    learnt = calibration.factors(shop)

    [grams], [time] = learnt.grams, learnt.times
    assert (grams.printer_model, grams.material, grams.is_multicolor) == (
        "Bambu Lab P1S",
        "PLA",
        False,
    )
    # (300 + 120) ÷ (300 + 100), and (10 + 12) ÷ (10 + 10)
    assert (grams.factor, grams.job_count) == (Decimal("1.05"), 1)
    assert (time.printer_name, time.factor, time.job_count) == ("Anvil", Decimal("1.1"), 1)
    assert [(row.job_label, row.what, row.is_time) for row in learnt.left_out] == [
        ("Job 2", "Bambu Lab PLA Basic Black", False),
        ("Job 2", "Print time", True),
    ]


def test_a_shop_that_weighed_nothing_has_learnt_nothing(shop: Shop) -> None:
    red = builders.a_filament(shop)
    builders.a_spool(shop, red)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "100"}))
    builders.complete(shop, job)

    learnt = calibration.factors(shop)

    assert (learnt.grams, learnt.times, learnt.left_out) == ((), (), ())


def test_only_the_latest_prints_teach(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_LEARNT_FROM", 1)
    red = builders.a_filament(shop)
    spool = builders.a_spool(shop, red, "5000")
    anvil = builders.a_printer(shop)
    variant = builders.a_variant(shop, {red.id: "100"}, minutes=600)
    for days, (used_g, hours) in enumerate((("120", 12), ("100", 10))):
        job = builders.a_printing_job(shop, variant, anvil)
        use = SpoolUse(
            filament_id=red.id, spool_id=spool.id, used_g=Decimal(used_g), is_measured=True
        )
        step = CompleteJob(job_id=job.id, spool_use=(use,), print_s=hours * 3600)
        printing.complete(shop, step, as_of=MONDAY_NOON + timedelta(days=days))

    learnt = calibration.factors(shop)

    assert [(of.factor, of.job_count) for of in (*learnt.grams, *learnt.times)] == [(1, 1)] * 2
