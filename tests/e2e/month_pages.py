"""The pages of a month's work, and what is looked at on each of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import LiteralString

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.product import Product

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# What stands on a page once it is drawn to its end.
DRAWN = {
    "analytics": ".st-key-analytics_charts [data-testid=stPlotlyChart]",
    "shopping_list": "[class*=st-key-shopping_line_]",
    "search": ".st-key-search_group_job",
    "catalog": ".st-key-catalog_sales",
    "settings": ".st-key-settings-costs-change",
}
# Buttons and links of ours; what Streamlit adds to a field (help, steps, clear) is left out.
TOO_SMALL = """
    [...document.querySelectorAll(
        '[data-testid=stMain] :is([data-testid=stButton], [data-testid=stDownloadButton],'
        + ' [data-testid=stPopover], [data-testid=stLinkButton], [data-testid=stPageLink],'
        + ' [data-testid=stFormSubmitButton], [data-testid=stButtonGroup])'
        + ' :is(button, a)'
    )].filter(one => one.offsetParent)
      .map(one => [one.innerText, one.getBoundingClientRect()])
      .filter(([_, box]) => box.height < 44 || box.width < 44)
      .map(([text, box]) => `${text}: ${Math.round(box.width)} x ${Math.round(box.height)}`)
"""


@dataclass(frozen=True)
class Month:
    """The running product, with the demo's year in its shop."""

    product: Product
    model_id: str
    variant_id: str

    def open(self, page: Page, path: str) -> None:
        page.goto(f"{self.product.address}/{path}")

    def number(self, query: LiteralString) -> Decimal:
        with self.product.database() as connection:
            row = connection.execute(query).fetchone()
        assert row is not None
        return Decimal(row[0] or 0)


def pages(month: Month) -> Sequence[str]:
    model = f"catalog?model={month.model_id}"
    return "analytics", "shopping_list", "search?q=bookend", model, "settings"


def drawn(month: Month, page: Page, path: str) -> None:
    month.open(page, path)
    expect(page.locator(DRAWN[path.partition("?")[0]]).first).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def violations(month: Month, page: Page, path: str) -> Iterator[str]:
    """The rules that a page breaks, each with where. Streamlit's own parts break none of them."""
    drawn(month, page, path)
    for broken in Axe().run(page).response["violations"]:
        for node in broken["nodes"]:
            yield f"{path}: {broken['id']} at {' '.join(map(str, node['target']))}"


def too_small(month: Month, page: Page, path: str) -> list[str]:
    """The buttons and links of a page that a thumb misses: under 44 px in width or height."""
    drawn(month, page, path)
    return page.evaluate(TOO_SMALL)
