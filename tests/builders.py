"""Things of a shop with boring defaults, made through the services as a page would."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from uuid import UUID, uuid4

from printshop.bambu import FilamentSpec, FileSpec, PlateSpec, write_sliced_3mf
from printshop.domain.catalog import NewModel, NewPlate, NewRequirement, NewVariant, Variant
from printshop.domain.filament import Filament, Material, NewFilament
from printshop.domain.incoming import IncomingFile, IncomingSource
from printshop.domain.print_queue import (
    CompleteJob,
    FailureReason,
    JobStatus,
    NewJobs,
    PrintJob,
    StartJob,
    UsageLine,
)
from printshop.domain.printers import NewPrinter, Printer
from printshop.domain.spools import NewSpools, Spool
from printshop.repo.history import PastJob
from printshop.services import catalog, printers, printing, stock
from printshop.services.incoming.arrival import take_in
from printshop.services.incoming.processing import process, read_here
from printshop.services.shop import Shop

MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_filament(shop: Shop, *, color_hex: str = "#101010", **said: object) -> Filament:
    """Add a PLA of some colour."""
    values: dict[str, object] = {
        "brand": "Bambu Lab",
        "material": Material.PLA,
        "slicer_name": "PLA Basic",
        "color_name": "Black",
        "color_hex": color_hex,
    }
    return stock.create_filament(shop, NewFilament.model_validate(values | said))


def a_spool(shop: Shop, filament: Filament, grams: str = "1000", **said: object) -> Spool:
    """Receive one spool."""
    values: dict[str, object] = {
        "purchase_id": uuid4(),
        "filament_id": filament.id,
        "net_g": Decimal(grams),
    }
    return stock.add_spools(shop, NewSpools.model_validate(values | said))[0]


def a_sliced_file(title: str = "Vase", *, used_g: str = "10.00") -> bytes:
    """Write a file of one plate and one filament: 1.5 g of it support, 0.5 g tower."""
    grams = Decimal(used_g)
    filament = FilamentSpec(
        index=1,
        bambu_id="GFA00",
        type="PLA",
        color_hex="#101010",
        used_g=grams,
        used_m=Decimal("3.30"),
        support_g=Decimal("1.50"),
        tower_g=Decimal("0.50"),
    )
    plate = PlateSpec(
        index=1,
        print_time_s=3600,
        preparation_time_s=300,
        weight_g=grams,
        filaments=(filament,),
    )
    settings = {
        "printer_model": "Bambu Lab P1S",
        "nozzle_diameter": ("0.4",),
        "layer_height": "0.2",
        "filament_colour": ("#101010",),
        "filament_type": ("PLA",),
        "filament_settings_id": ("Bambu PLA Basic @BBL P1S",),
        "filament_vendor": ("Bambu Lab",),
        "filament_density": ("1.26",),
        "filament_diameter": ("1.75",),
    }
    return write_sliced_3mf(FileSpec(title=title, plates=(plate,), settings=settings))


def a_file_with(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same .3mf with some parts replaced or added."""
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for member in before.infolist():
            if member.filename not in parts:
                after.writestr(member, before.read(member))
        for path, content in parts.items():
            after.writestr(path, content)
    return written.getvalue()


def a_file_without(data: bytes, path: str) -> bytes:
    """The same .3mf without one of its parts."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(written, "w") as after:
        for member in before.infolist():
            if member.filename != path:
                after.writestr(member, before.read(member))
    return written.getvalue()


def an_incoming_file(
    shop: Shop, data: bytes | None = None, name: str = "vase.gcode.3mf"
) -> IncomingFile:
    """Send a file; the worker did not see it yet."""
    return take_in(
        shop,
        name=name,
        content=BytesIO(a_sliced_file() if data is None else data),
        source=IncomingSource.COMMAND,
        batch_id=uuid4(),
    )


def a_processed_file(
    shop: Shop, data: bytes | None = None, name: str = "vase.gcode.3mf"
) -> IncomingFile:
    """Send a file and read it as the worker does."""
    return process(shop, an_incoming_file(shop, data, name).id, read_here)


def a_variant(shop: Shop, *plates: dict[UUID, str], minutes: int = 60) -> Variant:
    """Add a model whose plates take these grams of these filaments."""
    model = catalog.create_model(shop, NewModel(name="Vase"))
    return catalog.create_variant(shop, model.id, new_variant(*plates, minutes=minutes))


def new_variant(*plates: dict[UUID, str], minutes: int = 60) -> NewVariant:
    """A version whose plates take these grams of these filaments."""
    return NewVariant(
        name="Standard",
        plates=tuple(
            NewPlate(
                index=index,
                print_time_s=minutes * 60,
                requirements=tuple(
                    NewRequirement(
                        filament_index=position, filament_id=filament_id, model_g=Decimal(grams)
                    )
                    for position, (filament_id, grams) in enumerate(needs.items(), start=1)
                ),
            )
            for index, needs in enumerate(plates, start=1)
        ),
    )


def a_printer(shop: Shop, name: str = "P1S") -> Printer:
    """Add a printer."""
    return printers.create_printer(shop, NewPrinter(name=name))


def a_queued_job(shop: Shop, variant: Variant) -> PrintJob:
    """Queue the first plate of a variant once."""
    new = NewJobs(batch_id=uuid4(), variant_id=variant.id, plate_ids=(variant.plates[0].id,))
    return printing.add_to_queue(shop, new)[0]


def a_printing_job(shop: Shop, variant: Variant, printer: Printer) -> PrintJob:
    """Queue the first plate of a variant and start it, whatever there is to print it from."""
    return start(shop, a_queued_job(shop, variant), printer)


def start(shop: Shop, job: PrintJob, printer: Printer | None = None) -> PrintJob:
    """Start a job, on a printer of its own without one, whatever stands against it."""
    printer = printer or a_printer(shop, uuid4().hex)
    step = StartJob(job_id=job.id, printer_id=printer.id, note="It prints all the same.")
    return printing.start(shop, step, as_of=MONDAY_NOON).job


def a_print_of_its_own(shop: Shop, variant: Variant) -> PrintJob:
    """Start the first plate of a variant on a printer that nobody else uses."""
    return a_printing_job(shop, variant, a_printer(shop, uuid4().hex))


def complete(shop: Shop, job: PrintJob) -> None:
    """Complete a printing job as planned."""
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)


def grams_on(shop: Shop, spool: Spool) -> Decimal:
    """What is on a spool now."""
    with shop.unit_of_work() as uow:
        return uow.spools.get(spool.id).quantity_g


def status_of(shop: Shop, job: PrintJob) -> JobStatus:
    """Where a job stands now."""
    with shop.unit_of_work() as uow:
        return uow.jobs.get(job.id).status


def usage_of(shop: Shop, job: PrintJob) -> tuple[UsageLine, ...]:
    """What was noted of a job."""
    with shop.unit_of_work() as uow:
        return uow.jobs.usage([job.id]).get(job.id, ())


def past_runs(
    shop: Shop,
    variant: Variant,
    *,
    good: int = 0,
    failed: int = 0,
    cancelled: int = 0,
    printer: Printer | None = None,
) -> None:
    """Let a version's first plate have been printed so often, without anything booked for it."""
    ended = [JobStatus.COMPLETED] * good + [JobStatus.FAILED] * failed
    ended += [JobStatus.CANCELLED] * cancelled
    with shop.unit_of_work() as uow:
        first = max((job.number for job in uow.jobs.finished(limit=10_000)), default=1_000) + 1
        uow.history.add_jobs(
            [
                PastJob(
                    id=uuid4(),
                    number=first + n,
                    variant_id=variant.id,
                    plate_id=variant.plates[0].id,
                    printer_id=printer.id if printer else None,
                    batch_id=uuid4(),
                    batch_position=0,
                    status=status,
                    created_at=MONDAY_NOON,
                    started_at=MONDAY_NOON,
                    finished_at=MONDAY_NOON,
                    failure_reason=FailureReason.CLOG if status is JobStatus.FAILED else None,
                    failure_note="",
                    completion_percentage=None,
                    units_good=1 if status is JobStatus.COMPLETED else None,
                )
                for n, status in enumerate(ended)
            ]
        )
        uow.commit()
