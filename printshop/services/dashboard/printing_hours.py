"""How long printers printed, and how much of their hours that is."""

from typing import Final

import polars as pl

from printshop.analytics.dashboard.hours import HOUR_S
from printshop.services.dashboard import words
from printshop.services.dashboard.looking import Look, bars
from printshop.services.dashboard.view import Chart, Tile

# What a drill calls the prints that ran on its days, whenever they ended.
RAN: Final = "hours"
_HUNDRED: Final = 100


def tiles(look: Look) -> tuple[Tile, ...]:
    """Hours printed, and their share of all hours of the printers."""
    ran = look.ran
    unknown = ran["busy_s"].null_count()
    before_s = _sum(look.ran_on(look.before), "busy_s") if look.before else None
    used = look.utilisation
    there_s, staffed_s = _sum(used, "there_s"), _sum(used, "staffed_there_s")
    share = _sum(used, "busy_s") * _HUNDRED / there_s if there_s else None
    staffed = _sum(used, "staffed_busy_s") * _HUNDRED / staffed_s if staffed_s else None
    return (
        Tile(
            key="hours",
            label="Hours printing",
            unit="hours",
            value=None if len(ran) and unknown == len(ran) else _sum(ran, "busy_s") / HOUR_S,
            before=None if before_s is None else before_s / HOUR_S,
            explained="As long as a person said, else as the slicer says; running prints up to"
            " now.",
            missing=_unknown(unknown),
            drill=look.drill("jobs", "hours", {"part": RAN}),
        ),
        Tile(
            key="utilisation",
            label="Printers busy",
            unit="pct",
            value=share,
            is_more_better=True,
            explained=""
            if staffed is None
            else f"{staffed:.0f} % of the hours in which somebody is there.",
            missing="" if there_s else "No printer is in use.",
            drill=look.drill("jobs", fields={"part": RAN}),
        ),
    )


def charts(look: Look) -> tuple[Chart, ...]:
    """Of each printer in use, the share of its hours, of all and of the staffed ones."""
    used = look.utilisation
    return (
        _chart(look, used, "utilisation", "busy_s", "there_s", "Printers busy, of all hours"),
        _chart(
            look,
            used,
            "utilisation_staffed",
            "staffed_busy_s",
            "staffed_there_s",
            "Printers busy, of staffed hours",
        ),
    )


def _chart(look: Look, used: pl.DataFrame, *said: str) -> Chart:
    key, busy_s, there_s, title = said
    shares = used.filter(pl.col(there_s) > 0).with_columns(
        share=pl.col(busy_s) * _HUNDRED / pl.col(there_s)
    )
    names = look.dimensions["printer"]
    keys, values = shares["printer_key"].to_list(), shares["share"].to_list()
    labels = [names.label(one) for one in keys]
    each = [f"{name} {value:.0f} %" for name, value in zip(labels, values, strict=True)]
    return Chart(
        key=key,
        title=title,
        kind="bars",
        unit="pct",
        x_label="Printer",
        frame=bars(labels, values),
        alt=f"{title}, {words.days(look.span)}: {', '.join(each[:12]) or 'no printer'}.",
        note="A printer counts from the day it was added; one out of use is not in it.",
        drills=tuple(
            look.drill("jobs", fields={"part": RAN, "printer": names.said(one)}) for one in keys
        ),
    )


def _sum(frame: pl.DataFrame, column: str) -> int:
    return int(frame[column].sum() or 0)


def _unknown(prints: int) -> str:
    if not prints:
        return ""
    return f"At least this: nobody knows how long {words.count(prints, 'print')} took."
