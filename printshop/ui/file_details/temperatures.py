"""The temperatures of a file's filaments: one figure, or one for each filament."""

from printshop.ui.file_details.facts import Report


def by_filament(report: Report, name: str) -> str:
    """The temperature of all filaments that a file prints with.

    Args:
        report: the file's report.
        name: of the value, `nozzle_temperature_c` or `bed_temperature_c`.

    Returns:
        `220 °C`; `220 °C / 250 °C by filament`, each once in the order of the file's list,
        where they differ; empty where the file says none.

    """
    uses = [use for plate in report.get("plates") or () for use in plate.get("filaments") or ()]
    uses.sort(key=lambda use: use.get("index") or 0)
    heats_c = dict.fromkeys(use[name] for use in uses if use.get(name) is not None)
    told = " / ".join(f"{heat_c} °C" for heat_c in heats_c)
    return f"{told} by filament" if len(heats_c) > 1 else told
