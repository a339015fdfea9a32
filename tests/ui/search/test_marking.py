from printshop.ui.search.marking import marked


def test_the_beginnings_that_were_typed_are_bold() -> None:
    assert marked("Flexi Dragon, blue", ["drag", "flexi"]) == r"**Flexi** **Drag**on\, blue"


def test_letters_with_marks_are_told_as_they_were_typed() -> None:
    assert marked("Blütenvase", ["bluten"]) == "**Blüten**vase"
    assert marked("ﬁgur", ["figu"]) == "**ﬁgur**"


def test_what_acts_in_markdown_does_nothing() -> None:
    assert marked("[x](y) *a* $1$", ["x"]) == r"\[**x**\]\(y\) \*a\* \$1\$"
