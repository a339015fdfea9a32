"""What the page reads of the shop; the one place that knows how it is kept between two looks."""

from datetime import date, datetime

import polars as pl

from printshop.services import dashboard
from printshop.services.dashboard import keeping
from printshop.services.dashboard.view import Dashboard, DashboardQuery, Drill
from printshop.services.shop import Shop
from printshop.ui import wiring


def board(shop: Shop, query: DashboardQuery, as_of: datetime) -> Dashboard:
    """The dashboard of a query.

    Raises:
        InvalidInputError: its days are none, or still to come.

    """
    return dashboard.dashboard(shop, query, as_of=as_of, version=_version(shop))


def rows_behind(shop: Shop, query: DashboardQuery, drill: Drill, as_of: datetime) -> pl.DataFrame:
    """The rows behind a figure of that dashboard, newest first.

    Raises:
        InvalidInputError: the drill names what there is not, or the query's days are none.

    """
    return dashboard.rows_behind(shop, query, drill, as_of=as_of, version=_version(shop))


def first_on(shop: Shop) -> date | None:
    """The first day of which the shop knows anything; None of an empty one."""
    _, read = keeping.fresh(shop, _version(shop))
    return read.first_on


def read_ahead(shop: Shop) -> None:
    """Read what the next look may need, while the person reads this one."""
    keeping.read_ahead(shop, version=_version(shop))


def _version(shop: Shop) -> object | None:
    """How often the shop changed, as far as it was heard; None where nobody listens."""
    hub = wiring.changes()
    return hub.versions(shop.user_id) if hub else None
