"""How urgent a job is, in words."""

import pytest

from printshop.ui.priorities import PRIORITIES, priority_word


@pytest.mark.parametrize(
    ("priority", "word"),
    [(20, "Urgent"), (35, "Urgent"), (10, "High"), (1, "High"), (0, "Normal"), (-1, "Low")],
)
def test_every_number_has_one_of_the_words_that_the_forms_say(priority: int, word: str) -> None:
    assert priority_word(priority) == word
    assert word in PRIORITIES
