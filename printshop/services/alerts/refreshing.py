"""Raising what there is to say, once, and closing it when its cause is gone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.metadata import version as version_of
from typing import Final
from uuid import UUID

import polars as pl

from printshop.analytics.stock_rules import with_rules
from printshop.domain.alerts import Alert, AlertKind, NewAlert
from printshop.repo import UnitOfWork
from printshop.services.alerts import words
from printshop.services.shop import Shop

# A completed print is news for a day; a shop that is refreshed for the first time is not told
# of the prints of half a year.
PRINTS_ARE_NEWS_FOR: Final = timedelta(hours=24)
_FIRST_VERSION: Final = "first"
_NEWER_VERSION: Final = "newer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a refresh changed."""

    raised: int = 0
    restated: int = 0
    cleared: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be done so that the open alerts are those that have a cause."""

    raised: tuple[NewAlert, ...]
    restated: tuple[tuple[UUID, NewAlert], ...]
    cleared: tuple[UUID, ...]


def refresh(shop: Shop, as_of: datetime, *, version: str | None = None) -> Refreshed:
    """Make the shop's open alerts those that have a cause now, of the kinds that are wanted.

    Doing it again changes nothing. An alert keeps its moment, and whether it was seen and
    mailed, while its cause stands; it is raised anew when the cause was gone and comes back.

    Args:
        shop: whose.
        as_of: now, aware.
        version: of Printshop; the running one, if None.

    Raises:
        NotFoundError: the user was removed.

    """
    running = version or running_version()
    with shop.unit_of_work() as uow:
        wanted = uow.users.current().preferences.notifications.wanted
        told = uow.alerts.subjects(AlertKind.SYSTEM_UPDATE)
        opened = uow.alerts.open()
        causes = (
            *low_stock(with_rules(uow.frames.stock(), as_of=as_of.date())),
            *_completed_prints(uow, as_of),
            *system_update(opened, told, running),
        )
        changes = changes_between(opened, [new for new in causes if new.kind in wanted])
        raised = uow.alerts.raise_all(changes.raised)
        for alert_id, new in changes.restated:
            uow.alerts.restate(alert_id, new)
        uow.alerts.clear(changes.cleared)
        if running not in told and AlertKind.SYSTEM_UPDATE not in {c.kind for c in changes.raised}:
            uow.alerts.note_known(_version(running, rule=_FIRST_VERSION))
        uow.commit()
    return Refreshed(raised=raised, restated=len(changes.restated), cleared=len(changes.cleared))


def changes_between(opened: Sequence[Alert], causes: Sequence[NewAlert]) -> Changes:
    """Compare what was said with what there is to say; kind and subject tell them apart."""
    known = {(alert.kind, alert.subject): alert for alert in opened}
    now = {(cause.kind, cause.subject): cause for cause in causes}
    return Changes(
        raised=tuple(cause for key, cause in now.items() if key not in known),
        restated=tuple(
            (known[key].id, cause)
            for key, cause in now.items()
            if key in known and (known[key].rule, known[key].text) != (cause.rule, cause.text)
        ),
        cleared=tuple(alert.id for key, alert in known.items() if key not in now),
    )


def low_stock(stock: pl.DataFrame) -> tuple[NewAlert, ...]:
    """An alert for each filament that a rule calls low.

    Args:
        stock: STOCK_WITH_RULES.

    """
    low = stock.filter((pl.col("low_rule") != "") & ~pl.col("is_archived"))
    return tuple(
        NewAlert(
            kind=AlertKind.LOW_STOCK,
            subject=row["filament_id"],
            rule=row["low_rule"],
            text=words.alert_text(row),
        )
        for row in low.iter_rows(named=True)
    )


def system_update(
    opened: Iterable[Alert], told: Sequence[str], running: str
) -> tuple[NewAlert, ...]:
    """That Printshop is newer than the shop last saw; it stands until there is a newer one.

    Args:
        opened: the open alerts.
        told: versions this shop was ever told of, or began with, newest first.
        running: the version that runs.

    """
    open_here = next(
        (a for a in opened if a.kind is AlertKind.SYSTEM_UPDATE and a.subject == running), None
    )
    if open_here is not None:
        return (_same(open_here),)
    before = max(told, key=_in_order, default=running)
    if running in told or _in_order(running) <= _in_order(before):
        return ()
    return (_version(running, rule=_NEWER_VERSION, before=before),)


@lru_cache(maxsize=1)
def running_version() -> str:
    """The version of Printshop that runs."""
    return version_of("printshop")


def _completed_prints(uow: UnitOfWork, as_of: datetime) -> Iterable[NewAlert]:
    for done in uow.alerts.completed_since(as_of - PRINTS_ARE_NEWS_FOR):
        yield NewAlert(
            kind=AlertKind.PRINT_COMPLETE,
            subject=str(done.job_id),
            rule="completed",
            text=words.print_text(done),
        )


def _version(version: str, *, rule: str, before: str = "") -> NewAlert:
    text = words.update_text(version, before) if before else f"The shop knows {version}."
    return NewAlert(kind=AlertKind.SYSTEM_UPDATE, subject=version, rule=rule, text=text)


def _same(alert: Alert) -> NewAlert:
    return NewAlert(**{name: getattr(alert, name) for name in NewAlert.model_fields})


def _in_order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
