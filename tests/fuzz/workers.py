"""Processes that read mutated archives, each under caps of time and memory.

A worker that hangs writes where it stands and ends itself; one that dies takes
no other with it. Which case it was is read from memory that both sides share.
"""

import faulthandler
import multiprocessing
import resource
import tempfile
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tests.fuzz.mutations import Case, case_of
from tests.fuzz.oracle import outcome
from tests.fuzz.seeds import load_seeds

if TYPE_CHECKING:
    # At run time it takes no parameter.
    from multiprocessing.sharedctypes import Synchronized

_MEMORY_BYTES = 512 << 20
_MOST_FAULTS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What came of one case: a kind of result or refusal, or the story of a fault."""

    key: str
    what: str
    is_fault: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """Which cases a worker reads: every `step`-th up to `count`."""

    seed: int
    count: int
    step: int
    longest_case_s: float


@dataclass(kw_only=True, slots=True)
class Tally:
    """What came of all cases: counts by outcome, faults, and the slowest one."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[Verdict] = field(default_factory=list)
    slowest_s: float = 0.0
    slowest_key: str = ""
    seconds: float = 0.0

    @property
    def cases(self) -> int:
        """How many came to an end."""
        return self.outcomes.total() + len(self.faults)

    def add(self, verdict: Verdict) -> None:
        """Count one case."""
        if verdict.is_fault:
            self.faults.append(verdict)
        else:
            self.outcomes[verdict.what] += 1
        if verdict.seconds > self.slowest_s:
            self.slowest_s, self.slowest_key = verdict.seconds, verdict.key


def run(*, seed: int, count: int, seconds: float, longest_case_s: float, processes: int) -> Tally:
    """Read `count` cases, no longer than `seconds`, in several processes."""
    assignment = Assignment(seed=seed, count=count, step=processes, longest_case_s=longest_case_s)
    tally = Tally()
    start = time.monotonic()
    lanes = [_Lane(assignment, first=first) for first in range(processes)]
    try:
        while any(lane.is_open for lane in lanes) and len(tally.faults) < _MOST_FAULTS:
            if time.monotonic() - start > seconds:
                break
            for lane in _talking(lanes):
                lane.listen(tally)
    finally:
        for lane in lanes:
            lane.stop()
    tally.seconds = time.monotonic() - start
    return tally


def replay(key: str) -> tuple[Case, Verdict]:
    """Read one case again, in this process and without caps."""
    case = case_of(key, load_seeds())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return case, _judged(case)


def _talking(lanes: "list[_Lane]") -> "list[_Lane]":
    by_end = {lane.end: lane for lane in lanes if lane.is_open}
    ready = wait(list(by_end), timeout=1.0)
    return [lane for end, lane in by_end.items() if end in ready]


class _Lane:
    """Every `step`-th case, read by one worker after another until all are done."""

    def __init__(self, assignment: Assignment, *, first: int) -> None:
        self._assignment = assignment
        self._context = multiprocessing.get_context("spawn")
        self._place: Synchronized[int] = self._context.Value("q", first)
        self.is_open = True
        self._begin()

    def _begin(self) -> None:
        self.end, theirs = self._context.Pipe(duplex=False)
        with tempfile.NamedTemporaryFile(prefix="fuzz-", suffix=".trace", delete=False) as trace:
            self._trace = Path(trace.name)
        self._process = self._context.Process(
            target=_work, args=(theirs, self._place, self._assignment, self._trace), daemon=True
        )
        self._process.start()
        theirs.close()

    def listen(self, tally: Tally) -> None:
        """Take the worker's next verdicts; where it died, note the case and go on after it."""
        try:
            while self.end.poll():
                tally.add(self.end.recv())
        except EOFError:
            self._end_worker(tally)

    def stop(self) -> None:
        """End the worker, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._trace.unlink(missing_ok=True)

    def _end_worker(self, tally: Tally) -> None:
        self._process.join()
        trace = self._trace.read_text("utf-8", "replace")
        self.stop()
        if self._place.value >= self._assignment.count:
            self.is_open = False
            return
        key = f"{self._assignment.seed}-{self._place.value}"
        what = f"the process ended with code {self._process.exitcode}\n{trace}"
        tally.add(Verdict(key=key, what=what, is_fault=True))
        self._place.value += self._assignment.step
        self._begin()


def _work(
    pipe: Connection, place: "Synchronized[int]", assignment: Assignment, trace: Path
) -> None:
    """Read case after case; the place is always that of the case being read."""
    seeds = load_seeds()
    warnings.simplefilter("error")
    _cap_memory()
    with trace.open("w", encoding="utf-8") as traces:
        while place.value < assignment.count:
            case = case_of(f"{assignment.seed}-{place.value}", seeds)
            pipe.send(_watched(case, assignment.longest_case_s, traces))
            place.value += assignment.step


def _watched(case: Case, longest_s: float, traces: TextIO) -> Verdict:
    begin = time.monotonic()
    faulthandler.dump_traceback_later(longest_s, exit=True, file=traces)
    try:
        verdict = _judged(case)
    finally:
        faulthandler.cancel_dump_traceback_later()
    return replace(verdict, seconds=time.monotonic() - begin)


def _judged(case: Case) -> Verdict:
    """Give the outcome, or the trace of what must not have left the reader."""
    try:
        return Verdict(key=case.key, what=outcome(case.data))
    except Exception:  # noqa: BLE001 (whatever it is, it is what we look for)
        story = f"{case.seed_name}: {'; '.join(case.steps)}\n{traceback.format_exc()}"
        return Verdict(key=case.key, what=story, is_fault=True)


def _cap_memory() -> None:
    """Allow so much address space on top of what the worker has already."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    cap = pages * resource.getpagesize() + _MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
