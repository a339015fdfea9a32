"""Settings found by a pattern."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from printshop.bambu.results import SettingValue

_WILDCARDS = frozenset("*?[")


def matching_settings(
    settings: Mapping[str, SettingValue], pattern: str
) -> dict[str, SettingValue]:
    """Find the settings that fit a pattern, by key, without regard to case.

    A pattern with `*`, `?` or `[…]` is a glob that the whole key, or a whole value or
    entry, must fit. Any other pattern is words, each of which must occur in the key or
    the value.
    """
    wanted = pattern.lower()
    fits = _fits_glob if _WILDCARDS & set(wanted) else _has_words
    return {key: value for key, value in sorted(settings.items()) if fits(key, value, wanted)}


def _fits_glob(key: str, value: SettingValue, pattern: str) -> bool:
    entries = (value,) if isinstance(value, str) else value
    return any(fnmatchcase(text.lower(), pattern) for text in (key, *entries))


def _has_words(key: str, value: SettingValue, pattern: str) -> bool:
    text = f"{key}\n{value if isinstance(value, str) else ' '.join(value)}".lower()
    return all(word in text for word in pattern.split())
