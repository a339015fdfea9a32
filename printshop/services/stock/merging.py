"""Two filaments that are the same: one takes the other's place, and back again."""

from dataclasses import dataclass
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.errors import InvalidInputError, RuleError
from printshop.services.shop import Shop
from printshop.services.stock import listed_goods
from printshop.services.stock.valuing import revalue_filament


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What a merge moved, which is all that `unmerge` needs."""

    kept: Filament
    gone: Filament
    spool_ids: tuple[UUID, ...]
    requirement_ids: tuple[UUID, ...]
    choice_ids: tuple[UUID, ...]
    lines: listed_goods.MovedLines


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldMove:
    """What a merge would move from the filament that goes."""

    n_spools: int
    n_requirements: int
    n_choices: int
    n_lines: int


def what_would_move(shop: Shop, gone_id: UUID) -> WouldMove:
    """What merging a filament away would move to the one that takes its place.

    Raises:
        NotFoundError: there is no such filament.

    """
    with shop.unit_of_work() as uow:
        gone = uow.filaments.get(gone_id)
        return WouldMove(
            n_spools=uow.frames.stock_of(gone_id)["total_count"].item(),
            n_requirements=gone.demand_count,
            n_choices=len(uow.filament_choices.of_filament(gone_id)),
            n_lines=uow.shopping_items.count_open(gone_id),
        )


def merge_filaments(shop: Shop, *, keep_id: UUID, gone_id: UUID) -> Merge:
    """Let one filament take another's place: spools, requirements, what was learnt and is bought.

    What was said of the kept one stays as it is; the other is put away and names its heir.

    Raises:
        InvalidInputError: it is one filament, or they are of different materials.
        NotFoundError: there is no such filament.
        RuleError: one of them was merged away already.

    """
    if keep_id == gone_id:
        raise InvalidInputError("A filament cannot be merged with itself.")
    with shop.unit_of_work() as uow:
        found = {f.id: f for f in uow.filaments.lock(sorted([keep_id, gone_id]))}
        kept, gone = found[keep_id], found[gone_id]
        for one in (kept, gone):
            if one.merged_into_id is not None:
                raise RuleError(f"{one.label} was merged with another filament already.")
        if kept.material is not gone.material:
            raise InvalidInputError(
                f"{kept.label} is {kept.material} and {gone.label} is {gone.material}: they "
                "cannot be the same.",
                hint="Correct the material first if it is wrong.",
            )
        spool_ids = uow.spools.ids_of_filament(gone_id)
        uow.spools.assign(spool_ids, keep_id)
        moved = Merge(
            kept=kept,
            gone=gone,
            spool_ids=spool_ids,
            requirement_ids=uow.plates.assign_filament(gone_id, keep_id),
            choice_ids=uow.filament_choices.assign(gone_id, keep_id),
            lines=listed_goods.move(uow, gone_id, keep_id),
        )
        uow.filaments.archive(gone_id, merged_into_id=keep_id)
        for filament_id in (keep_id, gone_id):
            revalue_filament(uow, filament_id)
        uow.commit()
    return moved


def unmerge(shop: Shop, merge: Merge) -> Filament:
    """Take a merge back: what it moved goes back, unless it was changed since.

    Raises:
        RuleError: the filament is not merged any more.

    """
    keep_id, gone_id = merge.kept.id, merge.gone.id
    with shop.unit_of_work() as uow:
        now = {f.id: f for f in uow.filaments.lock(sorted([keep_id, gone_id]))}
        if now[gone_id].merged_into_id != keep_id:
            raise RuleError(f"{merge.gone.label} is not merged any more: nothing to take back.")
        mine = set(uow.spools.ids_of_filament(keep_id))
        uow.spools.assign([one for one in merge.spool_ids if one in mine], gone_id)
        uow.plates.assign_filament(keep_id, gone_id, only=merge.requirement_ids)
        uow.filament_choices.assign(keep_id, gone_id, only=merge.choice_ids)
        listed_goods.move_back(uow, merge.lines, keep_id=keep_id, gone_id=gone_id)
        uow.filaments.restore(gone_id)
        for filament_id in (keep_id, gone_id):
            revalue_filament(uow, filament_id)
        filament = uow.filaments.get(gone_id)
        uow.commit()
    return filament
