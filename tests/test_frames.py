"""The contracts between the rooms."""

import polars as pl
import pytest

from printshop import frames
from printshop.errors import FrameContractError
from printshop.frames import conform

PRINTERS = pl.Schema({"printer_id": pl.String, "name": pl.String})
CONTRACTS = {name: value for name, value in vars(frames).items() if isinstance(value, pl.Schema)}


def test_a_frame_of_the_contract_comes_back_as_it_is() -> None:
    frame = pl.DataFrame({"printer_id": ["a"], "name": ["Anna"]})

    assert conform(frame, PRINTERS, "printers").equals(frame)


def test_columns_in_another_order_are_put_in_the_contract_s() -> None:
    frame = pl.DataFrame({"name": ["Anna"], "printer_id": ["a"]})

    assert conform(frame, PRINTERS, "printers").columns == ["printer_id", "name"]


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"printer_id": ["a"]}),
        pl.DataFrame({"printer_id": ["a"], "name": ["Anna"], "watts": [95]}),
        pl.DataFrame({"printer_id": [1], "name": ["Anna"]}),
        pl.DataFrame(),
    ],
    ids=["missing", "extra", "another type", "no columns"],
)
def test_a_frame_that_breaks_the_contract_is_refused_by_name(frame: pl.DataFrame) -> None:
    with pytest.raises(FrameContractError, match="The frame printers breaks its contract: "):
        conform(frame, PRINTERS, "printers")


def test_a_column_of_nothing_but_nulls_takes_the_contract_s_type() -> None:
    frame = pl.DataFrame({"printer_id": [None], "name": ["Anna"]})

    assert conform(frame, PRINTERS, "printers").schema == PRINTERS


@pytest.mark.parametrize("name", CONTRACTS)
def test_an_empty_frame_keeps_every_contract(name: str) -> None:
    contract = CONTRACTS[name]

    assert conform(contract.to_frame(), contract, name).schema == contract


@pytest.mark.parametrize("name", CONTRACTS)
def test_grams_are_whole_centigrams_and_times_are_aware(name: str) -> None:
    for column, dtype in CONTRACTS[name].items():
        if column.endswith("_cg"):
            assert dtype == pl.Int64
        if column.endswith("_at"):
            assert dtype == frames.UTC_TIME
