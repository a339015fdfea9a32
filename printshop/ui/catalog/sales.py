"""What is sold of a model: what lies on the shelf, noting a sale, and what to expect."""

from datetime import UTC, date, datetime

import streamlit as st

from printshop.domain.catalog import Model
from printshop.domain.users import ShopSettings
from printshop.errors import NotFoundError
from printshop.services import demand, sales
from printshop.services.shop import Shop
from printshop.ui.catalog import sale_forms, sales_words
from printshop.ui.days import today
from printshop.ui.formats import escape_markdown


def draw(shop: Shop, model: Model, settings: ShopSettings) -> None:
    """Draw what was sold of a model, and the form to note more."""
    now = datetime.now(UTC)
    shelf = sales.shelf(shop, model.id, as_of=now)
    on = today(settings)
    with st.container(key="catalog_sales"):
        st.header("Sold", anchor=False)
        told, form = st.columns(2, gap="large")
        with told:
            _draw_expected(shop, model, now)
        with form:
            sale_forms.draw_sale(shop, model, settings.currency, on)
            sale_forms.draw_other(shop, model, on)
        _draw_last(shop, shelf, settings.currency, on)


def _draw_expected(shop: Shop, model: Model, now: datetime) -> None:
    try:
        row = demand.product(shop, model.id, now)
    except NotFoundError:
        # Its page is open, so it is there: it was put away.
        st.markdown("It was put away: nothing is expected of it.")
        return
    with st.grid(3, min_column_width=130, gap="small"):
        st.metric(
            "On the shelf",
            f"{row['shelf_units']:,}",
            border=True,
            help="Good pieces of all prints, less what was sold, given away or broke.",
        )
        st.metric(
            "Expected a week",
            sales_words.per_week(row),
            border=True,
            help=f"What is likely to be sold: {sales_words.interval(row)}.",
        )
        st.metric(
            "Coming 4 weeks",
            f"up to {row['next_high']:,}",
            border=True,
            help=f"{sales_words.coming_weeks(row)}.",
        )
    lines = [row["source"], sales_words.trend(row), sales_words.enough(row)]
    if row["shelf_units"] < 0:
        lines.append("More was sold than was printed here: count the shelf, and it is right again.")
    st.markdown("  \n".join(line for line in lines if line))


def _draw_last(shop: Shop, shelf: sales.Shelf, currency: str, on: date) -> None:
    if not shelf.movements:
        st.markdown("Nothing was noted yet.")
        return
    st.markdown("**Noted last**")
    for movement in shelf.movements:
        is_taken_back = movement.id in shelf.taken_back
        text = sales_words.line(movement, currency, today=on, is_taken_back=is_taken_back)
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"catalog_moved_{movement.id}"
        ):
            st.markdown(escape_markdown(text), width="stretch")
            if not is_taken_back:
                st.button(
                    "Take back",
                    key=f"catalog.take_back.{movement.id}",
                    icon=":material/undo:",
                    on_click=sale_forms.take_back,
                    args=(shop, movement.id),
                )
