"""The columns of the rows behind a figure, on the page and in the file."""

from datetime import UTC, datetime

import polars as pl

from printshop.domain.users import ShopSettings
from printshop.services.dashboard.view import Drill
from printshop.ui.analytics import row_columns


def test_a_file_has_the_clock_and_the_words_of_the_page() -> None:
    found = pl.DataFrame(
        {
            "number": [7],
            "status": ["failed"],
            "reason": ["run_out"],
            "finished_at": [datetime(2026, 3, 1, 23, 30, tzinfo=UTC)],
            "cost": [1.25],
        }
    )
    settings = ShopSettings(time_zone="Europe/Berlin", currency="EUR")

    rows = row_columns.for_file(Drill(rows="jobs"), found, settings).to_dicts()

    assert rows == [
        {
            "Job": 7,
            "Ended": datetime(2026, 3, 2, 0, 30),  # noqa: DTZ001 - on the shop's clock
            "How it ended": "Failed",
            "Reason": "Filament ran out",
            "Cost, EUR": 1.25,
        }
    ]


def test_what_a_list_is_narrowed_to_is_said_in_words() -> None:
    drill = Drill(rows="jobs", fields={"status": "completed\nfailed", "reason": "run_out"})

    assert (
        row_columns.about(drill, pl.DataFrame())
        == "how it ended: ended well or failed \u00b7 reason: filament ran out"
    )
