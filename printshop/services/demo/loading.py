"""The plan and the files of the demo, put into a shop within one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from uuid import UUID, uuid4

from printshop.domain.catalog import Plate, Variant
from printshop.domain.filament import Filament, NewFilament
from printshop.domain.print_queue import PlannedSpool
from printshop.domain.printers import LoadedSpool
from printshop.domain.purchases import NewPurchase
from printshop.domain.spools import NewSpools
from printshop.domain.units import cost_per_gram
from printshop.repo import UnitOfWork
from printshop.repo.history import PastBooking, PastJob
from printshop.repo.jobs import UsageRecord
from printshop.repo.ledger import Booking
from printshop.services.demo.assortment import DemoFilament, DemoModel
from printshop.services.demo.calendar import HISTORY_DAYS, Calendar
from printshop.services.demo.content import Place, Progress, filament_keys
from printshop.services.demo.plan import Order, Plan, PlannedJob
from printshop.services.demo.saving import SAVED, Saving
from printshop.services.demo.trading import Trading, version_of
from printshop.services.shop import Shop
from printshop.services.stock.valuing import revalue_filament


class Loading:
    """One load of the demo. Names and numbers are taken beside what the shop has."""

    def __init__(self, uow: UnitOfWork, shop: Shop, plan: Plan, calendar: Calendar) -> None:
        """Take the transaction, and a shop whose services work within it."""
        self._uow = uow
        self._shop = shop
        self._plan = plan
        self._calendar = calendar
        self._filaments: dict[str, Filament] = {}
        self._variants: dict[Place, Variant] = {}

    def take_numbers(self) -> None:
        """Reserve the numbers of all spools and jobs."""
        self._spool_numbers = self._uow.users.next_numbers("spool", len(self._plan.spools))
        self._job_numbers = self._uow.users.next_numbers("job", len(self._plan.jobs))

    def run(
        self,
        models: Sequence[DemoModel],
        filaments: Mapping[str, DemoFilament],
        files: Mapping[Place, bytes],
        progress: Progress,
    ) -> None:
        """Store everything but the commit."""
        self._add_filaments(filaments)
        printer_ids = self._add_printers()
        saving = Saving(self._uow, self._shop, self._filaments, self._calendar)
        self._variants = saving.save_all(models, files, progress)
        progress(SAVED, "Filling the shelf…")
        spool_ids = self._add_spools(filaments)
        progress(SAVED + 0.05, "Writing six months of prints…")
        job_ids = self._add_jobs(printer_ids)
        line_ids = self._book(spool_ids, job_ids)
        for filament in self._filaments.values():
            revalue_filament(self._uow, filament.id)
        self._note_usage(spool_ids, job_ids, line_ids)
        self._fill_printers(printer_ids, spool_ids, job_ids)
        self._uow.history.archive_spools(
            {spool_ids[place]: at for place, at in self._plan.emptied.items()}
        )
        trading = Trading(self._uow, self._shop, self._plan, self._calendar)
        trading.sell(models, self._variants)
        trading.note_costs(self._filaments)
        progress(0.99, "Opening the doors…")

    def _add_filaments(self, filaments: Mapping[str, DemoFilament]) -> None:
        for key, demo in filaments.items():
            new = demo.new
            if self._uow.filaments.find_kind(new):
                # The shop's own filament of this kind is not the demo's to fill or remove.
                new = new.model_copy(update={"slicer_name": f"{new.slicer_name} (demo)"})
            self._filaments[key] = self._add_filament(new)
        known_at = self._calendar.days_ago(HISTORY_DAYS + 14)
        self._uow.history.backdate_filaments(
            {filament.id: known_at for filament in self._filaments.values()}
        )

    def _add_filament(self, new: NewFilament) -> Filament:
        return self._uow.filaments.add(new, is_demo=True)

    def _add_printers(self) -> list[UUID]:
        taken = {printer.name for printer in self._uow.printers.all()}
        ids = []
        for new in self._plan.printers:
            name = new.name if new.name not in taken else f"{new.name} (demo)"
            printer = new.model_copy(update={"name": name})
            ids.append(self._uow.printers.add(printer, is_demo=True).id)
        return ids

    def _add_spools(self, filaments: Mapping[str, DemoFilament]) -> list[UUID]:
        ids: list[UUID] = []
        for _, purchase in groupby(self._plan.spools, key=lambda spool: spool.purchase):
            first = next(purchase)
            new = NewSpools(
                purchase_id=uuid4(),
                filament_id=self._filaments[first.key].id,
                count=first.count,
                net_g=first.net_g,
                total_price=first.total_price,
                is_weighed=first.is_weighed,
                batch_identifier=first.batch_identifier,
                location=first.location,
                supplier=filaments[first.key].supplier,
                purchased_on=first.bought_at.date(),
                expires_on=first.expires_on,
            )
            received = NewPurchase.of(new)
            self._uow.purchases.add(received, is_demo=True)
            spools = self._uow.spools.add(
                received,
                numbers=self._spool_numbers[len(ids) : len(ids) + first.count],
                costs=[cost_per_gram(first.total_price, first.net_g * first.count)],
            )
            ids += [spool.id for spool in spools]
        return ids

    def _add_jobs(self, printer_ids: Sequence[UUID]) -> list[UUID]:
        batches: dict[int, UUID] = {}
        past = [
            self._past(job, number, batches.setdefault(job.order.batch, uuid4()), printer_ids)
            for job, number in zip(self._plan.jobs, self._job_numbers, strict=True)
        ]
        self._uow.history.add_jobs(past)
        return [job.id for job in past]

    def _past(
        self, job: PlannedJob, number: int, batch_id: UUID, printer_ids: Sequence[UUID]
    ) -> PastJob:
        plate = self._plate(job.order)
        return PastJob(
            id=uuid4(),
            number=number,
            variant_id=plate.variant_id,
            plate_id=plate.id,
            printer_id=None if job.printer is None else printer_ids[job.printer],
            batch_id=batch_id,
            batch_position=job.order.position,
            status=job.status,
            created_at=job.order.ordered_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            failure_reason=job.failure_reason,
            failure_note=job.failure_note,
            completion_percentage=job.completion_percentage,
            units_good=job.units_good,
            print_s=job.print_s,
            priority=job.priority,
            due_at=job.due_at,
        )

    def _book(self, spool_ids: Sequence[UUID], job_ids: Sequence[UUID]) -> list[int]:
        past = [
            PastBooking(
                booking=Booking(
                    spool_id=spool_ids[line.spool],
                    amount_g=line.amount_g,
                    reason=line.reason,
                    note=line.note if line.job is None else f"Job {self._job_numbers[line.job]}",
                    job_id=None if line.job is None else job_ids[line.job],
                ),
                booked_at=line.booked_at,
            )
            for line in self._plan.lines
        ]
        return self._uow.history.book(past)

    def _note_usage(
        self, spool_ids: Sequence[UUID], job_ids: Sequence[UUID], line_ids: Sequence[int]
    ) -> None:
        self._uow.jobs.add_usage(list(self._usage(spool_ids, job_ids, line_ids)))

    def _usage(
        self, spool_ids: Sequence[UUID], job_ids: Sequence[UUID], line_ids: Sequence[int]
    ) -> Iterator[UsageRecord]:
        for use in self._plan.uses:
            order = self._plan.jobs[use.job].order
            key = order.plate.needs[use.need].key
            index = filament_keys(order.variant).index(key) + 1
            needs = {need.filament_index: need for need in self._plate(order).requirements}
            yield UsageRecord(
                job_id=job_ids[use.job],
                requirement_id=needs[index].id,
                filament_id=self._filaments[key].id,
                spool_id=None if use.spool is None else spool_ids[use.spool],
                movement_id=None if use.line is None else line_ids[use.line],
                estimated_g=use.estimated_g,
                actual_g=use.actual_g,
                is_measured=use.is_measured,
            )

    def _fill_printers(
        self, printer_ids: Sequence[UUID], spool_ids: Sequence[UUID], job_ids: Sequence[UUID]
    ) -> None:
        for reel in self._plan.reels:
            self._uow.printer_slots.put(
                LoadedSpool(
                    printer_id=printer_ids[reel.printer],
                    slot=reel.slot,
                    spool_id=spool_ids[reel.spool],
                )
            )
        for place, of_job in groupby(self._plan.starts, key=lambda start: start.job):
            needs = self._plan.jobs[place].order.plate.needs
            self._uow.job_spools.replace(
                job_ids[place],
                [
                    PlannedSpool(
                        job_id=job_ids[place],
                        filament_id=self._filaments[needs[start.need].key].id,
                        spool_id=spool_ids[start.spool],
                        position=position,
                        planned_g=needs[start.need].used_g,
                    )
                    for position, start in enumerate(of_job)
                ],
            )

    def _plate(self, order: Order) -> Plate:
        place = order.model.key, version_of(order.model, order.variant)
        plates = self._variants[place].plates
        return next(plate for plate in plates if plate.index == order.plate_index)
