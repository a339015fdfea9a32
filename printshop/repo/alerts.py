"""Alerts: what was said to a shop, and what there is to say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from printshop.domain.alerts import Alert, AlertKind, NewAlert
from printshop.domain.print_queue import JobStatus
from printshop.repo.faults import translated
from printshop.repo.tables import alerts, model_variants, models, print_jobs, printers

_COLUMNS: Final = [alerts.c[name] for name in Alert.model_fields]
_IS_OPEN: Final = alerts.c.cleared_at.is_(None)
_IS_NEWS: Final = (_IS_OPEN, alerts.c.seen_at.is_(None))
# Every committed change gives a row another xmin. A time of change would miss a transaction
# that began earlier and was committed later.
_PULSE: Final = text(
    "SELECT concat_ws(' ',"
    " (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM filaments),"
    " (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM filament_inventory),"
    " (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM print_jobs"
    "   WHERE status = 'completed'),"
    " (SELECT sum(xmin::text::bigint) FROM users)) AS state,"
    " (SELECT count(*) FROM alerts"
    "   WHERE cleared_at IS NULL AND seen_at IS NULL AND emailed_at IS NULL) AS unmailed_count"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What alerts depend on: `state` is another one after each change of it."""

    state: str
    unmailed_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedPrint:
    """A job that was completed."""

    job_id: UUID
    number: int
    model_name: str
    printer_name: str
    finished_at: datetime


class Alerts:
    """The alerts of the current user. An alert is open until its cause is gone."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def open(self) -> tuple[Alert, ...]:
        """What still stands, newest first."""
        return self._list(_IS_OPEN)

    def unseen(self, kinds: Collection[AlertKind]) -> tuple[Alert, ...]:
        """What still stands, is of these kinds, and that nobody has seen; newest first."""
        return self._list(*_IS_NEWS, alerts.c.kind.in_(kinds))

    def count_unseen(self, kinds: Collection[AlertKind]) -> int:
        """How many stand, are of these kinds, and nobody has seen."""
        query = select(func.count()).where(*_IS_NEWS, alerts.c.kind.in_(kinds))
        return self._connection.scalar(query) or 0

    def unmailed(self, kinds: Collection[AlertKind]) -> tuple[Alert, ...]:
        """What stands, is of these kinds, and was neither seen nor mailed; oldest first."""
        found = self._list(*_IS_NEWS, alerts.c.emailed_at.is_(None), alerts.c.kind.in_(kinds))
        return tuple(reversed(found))

    def subjects(self, kind: AlertKind) -> tuple[str, ...]:
        """What this shop was ever told of this kind, newest first."""
        query = select(alerts.c.subject).where(alerts.c.kind == kind)
        return tuple(self._connection.scalars(query.order_by(alerts.c.raised_at.desc())))

    def raise_all(self, news: Sequence[NewAlert]) -> int:
        """Raise these; one that another process raised a moment ago is left as it is.

        Returns:
            How many are new.

        """
        if not news:
            return 0
        rows = [{**new.model_dump(), "user_id": self._user_id} for new in news]
        statement = upsert(alerts).on_conflict_do_nothing(
            index_elements=["user_id", "kind", "subject"], index_where=_IS_OPEN
        )
        with translated():
            raised = self._connection.execute(statement.returning(alerts.c.id), rows)
            return len(raised.all())

    def note_known(self, known: NewAlert) -> None:
        """Keep what needs no saying, as said, seen and done with."""
        values = {**known.model_dump(), "user_id": self._user_id}
        now = {"seen_at": func.now(), "cleared_at": func.now()}
        self._connection.execute(upsert(alerts).values(values | now))

    def restate(self, alert_id: UUID, new: NewAlert) -> None:
        """Say an open alert in other words: its numbers changed, or the rule that fires."""
        self._set([alert_id], rule=new.rule, text=new.text)

    def clear(self, alert_ids: Sequence[UUID]) -> None:
        """Note that the causes of these are gone."""
        self._set(alert_ids, cleared_at=func.now())

    def clear_all_but(self, kinds: Collection[AlertKind]) -> None:
        """Close what is open of other kinds: nobody wants to hear of it."""
        self._connection.execute(
            update(alerts)
            .where(_IS_OPEN, alerts.c.kind.not_in(kinds))
            .values(cleared_at=func.now())
        )

    def mark_seen(self, alert_ids: Sequence[UUID]) -> tuple[UUID, ...]:
        """Note that a person saw these.

        Returns:
            Those of them that nobody had seen before.

        """
        rows = self._connection.scalars(
            update(alerts)
            .where(alerts.c.id.in_(alert_ids), alerts.c.seen_at.is_(None))
            .values(seen_at=func.now())
            .returning(alerts.c.id)
        )
        return tuple(rows)

    def mark_unseen(self, alert_ids: Sequence[UUID]) -> None:
        """Take back that a person saw these."""
        self._set(alert_ids, seen_at=None)

    def mark_mailed(self, alert_ids: Sequence[UUID]) -> None:
        """Note that a mail server took the mail with these."""
        self._set(alert_ids, emailed_at=func.now())

    def try_to_hold_mail(self) -> bool:
        """Be the one who mails this shop's alerts until the transaction ends.

        Returns:
            Whether nobody else is at it. No row is locked: pages go on beside a slow mail
            server.

        """
        key = func.hashtextextended(f"{self._user_id}:alert mail", 0)
        return bool(self._connection.scalar(select(func.pg_try_advisory_xact_lock(key))))

    def completed_since(self, moment: datetime) -> tuple[CompletedPrint, ...]:
        """The jobs that were completed after `moment`, oldest first."""
        query = (
            select(
                print_jobs.c.id.label("job_id"),
                print_jobs.c.number,
                models.c.name.label("model_name"),
                func.coalesce(printers.c.name, "").label("printer_name"),
                print_jobs.c.finished_at,
            )
            .join(model_variants, model_variants.c.id == print_jobs.c.variant_id)
            .join(models, models.c.id == model_variants.c.model_id)
            .join(printers, printers.c.id == print_jobs.c.printer_id, isouter=True)
            .where(print_jobs.c.status == JobStatus.COMPLETED, print_jobs.c.finished_at > moment)
            .order_by(print_jobs.c.finished_at, print_jobs.c.number)
        )
        return tuple(CompletedPrint(**row) for row in self._connection.execute(query).mappings())

    def pulse(self) -> Pulse:
        """A cheap look at whether anything that alerts depend on has changed."""
        row = self._connection.execute(_PULSE).one()
        return Pulse(state=row.state, unmailed_count=row.unmailed_count)

    def _list(self, *conditions: ColumnElement[bool]) -> tuple[Alert, ...]:
        query = select(*_COLUMNS).where(*conditions)
        rows = self._connection.execute(query.order_by(alerts.c.raised_at.desc(), alerts.c.id))
        return tuple(Alert(**row) for row in rows.mappings())

    def _set(self, alert_ids: Sequence[UUID], **values: Any) -> None:  # noqa: ANN401 - a column's value
        if alert_ids:
            self._connection.execute(
                update(alerts).where(alerts.c.id.in_(alert_ids)).values(values)
            )
