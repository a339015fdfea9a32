"""How much of each filament a plate or a variant takes."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.analytics.needs import NEEDS, plate_needs, variant_needs
from printshop.errors import FrameContractError
from printshop.frames import REQUIREMENTS


def requirements(*rows: tuple[str, str, str | None, int | None]) -> pl.DataFrame:
    """Build REQUIREMENTS from (variant, plate, filament, centigrams)."""
    full = [
        (variant, plate, 1, index, filament, needed_cg)
        for index, (variant, plate, filament, needed_cg) in enumerate(rows)
    ]
    cells = [(*row, None, None) for row in full]
    return pl.DataFrame(cells, schema=REQUIREMENTS, orient="row")


def needs(*rows: tuple[str, str | None, int | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=NEEDS, orient="row")


def test_a_variant_needs_the_sum_of_its_plates_and_a_plate_only_its_own() -> None:
    vase = requirements(
        ("vase", "body", "red", 100_00),
        ("vase", "body", "blue", 92),
        ("vase", "lid", "red", 20_00),
    )

    assert variant_needs(vase).equals(needs(("vase", "red", 120_00), ("vase", "blue", 92)))
    assert plate_needs(vase).equals(
        needs(("body", "red", 100_00), ("body", "blue", 92), ("lid", "red", 20_00))
    )


def test_one_unknown_requirement_makes_the_sum_of_its_filament_unknown() -> None:
    vase = requirements(
        ("vase", "body", "red", 100_00),
        ("vase", "lid", "red", None),
        ("vase", "lid", "blue", 5_00),
    )

    assert variant_needs(vase).equals(needs(("vase", "red", None), ("vase", "blue", 5_00)))


def test_filaments_without_a_match_are_summed_apart() -> None:
    vase = requirements(
        ("vase", "body", None, 100_00),
        ("vase", "body", "red", 1_00),
        ("vase", "lid", None, 10_00),
    )

    assert variant_needs(vase).equals(needs(("vase", None, 110_00), ("vase", "red", 1_00)))


def test_rows_of_a_variant_that_lie_apart_are_still_one_need() -> None:
    mixed = requirements(
        ("vase", "body", "red", 1_00),
        ("cup", "cup", "red", 2_00),
        ("vase", "lid", "red", 4_00),
    )

    assert variant_needs(mixed).equals(needs(("cup", "red", 2_00), ("vase", "red", 5_00)))


def test_no_requirements_are_no_needs() -> None:
    assert variant_needs(REQUIREMENTS.to_frame()).equals(NEEDS.to_frame())
    assert plate_needs(REQUIREMENTS.to_frame()).equals(NEEDS.to_frame())


def test_requirements_with_grams_as_floats_are_refused() -> None:
    floats = requirements(("vase", "body", "red", 1)).cast({"needed_cg": pl.Float64})

    with pytest.raises(FrameContractError, match="The frame requirements breaks its contract"):
        variant_needs(floats)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["v1", "v2", "v3"]),
            st.just("p"),
            st.sampled_from([None, "red", "blue"]),
            st.none() | st.integers(0, 10_000_00),
        ),
        max_size=20,
    )
)
def test_needs_agree_with_adding_up_row_by_row(
    rows: list[tuple[str, str, str | None, int | None]],
) -> None:
    expected: dict[tuple[str, str | None], int | None] = {}
    for variant, _, filament, needed_cg in rows:
        before = expected.get((variant, filament), 0)
        known = before is not None and needed_cg is not None
        expected[variant, filament] = before + needed_cg if known else None

    summed = variant_needs(requirements(*rows))

    found = {(variant, filament): needed_cg for variant, filament, needed_cg in summed.rows()}
    assert found == expected
    assert len(summed) == len(expected)
