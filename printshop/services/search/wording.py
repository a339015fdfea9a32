"""A thing that was found in the words of a list."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from printshop.domain.search import SearchHit, SearchKind
from printshop.services.search.finding import Found

_HOUR_MIN: Final = 60


def hit_of(kind: SearchKind, row: Any, found: Found, setting: str) -> SearchHit:  # noqa: ANN401 - a row
    """A hit of what is known of it and why it was found.

    Args:
        kind: what it is.
        row: of `FoundRows.described`.
        found: why it was found.
        setting: `name=value` that its file says, where it was found by that.

    """
    name, sign, value = setting.partition("=")
    first = getattr(row, "color_hex", None)
    return SearchHit(
        kind=kind,
        id=row.id,
        title=row.title,
        facts=tuple(fact for fact in _FACTS[kind](row) if fact),
        color_hexes=(first, *row.other_color_hexes) if first else (),
        picture_key=getattr(row, "picture_key", None),
        model_id=getattr(row, "model_id", None),
        number=getattr(row, "number", None),
        found_by=found.by,
        why=f"{name} = {value}" if sign else found.why,
        is_away=row.is_away,
    )


def _of_model(row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a row
    versions = f"{row.versions} versions" if row.versions != 1 else "1 version"
    by = f"by {row.designer}" if row.designer else ""
    return row.category.capitalize(), by, versions, "archived" if row.is_away else ""


def _of_version(row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a row
    away = "" if not row.is_away else "retired" if row.status == "retired" else "archived"
    return f"Version {row.version}", row.name, _duration(row.print_duration_s), away


def _of_filament(row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a row
    if not row.spools:
        stock = "none in stock"
    else:
        stock = f"{_grams(row.grams)} on {row.spools} spool{'s' if row.spools != 1 else ''}"
    return str(row.material_type), stock, "put away" if row.is_away else ""


def _of_spool(row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a row
    left = f"{_grams(row.grams)} left" if row.grams else "empty"
    batch = f"batch {row.batch_identifier}" if row.batch_identifier else ""
    return left, row.location, batch, "archived" if row.is_away else ""


def _of_job(row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a row
    reason = (row.failure_reason or "").replace("_", " ")
    when = f"{row.on_day:%d %b %Y}".lstrip("0") if row.on_day else ""
    status = f"{row.status}, {reason}" if reason else row.status
    return f"Version {row.version}", status, when, row.failure_note[:80]


_FACTS: Final[Mapping[SearchKind, Callable[[Any], tuple[str, ...]]]] = {
    SearchKind.MODEL: _of_model,
    SearchKind.VERSION: _of_version,
    SearchKind.FILAMENT: _of_filament,
    SearchKind.SPOOL: _of_spool,
    SearchKind.JOB: _of_job,
}


def _grams(grams: Decimal) -> str:
    return f"{grams:,.0f} g"


def _duration(seconds: int | None) -> str:
    if seconds is None:
        return ""
    minutes = round(timedelta(seconds=seconds) / timedelta(minutes=1))
    hours, rest = divmod(minutes, _HOUR_MIN)
    return f"{hours} h {rest} min" if hours else f"{rest} min"
