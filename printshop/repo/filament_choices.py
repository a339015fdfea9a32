"""What filaments of files mean in this shop, as people said it before."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from printshop.domain.incoming import FilamentWords
from printshop.repo.faults import translated
from printshop.repo.tables import filament_choices as choices

_WORDS: Final = [choices.c[name] for name in FilamentWords.model_fields]


class FilamentChoices:
    """Choices by the words of the file."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def all(self) -> dict[FilamentWords, UUID]:
        """Every choice that was learnt: the words of a file, and the shop's filament."""
        rows = self._connection.execute(select(*_WORDS, choices.c.filament_id)).mappings()
        return {
            FilamentWords(**{name: row[name] for name in FilamentWords.model_fields}): row[
                "filament_id"
            ]
            for row in rows
        }

    def of_filament(self, filament_id: UUID) -> tuple[FilamentWords, ...]:
        """The words that were learnt to mean a filament, those learnt last first."""
        query = select(*_WORDS).where(choices.c.filament_id == filament_id)
        rows = self._connection.execute(query.order_by(choices.c.updated_at.desc(), choices.c.id))
        return tuple(FilamentWords(**row) for row in rows.mappings())

    def meant_by(self, words: FilamentWords, *, lock: bool = False) -> UUID | None:
        """The filament that these words were learnt to mean; None where nothing was learnt."""
        query = select(choices.c.filament_id).where(*self._are(words))
        return self._connection.scalar(query.with_for_update() if lock else query)

    def forget(self, words: FilamentWords) -> None:
        """Know nothing of these words any more."""
        self._connection.execute(delete(choices).where(*self._are(words)))

    def _are(self, words: FilamentWords) -> list[ColumnElement[bool]]:
        return [choices.c[name] == value for name, value in words.model_dump().items()]

    def assign(
        self, from_id: UUID, to_id: UUID, *, only: Sequence[UUID] | None = None
    ) -> tuple[UUID, ...]:
        """Let what was learnt to mean one filament mean another; returns what changed.

        Args:
            from_id: the filament meant now.
            to_id: the one to be meant.
            only: these choices; all without it.

        """
        which = choices.c.filament_id == from_id
        if only is not None:
            which &= choices.c.id.in_(only)
        statement = update(choices).where(which).values(filament_id=to_id)
        with translated():
            return tuple(self._connection.scalars(statement.returning(choices.c.id)))

    def learn(self, chosen: Mapping[FilamentWords, UUID]) -> None:
        """Remember choices; the last one counts.

        Raises:
            NotFoundError: a filament is gone.

        """
        if not chosen:
            return
        rows = [
            {**words.model_dump(), "filament_id": filament_id, "user_id": self._user_id}
            for words, filament_id in chosen.items()
        ]
        statement = insert(choices).values(rows)
        statement = statement.on_conflict_do_update(
            constraint="uq_filament_choices_words",
            set_={"filament_id": statement.excluded.filament_id, "updated_at": func.now()},
        )
        with translated():
            self._connection.execute(statement)
