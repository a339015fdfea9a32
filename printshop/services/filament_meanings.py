"""What files mean by a filament of the shop: what was learnt, and saying it otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from printshop.domain.incoming import FilamentWords, Meaning
from printshop.errors import RuleError
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop

# A shop that is offered more has files that all name their filament differently.
MAX_SHOWN: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningChange:
    """What a change of meaning did, which is all that `take_back` needs.

    before, after: what was learnt, None for nothing. needs: what each changed requirement
    took before.
    """

    words: FilamentWords
    before: UUID | None
    after: UUID | None
    needs: Mapping[UUID, UUID | None]


def meanings_of(shop: Shop, filament_id: UUID) -> tuple[Meaning, ...]:
    """The words by which files name a filament: learnt ones, then those that were plain.

    At most `MAX_SHOWN` of each.
    """
    with shop.snapshot() as uow:
        learnt = uow.filament_choices.of_filament(filament_id)[:MAX_SHOWN]
        plain = uow.named_needs.unlearnt(filament_id, at_most=MAX_SHOWN)
        return uow.named_needs.meanings([*learnt, *plain], filament_id, learnt)


def change_meaning(
    shop: Shop, words: FilamentWords, filament_id: UUID | None, *, and_open_variants: bool
) -> MeaningChange:
    """Let words of files mean another filament from now on, or nothing that is known.

    Args:
        shop: whose.
        words: of the files.
        filament_id: what they mean now; None forgets what was learnt.
        and_open_variants: also where these very words stand in versions that are not retired.
            Plates that are being printed, and jobs that are over, keep what they have.

    Raises:
        NotFoundError: there is no such filament.
        RuleError: the filament is put away.

    """
    with shop.unit_of_work() as uow:
        took = _held(uow, words, filament_id) if and_open_variants else {}
        _check_usable(uow, filament_id)
        before = uow.filament_choices.meant_by(words, lock=True)
        _learn(uow, words, filament_id)
        changed = {need: old for need, old in took.items() if old != filament_id}
        uow.named_needs.assign(dict.fromkeys(changed, filament_id))
        uow.commit()
    return MeaningChange(words=words, before=before, after=filament_id, needs=changed)


def take_back(shop: Shop, change: MeaningChange) -> None:
    """Take a change of meaning back; what was changed again since stays as it is.

    Raises:
        RuleError: the words were given another meaning since.

    """
    with shop.unit_of_work() as uow:
        takes = _held(uow, change.words, *change.needs.values()) if change.needs else {}
        if uow.filament_choices.meant_by(change.words, lock=True) != change.after:
            raise RuleError(
                "These words were given another meaning since: nothing is taken back.",
                hint="Choose what they mean once more.",
            )
        # A filament of then may have been merged into another one since.
        stand_ins = uow.filaments.stand_ins()
        before = change.before
        _learn(uow, change.words, stand_ins.get(before, before) if before else None)
        back = {
            need: (stand_ins.get(old) or old) if old else None
            for need, old in change.needs.items()
            if need in takes and takes[need] == change.after
        }
        uow.named_needs.assign(back)
        uow.commit()


def _check_usable(uow: UnitOfWork, filament_id: UUID | None) -> None:
    if filament_id is None:
        return
    # Locked, so that it is not merged away between here and the end.
    (filament,) = uow.filaments.lock([filament_id])
    if filament.archived_at is not None:
        raise RuleError(
            f"{filament.label} is put away: files cannot mean it.",
            hint="Take it out again first, or choose another one.",
        )


def _held(
    uow: UnitOfWork, words: FilamentWords, *filament_ids: UUID | None
) -> dict[UUID, UUID | None]:
    """What the open requirements of some words take, with all locks to let them take other.

    Jobs, then filaments, then plates: in the order of those who start, match and merge.
    """
    uow.named_needs.lock_jobs(words)
    named = {*uow.named_needs.taken(words).values(), *filament_ids}
    uow.filaments.lock(sorted(filter(None, named)))
    uow.named_needs.lock_plates(words)
    return uow.named_needs.taken(words)


def _learn(uow: UnitOfWork, words: FilamentWords, filament_id: UUID | None) -> None:
    if filament_id is None:
        uow.filament_choices.forget(words)
    else:
        uow.filament_choices.learn({words: filament_id})
