from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.ui import formats

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # a Monday, 12:00 in Berlin


@pytest.mark.parametrize(
    ("value_g", "text"),
    [
        (Decimal("0.92"), "0.92\u00a0g"),
        (Decimal("12.50"), "12.5\u00a0g"),
        (Decimal(1250), "1,250\u00a0g"),
        (Decimal("0.004"), "0\u00a0g"),  # less than the database keeps
        (Decimal(100), "100\u00a0g"),  # a zero that says something stays
        (None, "unknown"),
    ],
)
def test_grams_have_at_most_two_decimals_and_no_idle_zeros(
    value_g: Decimal | None, text: str
) -> None:
    assert formats.grams(value_g) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (Decimal("12.5"), "EUR", "€12.50"),
        (Decimal(1234), "USD", "$1,234.00"),
        (Decimal("3.1"), "CHF", "3.10 CHF"),
        (None, "EUR", "unknown"),
    ],
)
def test_money_carries_the_currency_of_the_shop(
    amount: Decimal | None, currency: str, text: str
) -> None:
    assert formats.money(amount, currency) == text


@pytest.mark.parametrize(
    ("seconds_s", "text"),
    [
        (42, "42\u00a0s"),
        (60, "1\u00a0min"),
        (59 * 60 + 40, "1\u00a0h"),  # rounds up to the hour and not to 60 min
        (6300, "1\u00a0h\u00a045\u00a0min"),
        (86400, "1\u00a0d"),
        (97200, "1\u00a0d\u00a03\u00a0h"),
        (None, "unknown"),
    ],
)
def test_a_duration_is_said_in_the_two_units_that_matter(seconds_s: int | None, text: str) -> None:
    assert formats.duration(seconds_s) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 3, 2, 22, 30, tzinfo=UTC), "today\u00a023:30"),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "tomorrow\u00a000:30"),  # by the shop's clock
        (datetime(2026, 3, 1, 10, 0, tzinfo=UTC), "yesterday\u00a011:00"),
        (datetime(2026, 3, 5, 10, 0, tzinfo=UTC), "Thu 5 Mar, 11:00"),
        (datetime(2027, 1, 2, 10, 0, tzinfo=UTC), "Sat 2 Jan 2027, 11:00"),
        (None, "unknown"),
    ],
)
def test_a_time_is_said_in_the_zone_of_the_shop(at: datetime | None, text: str) -> None:
    assert formats.moment(at, BERLIN, as_of=NOON) == text


def test_a_date_that_nobody_said_is_unknown() -> None:
    assert formats.day(None, as_of=date(2026, 3, 2)) == "unknown"


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (830, "830\u00a0B"),
        (12_400, "12\u00a0kB"),
        (3_400_000, "3.4\u00a0MB"),
        (5_000_000_000, "5.0\u00a0GB"),
    ],
)
def test_a_file_size_is_said_in_decimal_units(size_bytes: int, text: str) -> None:
    assert formats.size(size_bytes) == text


def test_a_count_knows_one_from_many() -> None:
    assert formats.count(1, "spool") == "1\u00a0spool"
    assert formats.count(1204, "spool") == "1,204\u00a0spools"
    assert formats.count(2, "copy", "copies") == "2\u00a0copies"


def test_a_short_text_stays_on_one_line_and_a_long_one_may_break() -> None:
    assert formats.unbroken("Plate 12") == "Plate\u00a012"
    assert formats.unbroken("Lid, both halves of it") == "Lid, both halves of it"


def test_facts_that_are_missing_leave_no_gap() -> None:
    assert formats.joined("2 plates", "", "32 g") == "2 plates · 32 g"


def test_a_picture_in_a_name_stays_text() -> None:
    escaped = formats.escape_markdown("![x](http://evil.example/b.png)")

    assert escaped == "\\!\\[x\\]\\(http\\:\u2060\\/\\/evil\\.example\\/b\\.png\\)"


@pytest.mark.parametrize(
    "name",
    ["www.evil.example", "me@evil.example", ":tada: x", ":material/home:", "a -> b", "a -- b"],
)
def test_what_acts_by_itself_is_broken_by_a_joiner(name: str) -> None:
    assert "\u2060" in formats.escape_markdown(name)


def test_a_name_does_not_turn_the_direction_of_the_line_around_it() -> None:
    assert formats.escape_markdown("evil\u202egnp\u2066x שלום") == "evilgnpx שלום"


def test_a_label_is_read_out_without_backslashes() -> None:
    assert formats.escape_label("#52 (PLA+ Jade White)") == "#52 (PLA+ Jade White)"


def test_a_name_does_not_act_in_a_label() -> None:
    escaped = formats.escape_label("a ![x](http://evil.example/b) *b* $c$ :tada: www.d.e")

    assert escaped == (
        "a !\\[x\\](http\\:\u2060//evil.example/b) \\*b\\* \\$c\\$ \\:\u2060tada\\: www\u2060.d.e"
    )


@given(st.text(max_size=60))
def test_no_punctuation_of_any_name_stays_unescaped(name: str) -> None:
    escaped = formats.escape_markdown(name)

    rest = escaped.replace("\\\\", "")
    for sign in "![]()<>*_`$#|~&:":
        assert rest.count(sign) == rest.count(f"\\{sign}")
    assert "\n" not in escaped
