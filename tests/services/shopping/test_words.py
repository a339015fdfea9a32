"""The sentences of the list where a number alone would say nothing."""

from zoneinfo import ZoneInfo

from printshop.services.shopping import words


def test_what_the_queue_takes_already_is_not_said_as_nothing_expected() -> None:
    row = {
        "rules": "forecast",
        "rate_cg_per_day": 810.0,
        "on_order_cg": 0,
        "point_cg": 9_000,
        "multiplier": 1.0,
        "reorder_point_cg": 9_000,
        "safety_cg": 9_000,
        "available_cg": 8_000,
        "level_cg": 14_670,
    }

    (said,) = words.reasons(row, (), lead_time_days=7, zone=ZoneInfo("UTC"))

    assert said == (
        "80 g left after the queue, at or under the reorder point of 90 g: the queue already takes "
        "what is expected in the 7 days it takes to come (8.1 g a day), and 90 g for safety. "
        "Rolls up to 147 g."
    )
