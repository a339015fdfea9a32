"""People's text without markup, whatever it was wrapped in."""

import pytest

from printshop.bambu.plain_text import one_line, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", None),
        ("<p></p>", None),
        ("Cat", "Cat"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("&amp;lt;p&amp;gt;One&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Two", "One\nTwo"),
        ("a<br/>b<ul><li>c</li><li>d</li></ul>", "a\nbc\nd"),
        ("x<script>alert(1)</script>y<style>p{}</style>", "xy"),
        ("<<b>script>alert(1)<</b>/script>", None),
        ('<img src=x onerror="alert(1)">pic<iframe src="//x"></iframe>', "pic"),
        ("a\x00b\u202ec\u200bd\r\n\r\n\r\n\r\ne", "abcd\n\ne"),
        ("a&nbsp;&nbsp;b", "a b"),
    ],
)
def test_markup_is_reduced_to_words(markup: str, text: str | None) -> None:
    assert plain_text(markup) == text


def test_long_text_is_cut() -> None:
    assert plain_text("x" * 100, at_most=10) == "x" * 10


def test_a_name_is_one_clean_line() -> None:
    assert one_line(" left\n\twing\x07 ") == "left wing"


def test_hostile_markup_takes_no_longer_than_honest() -> None:
    assert plain_text("<br" * 50_000) is None
