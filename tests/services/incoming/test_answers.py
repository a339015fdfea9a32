"""What a person says of a file wins over the file, and the file says the rest."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from printshop.domain.catalog import Category, GramSource
from printshop.domain.incoming import FilamentChoice, FilamentWords, FormValues, ModelValues
from printshop.services import matching
from printshop.services.drafts import Draft
from printshop.services.incoming.answers import answer_of, model_id_of, proposed_model
from printshop.services.incoming.drafts import draft_of
from printshop.services.incoming.saving import accept
from printshop.services.shop import Shop
from tests import builders

SOMEBODY_ELSES = UUID(int=7)


@pytest.fixture
def draft(shop: Shop) -> Draft:
    return draft_of(shop, builders.a_processed_file(shop).id)


@pytest.fixture
def unsliced(shop: Shop) -> Draft:
    """Give a file that says neither grams nor minutes."""
    parts = {"Metadata/slice_info.config": b"<config/>"}
    with_gcode = builders.a_file_with(builders.a_sliced_file(), parts)
    return draft_of(shop, builders.a_processed_file(shop, without_gcode(with_gcode)).id)


def without_gcode(data: bytes) -> bytes:
    return builders.a_file_without(data, "Metadata/plate_1.gcode")


def said(**values: Any) -> FormValues:  # noqa: ANN401 - as a form's JSON
    return FormValues.model_validate(values)


def words_of(draft: Draft) -> FilamentWords:
    return matching.words_of(draft.variant.plates[0].requirements[0])


def test_where_nobody_said_anything_the_file_says_it_all(draft: Draft) -> None:
    answer = answer_of(draft, FormValues())

    need = answer.variant.plates[0].requirements[0]
    assert answer.model == draft.model == proposed_model(draft, FormValues())
    assert answer.variant.name == draft.variant.name
    assert (answer.model_id, need.filament_id) == (None, None)
    # The shop has nothing like it, so it is created.
    assert answer.new_filaments == {(1, 1): draft.new_filaments[1, 1]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Typed"),
        ("designer", "Somebody"),
        ("designer", ""),
        ("description", "Of glass."),
        ("category", Category.FUNCTIONAL),
        ("license", "CC0"),
        ("source_url", "https://example.org/vase"),
        ("tags", ("glass", "tall")),
    ],
)
def test_what_was_said_of_the_model_wins(draft: Draft, field: str, value: object) -> None:
    answer = answer_of(draft, said(model={field: value}))

    assert getattr(answer.model, field) == value
    assert answer.model.model_copy(update={field: None}) == draft.model.model_copy(
        update={field: None}
    )


def test_the_name_of_the_version_and_the_units_of_a_plate_are_a_persons(draft: Draft) -> None:
    answer = answer_of(draft, said(variant_name="Tall", plates={1: {"units": 4}}))

    assert (answer.variant.name, answer.variant.plates[0].units) == ("Tall", 4)


def test_grams_and_minutes_that_the_file_says_stay_the_files(draft: Draft) -> None:
    values = {1: {"print_time_s": 60, "grams": {1: "99.00"}}}

    plate = answer_of(draft, said(plates=values)).variant.plates[0]

    assert plate.print_time_s == 3600
    assert plate.requirements[0].used_g == Decimal("10.00")


def test_grams_and_minutes_that_the_file_lacks_are_a_persons(unsliced: Draft) -> None:
    values = {1: {"print_time_s": 60, "grams": {1: "9.50"}}}

    plate = answer_of(unsliced, said(plates=values)).variant.plates[0]

    need = plate.requirements[0]
    assert plate.print_time_s == 60
    assert (need.used_g, need.source) == (Decimal("9.50"), GramSource.MANUAL)


def test_plates_and_positions_that_the_file_does_not_have_are_passed_over(draft: Draft) -> None:
    other = FilamentWords(slicer_type="ABS", color_hex="#00FF00")
    values = said(
        plates={7: {"units": 9}, 1: {"grams": {8: "1.00"}}},
        filaments=[FilamentChoice(words=other, filament_id=SOMEBODY_ELSES)],
    )

    assert answer_of(draft, values) == answer_of(draft, FormValues())


def test_a_filament_is_chosen_for_its_words_or_for_one_position_of_them(
    shop: Shop, draft: Draft
) -> None:
    anywhere, here = builders.a_filament(shop, color_hex="#222222"), uuid4()
    words = words_of(draft)
    for_all = FilamentChoice(words=words, filament_id=anywhere.id)
    for_one = FilamentChoice(words=words, filament_index=1, filament_id=here)
    for_another = FilamentChoice(words=words, filament_index=2, filament_id=here)

    def chosen(*choices: FilamentChoice) -> UUID | None:
        answer = answer_of(draft, FormValues(filaments=choices))
        assert answer.new_filaments == {}
        return answer.variant.plates[0].requirements[0].filament_id

    assert chosen(for_all) == anywhere.id
    assert chosen(for_all, for_one) == chosen(for_one, for_all) == here
    assert chosen(for_another, for_all) == anywhere.id


def test_a_filament_may_be_left_open_or_created_as_it_was_typed(draft: Draft) -> None:
    typed = draft.new_filaments[1, 1].model_copy(update={"color_name": "Coal"})
    open_one = FilamentChoice(words=words_of(draft))
    new_one = FilamentChoice(words=words_of(draft), new=typed)

    left_open = answer_of(draft, FormValues(filaments=(open_one,)))
    created = answer_of(draft, FormValues(filaments=(new_one,)))

    assert left_open.new_filaments == {}
    assert left_open.variant.plates[0].requirements[0].filament_id is None
    assert created.new_filaments == {(1, 1): typed}


def test_the_next_version_of_a_model_is_proposed_and_a_person_may_say_otherwise(
    shop: Shop,
) -> None:
    first = builders.a_processed_file(shop, builders.a_sliced_file("Vase"))
    saved = accept(shop, first.id, FormValues())
    second = builders.a_processed_file(shop, builders.a_sliced_file("Vase", used_g="11.00"))
    draft = draft_of(shop, second.id)

    assert saved is not None
    assert model_id_of(draft, FormValues()) == saved.model_id
    assert model_id_of(draft, FormValues(is_new_model=True)) is None
    assert model_id_of(draft, FormValues(model_id=SOMEBODY_ELSES)) == SOMEBODY_ELSES
    assert model_id_of(draft, FormValues(model=ModelValues(name="Other"))) == saved.model_id
