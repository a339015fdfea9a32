import pytest

from printshop.domain.search import (
    SearchKind,
    SearchQuery,
    hex_in,
    number_in,
    setting_value,
    typing_distance,
)

SPOOL, JOB = SearchKind.SPOOL, SearchKind.JOB


@pytest.mark.parametrize(
    ("typed", "kinds", "number"),
    [
        ("12", {SPOOL, JOB}, 12),
        ("#12", {SPOOL, JOB}, 12),
        ("Spool 12", {SPOOL}, 12),
        ("job #7", {JOB}, 7),
        ("http://192.168.1.20:8501/inventory?spool=12", {SPOOL}, 12),
    ],
)
def test_a_number_is_that_of_a_spool_or_a_job(
    typed: str, kinds: set[SearchKind], number: int
) -> None:
    assert number_in(typed) == (frozenset(kinds), number)


@pytest.mark.parametrize("typed", ["", "12 g", "0", "9999999999", "v2", "spool", "shelf 3"])
def test_other_texts_hold_no_number_of_anything(typed: str) -> None:
    assert number_in(typed) is None


@pytest.mark.parametrize(
    ("typed", "color"),
    [("#f80", "#FF8800"), ("matte #FF6a13", "#FF6A13"), ("ff6a13", "#FF6A13")],
)
def test_a_colour_is_known_by_its_code(typed: str, color: str) -> None:
    found = hex_in(typed)

    assert found is not None
    assert found[0] == color


@pytest.mark.parametrize("typed", ["facade", "123456", "#12", "#ff6a131", "ff6a13x"])
def test_words_and_numbers_are_no_colour(typed: str) -> None:
    assert hex_in(typed) is None


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("dragon", "dragon", 0), ("drgaon", "dragon", 1), ("dragn", "dragon", 1), ("", "ab", 2)],
)
def test_slips_are_counted_as_fingers_make_them(one: str, other: str, slips: int) -> None:
    assert typing_distance(one, other) == slips


def test_values_of_settings_are_compared_as_numbers() -> None:
    assert [setting_value(v) for v in ("0,20", "15%", " Gyroid ")] == ["0.2", "15", "gyroid"]


def test_a_text_is_cut_and_cleaned_before_it_is_asked() -> None:
    query = SearchQuery(text="  a\x00\ud800 \n b " + "x" * 500)

    assert query.text.startswith("a b x")
    assert len(query.text) == 200


def test_filters_leave_only_kinds_that_they_can_be_asked_of() -> None:
    assert SearchQuery(max_print_s=60).asked_kinds == (
        SearchKind.MODEL,
        SearchKind.VERSION,
        SearchKind.JOB,
    )
    assert JOB not in SearchQuery(in_stock_only=True).asked_kinds
