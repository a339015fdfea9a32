"""What the jobs of one list refer to, read once for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from printshop.domain.catalog import Plate, Variant
from printshop.domain.filament import Filament
from printshop.domain.print_queue import PrintJob
from printshop.domain.printers import Printer
from printshop.domain.spools import Spool
from printshop.repo import UnitOfWork
from printshop.services.planning.view import JobNeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything by its id."""

    variants: Mapping[UUID, Variant]
    plates: Mapping[UUID, Plate]
    model_names: Mapping[UUID, str]
    printers: Mapping[UUID | None, Printer]
    filaments: Mapping[UUID | None, Filament]

    @classmethod
    def read(cls, uow: UnitOfWork, jobs: Sequence[PrintJob]) -> Self:
        """Read it for these jobs."""
        variants = uow.variants.by_ids(list({job.variant_id for job in jobs}))
        return cls(
            variants=variants,
            plates={plate.id: plate for v in variants.values() for plate in v.plates},
            model_names=uow.models.names([v.model_id for v in variants.values()]),
            printers={printer.id: printer for printer in uow.printers.all()},
            filaments={
                filament.id: filament for filament in uow.filaments.list(with_archived=True)
            },
        )

    @property
    def filaments_by_text(self) -> dict[str, Filament]:
        """The filaments as frames name them."""
        return {str(filament_id): filament for filament_id, filament in self.filaments.items()}

    def printer(self, printer_id: object) -> Printer | None:
        """The printer that a frame names, if there is one."""
        return self.printers.get(UUID(printer_id)) if isinstance(printer_id, str) else None

    def needs(self, job: PrintJob) -> tuple[JobNeed, ...]:
        """What a job takes, by position of its file."""
        return tuple(
            JobNeed(requirement=need, filament=self.filaments.get(need.filament_id))
            for need in self.plates[job.plate_id].requirements
        )


def spools_by_id(uow: UnitOfWork, spool_ids: Iterable[UUID]) -> dict[UUID, Spool]:
    """The spools of these ids."""
    return {spool.id: spool for spool in uow.spools.of_ids(sorted(set(spool_ids)))}
