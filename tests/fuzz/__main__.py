"""`make fuzz`: reads thousands of mutated .3mf files and says what came of them."""

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.fuzz.seeds import load_seeds
from tests.fuzz.workers import Tally, replay, run

_REFUSED = "Error"


def main() -> int:
    """Read the cases, or one of them again; give 1 where one was not in order."""
    wanted = _arguments()
    if wanted.replay:
        return _replay(wanted.replay, save=wanted.save)
    _say(f"seed {wanted.seed}, {len(load_seeds())} files to start from")
    tally = run(
        seed=wanted.seed,
        count=wanted.count,
        seconds=wanted.seconds,
        longest_case_s=wanted.longest,
        processes=wanted.processes,
    )
    _show(tally)
    return 1 if tally.faults or not tally.cases else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="mutated files to read")
    some = time.time_ns() % 1_000_000
    parser.add_argument("--seed", type=int, default=some, help="the same one gives the same files")
    parser.add_argument("--seconds", type=float, default=900, help="stop after so long")
    parser.add_argument("--longest", type=float, default=5, help="seconds that one may take")
    parser.add_argument("--processes", type=int, default=2, help="that read side by side")
    parser.add_argument("--replay", metavar="KEY", help="read one case again, such as 7-1234")
    parser.add_argument("--save", metavar="FILE", type=Path, help="with --replay: write it there")
    return parser.parse_args()


def _replay(key: str, *, save: Path | None) -> int:
    case, fault = replay(key)
    if save:
        save.write_bytes(case.data)
    _say(f"{case.key}: {case.seed_name}, {len(case.data):,} bytes", *case.steps, fault.what)
    return 1 if fault.is_fault else 0


def _show(tally: Tally) -> None:
    for fault in tally.faults:
        _say("", f"FAULT {fault.key}: {fault.what}")
    refusals = {name: n for name, n in tally.outcomes.items() if name.endswith(_REFUSED)}
    _say(
        f"{tally.cases:,} cases in {tally.seconds:.0f} s, {tally.cases / tally.seconds:.0f} a "
        f"second; the slowest took {tally.slowest_s:.2f} s ({tally.slowest_key})",
        _counted("results", {n: tally.outcomes[n] for n in tally.outcomes.keys() - refusals}),
        _counted("refusals", refusals),
        f"faults: {len(tally.faults)}",
    )


def _counted(title: str, counts: Mapping[str, int]) -> str:
    largest_first = sorted(counts.items(), key=lambda count: -count[1])
    shown = ", ".join(f"{number:,} {name}" for name, number in largest_first)
    return f"{title}: {sum(counts.values()):,} ({shown})"


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
