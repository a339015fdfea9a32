"""Which spools a job is to take from: what is proposed, what can be chosen, what is short."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.print_queue import PlannedSpool, PrintJob, SpoolChoice
from printshop.domain.printers import Printer
from printshop.domain.spools import Spool
from printshop.domain.units import from_centigrams
from printshop.errors import InvalidInputError, NotFoundError
from printshop.repo import UnitOfWork
from printshop.services import running_reels
from printshop.services.printing.bench import Bench, Planned
from printshop.services.printing.giving import check_can_give
from printshop.services.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolOption:
    """A spool that can be chosen. usable_g is without its tail and what running jobs take."""

    spool: Spool
    filament: Filament
    usable_g: Decimal
    is_proposed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilamentChoice:
    """The spools that can be chosen for a filament of a file, those proposed first.

    needed_g is what nine prints in ten stay under, None where nobody has said the grams.
    """

    filament: Filament
    needed_g: Decimal | None
    spools: tuple[SpoolOption, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a job is started with, and a sentence for all that stands against it.

    against names the reels that other jobs print from, and the filaments that are short.
    """

    planned: tuple[PlannedSpool, ...]
    against: tuple[str, ...]


def spools_to_choose(shop: Shop, job_id: UUID, printer_id: UUID) -> tuple[FilamentChoice, ...]:
    """What a person can choose from before starting a job on a printer.

    Raises:
        NotFoundError: there is no such job or printer.

    """
    with shop.snapshot() as uow:
        bench = Bench.seen(uow, uow.jobs.get(job_id), uow.printers.get(printer_id))
        filaments = {f.id: f for f in uow.filaments.list(with_archived=True)}
    return tuple(
        FilamentChoice(
            filament=filaments[filament_id],
            needed_g=None if needed_cg is None else from_centigrams(needed_cg),
            spools=_options(bench, filaments, filament_id),
        )
        for filament_id, needed_cg in bench.needed_cg.items()
    )


def choose(
    uow: UnitOfWork,
    job: PrintJob,
    printer: Printer,
    chosen: Sequence[SpoolChoice],
    plan: Planned,
) -> Choice:
    """Hold the chosen spools, and for filaments without one those proposed, to what is needed.

    Locks the spools. What running jobs take of them, and their tails, do not count. `plan` is
    what the plan holds for the job, see `planned_for`.

    Raises:
        InvalidInputError: a spool is chosen for a filament that the job does not take.
        RuleError: a spool was put away, its material is another one, or it is to be moved and
            another printer prints from it.
        NotFoundError: there is no such spool.

    """
    bench = Bench.locked(uow, job, printer, {choice.spool_id for choice in chosen}, plan)
    for choice in chosen:
        _check(uow, bench, printer, choice)
    planned: list[PlannedSpool] = []
    in_use: list[UUID] = []
    shortages: list[str] = []
    for filament_id, needed_cg in bench.needed_cg.items():
        own = [choice.spool_id for choice in chosen if choice.filament_id == filament_id]
        spool_ids = list(dict.fromkeys(own)) or bench.proposed(filament_id)
        found_cg = sum(bench.usable_cg[spool_id] for spool_id in spool_ids)
        if needed_cg != 0 and (own or not spool_ids or found_cg < (needed_cg or 0)):
            in_use += own or bench.in_use_of(filament_id)
        if needed_cg and found_cg < needed_cg:
            filament = uow.filaments.get(filament_id)
            spools = [bench.spools[spool_id] for spool_id in spool_ids]
            shortages.append(_shortage(filament, spools, needed_cg, found_cg))
        planned += bench.plan(filament_id, spool_ids, len(planned))
    running = [
        running_reels.sentence(uow, bench.spools[spool_id], bench.in_use[spool_id])
        for spool_id in dict.fromkeys(in_use)
        if spool_id in bench.in_use
    ]
    return Choice(planned=tuple(planned), against=(*running, *shortages))


def _options(
    bench: Bench, filaments: dict[UUID, Filament], filament_id: UUID
) -> tuple[SpoolOption, ...]:
    material = filaments[filament_id].material
    proposed = bench.proposed(filament_id, with_substitutes=True)
    options = [
        SpoolOption(
            spool=spool,
            filament=filaments[spool.filament_id],
            usable_g=from_centigrams(bench.usable_cg[spool.id]),
            is_proposed=spool.id in proposed,
        )
        for spool in bench.spools.values()
        if filaments[spool.filament_id].material is material
    ]
    return tuple(
        sorted(
            options,
            key=lambda option: (
                not option.is_proposed,
                option.filament.id != filament_id,
                option.spool.number,
            ),
        )
    )


def _check(uow: UnitOfWork, bench: Bench, printer: Printer, choice: SpoolChoice) -> None:
    if choice.filament_id not in bench.needed_cg:
        raise InvalidInputError(
            f"{bench.job.label} does not use one of the filaments that spools were chosen for.",
            hint="Reload the page: the match of its filaments was changed.",
        )
    if choice.spool_id not in bench.spools:
        raise NotFoundError("spool", choice.spool_id)
    spool = bench.spools[choice.spool_id]
    check_can_give(uow, spool, choice.filament_id)
    if choice.slot is not None:
        running_reels.refuse_to_move(uow, spool, printer.id, bench.in_use)


def _shortage(filament: Filament, spools: Sequence[Spool], needed_cg: int, found_cg: int) -> str:
    needed, found, short = (
        f"{from_centigrams(cg).normalize():,f} g"
        for cg in (needed_cg, found_cg, needed_cg - found_cg)
    )
    if not spools:
        return f"{filament.label} needs {needed}, and no spool has any to give."
    named = " and ".join(spool.label for spool in spools)
    on = f"spool {named} has" if len(spools) == 1 else f"spools {named} have"
    return f"{filament.label} needs {needed}, {on} {found} to give: {short} short."
