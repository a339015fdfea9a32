import base64

from printshop.ui import swatches


def svg_of(markdown: str) -> str:
    return base64.b64decode(markdown.rpartition("base64,")[2].rstrip(")")).decode()


def test_a_disc_says_the_name_of_its_colour() -> None:
    markdown = swatches.swatch("#C8102E", "Fire red")

    assert markdown.startswith("![Fire red](data:image/svg+xml;base64,")
    assert 'fill="#C8102E"' in svg_of(markdown)


def test_a_disc_without_a_name_says_its_code() -> None:
    assert swatches.swatch("#C8102E").startswith("![colour \\#C8102E](")


def test_a_colour_that_is_none_is_drawn_grey_and_nothing_of_it_is_kept() -> None:
    svg = svg_of(swatches.swatch('#fff" onload="alert(1)', "x"))

    assert 'fill="#808080"' in svg
    assert "onload" not in svg


def test_a_row_shows_each_colour_once_and_counts_what_it_leaves_out() -> None:
    colors = [f"#0000{number:02X}" for number in range(10)]

    row = swatches.swatches([*colors, colors[0]])

    assert row.count("![") == 8
    assert row.endswith(" +2")
