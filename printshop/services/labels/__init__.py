"""Labels for spools: a PDF for sheets and label printers, with a code that opens the spool."""

from printshop.services.labels.contents import SpoolLabel, labels_of
from printshop.services.labels.letters import findings
from printshop.services.labels.sheets import draw

__all__ = ["SpoolLabel", "draw", "findings", "labels_of"]
