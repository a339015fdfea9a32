"""Whether it can be printed: an icon, a word and a colour, never the colour alone."""

from dataclasses import dataclass
from typing import Final

from printshop.domain.catalog import VariantStatus
from printshop.domain.feasibility import (
    Feasibility,
    FeasibilityState,
    FilamentNeed,
    WarningKind,
)
from printshop.ui.formats import escape_markdown, grams
from printshop.ui.swatches import filament_label


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """How a state looks."""

    word: str
    icon: str
    color: str

    @property
    def markdown(self) -> str:
        """The badge for Markdown."""
        return f":{self.color}-badge[:material/{self.icon}: {self.word}]"


READINESS: Final = {
    FeasibilityState.READY: Badge(word="Ready", icon="check_circle", color="green"),
    FeasibilityState.READY_REFILL: Badge(word="Ready, AMS refill", icon="autorenew", color="green"),
    FeasibilityState.READY_SWAP: Badge(word="Ready, spool change", icon="sync", color="green"),
    FeasibilityState.READY_SUBSTITUTE: Badge(
        word="Ready, substitute", icon="swap_horiz", color="blue"
    ),
    FeasibilityState.UNVERIFIED: Badge(word="Weigh spools", icon="scale", color="yellow"),
    FeasibilityState.SHORT: Badge(word="Short", icon="remove_circle", color="red"),
    FeasibilityState.UNMATCHED: Badge(word="Match filaments", icon="help", color="orange"),
    FeasibilityState.UNKNOWN: Badge(word="Grams missing", icon="edit", color="gray"),
}
_STATUS: Final = {
    VariantStatus.UNTESTED: Badge(word="Untested", icon="science", color="gray"),
    VariantStatus.PROVEN: Badge(word="Proven", icon="verified", color="blue"),
    VariantStatus.RETIRED: Badge(word="Retired", icon="archive", color="gray"),
}
_WARNINGS: Final = {
    WarningKind.EXPIRED: "event_busy",
    WarningKind.EXPIRES_SOON: "event_upcoming",
    WarningKind.DRYING_DUE: "humidity_high",
    WarningKind.MIXED_LOTS: "palette",
    WarningKind.LOW_AFTER: "trending_down",
    WarningKind.PRICE_UNKNOWN: "money_off",
}


def state_badge(state: FeasibilityState) -> str:
    """Markdown of a state on its own."""
    return READINESS[state].markdown


def state_word(state: FeasibilityState) -> str:
    """A state as a plain word, where no Markdown is drawn."""
    return READINESS[state].word


def readiness(feasibility: Feasibility) -> Badge:
    """The badge of the state; where it is short, with the grams that are missing."""
    badge = READINESS[feasibility.state]
    short_g = sum(need.short_g for need in feasibility.missing)
    if feasibility.state is FeasibilityState.SHORT and short_g:
        return Badge(word=f"Short by {grams(short_g)}", icon=badge.icon, color=badge.color)
    return badge


def readiness_badge(feasibility: Feasibility) -> str:
    """Markdown of that badge."""
    return readiness(feasibility).markdown


def status_badge(status: VariantStatus) -> str:
    """Markdown of how far a variant is trusted."""
    return _STATUS[status].markdown


def reason(need: FilamentNeed) -> str:
    """Markdown of why a filament is in its state, without the filament's name."""
    weighed, unweighed = grams(need.available_g), grams(need.unweighed_g)
    return {
        FeasibilityState.READY: _on_hand(need),
        FeasibilityState.READY_REFILL: (
            f"{_on_hand(need)}, takes {need.spools_needed} spools; the AMS changes them by itself"
        ),
        FeasibilityState.READY_SWAP: (
            f"{_on_hand(need)}, takes {need.spools_needed} spools; somebody must change them"
        ),
        FeasibilityState.READY_SUBSTITUTE: f"{_on_hand(need)}; {_stand_in(need)}",
        FeasibilityState.UNVERIFIED: (
            f"{weighed} weighed and {unweighed} never weighed: weigh the spools to be sure"
        ),
        FeasibilityState.SHORT: f"{_on_hand(need)}, **short by {grams(need.short_g)}**",
        FeasibilityState.UNMATCHED: "not matched to a filament of the shop",
        FeasibilityState.UNKNOWN: "nobody has said how many grams it takes",
    }[need.state]


def _on_hand(need: FilamentNeed) -> str:
    parts = [f"{grams(need.on_hand_g)} on hand"]
    if need.reserved_g > 0:
        parts.append(f"{grams(need.reserved_g)} of it reserved")
    # Where there is enough, nobody asks why it is not all of it.
    if need.short_g > 0 and need.tail_g > 0:
        parts.append(f"{grams(need.tail_g)} of it cannot be fed to the end and stay on the reels")
    return ", ".join(parts)


def _stand_in(need: FilamentNeed) -> str:
    if need.substitute is None:
        return "another filament can stand in for it"
    takes = f", with {need.spools_needed} spools" if (need.spools_needed or 0) > 1 else ""
    return f"{filament_label(need.substitute)} can stand in for it{takes}"


def warning_lines(feasibility: Feasibility) -> str:
    """Markdown of what is odd about the spools it would take, a line each; empty for nothing."""
    return "  \n".join(
        f":small[:material/{_WARNINGS[warning.kind]}: {escape_markdown(warning.text)}]"
        for warning in feasibility.warnings
    )


def missing_sentences(feasibility: Feasibility) -> str:
    """Markdown of what stops the print, a sentence for each filament; empty where nothing does."""
    match feasibility.state:
        case (
            FeasibilityState.READY
            | FeasibilityState.READY_REFILL
            | FeasibilityState.READY_SWAP
            | FeasibilityState.READY_SUBSTITUTE
        ):
            return ""
        case FeasibilityState.UNMATCHED:
            return "A filament of the file is not matched to one of the shop's."
        case FeasibilityState.UNKNOWN:
            return "The file is not sliced: say how many grams it takes."
        case _:
            return "  \n".join(f"{_name(need)}: {reason(need)}." for need in feasibility.missing)


def _name(need: FilamentNeed) -> str:
    return filament_label(need.filament) if need.filament else "A filament of the file"
