"""Why prints fail, in words."""

from typing import Final

from printshop.domain.print_queue import FailureReason

# How every page says it.
REASON_WORDS: Final = {
    FailureReason.ADHESION: "Came off the bed",
    FailureReason.SPAGHETTI: "Spaghetti",
    FailureReason.CLOG: "Clogged nozzle",
    FailureReason.TANGLE: "Tangled spool",
    FailureReason.RUN_OUT: "Filament ran out",
    FailureReason.LAYER_SHIFT: "Layer shift",
    FailureReason.SUPPORT: "Support failed",
    FailureReason.POWER: "Power cut",
    FailureReason.QUALITY: "Poor quality",
    FailureReason.OPERATOR: "Stopped by hand",
    FailureReason.OTHER: "Something else",
}
