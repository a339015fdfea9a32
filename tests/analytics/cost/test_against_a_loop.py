"""The costs of all versions at once are those of a plain loop over them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rivals.costs import Loop
from printshop.analytics.calibration import GRAM_FACTORS, TIME_FACTORS
from printshop.analytics.cost import costs, price_ladder
from printshop.frames import COSTED_VERSIONS, PRINTER_RATES, RATES
from tests.analytics.cost.frames import (
    a_need,
    a_plate,
    a_printer,
    a_spool,
    a_stock,
    costed,
    rows_of,
    shelf,
    stock,
)

FILAMENTS = ("black", "red", "white")
_SPOOL = st.tuples(
    st.sampled_from(FILAMENTS), st.integers(0, 80_00), st.sampled_from([0, 17_333, 25_001])
)
_NEED = st.tuples(
    st.sampled_from([*FILAMENTS, None]), st.none() | st.integers(0, 120_00), st.booleans()
)
_PLATE = st.tuples(
    st.none() | st.integers(60, 90_000),
    st.integers(1, 7),
    st.sampled_from(["", "A1", "H2D"]),
    st.lists(_NEED, max_size=3),
)
_VERSIONS = st.lists(st.lists(_PLATE, min_size=1, max_size=2), min_size=1, max_size=4)


Plate = tuple[int | None, int, str, list[tuple[str | None, int | None, bool]]]
LEARNT = {"material": "PLA", "high_factor": 1.2, "n_jobs": 5}
MODEL = {"packaging_e6": 350_000, "finishing_min": None, "unit_price_e6": None}


@settings(max_examples=15)
@given(
    st.lists(_SPOOL, max_size=8),
    _VERSIONS,
    st.lists(st.sampled_from(["A1", "P1S", "X1"]), unique=True),
    st.floats(1, 3),
)
def test_all_at_once_cost_what_each_costs_alone(
    drawn: list[tuple[str, int, int]],
    versions: list[list[Plate]],
    printers: list[str],
    cost_factor: float,
) -> None:
    spools = shelf(
        *(
            a_spool(n, cg, price, filament_id=filament, is_weighed=n % 3 > 0)
            for n, (filament, cg, price) in enumerate(drawn)
        )
    )
    known = stock(
        a_stock("black", average_e6=21_000), a_stock("red", base_e6=30_000), a_stock("white")
    )
    names = [f"version {n}" for n in range(len(versions))]
    plates, grams = rows_of_versions(dict(zip(names, versions, strict=True)))
    of = costed(
        grams,
        plates,
        versions=rows_of(COSTED_VERSIONS, *(MODEL | {"variant_id": name} for name in names)),
        prices=price_ladder(spools, known),
        printers=rows_of(PRINTER_RATES, *(a_printer(name, 100) for name in printers)),
        gram_factors=rows_of(GRAM_FACTORS, LEARNT | {"factor": 1.07}),
        time_factors=rows_of(TIME_FACTORS, LEARNT | {"printer_id": "A1", "factor": 1.1}),
        rates=rows_of(RATES, *({"subject_id": n, "cost_factor": cost_factor} for n in names)),
        lost_share=0.6,
    )

    together = costs(of).totals

    alone = Loop(of, spools, known).units()
    assert together["variant_id"].to_list() == sorted(alone)
    for variant_id, unit_e6 in together.select("variant_id", "unit_e6").iter_rows():
        expected = alone[variant_id]
        if expected is None:
            assert unit_e6 is None
        else:
            # Each line is rounded once, to a millionth.
            assert unit_e6 / 10**6 == pytest.approx(expected, abs=50e-6)


def rows_of_versions(
    versions: dict[str, list[Plate]],
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Rows of COSTED_PLATES and COSTED_GRAMS."""
    plates, grams = [], []
    for variant_id, of_version in versions.items():
        for index, (print_s, units, sliced_for, needs) in enumerate(of_version, start=1):
            named = {"variant_id": variant_id, "plate_index": index, "sliced_for": sliced_for}
            plate_id = f"{variant_id}, plate {index}"
            plates.append(a_plate(plate_id, print_s=print_s, units=units, **named))
            for position, (filament_id, cg, is_apart) in enumerate(needs, start=1):
                part = cg // 10 if cg is not None and is_apart else None
                said = {"filament_id": filament_id, "material": "PLA" if filament_id else None}
                parts = {"waste_cg": part, "purge_cg": part}
                where = {"plate_id": plate_id, "filament_index": position}
                grams.append(a_need(cg, **(named | said | parts | where)))
    return plates, grams
