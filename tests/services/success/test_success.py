"""How often prints end well, of everything that they are asked about."""

from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest

from printshop.domain.catalog import NewModel, Variant, VariantStatus, VariantUpdate
from printshop.domain.filament import Material
from printshop.domain.print_queue import CompleteJob, FailJob, FailureReason
from printshop.errors import NotFoundError
from printshop.frames import JOB_SUCCESS
from printshop.platform.postgres import LocalPostgres
from printshop.services import catalog, planning, printing, success
from printshop.services.shop import Shop
from printshop.services.success import FailureCount, Verdict
from tests import builders
from tests.builders import MONDAY_NOON, past_runs


def a_second_version(shop: Shop, first: Variant) -> Variant:
    """Add a version that follows another one."""
    needs = {need.filament_id: "10" for need in first.plates[0].requirements if need.filament_id}
    return catalog.create_variant(shop, first.model_id, builders.new_variant(needs))


@pytest.fixture
def vase(shop: Shop) -> Variant:
    """Give a version of one plate and one filament, with a spool of it."""
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    return builders.a_variant(shop, {filament.id: "10"})


def test_cancelled_runs_are_in_no_denominator(shop: Shop, vase: Variant) -> None:
    past_runs(shop, vase, good=8, failed=2, cancelled=5)

    told = success.of_version(shop, vase.id)

    # (0.9 · 10 + 8) ÷ (10 + 10)
    assert (told.rate.good, told.rate.tried, told.rate.mean) == (8, 10, pytest.approx(0.85))
    assert (told.completed, told.failed) == (8, 2)


def test_what_was_never_printed_is_as_the_owner_expects(shop: Shop, vase: Variant) -> None:
    told = success.of_version(shop, vase.id)

    assert (told.rate.tried, told.rate.wilson_low, told.rate.mean_pct) == (0, None, Decimal(90))
    assert (told.begins_at, told.by_version) == (0.9, None)


def test_one_print_is_no_hundred_percent(shop: Shop, vase: Variant) -> None:
    past_runs(shop, vase, good=1)

    rate = success.of_version(shop, vase.id).rate

    assert rate.mean == pytest.approx(10 / 11)
    assert rate.low < 0.8


def test_all_failures_are_a_low_rate_and_no_division_by_nothing(shop: Shop, vase: Variant) -> None:
    past_runs(shop, vase, failed=6)

    rate = success.of_version(shop, vase.id).rate

    assert (rate.good, rate.mean) == (0, pytest.approx(9 / 16))
    assert rate.cost_factor == pytest.approx(15 / 8)


def test_rejected_pieces_are_lost_for_the_cost_but_not_for_the_printer(
    shop: Shop, vase: Variant
) -> None:
    printer = builders.a_printer(shop, "Anna")
    job = builders.a_printing_job(shop, vase, printer)
    step = CompleteJob(job_id=job.id, units_good=0, units_rejected=1)
    printing.complete(shop, step, as_of=MONDAY_NOON)

    told = success.of_version(shop, vase.id)
    (on_anna,) = success.details(shop, vase.id).printers

    assert (told.rate.good, told.completed, told.failed) == (0, 1, 0)
    assert (on_anna.label, on_anna.rate.good, on_anna.machine.good) == ("Anna", 0, 1)


def test_what_was_stopped_by_hand_failed_and_each_reason_says_the_grams(
    shop: Shop, vase: Variant
) -> None:
    for reason, percent in ((FailureReason.OPERATOR, 50), (FailureReason.OPERATOR, 20)):
        job = builders.a_print_of_its_own(shop, vase)
        step = FailJob(job_id=job.id, reason=reason, completion_percentage=percent)
        printing.fail(shop, step, as_of=MONDAY_NOON)
    past_runs(shop, vase, failed=1)

    details = success.details(shop, vase.id)

    assert details.failures == (
        FailureCount(reason=FailureReason.OPERATOR, runs=2, lost_g=Decimal("7.00")),
        FailureCount(reason=FailureReason.CLOG, runs=1, lost_g=Decimal("0.00")),
    )
    assert success.of_version(shop, vase.id).rate.tried == 3


def test_a_print_of_two_filaments_of_one_material_is_one_print_of_it(shop: Shop) -> None:
    red, blue = (builders.a_filament(shop, color_hex=color) for color in ("#FF0000", "#0000FF"))
    petg = builders.a_filament(shop, material=Material.PETG)
    for filament in (red, blue, petg):
        builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {red.id: "10", blue.id: "5", petg.id: "5"})
    builders.complete(shop, builders.a_print_of_its_own(shop, variant))

    details = success.details(shop, variant.id)

    assert {(of.label, of.rate.tried) for of in details.materials} == {("PLA", 1), ("PETG", 1)}
    assert [of.rate.tried for of in details.filaments] == [1, 1, 1]


def test_the_surest_stands_first_and_not_the_luckiest(shop: Shop, vase: Variant) -> None:
    anna, bert = (builders.a_printer(shop, name) for name in ("Anna", "Bert"))
    past_runs(shop, vase, good=1, printer=anna)
    past_runs(shop, vase, good=47, failed=1, printer=bert)

    printers = success.details(shop, vase.id).printers

    assert [(of.label, of.rate.tried) for of in printers] == [("Bert", 48), ("Anna", 1)]


def test_all_prints_on_one_printer_are_as_sure_as_those_of_the_version(
    shop: Shop, vase: Variant
) -> None:
    past_runs(shop, vase, failed=4)
    new = a_second_version(shop, vase)
    past_runs(shop, new, good=2, failed=1, printer=builders.a_printer(shop))

    (only,) = success.details(shop, new.id).printers

    assert only.rate == success.of_version(shop, new.id).rate


def test_prints_whose_printer_is_not_known_are_said_to_be_so(shop: Shop, vase: Variant) -> None:
    past_runs(shop, vase, good=2)

    assert [of.label for of in success.details(shop, vase.id).printers] == [
        "A printer that is gone"
    ]


def test_a_new_version_begins_where_the_one_before_it_stands(shop: Shop, vase: Variant) -> None:
    past_runs(shop, vase, failed=10)
    new = a_second_version(shop, vase)

    told = success.of_version(shop, new.id)

    # (9 + 0) ÷ (10 + 10) of the old one, worth five runs.
    assert (told.begins_at, told.by_version, told.rate.mean) == (
        pytest.approx(0.45),
        1,
        pytest.approx(0.45),
    )
    past_runs(shop, new, good=5)
    assert success.of_version(shop, new.id).rate.mean == pytest.approx((5 * 0.45 + 5) / 10)


def test_versions_are_compared_each_by_its_own_prints(shop: Shop, vase: Variant) -> None:
    past_runs(shop, vase, good=8, failed=2)
    new = a_second_version(shop, vase)
    past_runs(shop, new, good=3)

    compared = success.details(shop, new.id).comparison

    assert compared is not None
    assert (compared.new.good, compared.new.tried) == (3, 3)
    assert (compared.old.good, compared.old.tried, compared.old_version) == (8, 10, 1)
    assert compared.verdict is Verdict.TOO_FEW
    assert 0.75 < compared.better < 0.85


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ((5, 5), (0, 0), Verdict.NOT_TRIED),
        ((0, 0), (3, 0), Verdict.NOTHING_BEFORE),
        ((20, 20), (40, 0), Verdict.BETTER),
        ((40, 0), (20, 20), Verdict.WORSE),
        ((20, 2), (20, 2), Verdict.ALIKE),
    ],
)
def test_many_prints_say_whether_a_version_helped(
    shop: Shop, vase: Variant, old: tuple[int, int], new: tuple[int, int], verdict: Verdict
) -> None:
    second = a_second_version(shop, vase)
    for variant, (good, failed) in ((vase, old), (second, new)):
        past_runs(shop, variant, good=good, failed=failed)

    compared = success.details(shop, second.id).comparison

    assert compared is not None
    assert compared.verdict is verdict
    assert success.details(shop, vase.id).comparison is None


def test_a_version_is_worth_proving_from_three_prints_and_a_sure_rate(
    shop: Shop, vase: Variant
) -> None:
    past_runs(shop, vase, good=2)
    assert not success.of_version(shop, vase.id).is_worth_proving

    past_runs(shop, vase, good=1)
    assert success.of_version(shop, vase.id).is_worth_proving

    proven = VariantUpdate(name=vase.name, status=VariantStatus.PROVEN)
    catalog.update_variant(shop, vase.id, proven)
    assert not success.of_version(shop, vase.id).is_worth_proving


def test_a_version_that_often_fails_is_not_worth_proving(shop: Shop, vase: Variant) -> None:
    past_runs(shop, vase, good=5, failed=5)

    assert not success.of_version(shop, vase.id).is_worth_proving


def test_rates_of_the_shop_are_those_of_each_version(shop: Shop, vase: Variant) -> None:
    past_runs(shop, vase, good=4, failed=1)
    other = builders.a_variant(shop, {builders.a_filament(shop, color_hex="#FFFFFF").id: "5"})

    with shop.snapshot() as uow:
        every, few = success.of_variants(uow), success.of_variants(uow, [other.id, uuid4()])

    assert every[vase.id] == success.of_version(shop, vase.id).rate
    assert set(every) == {vase.id, other.id}
    assert few == {other.id: every[other.id]}


def test_jobs_of_the_queue_are_as_likely_to_succeed_as_their_versions(
    shop: Shop, vase: Variant
) -> None:
    past_runs(shop, vase, good=2, failed=8)
    new = a_second_version(shop, vase)
    jobs = [builders.a_queued_job(shop, of) for of in (vase, new)]

    with shop.snapshot() as uow:
        found = success.of_jobs(uow, uow.frames.queue())

    # (9 + 2) ÷ (10 + 10), and the new version begins there.
    assert found.schema == JOB_SUCCESS
    assert dict(found.iter_rows()) == {str(job.id): pytest.approx(0.55) for job in jobs}


def test_a_queue_says_how_late_it_becomes_when_prints_fail(shop: Shop, vase: Variant) -> None:
    builders.a_printer(shop)
    builders.a_queued_job(shop, vase)
    before = planning.list_queue(shop, as_of=MONDAY_NOON)
    past_runs(shop, vase, failed=10)
    after = planning.list_queue(shop, as_of=MONDAY_NOON)

    assert after.done_at == before.done_at
    assert before.late_done_at is not None
    assert after.late_done_at is not None
    assert after.late_done_at > before.late_done_at


def test_a_filament_that_was_deleted_keeps_the_history_of_its_versions(
    shop: Shop, vase: Variant, database: LocalPostgres
) -> None:
    builders.complete(shop, builders.a_print_of_its_own(shop, vase))
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        # As the foreign key does it.
        gone = "UPDATE job_filament_usage SET filament_id = NULL WHERE user_id = %s"
        connection.execute(gone, [shop.user_id])

    details = success.details(shop, vase.id)

    assert (details.materials, details.filaments) == ((), ())
    assert success.of_version(shop, vase.id).rate.tried == 1


def test_a_shop_without_anything_has_no_rates(shop: Shop) -> None:
    catalog.create_model(shop, NewModel(name="Vase"))

    with shop.snapshot() as uow:
        assert success.of_variants(uow) == {}
        assert success.failures(uow) == ()
        assert success.by_material(uow) == ()
    with pytest.raises(NotFoundError):
        success.of_version(shop, uuid4())


def test_another_shop_sees_nothing_of_it(shop: Shop, other_shop: Shop, vase: Variant) -> None:
    past_runs(shop, vase, good=4, failed=1)

    with other_shop.snapshot() as uow:
        assert success.of_variants(uow) == {}
        assert success.failures(uow) == ()
