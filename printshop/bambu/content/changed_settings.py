"""What somebody changed of the slicer's presets: `different_settings_to_system`."""

from collections.abc import Callable

from printshop.bambu.members.project_settings import ProjectSettings
from printshop.bambu.plain_text import one_line
from printshop.bambu.results import ChangedSettings

KEY = "different_settings_to_system"
_MOST_KEYS = 1_000  # of one preset; the slicers have some 650 settings in all


def changed_settings(settings: ProjectSettings) -> ChangedSettings:
    """Read the keys that differ: the process's, each filament's, the printer's.

    The list has one entry for the process, one per configured filament and one for the
    printer. A list of another length (repackers add filaments without it) is shared out
    by its ends, which are the process and the printer in any case.
    """
    entries = settings.entries(KEY)
    if not entries:
        return ChangedSettings()
    process, *rest = (_keys(entry, is_shown=settings.is_shown) for entry in entries)
    return ChangedSettings(
        process=process,
        filaments=tuple(rest[:-1][: settings.filament_count]),
        printer=rest[-1] if rest else (),
    )


def _keys(entry: str, *, is_shown: Callable[[str], bool]) -> tuple[str, ...]:
    """Split the keys; those of secrets are not among the settings that are shown."""
    if not entry:
        return ()
    words = entry.split(";", _MOST_KEYS)[:_MOST_KEYS]
    return tuple(key for word in words if (key := one_line(word)) and is_shown(key))
