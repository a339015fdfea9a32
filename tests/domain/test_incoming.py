"""What was said of one file in two places, put together."""

from decimal import Decimal
from uuid import uuid4

from printshop.domain.incoming import (
    FilamentChoice,
    FilamentWords,
    FormValues,
    ModelValues,
    PlateValues,
)

BLACK = FilamentWords(color_hex="#000000", slicer_type="PLA")
WHITE = FilamentWords(color_hex="#FFFFFF", slicer_type="PLA")


def test_what_was_said_later_counts_and_the_rest_stays() -> None:
    model, black, white, other = uuid4(), uuid4(), uuid4(), uuid4()
    first = FormValues(
        model_id=model,
        model=ModelValues(name="Fox", designer="Ann"),
        variant_name="Small",
        plates={1: PlateValues(units=4, grams={1: Decimal(5)}), 2: PlateValues(units=2)},
        filaments=(
            FilamentChoice(words=BLACK, filament_id=black),
            FilamentChoice(words=WHITE, filament_id=white),
        ),
    )
    later = FormValues(
        model=ModelValues(name="Red fox", license="CC0"),
        plates={1: PlateValues(grams={2: Decimal(7)})},
        filaments=(FilamentChoice(words=BLACK, filament_id=other),),
    )

    assert first.followed_by(later) == FormValues(
        model_id=model,
        model=ModelValues(name="Red fox", designer="Ann", license="CC0"),
        variant_name="Small",
        plates={
            1: PlateValues(units=4, grams={1: Decimal(5), 2: Decimal(7)}),
            2: PlateValues(units=2),
        },
        filaments=(
            FilamentChoice(words=WHITE, filament_id=white),
            FilamentChoice(words=BLACK, filament_id=other),
        ),
    )


def test_a_later_decision_for_a_model_of_its_own_replaces_the_one_for_a_version() -> None:
    both = FormValues(model_id=uuid4()).followed_by(FormValues(is_new_model=True))

    assert (both.model_id, both.is_new_model) == (None, True)


def test_nothing_said_later_changes_nothing() -> None:
    said = FormValues(model=ModelValues(name="Fox"), variant_name="Small")

    assert said.followed_by(FormValues()) == said
