"""Which spools give what a run took, and how much each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.domain.filament import Filament
from printshop.domain.print_queue import PlannedSpool, PrintJob, SpoolUse
from printshop.domain.spools import Spool
from printshop.domain.units import from_centigrams, to_centigrams
from printshop.errors import InsufficientFilamentError, NotFoundError, RuleError
from printshop.repo import UnitOfWork


@dataclass(slots=True, kw_only=True)
class Shelf:
    """The spools that a job can be booked from, all locked, and those it was started with.

    left_cg is what they still hold: one spool may stand in for two filaments of a file.
    """

    spools: Mapping[UUID, Spool]
    planned: tuple[PlannedSpool, ...]
    left_cg: dict[UUID, int]

    @classmethod
    def locked(
        cls, uow: UnitOfWork, job: PrintJob, filament_ids: Sequence[UUID], used: Iterable[SpoolUse]
    ) -> "Shelf":
        """Lock them, by number like everybody who locks spools."""
        planned, spool_ids = _candidates(uow, job, filament_ids, {use.spool_id for use in used})
        return cls._of(uow.spools.lock(spool_ids), planned)

    @classmethod
    def seen(cls, uow: UnitOfWork, job: PrintJob, filament_ids: Sequence[UUID]) -> "Shelf":
        """Only look at them."""
        planned, spool_ids = _candidates(uow, job, filament_ids, set())
        return cls._of(uow.spools.of_ids(spool_ids), planned)

    @classmethod
    def _of(cls, spools: Iterable[Spool], planned: tuple[PlannedSpool, ...]) -> "Shelf":
        by_id = {spool.id: spool for spool in spools}
        left_cg = {
            spool.id: 0 if spool.archived_at is not None else to_centigrams(spool.quantity_g)
            for spool in by_id.values()
        }
        known = tuple(plan for plan in planned if plan.spool_id in by_id)
        return cls(spools=by_id, planned=known, left_cg=left_cg)

    def by_rule(self, uow: UnitOfWork, filament_id: UUID, needed_cg: int) -> dict[UUID, int]:
        """From the spools the job was started with, in order; what is missing, by the rule.

        Raises:
            InsufficientFilamentError: all of them hold less.

        """
        given = self.as_far_as_it_goes(filament_id, needed_cg)
        if sum(given.values()) < needed_cg:
            raise InsufficientFilamentError(
                filament=uow.filaments.get(filament_id).label,
                needed_g=from_centigrams(needed_cg),
                available_g=from_centigrams(sum(given.values())),
            )
        return given

    def as_far_as_it_goes(self, filament_id: UUID, needed_cg: int) -> dict[UUID, int]:
        """As `by_rule`, but less where they hold less."""
        own = [plan.spool_id for plan in self.planned if plan.filament_id == filament_id]
        given: dict[UUID, int] = {}
        for spool_id in own:
            taken_cg = min(self.left_cg[spool_id], needed_cg - sum(given.values()))
            given |= {spool_id: taken_cg} if taken_cg else {}
        same = self.spools[own[-1]].filament_id if own else filament_id
        others = [
            spool
            for spool in self.spools.values()
            if spool.filament_id == same and spool.id not in own
        ]
        given |= self._in_booking_order(others, needed_cg - sum(given.values()))
        self._give(given)
        return given

    def as_said(self, uow: UnitOfWork, uses: Iterable[SpoolUse]) -> dict[UUID, int]:
        """From the spools that a person named, just the grams that were said of each.

        Raises:
            InsufficientFilamentError: one of them holds less.
            RuleError: one was emptied or put away, or is of another material.
            NotFoundError: there is no such spool.

        """
        given: dict[UUID, int] = {}
        for use in uses:
            spool = self.spools.get(use.spool_id)
            if spool is None:
                raise NotFoundError("spool", use.spool_id)
            filament = check_can_give(uow, spool, use.filament_id)
            used_cg = given.get(spool.id, 0) + to_centigrams(use.used_g)
            if used_cg and spool.quantity_g == 0:
                raise RuleError(
                    f"Spool {spool.label} is empty.",
                    hint="Choose the spool it was printed from, or count this one again.",
                )
            if used_cg > self.left_cg[spool.id]:
                raise InsufficientFilamentError(
                    filament=f"Spool {spool.label} ({filament.label})",
                    needed_g=from_centigrams(used_cg),
                    available_g=from_centigrams(self.left_cg[spool.id]),
                )
            given[spool.id] = used_cg
        self._give(given)
        return {spool_id: cg for spool_id, cg in given.items() if cg}

    def _in_booking_order(self, spools: Iterable[Spool], needed_cg: int) -> dict[UUID, int]:
        balances = [
            SpoolBalance(
                spool_id=str(spool.id),
                on_hand_cg=self.left_cg[spool.id],
                is_weighed=spool.is_weighed,
                expires_on=spool.expires_on,
            )
            for spool in spools
        ]
        return {UUID(spool_id): cg for spool_id, cg in booking_order(balances, needed_cg)}

    def _give(self, given: Mapping[UUID, int]) -> None:
        for spool_id, taken_cg in given.items():
            self.left_cg[spool_id] -= taken_cg


def check_can_give(uow: UnitOfWork, spool: Spool, filament_id: UUID) -> Filament:
    """The filament of a spool, if a job may take it for a filament of its file.

    Raises:
        RuleError: the spool was put away, or its material is another one.

    """
    if spool.archived_at is not None:
        raise RuleError(
            f"Spool {spool.label} was put away.",
            hint="Choose another spool, or bring this one back on its page.",
        )
    own = uow.filaments.get(spool.filament_id)
    if spool.filament_id != filament_id:
        wanted = uow.filaments.get(filament_id)
        if own.material is not wanted.material:
            raise RuleError(
                f"Spool {spool.label} is {own.material.value}, "
                f"and {wanted.label} is {wanted.material.value}.",
                hint="Choose a spool of the same material.",
            )
    return own


def _candidates(
    uow: UnitOfWork, job: PrintJob, filament_ids: Sequence[UUID], named: set[UUID]
) -> tuple[tuple[PlannedSpool, ...], list[UUID]]:
    """The spools a job was started with, and all that it can be booked from."""
    planned = tuple(
        spool.model_copy(update={"filament_id": heir})
        for spool in uow.job_spools.of_jobs([job.id]).get(job.id, ())
        if (heir := _meant_by(uow, spool, filament_ids))
    )
    named = named | {spool.spool_id for spool in planned}
    # Where a spool of another filament stands in, its like goes on when it is empty.
    of = {*filament_ids, *uow.spools.filaments_of(list(named))} if named else set(filament_ids)
    holding = {spool.id for spool in uow.spools.holding(list(of))}
    return planned, list(holding | named)


def _meant_by(uow: UnitOfWork, planned: PlannedSpool, filament_ids: Sequence[UUID]) -> UUID | None:
    """The filament of the file that a spool was chosen for, whatever it was merged into since."""
    if planned.filament_id in filament_ids:
        return planned.filament_id
    heir = uow.filaments.stand_ins().get(planned.filament_id)
    return heir if heir in filament_ids else None
