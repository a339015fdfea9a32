"""The settings that differ between two files, and how to show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from printshop.bambu.results import SettingValue

NOT_THERE = "(not there)"
_EMPTY = "(empty)"


@dataclass(frozen=True, kw_only=True, slots=True)
class SettingDifference:
    """One setting with two values; None where a file does not have it."""

    key: str
    left: SettingValue | None
    right: SettingValue | None

    @property
    def left_text(self) -> str:
        """The left value, of two lists of one length only the entries that differ."""
        return _shown(self.left, beside=self.right)

    @property
    def right_text(self) -> str:
        """The right value, of two lists of one length only the entries that differ."""
        return _shown(self.right, beside=self.left)


def diff_settings(
    left: Mapping[str, SettingValue], right: Mapping[str, SettingValue]
) -> tuple[SettingDifference, ...]:
    """Compare two files' settings, by key.

    A list whose entries are all equal is the same as that one value, however long it is:
    the slicers turned settings into lists over time, and lists grow with the filaments.
    """
    return tuple(
        SettingDifference(key=key, left=left.get(key), right=right.get(key))
        for key in sorted({*left, *right})
        if _one(left.get(key)) != _one(right.get(key))
    )


def setting_text(value: SettingValue) -> str:
    """Give a setting as one text: a list's entries with commas, equal ones counted."""
    if isinstance(value, str):
        return value or _EMPTY
    if len(value) > 1 and len(set(value)) == 1:
        return f"{value[0] or _EMPTY} (all {len(value)})"
    return ", ".join(entry or _EMPTY for entry in value) or _EMPTY


def _one(value: SettingValue | None) -> SettingValue | None:
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def _shown(value: SettingValue | None, *, beside: SettingValue | None) -> str:
    if value is None:
        return NOT_THERE
    if isinstance(value, str) or isinstance(beside, str) or beside is None:
        return setting_text(value)
    uniform = len(set(value)) == 1 and len(set(beside)) == 1
    if uniform or len(value) != len(beside):
        return setting_text(value)
    return ", ".join(
        f"entry {place}: {own or _EMPTY}"
        for place, (own, other) in enumerate(zip(value, beside, strict=True), start=1)
        if own != other
    )
