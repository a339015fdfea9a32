"""How often a version succeeds, in words that few prints allow. Pure: no Streamlit, no clock."""

from decimal import Decimal
from typing import Final

from printshop.domain.failures import REASON_WORDS
from printshop.domain.print_queue import FailureReason
from printshop.domain.success import SuccessRate
from printshop.services.planning.view import FinishedJob
from printshop.services.success import (
    Comparison,
    Ended,
    FailureCount,
    Verdict,
    VersionDetails,
    VersionSuccess,
)
from printshop.ui.formats import count, grams, number

HEAD: Final = ("With", "Good prints", "Success", "Most likely between")
FAILURES_HEAD: Final = ("Reason", "Prints", "Filament lost")
_NO_REASON: Final = "Nobody said why"
_HUNDRED: Final = 100


def per_cent(share: float) -> str:
    """A share without more than is known of it: never 0 % or 100 %, which nobody knows."""
    rounded = round(share * _HUNDRED)
    if rounded >= _HUNDRED:
        return "over 99 %"
    return f"{rounded} %" if rounded > 0 else "under 1 %"


def between(rate: SuccessRate) -> str:
    """The interval in which the rate lies nine times in ten."""
    return f"{_end(rate.low)} and {_end(rate.high)} %"


def good_of(rate: SuccessRate) -> str:
    """How many ended well: `8 of 10`, `7.5 of 10` where pieces of a print were rejected."""
    good = Decimal(str(round(rate.good, 1)))
    return f"{number(good)} of {rate.tried:,}"


def summary(told: VersionSuccess) -> str:
    """Markdown of how often a version succeeds, and how sure that is."""
    rate = told.rate
    expected = f"**{per_cent(rate.mean)}**, most likely between {between(rate)}"
    if not rate.tried:
        return f"**Not printed yet.** Expect {expected}: {_begins(told)}."
    runs = number(Decimal(str(round(rate.cost_factor, 2))))
    ended = "print ended well" if rate.tried == 1 else "prints ended well"
    return f"**{good_of(rate)}** {ended}. Expect {expected}. A good one takes {runs} prints."


def rejected(told: VersionSuccess) -> str:
    """Markdown of what the printer finished and a person rejected; empty where nothing was."""
    lost = told.completed - told.rate.good
    if not told.completed or lost <= 0:
        return ""
    of = f"{told.completed:,} of {told.rate.tried:,}"
    return (
        f"The printer brought {of} to their end; {number(Decimal(str(round(lost, 1))))} of them "
        "were rejected, which counts for the cost and not against the printer."
    )


def where_it_begins(told: VersionSuccess) -> str:
    """Markdown of what is believed without a print of its own."""
    return f"It began at {per_cent(told.begins_at)}: {_begins(told)}."


def without_prior(rate: SuccessRate) -> str:
    """Markdown of the interval that knows nothing of the shop; empty where nothing was tried."""
    if rate.wilson_low is None or rate.wilson_high is None:
        return ""
    low, high = (round(end * _HUNDRED) for end in (rate.wilson_low, rate.wilson_high))
    return f"By its own prints alone, it lies between {low} and {high} % (19 times in 20)."


def rows(details: VersionDetails) -> dict[str, list[tuple[str, ...]]]:
    """Its prints by printer, material and filament, the surest first."""
    groups = {
        "Printer": details.printers,
        "Material": details.materials,
        "Filament": details.filaments,
    }
    return {name: [_row(of) for of in found] for name, found in groups.items() if found}


def failure_rows(found: tuple[FailureCount, ...]) -> list[tuple[str, ...]]:
    """Why prints failed."""
    return [(reason(of.reason), f"{of.runs:,}", grams(of.lost_g)) for of in found]


def failures_total(found: tuple[FailureCount, ...]) -> str:
    """Markdown of all of them together."""
    runs, lost_g = sum(of.runs for of in found), sum((of.lost_g for of in found), Decimal(0))
    return f"{count(runs, 'print')} failed and took **{grams(lost_g)}** of filament."


def where(row: FinishedJob) -> str:
    """On which printer a job ran; one that was cancelled before it began ran on none."""
    if row.printer is not None:
        return row.printer.name
    return "not on a printer" if row.job.started_at is None else "a printer that is gone"


def reason(of: FailureReason | None) -> str:
    """Why a print failed."""
    return REASON_WORDS[of] if of else _NO_REASON


def compared(of: Comparison) -> str:
    """Markdown of whether a version helped; says so where prints are too few to know."""
    new, old = f"Version {of.new_version}", f"version {of.old_version}"
    seen = f"{new}: {good_of(of.new)} good, {old}: {good_of(of.old)}"
    better = f"{_in_100(of.better)} that {new.lower()} is better"
    return {
        Verdict.BETTER: f"**{new} prints better.** {seen}: {better}.",
        Verdict.WORSE: f"**{new} prints worse.** {seen}: {better}.",
        Verdict.TOO_FEW: f"**Too few prints to say.** {seen}: {better}.",
        Verdict.ALIKE: f"**No difference shows.** {seen}: {better}.",
        Verdict.NOT_TRIED: f"**{new} was not printed yet.** {old.capitalize()}: {good_of(of.old)}.",
        Verdict.NOTHING_BEFORE: (
            f"**Nothing to compare with.** {old.capitalize()} was never printed."
        ),
    }[of.verdict]


def proposal(told: VersionSuccess) -> str:
    """Markdown of why a version could be called proven."""
    sure = f"most likely at least {_end(told.rate.low)} % of its prints succeed"
    return f"Still called untested, though {sure}: {count(told.rate.tried, 'print')} show it."


def _begins(told: VersionSuccess) -> str:
    if told.by_version is not None:
        return f"where version {told.by_version} stands"
    return "what this shop expects of a version that it does not know"


def _row(of: Ended) -> tuple[str, ...]:
    return of.label, _both(of), per_cent(of.rate.mean), between(of.rate)


def _both(of: Ended) -> str:
    """Good ones, and what the printer finished where that is more."""
    if of.machine.good > of.rate.good:
        return f"{good_of(of.rate)}, {number(Decimal(str(round(of.machine.good))))} printed"
    return good_of(of.rate)


def _end(share: float) -> str:
    """An end of an interval, in per cent: never 0 or 100, which nobody knows."""
    return str(min(max(round(share * _HUNDRED), 1), _HUNDRED - 1))


def _in_100(share: float) -> str:
    rounded = round(share * _HUNDRED)
    if rounded >= _HUNDRED:
        return "over 99 in 100"
    return f"{rounded} in 100" if rounded > 0 else "under 1 in 100"
