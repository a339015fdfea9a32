"""Requirements of open versions, by the words with which their files name a filament.

Open is every version that is not retired. A plate that is being printed keeps what it has:
what its job books at the end is what was loaded when it began.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, tuple_, update

from printshop.domain.catalog import VariantStatus
from printshop.domain.incoming import FilamentWords, Meaning
from printshop.domain.print_queue import JobStatus
from printshop.repo.faults import translated
from printshop.repo.plates import lock_plates
from printshop.repo.tables import filament_choices as choices
from printshop.repo.tables import filament_requirements as needs
from printshop.repo.tables import model_variants as variants
from printshop.repo.tables import plates
from printshop.repo.tables import print_jobs as jobs

_WORDS: Final = [needs.c[name] for name in FilamentWords.model_fields]
_IS_NAMED: Final = or_(*(column != "" for column in _WORDS if column.name != "color_hex"))
_IS_LEARNT: Final = (
    select(choices.c.id)
    .where(*(choices.c[name] == needs.c[name] for name in FilamentWords.model_fields))
    .exists()
)
_IS_PRINTING: Final = (
    select(jobs.c.id)
    .where(jobs.c.plate_id == needs.c.plate_id, jobs.c.status == JobStatus.PRINTING)
    .exists()
)


class NamedNeeds:
    """Which plates take what some words of files mean, and letting them take another."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def unlearnt(self, filament_id: UUID, *, at_most: int) -> tuple[FilamentWords, ...]:
        """Words whose open requirements take a filament though nobody was asked, by name."""
        query = (
            _open(*_WORDS)
            .where(needs.c.filament_id == filament_id, _IS_NAMED, ~_IS_LEARNT)
            .distinct()
            .order_by(*_WORDS)
            .limit(at_most)
        )
        rows = self._connection.execute(query).mappings()
        return tuple(FilamentWords(**row) for row in rows)

    def meanings(
        self, words: Sequence[FilamentWords], filament_id: UUID, learnt: Sequence[FilamentWords]
    ) -> tuple[Meaning, ...]:
        """How many open plates, versions and queued jobs hang on each of these words.

        Args:
            words: of files, in the order of the answer.
            filament_id: what they mean.
            learnt: those of them that a person chose.

        """
        if not words:
            return ()
        rows = self._connection.execute(
            _open(
                *_WORDS,
                func.count(needs.c.plate_id.distinct()),
                func.count(plates.c.variant_id.distinct()),
                func.count(needs.c.plate_id.distinct()).filter(
                    needs.c.filament_id.is_distinct_from(filament_id)
                ),
                func.count(jobs.c.id.distinct()).filter(jobs.c.status == JobStatus.QUEUED),
                func.count(needs.c.plate_id.distinct()).filter(jobs.c.status == JobStatus.PRINTING),
            )
            .outerjoin(
                jobs,
                and_(
                    jobs.c.plate_id == needs.c.plate_id,
                    jobs.c.status.in_([JobStatus.QUEUED, JobStatus.PRINTING]),
                ),
            )
            .where(tuple_(*_WORDS).in_([tuple(of.model_dump().values()) for of in words]))
            .group_by(*_WORDS)
        )
        counted = {tuple(row[: len(_WORDS)]): tuple(row[len(_WORDS) :]) for row in rows}
        known = set(learnt)
        found = []
        for of in words:
            n = counted.get(tuple(of.model_dump().values()), (0, 0, 0, 0, 0))
            found.append(
                Meaning(
                    words=of,
                    filament_id=filament_id,
                    is_learnt=of in known,
                    n_plates=n[0],
                    n_variants=n[1],
                    n_other_plates=n[2],
                    n_queued_jobs=n[3],
                    n_printing_plates=n[4],
                )
            )
        return tuple(found)

    def lock_jobs(self, words: FilamentWords) -> None:
        """Lock the jobs that wait for what hangs on these words, or print it: by id.

        A job that is about to be started then waits, and is found queued.
        """
        waiting = select(jobs.c.id).where(
            jobs.c.plate_id.in_(_open(needs.c.plate_id).where(_are(words))),
            jobs.c.status.in_([JobStatus.QUEUED, JobStatus.PRINTING]),
        )
        self._connection.execute(waiting.order_by(jobs.c.id).with_for_update())

    def lock_plates(self, words: FilamentWords) -> None:
        """Lock the plates on which these words stand; their filaments must be locked."""
        lock_plates(self._connection, plates.c.id.in_(_open(needs.c.plate_id).where(_are(words))))

    def taken(self, words: FilamentWords) -> dict[UUID, UUID | None]:
        """What each requirement of these words takes; those being printed are left out."""
        query = _open(needs.c.id, needs.c.filament_id).where(_are(words), ~_IS_PRINTING)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def assign(self, filaments: Mapping[UUID, UUID | None]) -> None:
        """Let these requirements take these filaments."""
        by_filament: dict[UUID | None, list[UUID]] = {}
        for need_id, filament_id in filaments.items():
            by_filament.setdefault(filament_id, []).append(need_id)
        for filament_id, need_ids in by_filament.items():
            with translated():
                self._connection.execute(
                    update(needs).where(needs.c.id.in_(need_ids)).values(filament_id=filament_id)
                )


def _open(*columns: object) -> Select:
    return (
        select(*columns)  # ty: ignore[no-matching-overload]
        .select_from(needs)
        .join(plates, plates.c.id == needs.c.plate_id)
        .join(variants, variants.c.id == plates.c.variant_id)
        .where(variants.c.status != VariantStatus.RETIRED)
    )


def _are(words: FilamentWords) -> ColumnElement[bool]:
    return and_(*(needs.c[name] == value for name, value in words.model_dump().items()))
