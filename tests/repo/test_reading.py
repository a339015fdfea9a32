"""Frames hold what the database holds, whatever signs it is written with."""

from datetime import UTC, date, datetime

import polars as pl

from printshop.frames import UTC_TIME
from printshop.services.shop import Shop

TEXTS = [
    "plain",
    "",
    None,
    r"\N",
    "\\\\ twice \\",
    'a "quoted", b',
    "(in brackets)",
    "two\nlines)\n(",
    "\r\n\t ",
    ",",
    '"',
    " blue ",
    "null",
    "Ünïcode 漢字",
]


def test_texts_come_as_they_are_and_in_their_order(shop: Shop) -> None:
    contract = pl.Schema({"place": pl.Int64, "text": pl.String, "same": pl.String})
    sql = """
        SELECT place, word, word FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS t (word, place)
         ORDER BY place DESC
    """

    with shop.snapshot() as uow:
        frame = uow.frames.read(sql, contract, "texts", {"texts": TEXTS})

    assert frame["place"].to_list() == list(range(len(TEXTS), 0, -1))
    assert frame["text"].to_list() == frame["same"].to_list() == TEXTS[::-1]


def test_numbers_days_times_and_truths_come_as_they_are(shop: Shop) -> None:
    contract = pl.Schema(
        {"n": pl.Int64, "x": pl.Float64, "is_so": pl.Boolean, "on": pl.Date, "at": UTC_TIME}
    )
    sql = """
        SELECT 9007199254740993, 0.1::float8, true::text, date '2026-03-02',
               (extract(epoch FROM timestamptz '2026-03-02 12:00:00.000001Z') * 1000000)::bigint
         UNION ALL SELECT NULL, NULL, NULL, NULL, NULL
    """

    with shop.snapshot() as uow:
        frame = uow.frames.read(sql, contract, "values")

    at = datetime(2026, 3, 2, 12, 0, 0, 1, tzinfo=UTC)
    assert frame.rows() == [
        (9007199254740993, 0.1, True, date(2026, 3, 2), at),
        (None,) * 5,
    ]


def test_no_row_is_an_empty_frame_of_the_contract(shop: Shop) -> None:
    contract = pl.Schema({"n": pl.Int64})

    with shop.snapshot() as uow:
        frame = uow.frames.read("SELECT 1 WHERE false", contract, "nothing")

    assert (frame.height, frame.schema) == (0, contract)
