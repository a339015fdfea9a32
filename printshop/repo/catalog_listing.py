"""Which models fit a query of the catalog, and their order: one statement, sums included."""

from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, and_, case, func, or_, select

from printshop.domain.catalog_query import Between, CatalogOrder, CatalogQuery, MoneyState
from printshop.repo.rows import AnySelect, contains
from printshop.repo.tables import (
    filament_requirements,
    model_variants,
    models,
    plates,
    shop_settings,
)

_SECONDS_PER_HOUR: Final = 3600
_HUNDRED: Final = 100


def narrowed(listed: AnySelect, query: CatalogQuery) -> AnySelect:
    """Narrow a selection of models to what the query asks for, in its order.

    The newest version is joined only where the query asks for something of it.

    Args:
        listed: a selection from `models`.
        query: of the catalog.

    """
    listed = listed.where(models.c.archived_at.is_(None))
    if query.category:
        listed = listed.where(models.c.category == query.category)
    for word in query.search.split():
        tags = func.array_to_string(models.c.tags, " ")
        columns = (models.c.name, models.c.designer, models.c.description, tags)
        listed = listed.where(or_(*(contains(column, word) for column in columns)))
    newest = _newest()
    if _asks_of_version(query):
        listed = listed.outerjoin(newest, models.c.id == newest.c.model_id)
        listed = listed.outerjoin(shop_settings, shop_settings.c.user_id == models.c.user_id)
        listed = listed.where(
            *_within(query.grams, _grams(newest)),
            *_within(query.hours, newest.c.print_duration_s / _SECONDS_PER_HOUR),
            *_within(query.cost, newest.c.cost),
            *_money(query.money, newest),
        )
    return listed.order_by(*_order(query.order, newest), models.c.created_at.desc(), models.c.id)


def _asks_of_version(query: CatalogQuery) -> bool:
    return (
        query.money is not None
        or query.order not in {CatalogOrder.NEWEST, CatalogOrder.NAME}
        or any(bounds.is_set for bounds in (query.grams, query.hours, query.cost))
    )


def _newest() -> FromClause:
    """The newest version of a model."""
    return (
        select(
            model_variants.c.id,
            model_variants.c.model_id,
            model_variants.c.print_duration_s,
            model_variants.c.cost_to_produce_usd.label("cost"),
        )
        .where(model_variants.c.model_id == models.c.id)
        .order_by(model_variants.c.version.desc())
        .limit(1)
        .lateral("newest")
    )


def _grams(newest: FromClause) -> ColumnElement[Any]:
    """What all plates of a version weigh, as `plate_weight.total_g` has it."""
    needs = filament_requirements.c
    used = needs.usage_model_g + func.coalesce(needs.usage_waste_g, 0)
    used = used + func.coalesce(needs.usage_purge_g, 0)
    together = select(_sum_if_known(used)).where(needs.plate_id == plates.c.id).scalar_subquery()
    of_plate = (
        select(func.coalesce(plates.c.weight_g, together).label("g"))
        .where(plates.c.variant_id == newest.c.id)
        .correlate(newest)
        .subquery("of_plate")
    )
    return select(_sum_if_known(of_plate.c.g)).scalar_subquery()


def _sum_if_known(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((func.bool_and(column.is_not(None)), func.sum(column)))


def _within(bounds: Between, column: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if bounds.least is not None:
        found.append(column >= bounds.least)
    if bounds.most is not None:
        found.append(column <= bounds.most)
    return found


def _money(state: MoneyState | None, newest: FromClause) -> list[ColumnElement[bool]]:
    match state:
        case MoneyState.COST_UNKNOWN:
            return [and_(newest.c.id.is_not(None), newest.c.cost.is_(None))]
        case MoneyState.NO_PRICE:
            return [models.c.unit_price.is_(None)]
        case MoneyState.UNDER_TARGET:
            return [_margin_pct(newest) < shop_settings.c.target_margin_pct]
        case None:
            return []


def _margin_pct(newest: FromClause) -> ColumnElement[Any]:
    """What is left of a price after fees and cost, in per cent, as `costing.price_of` has it."""
    price = models.c.unit_price
    kept = price - price * shop_settings.c.fee_pct / _HUNDRED - shop_settings.c.fee_fixed
    return (kept - newest.c.cost) * _HUNDRED / func.nullif(price, 0)


def _order(order: CatalogOrder, newest: FromClause) -> tuple[ColumnElement[Any], ...]:
    match order:
        case CatalogOrder.NAME:
            return (func.lower(models.c.name),)
        case CatalogOrder.CHEAPEST:
            return (newest.c.cost.asc().nulls_last(),)
        case CatalogOrder.LEAST_MARGIN:
            return (_margin_pct(newest).asc().nulls_last(),)
        case CatalogOrder.MOST_MARGIN:
            return (_margin_pct(newest).desc().nulls_last(),)
        case CatalogOrder.NEWEST:
            return ()
