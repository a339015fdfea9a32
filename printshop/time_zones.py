"""Time zones by their names, and which one this machine is in."""

import os
from zoneinfo import ZoneInfo


def known_time_zone(value: str) -> str:
    """Refuse a name that the machine's time zones do not have; empty is none."""
    if value:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError) as error:
            message = f"there is no time zone {value!r}; write it as in Europe/Berlin"
            raise ValueError(message) from error
    return value


def machine_zone() -> ZoneInfo:
    """Return the machine's zone by its name, so that it knows its summer time; UTC if unknown."""
    place = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    for name in (os.environ.get("TZ", ""), place):
        try:
            return ZoneInfo(name)
        except (OSError, ValueError, KeyError):
            continue
    return ZoneInfo("UTC")
