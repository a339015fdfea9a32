"""The demo shop: whole or not at all, true to the shop's rules, and gone without a trace."""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from printshop.analytics.staffed_hours import OpenHours, StaffedHours, next_staffed
from printshop.domain.catalog import (
    Category,
    NewModel,
    NewPlate,
    NewRequirement,
    NewVariant,
    PlateUpdate,
    Variant,
)
from printshop.domain.catalog_query import CatalogQuery
from printshop.domain.feasibility import FeasibilityState
from printshop.domain.filament import Filament
from printshop.domain.print_queue import JobStatus
from printshop.domain.printers import NewPrinter
from printshop.domain.purchases import NewPurchase, PurchaseLine
from printshop.domain.spools import MovementReason
from printshop.domain.users import Identity
from printshop.errors import InvalidInputError, RuleError
from printshop.platform.postgres import LocalPostgres
from printshop.repo.ledger import Booking
from printshop.services import catalog, costs, printers, sales, stock
from printshop.services import demo as demo_shop
from printshop.services.demo import content, load_demo, remove_demo
from printshop.services.demo.calendar import Calendar
from printshop.services.demo.filaments import FILAMENTS
from printshop.services.demo.goods import MODELS
from printshop.services.demo.plan import Plan
from printshop.services.demo.planning import make_plan
from printshop.services.planning import list_finished, list_queue
from printshop.services.shop import Premises, Shop
from tests import builders

AS_OF = datetime(2026, 3, 19, 14, 7, tzinfo=UTC)
STAFFED = StaffedHours.every_day(time(8), time(20))
TABLES = (
    "files",
    "filament_inventory",
    "filament_requirements",
    "filaments",
    "inventory_movements",
    "job_filament_usage",
    "model_variants",
    "models",
    "plates",
    "print_jobs",
    "printers",
    "product_movements",
    "variant_costs",
)

CONTENT = (
    """SELECT name, designer, description, category, license, tags, created_at, unit_price
         FROM models WHERE user_id = %s AND is_demo ORDER BY created_at""",
    "SELECT name, sha256, size_bytes FROM files WHERE user_id = %s AND is_demo ORDER BY name",
    """SELECT m.name, v.version, v.name, v.status, v.notes, v.created_at, v.print_duration_s,
              p.plate_index, p.name, p.units, p.print_time_s, p.weight_g, p.thumbnail_key,
              r.filament_index, r.usage_model_g, r.color_hex, f.brand, f.color_name
         FROM models m
         JOIN model_variants v ON v.model_id = m.id
         JOIN plates p ON p.variant_id = v.id
         JOIN filament_requirements r ON r.plate_id = p.id
         JOIN filaments f ON f.id = r.filament_id
        WHERE m.user_id = %s AND m.is_demo
        ORDER BY m.name, v.version, p.plate_index, r.filament_index""",
    """SELECT rank() OVER (ORDER BY s.number), f.brand, f.color_name, s.initial_grams,
              s.quantity_grams, s.actual_cost_per_gram, s.batch_identifier, s.location,
              s.supplier, s.purchase_date, s.expiry_date, s.is_weighed, s.archived_at
         FROM filament_inventory s JOIN filaments f ON f.id = s.filament_id
        WHERE s.user_id = %s AND f.is_demo ORDER BY s.number""",
    """SELECT dense_rank() OVER (ORDER BY s.number), m.amount_grams, m.balance_grams, m.reason,
              m.note, m.booked_at, j.number
         FROM inventory_movements m
         JOIN filament_inventory s ON s.id = m.spool_id
         JOIN filaments f ON f.id = s.filament_id
         LEFT JOIN print_jobs j ON j.id = m.job_id
        WHERE m.user_id = %s AND f.is_demo ORDER BY m.id""",
    """SELECT j.number, m.name, v.version, p.plate_index, j.status, j.created_at, j.started_at,
              j.finished_at, j.failure_reason, j.failure_note, j.completion_percentage,
              j.units_good, split_part(r.name, ' ', 1), j.batch_position, j.print_s,
              j.priority, j.due_at
         FROM print_jobs j
         JOIN model_variants v ON v.id = j.variant_id
         JOIN models m ON m.id = v.model_id
         JOIN plates p ON p.id = j.plate_id
         LEFT JOIN printers r ON r.id = j.printer_id
        WHERE j.user_id = %s ORDER BY j.number""",
    """SELECT m.name, v.version, s.units, s.reason, s.unit_price, s.moved_on
         FROM product_movements s
         JOIN models m ON m.id = s.model_id
         JOIN model_variants v ON v.id = s.variant_id
        WHERE s.user_id = %s ORDER BY s.moved_on, m.name, v.version, s.id""",
    """SELECT split_part(r.name, ' ', 1), l.slot, s.batch_identifier, s.purchase_position
         FROM printer_slots l
         JOIN printers r ON r.id = l.printer_id
         JOIN filament_inventory s ON s.id = l.spool_id
        WHERE l.user_id = %s AND r.is_demo ORDER BY 1, 2""",
    """SELECT j.number, r.filament_index, u.estimated_g, u.actual_g, s.batch_identifier,
              u.is_measured
         FROM job_filament_usage u
         JOIN print_jobs j ON j.id = u.job_id
         JOIN filament_requirements r ON r.id = u.requirement_id
         LEFT JOIN filament_inventory s ON s.id = u.spool_id
        WHERE u.user_id = %s ORDER BY 1, 2, 3, 4, 5""",
)


class LeftPage(BaseException):
    """What a script that is stopped from outside raises."""


@pytest.fixture(scope="module", autouse=True)
def drawn_once() -> Iterator[None]:
    """Draw the demo's files once: the same goods give the same files, and take seconds."""

    @functools.cache
    def draw() -> Mapping[content.Place, bytes]:
        return content.draw_files(MODELS, FILAMENTS, lambda _done, _text: None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo_shop, "draw_files", lambda *_: draw())
        yield


@pytest.fixture(scope="module")
def files_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo_files")


@pytest.fixture(scope="module")
def premises(database: LocalPostgres, files_dir: Path) -> Iterator[Premises]:
    opened = Premises.open(database.urls.app, files_dir)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def demo(premises: Premises) -> Shop:
    shop = premises.sign_in(Identity(issuer="test", subject="demo", name="Somebody"))
    load_demo(shop, seed=1, as_of=AS_OF)
    return shop


def test_the_demo_has_the_size_of_a_small_shop(demo: Shop, database: LocalPostgres) -> None:
    counts = rows_of(demo, database)
    jobs = Counter(row["status"] for row in table_of(demo, database, "print_jobs"))

    assert counts["models"] >= 12
    assert counts["model_variants"] >= 30
    assert counts["filaments"] == 15
    assert counts["filament_inventory"] >= 40
    assert counts["printers"] == 3
    assert jobs["completed"] + jobs["failed"] >= 300
    assert (jobs["printing"], jobs["queued"]) == (2, 10)
    assert jobs["cancelled"] > 0


def test_between_8_and_10_in_100_prints_fail_of_several_causes(
    demo: Shop, database: LocalPostgres
) -> None:
    jobs = table_of(demo, database, "print_jobs")
    failed = [job for job in jobs if job["status"] == "failed"]
    ended = [job for job in jobs if job["status"] in {"failed", "completed"}]

    assert 0.08 <= len(failed) / len(ended) <= 0.10
    assert len({job["failure_reason"] for job in failed}) >= 6
    assert all(job["completion_percentage"] is not None for job in failed)


def test_each_spool_holds_the_sum_of_its_ledger_and_never_less_than_nothing(
    demo: Shop, database: LocalPostgres
) -> None:
    sums: dict[object, Decimal] = defaultdict(Decimal)
    times: dict[object, datetime] = {}
    for line in table_of(demo, database, "inventory_movements"):
        spool, booked_at = line["spool_id"], line["booked_at"]
        assert isinstance(booked_at, datetime)
        sums[spool] += Decimal(str(line["amount_grams"]))
        assert line["balance_grams"] == sums[spool] >= 0
        assert times.get(spool, booked_at) <= booked_at < AS_OF
        times[spool] = booked_at

    spools = table_of(demo, database, "filament_inventory")

    assert {spool["id"]: spool["quantity_grams"] for spool in spools} == sums


def test_each_gram_a_job_used_is_booked_from_a_spool(demo: Shop, database: LocalPostgres) -> None:
    lines = {line["id"]: line for line in table_of(demo, database, "inventory_movements")}
    usage = table_of(demo, database, "job_filament_usage")

    for use in usage:
        if use["movement_id"] is not None:
            line = lines.pop(use["movement_id"])
            assert line["amount_grams"] == -Decimal(str(use["actual_g"]))
            assert (line["job_id"], line["spool_id"]) == (use["job_id"], use["spool_id"])
        else:
            assert use["actual_g"] == 0
    assert "used" not in {line["reason"] for line in lines.values()}
    assert len([use for use in usage if use["actual_g"] != use["estimated_g"]]) > 50


def test_the_catalog_shows_a_thumbnail_and_filaments_for_every_model(demo: Shop) -> None:
    page = catalog.list_models(demo, CatalogQuery(limit=100))

    assert page.total == len(MODELS)
    assert all(card.thumbnail_key and card.colors for card in page.models)
    assert catalog.picture(demo, page.models[0].thumbnail_key or "").startswith(b"RIFF")
    assert [card.model.name for card in page.models][:2] == [
        "Castle Dice Tower",
        "Herb Bed Markers",
    ]
    assert {card.model.category for card in page.models} == {*Category}


def test_every_requirement_of_the_demo_is_matched_and_two_files_are_not_sliced(demo: Shop) -> None:
    cards = catalog.list_models(demo, CatalogQuery(limit=100)).models
    variants = [v for c in cards for v in catalog.model_by_id(demo, c.model.id).variants]
    needs = [need for v in variants for plate in v.plates for need in plate.requirements]

    assert all(need.filament_id for need in needs)
    assert len([v for v in variants if v.print_duration_s is None]) == 2
    assert len([v for v in variants if len(v.plates) > 1]) >= 5
    assert len([v for v in variants if any(len(p.requirements) > 1 for p in v.plates)]) >= 10


def test_the_queue_has_jobs_in_many_states(demo: Shop) -> None:
    view = list_queue(demo, as_of=AS_OF)
    states = Counter(q.feasibility.state for q in view.jobs if q.job.status is JobStatus.QUEUED)

    assert states == {
        FeasibilityState.READY: 6,
        FeasibilityState.READY_SUBSTITUTE: 1,
        FeasibilityState.SHORT: 1,
        FeasibilityState.UNVERIFIED: 1,
        FeasibilityState.UNKNOWN: 1,
    }
    assert all(j.ends_at and j.ends_at > AS_OF for j in view.jobs if j.starts_at)


def test_what_ended_last_says_what_it_took(demo: Shop) -> None:
    finished = list_finished(demo, limit=30)

    assert all(job.usage for job in finished if job.job.status is not JobStatus.CANCELLED)


def test_some_spools_are_nearly_empty_some_expire_soon_and_one_was_never_weighed(
    demo: Shop,
) -> None:
    shelf = stock.list_filaments(demo)
    spools = [spool for filament in shelf for spool in filament.spools]
    soon = (AS_OF + timedelta(days=30)).date()

    assert len([spool for spool in spools if 0 < spool.quantity_g < 50]) >= 3
    assert len([s for s in spools if s.expires_on and s.expires_on < soon and s.quantity_g]) >= 1
    assert len([spool for spool in spools if not spool.is_weighed]) == 1
    assert [f.filament.color_name for f in shelf if f.on_hand_g == 0] == ["Gold"]
    assert len(spools) >= 40


def test_no_more_was_sold_than_had_been_printed_and_some_stands_on_the_shelf(demo: Shop) -> None:
    cards = catalog.list_models(demo, CatalogQuery(limit=100)).models
    shelves = [sales.shelf(demo, card.model.id, as_of=AS_OF) for card in cards]

    assert all(shelf.units >= 0 for shelf in shelves)
    assert len([shelf for shelf in shelves if shelf.units]) > 5
    assert len([shelf for shelf in shelves if shelf.movements]) > 10


def test_one_filament_got_dearer_and_products_cost_more_for_it(demo: Shop) -> None:
    with demo.snapshot() as uow:
        drifts = costs.drifts(uow, since=AS_OF.date() - timedelta(days=30))

    assert drifts.height > 2
    assert {reason.partition(" costs ")[2] for reason in drifts["reason"]} == {
        "12 % more per gram."
    }


def test_a_second_demo_is_refused(demo: Shop) -> None:
    with pytest.raises(RuleError, match=r"^The demo shop is loaded already\.$"):
        load_demo(demo)


def test_a_moment_without_a_time_zone_is_refused(shop: Shop) -> None:
    with pytest.raises(InvalidInputError, match=r"^The time 2026-03-19T14:07:00 needs a time zone"):
        load_demo(shop, as_of=AS_OF.replace(tzinfo=None))


def test_the_same_seed_makes_the_same_shop_beside_the_users_own_things(
    demo: Shop, shop: Shop, database: LocalPostgres, files_dir: Path
) -> None:
    own = an_own_shop(shop)
    need = own.plates[0].requirements[0]
    alone = rows_of(shop, database)
    files = stored_files(files_dir, shop)

    load_demo(shop, seed=1, as_of=AS_OF)

    assert content_of(demo, database) == content_of(shop, database)
    assert {p.name for p in printers.list_printers(shop)} == {
        "Anvil",
        "Anvil (demo)",
        "Bellows",
        "Chisel",
    }

    gold = next(f.filament for f in stock.list_filaments(shop) if f.filament.color_name == "Gold")
    catalog.update_plate(shop, own.plates[0].id, PlateUpdate(matches={need.id: gold.id}))
    remove_demo(shop)

    assert catalog.model_by_id(shop, own.model_id).variants == (own,)
    assert rows_of(shop, database) == alone
    assert stored_files(files_dir, shop) == files
    assert not shop.has_demo()
    # The next spool goes on after the shop's own last one.
    filament = stock.list_filaments(shop)[0].filament
    assert builders.a_spool(shop, filament).number == 2


def a_demo_filament(shop: Shop, color_hex: str) -> Filament:
    """A filament with one spool of 1,000 g, as the demo brings them."""
    new = FILAMENTS["gold"].new.model_copy(update={"color_hex": color_hex})
    with shop.unit_of_work() as uow:
        filament = uow.filaments.add(new, is_demo=True)
        line = PurchaseLine(filament_id=filament.id, net_g=Decimal(1000), price=Decimal(40))
        bill = NewPurchase(id=uuid4(), lines=(line,))
        uow.purchases.add(bill, is_demo=True)
        numbers = list(uow.users.next_numbers("spool", 1))
        (spool,) = uow.spools.add(bill, numbers=numbers, costs=[Decimal("0.04")])
        received = Booking(
            spool_id=spool.id, amount_g=Decimal(1000), reason=MovementReason.RECEIVED
        )
        uow.ledger.book([received])
        uow.commit()
    return filament


def test_spools_of_the_shop_stay_whatever_filament_of_the_demo_they_are_of(shop: Shop) -> None:
    unused, bought, heir, absorbed = (
        a_demo_filament(shop, color) for color in ("#111111", "#222222", "#333333", "#444444")
    )
    own, other, empty = (builders.a_filament(shop, brand=name) for name in ("A", "B", "C"))
    price = Decimal(20)
    of_demo = builders.a_spool(shop, bought, total_price=price)
    merged = builders.a_spool(shop, own, total_price=price)
    stock.merge_filaments(shop, keep_id=heir.id, gone_id=own.id)
    kept = builders.a_spool(shop, other, total_price=price)
    stock.merge_filaments(shop, keep_id=other.id, gone_id=absorbed.id)
    stock.merge_filaments(shop, keep_id=unused.id, gone_id=empty.id)

    remove_demo(shop)

    left = {stock_of.filament.id: stock_of for stock_of in stock.list_filaments(shop)}
    assert {key: [spool.id for spool in one.spools] for key, one in left.items()} == {
        bought.id: [of_demo.id],
        heir.id: [merged.id],
        other.id: [kept.id],
        empty.id: [],
    }
    assert left[other.id].filament.average_cost_per_gram == Decimal("0.02")
    assert not shop.has_demo()


@pytest.mark.parametrize("stopped_at", [0.6, 0.99])
def test_a_load_that_is_stopped_leaves_nothing(
    shop: Shop, database: LocalPostgres, files_dir: Path, stopped_at: float
) -> None:
    def progress(done: float, _text: str) -> None:
        if done >= stopped_at:
            raise LeftPage

    with pytest.raises(LeftPage):
        load_demo(shop, as_of=AS_OF, progress=progress)

    assert set(rows_of(shop, database).values()) == {0}
    assert not stored_files(files_dir, shop)


def test_removing_a_demo_that_is_not_there_changes_nothing(
    shop: Shop, database: LocalPostgres
) -> None:
    an_own_shop(shop)
    before = rows_of(shop, database)

    remove_demo(shop)

    assert rows_of(shop, database) == before


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_printers_print_one_thing_at_a_time_while_somebody_is_there(seed: int) -> None:
    plan = plan_of(seed)

    by_printer = defaultdict(list)
    for job in plan.jobs:
        if job.started_at:
            by_printer[job.printer].append((job.started_at, job.finished_at or AS_OF))
            assert next_staffed(STAFFED, job.started_at) == job.started_at
            assert job.order.ordered_at < job.started_at
        if job.finished_at:
            assert next_staffed(STAFFED, job.finished_at) == job.finished_at <= AS_OF
    assert len(by_printer) == 3
    for spans in by_printer.values():
        assert all(one[1] < two[0] for one, two in pairwise(sorted(spans)))


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_every_seed_gives_a_believable_shop(seed: int) -> None:
    plan = plan_of(seed)
    outcomes = Counter(job.status for job in plan.jobs)
    failed, completed = outcomes[JobStatus.FAILED], outcomes[JobStatus.COMPLETED]

    assert failed + completed >= 300
    assert 0.075 < failed / (failed + completed) < 0.105
    assert all(balance >= 0 for balance in lowest_balances(plan).values())
    assert len(plan.spools) - len(plan.emptied) >= 40
    left = Counter[str]()
    for line in plan.lines:
        spool = plan.spools[line.spool]
        left[spool.key] += int(line.amount_g * 100) if spool.is_weighed else 0
    assert (left["gold"], left["rubber"] < 2720) == (0, True)


@pytest.mark.parametrize(
    ("staffed", "as_of"),
    [
        (StaffedHours.every_day(time(8), time(20)), datetime(2026, 3, 20, 3, 30, tzinfo=UTC)),
        (StaffedHours.every_day(time(8), time(20)), datetime(2026, 3, 20, 8, 1, tzinfo=UTC)),
        (StaffedHours.always(), AS_OF),
        (StaffedHours.every_day(time(18), time(2), zone="America/New_York"), AS_OF),
        (
            StaffedHours(
                week=(None, OpenHours(opens=time(9), closes=time(13)), None, None, None, None, None)
            ),
            AS_OF,
        ),
    ],
)
def test_the_demo_fits_any_opening_hours_and_moment(staffed: StaffedHours, as_of: datetime) -> None:
    plan = make_plan(MODELS, FILAMENTS, seed=1, calendar=Calendar(staffed=staffed, as_of=as_of))

    starts = [job.started_at for job in plan.jobs if job.started_at]
    printing_now = [job for job in plan.jobs if job.status is JobStatus.PRINTING]
    assert all(next_staffed(staffed, at) == at < as_of for at in starts)
    assert all(job.finished_at <= as_of for job in plan.jobs if job.finished_at)
    assert all(line.booked_at <= as_of for line in plan.lines)
    assert all(balance >= 0 for balance in lowest_balances(plan).values())
    assert len({job.printer for job in printing_now}) == 2


def test_another_seed_gives_another_history_of_the_same_goods() -> None:
    one, other = plan_of(1), plan_of(2)

    assert one == plan_of(1)
    assert one.jobs != other.jobs


def plan_of(seed: int) -> Plan:
    return make_plan(MODELS, FILAMENTS, seed=seed, calendar=Calendar(staffed=STAFFED, as_of=AS_OF))


def lowest_balances(plan: Plan) -> Mapping[int, Decimal]:
    """The least that ever was on each spool, all lines booked in their order."""
    balances: dict[int, Decimal] = defaultdict(Decimal)
    lowest: dict[int, Decimal] = {}
    for line in plan.lines:
        balances[line.spool] += line.amount_g
        assert line.reason is not MovementReason.UNDONE
        lowest[line.spool] = min(lowest.get(line.spool, Decimal(0)), balances[line.spool])
    return lowest


def an_own_shop(shop: Shop) -> Variant:
    """A filament, printer and model of the user, of the same kind and names as the demo's."""
    filament = stock.create_filament(shop, FILAMENTS["gold"].new)
    builders.a_spool(shop, filament)
    printers.create_printer(shop, NewPrinter(name="Anvil"))
    picture = shop.store.put(b"own picture").key
    with shop.unit_of_work() as uow:
        model = uow.models.add(NewModel(name="Winter Star Ornament"))
        need = NewRequirement(filament_index=1, model_g=Decimal("3.10"))
        plate = NewPlate(index=1, thumbnail_key=picture, requirements=(need,))
        variant = uow.variants.add(model.id, NewVariant(name="Own", plates=(plate,)))
        uow.commit()
    return variant


def table_of(shop: Shop, database: LocalPostgres, table: str) -> list[dict[str, object]]:
    order = "id" if table == "inventory_movements" else "1"
    query = sql.SQL("SELECT * FROM {} WHERE user_id = %s ORDER BY {}").format(
        sql.Identifier(table), sql.SQL(order)
    )
    with (
        psycopg.connect(database.superuser_url) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        return cursor.execute(query, [shop.user_id]).fetchall()


def rows_of(shop: Shop, database: LocalPostgres) -> dict[str, int]:
    return {table: len(table_of(shop, database, table)) for table in TABLES}


def content_of(shop: Shop, database: LocalPostgres) -> list[list[tuple[object, ...]]]:
    """The demo of a shop, without what identifies rows: numbers count from its first."""
    with psycopg.connect(database.superuser_url) as connection:
        return [connection.execute(query, [shop.user_id]).fetchall() for query in CONTENT]


def stored_files(files_dir: Path, shop: Shop) -> list[str]:
    folder = files_dir / str(shop.user_id)
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
