"""Sheets and rolls: every label is on its page, and no two lie over each other."""

import pytest

from printshop.domain.label_formats import LABEL_FORMATS, LabelFormat


@pytest.mark.parametrize("label_format", LABEL_FORMATS.values(), ids=list(LABEL_FORMATS))
def test_every_label_is_on_its_page_and_beside_the_others(label_format: LabelFormat) -> None:
    corners = [label_format.corner_mm(place) for place in range(label_format.per_page)]

    for left, top in corners:
        assert left >= 0
        assert top >= 0
        assert left + label_format.width_mm <= label_format.page_width_mm + 0.01
        assert top + label_format.height_mm <= label_format.page_height_mm + 0.01
    if label_format.columns > 1:
        assert label_format.pitch_x_mm >= label_format.width_mm
    if label_format.rows > 1:
        assert label_format.pitch_y_mm >= label_format.height_mm


def test_a_sheet_that_was_begun_takes_its_rest_first() -> None:
    sheet = LABEL_FORMATS["l7160"]

    assert sheet.page_count(21, first_position=1) == 1
    assert sheet.page_count(21, first_position=2) == 2
    assert sheet.page_count(1, first_position=21) == 1
    assert LABEL_FORMATS["dymo99012"].page_count(3, first_position=1) == 3
