"""Everything that waits, together; and what people say of many files at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from printshop.bambu import FilamentSpec, FileSpec, PlateSpec, write_project_3mf, write_sliced_3mf
from printshop.domain.catalog import Category, Variant
from printshop.domain.catalog_query import CatalogQuery
from printshop.domain.filament import Material, NewFilament
from printshop.domain.incoming import (
    FormValues,
    IncomingSource,
    IncomingStatus,
    ModelValues,
    NewIncoming,
)
from printshop.errors import IllegalTransitionError, InvalidInputError
from printshop.services import catalog, stock, uploads
from printshop.services.incoming import accepting, inbox, saying, tending
from printshop.services.incoming.arrival import announce
from printshop.services.incoming.drafts import draft_of
from printshop.services.incoming.grouping import Kin
from printshop.services.incoming.processing import process, read_here
from printshop.services.incoming.saving import accept, conclude
from printshop.services.incoming.saying import SaidOfMany
from printshop.services.incoming.summary import NamedFilament
from printshop.services.shop import Shop
from tests import builders
from tests.services.incoming import given

AN_HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)


def a_spec(title: str = "Vase", *, color: str = "#101010", used_g: str = "10") -> FileSpec:
    need = FilamentSpec(
        index=1,
        bambu_id="GFA00",
        type="PLA",
        color_hex=color,
        used_g=Decimal(used_g),
        used_m=Decimal("3.3"),
    )
    plate = PlateSpec(
        index=1,
        print_time_s=3600,
        preparation_time_s=300,
        weight_g=Decimal(used_g),
        filaments=(need,),
    )
    settings = {
        "filament_settings_id": ("Bambu PLA Basic @BBL P1S",),
        "filament_vendor": ("Bambu Lab",),
        "filament_type": ("PLA",),
        "filament_colour": (color,),
    }
    return FileSpec(plates=(plate,), settings=settings, title=title)


def sliced(title: str = "Vase", **said: str) -> bytes:
    return write_sliced_3mf(a_spec(title, **said))


def project(title: str = "Vase") -> bytes:
    return write_project_3mf(a_spec(title))


def variants(shop: Shop, name: str) -> tuple[Variant, ...]:
    (card,) = catalog.list_models(shop, CatalogQuery(search=name)).models
    return catalog.model_by_id(shop, card.model.id).variants


def accept_all(shop: Shop) -> None:
    for incoming_id in accepting.in_order(inbox.waiting(shop).items):
        accepting.accept_as_proposed(shop, incoming_id)


def test_files_that_wait_are_listed_oldest_first_and_told_apart(shop: Shop) -> None:
    given.waiting(shop, "a.3mf", sliced())
    given.waiting(shop, "a.3mf", sliced("Bowl"))
    given.waiting(shop, "broken.3mf", b"no archive")

    first, second, broken = inbox.waiting(shop).items

    assert [item.name for item in (first, second, broken)] == ["a.3mf", "a.3mf (2)", "broken.3mf"]
    assert first.summary is not None
    assert (first.summary.plate_count, first.summary.used_g) == (1, Decimal("10.00"))
    assert (first.has_form, broken.has_form) == (True, False)
    assert broken.incoming.status is IncomingStatus.FAILED


def test_another_shop_sees_none_of_it(shop: Shop, other_shop: Shop) -> None:
    incoming = given.waiting(shop, "a.3mf", sliced())

    assert inbox.waiting(other_shop).items == ()
    assert inbox.steps(other_shop) == ()
    accept(shop, incoming.id, FormValues())
    assert inbox.outcomes(other_shop, since=AN_HOUR_AGO) == ()


def test_a_list_says_how_far_files_are_without_reading_them(shop: Shop) -> None:
    given.taken_in(shop, "a.3mf", sliced())

    (step,) = inbox.steps(shop)

    assert (step.name, step.status) == ("a.3mf", IncomingStatus.PROCESSING)
    assert (step.is_known, step.outline_is_checked) == (True, False)


def test_the_summary_of_a_file_names_each_filament_once_with_all_its_grams(shop: Shop) -> None:
    plate = a_spec().plates[0]
    two = replace(a_spec(), plates=(plate, replace(plate, index=2)))
    given.waiting(shop, "a.3mf", write_sliced_3mf(two))

    (item,) = inbox.waiting(shop).items

    assert item.summary is not None
    (filament,) = item.summary.filaments
    assert (filament.used_g, filament.words.bambu_id) == (Decimal("20.00"), "GFA00")
    assert (filament.new.brand, filament.new.color_name) == ("Bambu Lab", "Black")


def test_the_files_of_one_model_become_its_versions_in_the_order_they_came(shop: Shop) -> None:
    batch = uuid4()
    first = given.waiting(shop, "a.3mf", sliced(), batch_id=batch)
    given.waiting(shop, "b.3mf", sliced(used_g="20"), batch_id=batch)

    accept_all(shop)

    newest, oldest = variants(shop, "Vase")
    assert (newest.version, oldest.version) == (2, 1)
    with shop.unit_of_work() as uow:
        assert uow.incoming.get(first.id).variant_id == oldest.id


def test_a_group_stays_together_when_its_first_was_saved_under_another_name(shop: Shop) -> None:
    batch = uuid4()
    first = given.waiting(shop, "a.3mf", sliced(), batch_id=batch)
    second = given.waiting(shop, "b.3mf", sliced(used_g="20"), batch_id=batch)
    accept(shop, first.id, FormValues(model=ModelValues(name="Spiral vase")))

    assert inbox.waiting(shop).by_id()[second.id].proposal.kin is Kin.NEW_VERSION
    accept(shop, second.id, FormValues())

    assert [variant.version for variant in variants(shop, "Spiral")] == [2, 1]


def test_files_of_one_name_and_other_titles_in_one_batch_are_two_models(shop: Shop) -> None:
    batch = uuid4()
    given.waiting(shop, "plate_1.3mf", sliced("Vase"), batch_id=batch)
    given.waiting(shop, "plate_1.3mf", sliced("Bowl"), batch_id=batch)

    accept_all(shop)

    assert len(catalog.list_models(shop, CatalogQuery()).models) == 2


def test_files_of_one_model_that_are_saved_at_once_become_its_versions(shop: Shop) -> None:
    batch = uuid4()
    ids = [
        given.waiting(shop, f"{n}.3mf", sliced(used_g=f"{10 + n}"), batch_id=batch).id
        for n in range(4)
    ]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda of: accept(shop, of, FormValues()), ids))

    assert [variant.version for variant in variants(shop, "Vase")] == [4, 3, 2, 1]


def test_files_accepted_for_later_are_saved_by_the_worker_once_each(shop: Shop) -> None:
    first = given.waiting(shop, "vase.3mf", project())
    given.waiting(shop, "vase.gcode.3mf", sliced())
    bowl = given.waiting(shop, "bowl.gcode.3mf", sliced("Bowl"))
    coming = given.taken_in(shop, "cup.gcode.3mf", sliced("Cup"))
    broken = given.waiting(shop, "broken.3mf", b"no archive")
    items = inbox.waiting(shop).items

    n_accepted = accepting.accept_later(shop, accepting.in_order(items))
    again = accepting.accept_later(shop, [bowl.id])
    for item in items:
        for _ in range(2):
            process(shop, item.id, read_here)

    assert (n_accepted, again) == (4, 1)
    assert [len(variants(shop, name)) for name in ("Vase", "Bowl", "Cup")] == [1, 1, 1]
    assert variants(shop, "Vase")[0].project_file_id == first.file_id
    assert [item.id for item in inbox.waiting(shop).items] == [broken.id]
    assert coming.id not in {item.id for item in inbox.waiting(shop).items}


def test_an_accepted_file_whose_gcode_is_damaged_waits_for_a_second_look(shop: Shop) -> None:
    data = bytearray(given.with_long_gcode(sliced()))
    middle = given.middle_of_gcode(bytes(data))
    data[middle : middle + 200] = bytes(200)
    incoming = given.taken_in(shop, "vase.gcode.3mf", bytes(data))
    accept(shop, incoming.id, FormValues())

    done = process(shop, incoming.id, read_here)

    assert done.status is IncomingStatus.REVIEW
    assert done.message == (
        "Not saved yet: its gcode is damaged, and a printer would stop in the middle."
    )
    assert accept(shop, incoming.id, FormValues()) is not None


def test_a_project_is_kept_with_the_version_that_was_sliced_from_it(shop: Shop) -> None:
    first = given.waiting(shop, "vase.3mf", project())
    given.waiting(shop, "vase.gcode.3mf", sliced())

    accept_all(shop)

    (variant,) = variants(shop, "Vase")
    assert variant.project_file_id == first.file_id
    assert inbox.waiting(shop).items == ()
    of_project = inbox.outcomes(shop, since=AN_HOUR_AGO)[0]
    assert (of_project.name, of_project.is_project) == ("vase.3mf", True)


def test_a_project_that_is_accepted_first_waits_for_its_sliced_file(shop: Shop) -> None:
    first = given.waiting(shop, "vase.3mf", project())
    partner = given.waiting(shop, "vase.gcode.3mf", sliced())

    saved = accepting.accept_as_proposed(shop, first.id)

    assert saved is None
    assert catalog.list_models(shop, CatalogQuery()).models == ()
    accept(shop, partner.id, FormValues())
    assert variants(shop, "Vase")[0].project_file_id == first.file_id
    assert inbox.waiting(shop).items == ()


def test_a_project_that_was_kept_with_its_sliced_file_is_not_saved_as_a_model_too(
    shop: Shop,
) -> None:
    first = given.waiting(shop, "vase.3mf", project())
    partner = given.waiting(shop, "vase.gcode.3mf", sliced())
    said = FormValues(project_of=partner.id)
    accept(shop, first.id, said)
    accept(shop, partner.id, FormValues())

    again = accept(shop, first.id, said)

    (variant,) = variants(shop, "Vase")
    assert again is not None
    assert again.variant_id == variant.id


def test_a_project_does_not_wait_for_a_sliced_file_that_turns_out_to_be_there(shop: Shop) -> None:
    accept(shop, given.waiting(shop, "vase.gcode.3mf", sliced()).id, FormValues())
    variant = variants(shop, "Vase")[0]
    # Another browser announces the very same file, and the project is accepted meanwhile.
    with shop.unit_of_work() as uow:
        new = NewIncoming(
            batch_id=uuid4(), source=IncomingSource.BROWSER, name="vase.gcode.3mf", size_bytes=1
        )
        partner = announce(uow, new, outline=None)
        uow.commit()
    first = given.waiting(shop, "vase.3mf", project())
    accept(shop, first.id, FormValues(project_of=partner.id))

    with shop.unit_of_work() as uow:
        conclude(uow, uow.incoming.get(partner.id, lock=True), uploads.found_there(variant))
        uow.commit()

    assert variants(shop, "Vase")[0].project_file_id == first.file_id
    assert inbox.waiting(shop).items == ()


def test_a_project_and_its_sliced_file_that_are_accepted_at_once_both_end(shop: Shop) -> None:
    for number in range(4):
        first = given.waiting(shop, f"v{number}.3mf", project(f"Vase {number}"))
        partner = given.waiting(shop, f"v{number}.gcode.3mf", sliced(f"Vase {number}"))

        with ThreadPoolExecutor(2) as pool:
            said = FormValues(project_of=partner.id)
            both = (
                pool.submit(accept, shop, first.id, said),
                pool.submit(accept, shop, partner.id, FormValues()),
            )
            for one in both:
                one.result()

        assert variants(shop, f"Vase {number}")[0].project_file_id == first.file_id
    assert inbox.waiting(shop).items == ()


def test_a_project_whose_sliced_file_was_left_out_says_so_and_waits(shop: Shop) -> None:
    first = given.waiting(shop, "vase.3mf", project())
    partner = given.waiting(shop, "vase.gcode.3mf", sliced())
    tending.dismiss(shop, partner.id)

    with pytest.raises(InvalidInputError) as error:
        accept(shop, first.id, FormValues(project_of=partner.id))

    assert error.value.message == (
        "The file that was sliced from vase.3mf is gone, or was left out."
    )
    assert len(inbox.waiting(shop).items) == 1


def test_the_project_of_a_version_is_not_replaced_by_another(shop: Shop) -> None:
    given.waiting(shop, "vase.3mf", project())
    sliced_file = given.waiting(shop, "vase.gcode.3mf", sliced())
    accept_all(shop)
    other = given.waiting(shop, "other.3mf", project("Another"))

    with pytest.raises(InvalidInputError) as error:
        accept(shop, other.id, FormValues(project_of=sliced_file.id))

    assert "has its project already." in error.value.message


def test_a_project_that_the_shop_has_is_known_when_it_comes_again(shop: Shop) -> None:
    given.waiting(shop, "vase.3mf", project())
    given.waiting(shop, "vase.gcode.3mf", sliced())
    accept_all(shop)

    given.waiting(shop, "again.3mf", project())

    (item,) = inbox.waiting(shop).items
    assert item.proposal.kin is Kin.DUPLICATE


def test_a_project_may_be_a_model_of_its_own_if_a_person_says_so(shop: Shop) -> None:
    first = given.waiting(shop, "vase.3mf", project())
    given.waiting(shop, "vase.gcode.3mf", sliced())
    saying.say(shop, first.id, lambda said: said.model_copy(update={"is_new_model": True}))

    assert inbox.waiting(shop).by_id()[first.id].proposal.kin is Kin.NEW_MODEL
    accept_all(shop)

    # The sliced file that comes after it bears its name: that is its next version.
    made = variants(shop, "Vase")
    assert [(of.version, of.project_file_id) for of in made] == [(2, None), (1, None)]
    with shop.unit_of_work() as uow:
        assert uow.incoming.get(first.id).variant_id == made[1].id


def test_many_files_are_changed_in_one_step_and_keep_what_else_was_said(shop: Shop) -> None:
    first = given.waiting(shop, "a.3mf", sliced())
    second = given.waiting(shop, "b.3mf", sliced("Bowl"))
    typed = FormValues(model=ModelValues(name="Spiral vase", tags=("gift",)))
    saying.say(shop, first.id, lambda _: typed)

    n_changed = saying.say_of_all(
        shop,
        [first.id, second.id],
        SaidOfMany(category=Category.FUNCTIONAL, designer="Ada", more_tags=("gift", "spring")),
    )

    assert n_changed == 2
    said = {item.id: item.incoming.form_values.model for item in inbox.waiting(shop).items}
    assert said[first.id] == ModelValues(
        name="Spiral vase",
        category=Category.FUNCTIONAL,
        designer="Ada",
        tags=("gift", "spring"),
    )
    assert said[second.id].tags == ("gift", "spring")


def test_one_file_with_too_many_tags_keeps_all_from_being_changed(shop: Shop) -> None:
    first = given.waiting(shop, "a.3mf", sliced())
    full = given.waiting(shop, "b.3mf", sliced("Bowl"))
    tags = tuple(f"tag {number}" for number in range(50))
    saying.say(shop, full.id, lambda _: FormValues(model=ModelValues(tags=tags)))

    with pytest.raises(InvalidInputError) as error:
        saying.say_of_all(shop, [first.id, full.id], SaidOfMany(more_tags=("one more",)))

    assert error.value.message == "b.3mf would have 51 tags: at most 50 are possible."
    assert inbox.waiting(shop).by_id()[first.id].incoming.form_values == FormValues()


def test_what_is_said_of_a_file_that_is_saved_by_now_changes_nothing(shop: Shop) -> None:
    incoming = given.waiting(shop, "a.3mf", sliced())
    accept(shop, incoming.id, FormValues())

    assert saying.say_of_all(shop, [incoming.id], SaidOfMany(designer="Ada")) == 0


def test_a_filament_is_chosen_once_for_all_files_that_wait_and_for_those_to_come(
    shop: Shop,
) -> None:
    mine = builders.a_filament(shop, brand="Other maker", color_hex="#FF0000")
    ids = [given.waiting(shop, f"{n}.3mf", sliced(f"Vase {n}")).id for n in range(2)]
    (words,) = {of.words for item in inbox.waiting(shop).items for of in _named(item)}

    saying.choose_filament(shop, words, mine.id)

    later = given.waiting(shop, "later.3mf", sliced("Later"))
    for incoming_id in (*ids, later.id):
        need = draft_of(shop, incoming_id).variant.plates[0].requirements[0]
        assert need.filament_id == mine.id


def test_a_new_filament_is_created_once_for_all_files_that_wait(shop: Shop) -> None:
    ids = [given.waiting(shop, f"{n}.3mf", sliced(f"Vase {n}")).id for n in range(2)]
    (words,) = {of.words for item in inbox.waiting(shop).items for of in _named(item)}
    new = NewFilament(
        brand="Prusament", material=Material.PLA, color_name="Jet", color_hex="#101010"
    )

    made = saying.create_filament(shop, words, new)
    accept_all(shop)

    assert [row.filament.id for row in stock.list_filaments(shop)] == [made.id]
    with shop.unit_of_work() as uow:
        kept = [uow.incoming.get(of).variant_id for of in ids]
    assert all(kept)


def test_a_filament_that_is_left_open_is_created_by_none_of_the_files(shop: Shop) -> None:
    for number in range(2):
        given.waiting(shop, f"{number}.3mf", sliced(f"Vase {number}"))
    (words,) = {of.words for item in inbox.waiting(shop).items for of in _named(item)}

    saying.leave_filament_open(shop, words)
    accept_all(shop)

    assert stock.list_filaments(shop) == ()
    assert variants(shop, "Vase 0")[0].plates[0].requirements[0].filament_id is None


def test_a_file_that_failed_is_not_accepted_with_the_others(shop: Shop) -> None:
    broken = given.waiting(shop, "broken.3mf", b"no archive")

    accepted = accept(shop, broken.id, FormValues())

    assert accepted is None
    assert catalog.list_models(shop, CatalogQuery()).models == ()


def test_a_file_that_was_left_out_cannot_be_accepted(shop: Shop) -> None:
    incoming = given.waiting(shop, "a.3mf", sliced())
    tending.dismiss(shop, incoming.id)

    with pytest.raises(IllegalTransitionError):
        accepting.accept_as_proposed(shop, incoming.id)


def _named(item: inbox.Item) -> tuple[NamedFilament, ...]:
    assert item.summary is not None
    return item.summary.filaments
