"""What people say of files that wait, kept as they say it: of one, or of many at once."""

from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field

from printshop.domain.catalog import Category
from printshop.domain.filament import Filament, NewFilament
from printshop.domain.incoming import (
    FilamentChoice,
    FilamentWords,
    FormValues,
    IncomingFile,
)
from printshop.domain.units import Frozen, OptionalText
from printshop.errors import InvalidInputError, RuleError
from printshop.repo import UnitOfWork
from printshop.services.incoming.kinship import summary_of
from printshop.services.shop import Shop

MAX_TAGS = 50


class SaidOfMany(Frozen):
    """What is said of several files at once; None and no tags: nothing."""

    category: Category | None = None
    designer: OptionalText | None = None
    more_tags: Annotated[tuple[OptionalText, ...], Field(max_length=MAX_TAGS)] = ()


def say(shop: Shop, incoming_id: UUID, change: Callable[[FormValues], FormValues]) -> FormValues:
    """Keep what a person says of a file that waits, as soon as it is said.

    A file that is saved or left out by now stays as it is.

    Args:
        shop: whose.
        incoming_id: the file.
        change: what was kept to what is to be kept.

    Raises:
        NotFoundError: there is no such incoming file.

    """
    with shop.unit_of_work() as uow:
        incoming = uow.incoming.get(incoming_id, lock=True)
        said = change(incoming.form_values)
        if incoming.is_open and said != incoming.form_values:
            uow.incoming.change(incoming_id, form_values=said)
            uow.commit()
    return said


def say_of_all(shop: Shop, incoming_ids: Sequence[UUID], said: SaidOfMany) -> int:
    """Say the same of several files in one transaction: all of them or none.

    Tags are added to those a file has by now; what is None stays as it is.

    Returns:
        Of how many files it was said; those that are saved or left out by now are not.

    Raises:
        InvalidInputError: a file would have too many tags.

    """
    with shop.unit_of_work() as uow:
        files = _locked(uow, incoming_ids)
        for incoming in files:
            uow.incoming.change(incoming.id, form_values=_with(incoming, said))
        uow.commit()
    return len(files)


def choose_filament(shop: Shop, words: FilamentWords, filament_id: UUID) -> None:
    """Say of all files that wait, and of those to come, which filament these words mean.

    Raises:
        NotFoundError: the filament is gone.
        RuleError: the filament is put away.

    """
    with shop.unit_of_work() as uow:
        # The page may be older than a merge.
        meant = uow.filaments.stand_ins().get(filament_id, filament_id)
        if meant is None:
            raise RuleError(
                "This filament is put away: files cannot mean it.", hint="Choose another one."
            )
        uow.filament_choices.learn({words: meant})
        _replace_choices(uow, words, None)
        uow.commit()


def create_filament(shop: Shop, words: FilamentWords, new: NewFilament) -> Filament:
    """Create the filament that these words mean, and say so of all files that wait.

    One of that very kind that the shop has by now is taken as it is.

    Raises:
        DuplicateError: somebody created it at this very moment.

    """
    with shop.unit_of_work() as uow:
        filament = uow.filaments.find_kind(new) or uow.filaments.add(new)
        uow.filament_choices.learn({words: filament.id})
        _replace_choices(uow, words, None)
        uow.commit()
    return filament


def leave_filament_open(shop: Shop, words: FilamentWords) -> None:
    """Say of all files that wait that nobody knows yet which filament these words mean."""
    with shop.unit_of_work() as uow:
        _replace_choices(uow, words, FilamentChoice(words=words))
        uow.commit()


def _replace_choices(uow: UnitOfWork, words: FilamentWords, by: FilamentChoice | None) -> None:
    """Put one choice for these words in the place of every other in all files that wait."""
    for incoming in _locked(uow, [of.id for of in uow.incoming.open()]):
        said = incoming.form_values
        others = tuple(choice for choice in said.filaments if choice.words != words)
        found = summary_of(incoming)
        names_it = found is not None and any(of.words == words for of in found.filaments)
        chosen = (*others, by) if by is not None and names_it else others
        if chosen != said.filaments:
            changed = said.model_copy(update={"filaments": chosen})
            uow.incoming.change(incoming.id, form_values=changed)


def _locked(uow: UnitOfWork, incoming_ids: Sequence[UUID]) -> list[IncomingFile]:
    """Lock those that wait, always in the same order: two pages then wait in turn."""
    locked = (uow.incoming.get(of, lock=True) for of in sorted(set(incoming_ids)))
    return [incoming for incoming in locked if incoming.is_open]


def _with(incoming: IncomingFile, said: SaidOfMany) -> FormValues:
    values = incoming.form_values
    changes: dict[str, object] = {
        name: value
        for name, value in (("category", said.category), ("designer", said.designer))
        if value is not None
    }
    if said.more_tags:
        tags = tuple(dict.fromkeys((*(values.model.tags or ()), *said.more_tags)))
        if len(tags) > MAX_TAGS:
            raise InvalidInputError(
                f"{incoming.name} would have {len(tags)} tags: at most {MAX_TAGS} are possible."
            )
        changes["tags"] = tags
    return values.model_copy(update={"model": values.model.model_copy(update=changes)})
