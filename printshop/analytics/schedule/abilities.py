"""Which printer can print which job, and why not."""

from collections.abc import Callable, Sequence
from typing import Final

from printshop.analytics.schedule.jobs import Job, Machine
from printshop.domain.printers import plain_model

_UM_A_MM: Final = 1000


def refusal(job: Job, machine: Machine) -> str | None:
    """Say in one sentence why a printer cannot print a job, the first of all reasons.

    What either side does not say fits: a shop that names no nozzle, plate or material is not
    kept from printing. Words are compared without regard to capitals; "Bambu Lab P1S" and
    "P1S" are one model.

    Args:
        job: what its file asks for.
        machine: what the printer can do.

    Returns:
        None if it can. Otherwise a sentence with the printer's name as it was typed.

    """
    return next(filter(None, (check(job, machine) for check in _CHECKS)), None)


def _model(job: Job, machine: Machine) -> str | None:
    taken = [model for model in (machine.model, *machine.accepts_models) if model]
    wanted = plain_model(job.sliced_for)
    if machine.takes_any_model or not wanted or not taken:
        return None
    if wanted in {plain_model(model) for model in taken}:
        return None
    names = _either(taken)
    return f"{machine.name} takes files for {names}; this one is sliced for {job.sliced_for}."


def _nozzle(job: Job, machine: Machine) -> str | None:
    if None in {job.nozzle_um, machine.nozzle_um} or job.nozzle_um == machine.nozzle_um:
        return None
    own, needed = _mm(machine.nozzle_um), _mm(job.nozzle_um)
    return f"{machine.name} has a {own} mm nozzle; the file needs {needed} mm."


def _bed(job: Job, machine: Machine) -> str | None:
    plates = {plate.strip().casefold() for plate in machine.bed_types}
    wanted = job.bed_type.strip()
    if not plates or not wanted or wanted.casefold() in plates:
        return None
    return f"{machine.name} has no {wanted}; the file needs that plate."


def _materials(job: Job, machine: Machine) -> str | None:
    missing = [material for material in job.materials if material not in machine.materials]
    if not machine.materials or not missing:
        return None
    return f"{machine.name} does not print {_either(missing)}."


def _slots(job: Job, machine: Machine) -> str | None:
    if job.filament_count <= machine.slots:
        return None
    room = "one filament" if machine.slots == 1 else f"{machine.slots} filaments"
    return f"{machine.name} holds {room} at a time; the file uses {job.filament_count}."


_CHECKS: Final[tuple[Callable[[Job, Machine], str | None], ...]] = (
    _model,
    _nozzle,
    _bed,
    _materials,
    _slots,
)


def _mm(um: int | None) -> str:
    return f"{(um or 0) / _UM_A_MM:g}"


def _either(words: Sequence[str]) -> str:
    """A, B or C."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


class Abilities:
    """Refusals, each worked out once for all jobs that ask for the same."""

    def __init__(self, machines: Sequence[Machine]) -> None:
        """Of these printers."""
        self._machines = machines
        self._known: dict[tuple[object, ...], dict[str, str]] = {}

    def refusals(self, job: Job) -> dict[str, str]:
        """Why which printers cannot print a job, by printer_id, in the order of the printers."""
        asked = (job.sliced_for, job.nozzle_um, job.bed_type, job.materials, job.filament_count)
        if asked not in self._known:
            sentences = ((machine, refusal(job, machine)) for machine in self._machines)
            self._known[asked] = {
                machine.printer_id: sentence for machine, sentence in sentences if sentence
            }
        return self._known[asked]
