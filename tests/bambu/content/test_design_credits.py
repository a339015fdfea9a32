"""Whose work a design is built on, and what MakerWorld appends to the model."""

import io
import json
from collections.abc import Callable, Mapping

import pytest

from printshop.bambu import read_3mf
from printshop.bambu.content.design_credits import copyright_of

Zipped = Callable[[Mapping[str, bytes]], io.BytesIO]

_REMIXED = json.dumps(
    [
        {
            "link": "https://example.com/model/1",
            "author": "Ana &amp; Bo",
            "title": "Fan <b>Cover</b>",
            "homepage": "https://example.com/@ana",
        },
        {"title": "Hinge"},
        {"author": 7},
        "Lid",
    ]
)


@pytest.mark.parametrize(
    ("metadata", "shown"),
    [
        ({}, None),
        ({"Copyright": "", "CopyRight": '"[]"'}, None),
        ({"Copyright": "[]"}, None),
        ({"Copyright": "© Somebody 2015", "CopyRight": "[]"}, "© Somebody 2015"),
        ({"CopyRight": _REMIXED}, "Fan Cover by Ana & Bo (https://example.com/model/1); Hinge"),
        ({"CopyRight": "[1]"}, "[1]"),
        ({"CopyRight": '{"a": 1}'}, '{"a": 1}'),
    ],
)
def test_the_copyright_is_a_notice_or_names_the_designs(
    metadata: Mapping[str, str], shown: str | None
) -> None:
    assert copyright_of(metadata) == shown


def _model(tail: str) -> bytes:
    head = '<model><metadata name="Title">Cover</metadata><resources/><build></build>'
    return f"{head}{tail}</model>".encode()


def test_metadata_that_is_appended_behind_the_build_is_read(zipped: Zipped) -> None:
    tail = '<metadata name="DesignModelId">US1f</metadata><metadata name="Title">Twice</metadata>'

    result = read_3mf(zipped({"3D/3dmodel.model": _model(tail)}), name="star.3mf")

    assert (result.title, result.design_model_id) == ("Cover", "US1f")
    assert [finding.message for finding in result.findings] == [
        "The metadata Title occurs twice: the first one counts."
    ]


def test_appended_metadata_that_is_broken_leaves_a_finding(zipped: Zipped) -> None:
    result = read_3mf(zipped({"3D/3dmodel.model": _model("<metadata name=<")}), name="star.3mf")

    assert result.title == "Cover"
    assert [(finding.where, finding.message) for finding in result.findings] == [
        ("3D/3dmodel.model", "The metadata behind the build is not well-formed XML: left out.")
    ]
