import re
from decimal import Decimal
from html.parser import HTMLParser

from printshop.domain.catalog import GramSource, NewRequirement
from printshop.ui.gram_bars import GramBar, as_html

NO_BREAK = "\u00a0"


def a_bar(name: str = "PLA Basic", **said: object) -> GramBar:
    values = {
        "filament_index": 2,
        "model_g": Decimal("6.5"),
        "waste_g": Decimal("1.2"),
        "support_g": Decimal("0.4"),
        "purge_g": Decimal("0.92"),
        "split_known": True,
        "source": GramSource.GCODE,
        "color_hex": "#FF6A13",
    }
    return GramBar(need=NewRequirement.model_validate(values | said), name=name)


def an_unsplit_bar() -> GramBar:
    return a_bar(
        split_known=False,
        source=GramSource.SLICE_INFO,
        waste_g=None,
        support_g=None,
        purge_g=None,
    )


def drawn(*bars: GramBar, reasons: tuple[str, ...] = ()) -> str:
    return as_html(bars, reasons=reasons).replace(NO_BREAK, " ")


def labels(html: str) -> list[str]:
    return re.findall(r'role="img" aria-label="([^"]*)"', html)


class Texts(HTMLParser):
    """The texts of a piece of HTML, as a browser would show them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def text_of(html: str) -> str:
    texts = Texts()
    texts.feed(html)
    return "|".join(texts.found)


def test_a_bar_says_all_its_grams_to_those_who_do_not_see_it() -> None:
    assert labels(drawn(a_bar())) == [
        "Filament 2: PLA Basic, 8.62 g: model 6.5 g, support 0.4 g, tower 0.8 g, flush 0.92 g"
    ]


def test_the_grams_stand_as_text_beside_the_bar() -> None:
    said = "2: PLA Basic · |8.62 g|model 6.5 g|support 0.4 g|tower 0.8 g|flush 0.92 g"

    assert text_of(drawn(a_bar())) == said


def test_each_part_is_as_wide_as_its_grams_and_has_a_pattern_of_its_own() -> None:
    cuts = re.findall(r'class="gram-(\w+)" style="flex-grow:([\d.]+)"', drawn(a_bar()))

    assert cuts == [("model", "6.5"), ("support", "0.4"), ("tower", "0.8"), ("flush", "0.92")]


def test_parts_of_nothing_are_left_out() -> None:
    html = drawn(a_bar(waste_g=Decimal(0), support_g=Decimal(0)))

    assert labels(html) == ["Filament 2: PLA Basic, 7.42 g: model 6.5 g, flush 0.92 g"]


def test_an_estimate_is_marked_and_says_why() -> None:
    html = drawn(a_bar(source=GramSource.ESTIMATE), reasons=("There is no gcode.",))

    assert text_of(html).endswith("|≈ estimated|There is no gcode.")
    assert labels(html)[0].endswith("flush 0.92 g, estimated")


def test_grams_that_are_not_told_apart_are_one_plain_bar_with_the_reason() -> None:
    html = drawn(an_unsplit_bar(), reasons=("The gcode breaks off.",))

    assert text_of(html) == "2: PLA Basic · |6.5 g|not told apart|The gcode breaks off."
    assert 'class="gram-rest"' in html


def test_flush_alone_is_told_from_a_rest_that_is_not() -> None:
    bar = a_bar(split_known=False, source=GramSource.ESTIMATE, waste_g=None, support_g=None)

    html = drawn(bar)

    assert text_of(html) == ("2: PLA Basic · |7.42 g|not told apart 6.5 g|flush 0.92 g|≈ estimated")


def test_what_is_exact_needs_no_reason() -> None:
    assert "a remark" not in drawn(a_bar(), reasons=("a remark",))


def test_support_and_tower_that_are_known_only_together_are_one_part() -> None:
    assert "support and tower 1.2 g" in labels(drawn(a_bar(support_g=None)))[0]


def test_a_hostile_name_and_reason_stay_text() -> None:
    evil = '"><img src=x onerror=alert(1)>\u202e'
    html = drawn(a_bar(evil, source=GramSource.ESTIMATE), reasons=(evil,))

    assert "<img" not in html
    assert "\u202e" not in html
    assert labels(html)[0].startswith("Filament 2: &quot;&gt;&lt;img src=x onerror=alert(1)&gt;, ")
