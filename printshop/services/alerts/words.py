"""What alerts say. Pure: rows of STOCK_WITH_RULES and facts in, sentences out."""

from printshop.repo.alerts import CompletedPrint
from printshop.services.stock.standing_words import Row, low_text


def label_of(row: Row) -> str:
    """How people call the filament of a row."""
    return f"{row['brand']} {row['slicer_name'] or row['material']} {row['color_name']}"


def alert_text(row: Row) -> str:
    """What `low_text` says of a low filament, with its name."""
    return f"{label_of(row)}: {low_text(row)}"


def print_text(done: CompletedPrint) -> str:
    """That a print is complete: "Job 12, Vase, is complete on Bert."."""
    where = f" on {done.printer_name}" if done.printer_name else ""
    return f"Job {done.number}, {done.model_name}, is complete{where}."


def update_text(version: str, before: str) -> str:
    """That Printshop itself is newer than it was."""
    return f"Printshop was updated from {before} to {version}."
