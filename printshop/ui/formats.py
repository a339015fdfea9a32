"""Numbers, times and names as text for people. Pure: no Streamlit, no clock."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from printshop.domain.currencies import SYMBOLS, rate_text
from printshop.domain.units import CENTIGRAM, to_money

UNKNOWN: Final = "unknown"
_CENT: Final = Decimal("0.01")
_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")
# What acts within a line of Markdown; the rest reads better plain where labels are read out.
_ACTING: Final = re.compile(r"([\\`*_\[\]<>~:$&^|])")
# A number and its unit stay on one line.
_NO_BREAK: Final = "\u00a0"
_LONGEST_UNBROKEN: Final = 16
# Read again after the escapes were resolved: `:icon:`, addresses that become links, `->`.
_SELF_ACTING: Final = re.compile(r":(?=[\w/+-]+:|//)|www(?=\.)|@|[-<>~](?=[->=])", re.IGNORECASE)
# They turn the direction of all that follows, so a name would rearrange the line around it.
_DIRECTION: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# Seen by nobody, and with one inside none of them is recognised.
_WORD_JOINER: Final = "\u2060"


def grams(value_g: Decimal | None) -> str:
    """Grams, two decimals at most, kept on one line: `0.92 g`, `1,250 g`, `unknown`."""
    if value_g is None:
        return UNKNOWN
    return f"{number(value_g.quantize(CENTIGRAM))}{_NO_BREAK}g"


def number(value: Decimal) -> str:
    """A number without the zeros that say nothing: `0.2` for 0.200, `1,250` for 1250.00."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(amount: Decimal | None, currency: str) -> str:
    """An amount of the shop's currency (ISO 4217): `€12.50`, `12.50 CHF`, `unknown`."""
    if amount is None:
        return UNKNOWN
    symbol = SYMBOLS.get(currency)
    return f"{symbol}{amount:,.2f}" if symbol else f"{amount:,.2f} {currency}"


def amount(value: Decimal | None, currency: str) -> str:
    """As `money`; what is there but less than a cent is said as such: `under €0.01`."""
    if value is not None and 0 < value < _CENT and not to_money(value):
        return f"under {money(_CENT, currency)}"
    return money(value, currency)


def rate(amount: Decimal, currency: str) -> str:
    """What one hour, kWh or gram costs, with the decimals that say something: `€0.3057`."""
    return rate_text(amount, currency)


def duration(seconds_s: int | None) -> str:
    """A print time in the two units that matter: `45 min`, `1 h 45 min`, `2 d 3 h`."""
    if seconds_s is None:
        return UNKNOWN
    if seconds_s < 60:  # noqa: PLR2004 - seconds in a minute
        return unbroken(f"{seconds_s} s")
    minutes = round(seconds_s / 60)
    hours, minutes = divmod(minutes, 60)
    days, day_hours = divmod(hours, 24)
    if days:
        return unbroken(f"{days} d {day_hours} h" if day_hours else f"{days} d")
    if hours:
        return unbroken(f"{hours} h {minutes} min" if minutes else f"{hours} h")
    return unbroken(f"{minutes} min")


def moment(at: datetime | None, zone: ZoneInfo, *, as_of: datetime) -> str:
    """A time in the shop's zone: `today 14:05`, `tomorrow 09:00`, `Tue 24 Nov, 14:05`."""
    if at is None:
        return UNKNOWN
    # Through UTC: a time that the clock skips in spring reads as the one it jumps to.
    local, today = at.astimezone(UTC).astimezone(zone), as_of.astimezone(zone).date()
    days = {
        today - timedelta(days=1): "yesterday",
        today: "today",
        today + timedelta(days=1): "tomorrow",
    }
    near = days.get(local.date())
    if near:
        return unbroken(f"{near} {local:%H:%M}")
    return f"{day(local.date(), as_of=today)}, {local:%H:%M}"


def day(on: date | None, *, as_of: date) -> str:
    """A date, with its year only where it is another one: `Tue 24 Nov`, `Sat 2 Jan 2027`."""
    if on is None:
        return UNKNOWN
    year = f" {on.year}" if on.year != as_of.year else ""
    return f"{on:%a} {on.day} {on:%b}{year}"


def size(size_bytes: int) -> str:
    """A file size in decimal units: `830 B`, `12 kB`, `3.4 MB`."""
    value, unit = float(size_bytes), "B"
    for larger in ("kB", "MB", "GB"):
        if value < 1000:  # noqa: PLR2004 - decimal units
            break
        value, unit = value / 1000, larger
    return unbroken(f"{value:.1f} {unit}" if unit in {"MB", "GB"} else f"{value:.0f} {unit}")


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 spool`, `1,204 spools`, `2 copies`."""
    return f"{number:,}{_NO_BREAK}{noun if number == 1 else plural or f'{noun}s'}"


def joined(*parts: str) -> str:
    """Facts in one line, empty ones left out: `2 plates · 1 h 45 min · 32 g`."""
    return " · ".join(part for part in parts if part)


def unbroken(text: str) -> str:
    """A short text kept on one line; a long one is returned as it is."""
    return text.replace(" ", _NO_BREAK) if len(text) <= _LONGEST_UNBROKEN else text


def without_controls(text: str) -> str:
    """A text for HTML, without signs that nobody sees and that turn the direction of writing."""
    return _CONTROLS.sub("", text)


def escape_markdown(text: str) -> str:
    """Make any text stand as it is in Markdown and in labels.

    A name may hold `![](http://…)`, which fetches an address when it is shown, or a link, a
    colour, an icon. All ASCII punctuation is escaped, line breaks become spaces, and nothing
    is left that Markdown, Streamlit's directives or its automatic links would read. Signs that
    turn the direction of writing are taken out; letters bring their own.
    """
    return _PUNCTUATION.sub(r"\\\1", _inert(text))


def escape_label(text: str) -> str:
    """A name within the label of a field, behind words of our own.

    Programs that read the screen out say a field's label as it was written, so only what acts
    in the middle of a line is escaped: `#52 (PLA Basic)` stays as it is.
    """
    return _ACTING.sub(r"\\\1", _inert(text))


def _inert(text: str) -> str:
    """One line without signs that turn its direction or act by themselves."""
    line = " ".join(_DIRECTION.sub("", text).split())
    return _SELF_ACTING.sub(rf"\g<0>{_WORD_JOINER}", line)
