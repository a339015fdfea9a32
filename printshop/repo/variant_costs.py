"""What versions cost, as it is kept beside them, and what became of it over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, text

from printshop.repo.faults import translated

# Every committed change gives a row another xmin. Steps of jobs are only ever added: the latest
# ones say whether there is another, also one that was begun earlier and committed later.
# What is kept here is not looked at, so that keeping it is no change.
_PULSE: Final = text(
    "SELECT concat_ws(' ',"
    " (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM filaments),"
    " (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM filament_inventory),"
    " (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM filament_requirements),"
    " (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM plates),"
    " (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM models),"
    " (SELECT concat(count(*), '/', sum(xmin::text::bigint)) FROM printers),"
    " (SELECT count(*) FROM model_variants),"
    " (SELECT sum(id) FROM (SELECT id FROM job_steps ORDER BY user_id DESC, id DESC LIMIT 100) s),"
    " (SELECT concat_ws(' ', currency, electricity_per_kwh, labour_per_hour, machine_per_hour,"
    "   setup_min, finishing_min, packaging_cost, expected_success_pct) FROM shop_settings)"
    ") AS state"
)
_COUNT_FAILED: Final = text("SELECT sum(failed) FROM run_outcomes")
_KEEP: Final = text("""
    UPDATE model_variants v
       SET cost_to_produce_usd = kept.cost, success_rate_pct = kept.success_pct
      FROM (
          SELECT * FROM unnest(
              cast(:ids AS uuid[]), cast(:costs AS numeric[]), cast(:success AS numeric[])
          ) AS rows (id, cost, success_pct)
      ) kept
     WHERE v.id = kept.id
       AND (v.cost_to_produce_usd, v.success_rate_pct)
           IS DISTINCT FROM (kept.cost, kept.success_pct)
""")
# A version that was removed meanwhile has no past.
_NOTE: Final = text("""
    INSERT INTO variant_costs (user_id, variant_id, noted_on, unit_cost, lines)
    SELECT v.user_id, v.id, :noted_on, noted.unit_cost, noted.lines
      FROM unnest(
          cast(:ids AS uuid[]), cast(:costs AS numeric[]), cast(:lines AS jsonb[])
      ) AS noted (id, unit_cost, lines)
      JOIN model_variants v ON v.id = noted.id
        ON CONFLICT (variant_id, noted_on)
        DO UPDATE SET unit_cost = excluded.unit_cost, lines = excluded.lines
""")
# Its last word stays of each month: that is what still held in the next one.
_THIN: Final = text("""
    DELETE FROM variant_costs c
     WHERE c.variant_id = ANY(:ids) AND c.noted_on < :before
       AND EXISTS (
           SELECT FROM variant_costs later
            WHERE later.variant_id = c.variant_id AND later.noted_on > c.noted_on
              AND later.noted_on < date_trunc('month', c.noted_on) + interval '1 month'
       )
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCost:
    """What is kept beside a version: the cost of a unit, and its success in per cent."""

    variant_id: UUID
    unit_cost: Decimal | None
    success_pct: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedCost:
    """What a unit cost on a day, and what it was made of, as JSON."""

    variant_id: UUID
    unit_cost: Decimal | None
    lines: str


class VariantCosts:
    """Costs beside versions, in the current user's shop."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def pulse(self) -> str:
        """What costs depend on: another word after each change of it."""
        return self._connection.scalar(_PULSE) or ""

    def count_failed(self) -> int:
        """How many runs of the shop failed."""
        return self._connection.scalar(_COUNT_FAILED) or 0

    def keep(self, costs: Sequence[KeptCost]) -> int:
        """Keep these beside their versions; how many were another."""
        if not costs:
            return 0
        with translated():
            kept = self._connection.execute(
                _KEEP,
                {
                    "ids": [cost.variant_id for cost in costs],
                    "costs": [cost.unit_cost for cost in costs],
                    "success": [cost.success_pct for cost in costs],
                },
            )
        return kept.rowcount

    def note(self, noted_on: date, costs: Sequence[NotedCost]) -> int:
        """Note what units cost from this day on; a day's later word replaces its earlier one."""
        if not costs:
            return 0
        with translated():
            noted = self._connection.execute(
                _NOTE,
                {
                    "noted_on": noted_on,
                    "ids": [cost.variant_id for cost in costs],
                    "costs": [cost.unit_cost for cost in costs],
                    "lines": [cost.lines for cost in costs],
                },
            )
        return noted.rowcount

    def thin(self, variant_ids: Sequence[UUID], before: date) -> int:
        """Leave one note a month of what these cost before a day; how many went."""
        with translated():
            gone = self._connection.execute(_THIN, {"ids": list(variant_ids), "before": before})
        return gone.rowcount
