"""What can be printed with what the shop has: tails, the AMS, substitutes, and warnings."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from printshop.domain.feasibility import Feasibility, FeasibilityState, WarningKind
from printshop.domain.filament import Filament, Material
from printshop.domain.print_queue import NewJobs
from printshop.services import catalog, printing
from printshop.services.shop import Shop
from tests import builders

TODAY = date(2026, 11, 27)


def judged(shop: Shop, filament: Filament, grams: str) -> Feasibility:
    """Judge a new variant that takes so much of a filament."""
    variant = builders.a_variant(shop, {filament.id: grams})
    return catalog.check_feasibility(shop, variant.id, as_of=TODAY)


def said(found: Feasibility) -> dict[WarningKind, str]:
    return {warning.kind: warning.text for warning in found.warnings}


def test_reels_of_220_180_and_90_grams_with_the_tail_of_the_shop(shop: Shop) -> None:
    red = builders.a_filament(shop)
    for grams in ("220", "180", "90"):
        builders.a_spool(shop, red, grams)
    with shop.unit_of_work() as uow:
        uow.users.update_settings(
            uow.users.settings().model_copy(update={"spool_tail_g": Decimal(15)})
        )
        uow.commit()

    assert judged(shop, red, "200").state is FeasibilityState.READY
    assert judged(shop, red, "300").state is FeasibilityState.READY_SWAP
    short = judged(shop, red, "460")
    assert (short.state, short.missing[0].short_g) == (FeasibilityState.SHORT, 15)
    assert (short.missing[0].tail_g, short.missing[0].reserved_g) == (45, 0)

    builders.a_printer(shop)  # with an AMS of four
    assert judged(shop, red, "300").state is FeasibilityState.READY_REFILL


def test_a_near_colour_of_the_same_kind_stands_in(shop: Shop) -> None:
    red = builders.a_filament(shop, color_hex="#C8102E", color_name="Red")
    scarlet = builders.a_filament(shop, color_hex="#CD2A30", color_name="Scarlet")
    petg = builders.a_filament(
        shop, color_hex="#C8102E", color_name="Red", material=Material.PETG, slicer_name="PETG"
    )
    builders.a_spool(shop, petg)
    assert judged(shop, red, "100").state is FeasibilityState.SHORT

    builders.a_spool(shop, scarlet)
    found = judged(shop, red, "100")

    assert found.state is FeasibilityState.READY_SUBSTITUTE
    assert not found.feasible
    substitute = found.filaments[0].substitute
    assert substitute is not None
    assert substitute.id == scarlet.id
    assert {warning.filament.id for warning in found.warnings} <= {scarlet.id}


def test_jobs_of_the_queue_do_not_hold_what_stays_on_the_reel(shop: Shop) -> None:
    red = builders.a_filament(shop)
    builders.a_spool(shop, red, "100")
    variant = builders.a_variant(shop, {red.id: "95"})
    printing.add_to_queue(shop, NewJobs(batch_id=uuid4(), variant_id=variant.id))

    need = catalog.check_feasibility(shop, variant.id).filaments[0]

    assert (need.reserved_g, need.tail_g, need.available_g) == (90, 10, 0)


def test_nothing_is_warned_of_a_good_spool(shop: Shop) -> None:
    red = builders.a_filament(shop)
    builders.a_spool(shop, red, total_price=Decimal(20), opened_on=date(2026, 11, 1))

    found = judged(shop, red, "100")

    assert (found.state, found.warnings) == (FeasibilityState.READY, ())


def test_what_is_odd_about_the_spool_it_would_take_is_said(shop: Shop) -> None:
    red = builders.a_filament(shop, low_stock_g=Decimal(100))
    builders.a_spool(shop, red, "150", opened_on=date(2026, 1, 1), expires_on=date(2026, 12, 9))

    found = judged(shop, red, "100")

    label = "Bambu Lab PLA Basic Black"
    assert found.state is FeasibilityState.READY
    assert said(found) == {
        WarningKind.EXPIRES_SOON: f"Spool #1 of {label} expires on 9 Dec 2026.",
        WarningKind.DRYING_DUE: (
            f"Spool #1 of {label} was opened 330 days ago; PLA is to be dried after 90."
        ),
        WarningKind.LOW_AFTER: (
            f"{label} will be low after this print: 50 g left over 1 spool, at or under the 100 g "
            "you set."
        ),
        WarningKind.PRICE_UNKNOWN: f"Nobody has said what spool #1 of {label} cost.",
    }


def test_a_spool_past_its_date_and_lots_that_differ_are_said(shop: Shop) -> None:
    red = builders.a_filament(shop, low_stock_g=Decimal(0), low_stock_spools=1)
    for lot in ("A17", "B2"):
        builders.a_spool(
            shop, red, "100", total_price=Decimal(2), batch_identifier=lot, expires_on=TODAY
        )

    found = judged(shop, red, "150")

    assert found.state is FeasibilityState.READY_SWAP
    assert [warning.kind for warning in found.warnings] == [
        WarningKind.EXPIRED,
        WarningKind.EXPIRED,
        WarningKind.MIXED_LOTS,
        WarningKind.LOW_AFTER,
    ]
    assert "different lots (A17, B2)" in said(found)[WarningKind.MIXED_LOTS]
    assert "no unopened spools left, you want more than 1" in said(found)[WarningKind.LOW_AFTER]


def test_what_cannot_be_printed_is_not_warned_of(shop: Shop) -> None:
    red = builders.a_filament(shop)
    builders.a_spool(shop, red, "50", expires_on=TODAY)

    assert judged(shop, red, "100").warnings == ()


def test_without_a_day_nothing_is_warned_of(shop: Shop) -> None:
    red = builders.a_filament(shop)
    builders.a_spool(shop, red, expires_on=TODAY)
    variant = builders.a_variant(shop, {red.id: "10"})

    assert catalog.check_feasibility(shop, variant.id).warnings == ()


def test_while_nothing_was_weighed_the_grams_of_the_slicer_stand_to_the_centigram(
    shop: Shop,
) -> None:
    red = builders.a_filament(shop)
    builders.a_spool(shop, red, "1000")
    variant = builders.a_variant(shop, {red.id: "100"})

    need = catalog.check_feasibility(shop, variant.id).filaments[0]

    assert need.required_g == Decimal(100)
