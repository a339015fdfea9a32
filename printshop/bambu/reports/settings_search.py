"""Settings found by a pattern."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from printshop.bambu.reports.settings_diff import setting_text
from printshop.bambu.results import SettingValue

_WILDCARDS = frozenset("*?[")


def matching_settings(
    settings: Mapping[str, SettingValue], pattern: str
) -> dict[str, SettingValue]:
    """Find the settings that fit a pattern, by key, without regard to case.

    A pattern with `*`, `?` or `[…]` is a glob that the whole key, or a whole value or
    entry, must fit. Any other pattern is words, each of which must occur in the key or
    the value. `key=value`, with or without blanks, also finds the settings whose key fits
    what stands before the sign and whose value what stands behind it.
    """
    wanted = pattern.lower()
    return {
        key: value
        for key, value in sorted(settings.items())
        if _fits((key, *_entries(value)), wanted) or _is_pair(key, value, wanted)
    }


def _is_pair(key: str, value: SettingValue, pattern: str) -> bool:
    """Whether a pattern such as `key = value` fits, or a line as it is printed."""
    left, sign, right = (part.strip() for part in pattern.partition("="))
    if not sign or not left or not _fits((key,), left):
        return False
    return _fits(_entries(value), right) or right == setting_text(value).lower()


def _entries(value: SettingValue) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _fits(texts: tuple[str, ...], pattern: str) -> bool:
    """Whether one of the texts fits a glob, or all words occur in them together."""
    if _WILDCARDS & set(pattern):
        return any(fnmatchcase(text.lower(), pattern) for text in texts)
    together = ", ".join(texts).lower()
    return all(word in together for word in pattern.split())
