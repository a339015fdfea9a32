"""The jobs of a plan as its late times are drawn from them."""

from dataclasses import dataclass

from printshop.analytics.schedule.factors import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """A job on a printer, as planned. printer is its place, None where there is none such.

    from_us is where a printing job's remaining time counts from, None for one that waits:
    it starts when its printer is free, and the jobs of the rows `after`, which have its spools,
    are done. run_us is the sliced time of the whole run, of which remaining_us is left; a run
    ends well with the probability `success`.
    """

    job_id: str
    printer: int | None
    from_us: int | None
    remaining_us: int
    stretch: Stretch
    turnaround_us: int
    run_us: int
    success: float = 1.0
    after: tuple[int, ...] = ()
