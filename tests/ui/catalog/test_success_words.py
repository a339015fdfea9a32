"""How often a version succeeds, in words that few prints allow."""

from decimal import Decimal
from uuid import uuid4

import polars as pl
import pytest

from printshop.analytics.success import COUNTS, Prior, Trials, probability_better, rates
from printshop.domain.print_queue import FailureReason
from printshop.domain.success import SuccessRate
from printshop.services.success import Comparison, FailureCount
from printshop.ui import rate_bars
from printshop.ui.catalog import success_words as words

_SHOP = Prior(0.92, 10.0)


def rate(good: float, tried: int) -> SuccessRate:
    """Rate a version as a shop would that succeeds 92 times in 100."""
    seen = pl.DataFrame([("it", float(good), tried)], schema=COUNTS, orient="row")
    return SuccessRate(**rates(seen, _SHOP).drop("subject_id").row(0, named=True))


def comparison(new: tuple[int, int], old: tuple[int, int]) -> str:
    """Compare two versions in words."""
    of = Comparison(
        new_version=2,
        old_version=1,
        old_variant_id=uuid4(),
        new=rate(*new),
        old=rate(*old),
        better=probability_better(Trials(*new), Trials(*old), _SHOP),
    )
    return words.compared(of)


def test_few_prints_are_said_to_be_too_few() -> None:
    assert comparison((3, 3), (8, 10)) == (
        "**Too few prints to say.** Version 2: 3 of 3 good, version 1: 8 of 10: "
        "82 in 100 that version 2 is better."
    )


@pytest.mark.parametrize(
    ("new", "old", "said"),
    [
        ((200, 200), (10, 100), "**Version 2 prints better.** Version 2: 200 of 200 good"),
        ((10, 100), (200, 200), "under 1 in 100 that version 2 is better."),
        ((18, 20), (18, 20), "**No difference shows.**"),
        ((0, 0), (8, 10), "**Version 2 was not printed yet.** Version 1: 8 of 10."),
        ((3, 3), (0, 0), "**Nothing to compare with.** Version 1 was never printed."),
    ],
)
def test_a_comparison_says_no_more_than_the_prints_show(
    new: tuple[int, int], old: tuple[int, int], said: str
) -> None:
    assert said in comparison(new, old)


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.9999, "over 99 %"), (0.85, "85 %"), (0.004, "under 1 %"), (0.994, "99 %")],
)
def test_nobody_knows_a_hundred_percent(share: float, said: str) -> None:
    assert words.per_cent(share) == said


def test_parts_of_a_print_are_counted_as_such() -> None:
    assert words.good_of(rate(7.5, 10)) == "7.5 of 10"
    assert words.good_of(rate(1204, 1300)) == "1,204 of 1,300"


def test_failures_are_added_up_with_their_grams() -> None:
    found = (
        FailureCount(reason=FailureReason.SPAGHETTI, runs=2, lost_g=Decimal(30)),
        FailureCount(reason=None, runs=1, lost_g=Decimal("2.5")),
    )

    assert [row[0] for row in words.failure_rows(found)] == ["Spaghetti", "Nobody said why"]
    assert words.failures_total(found).replace("\u00a0", " ") == (
        "3 prints failed and took **32.5 g** of filament."
    )


def test_the_bar_says_in_words_what_it_draws_and_escapes_them() -> None:
    html = rate_bars.as_html(0.8, 0.55, 1.2, alt='80 % "<b>"')

    assert 'role="img" aria-label="80 % &quot;&lt;b&gt;&quot;"' in html
    assert "left:55.0%;width:45.0%" in html
    assert "left:80.0%" in html
