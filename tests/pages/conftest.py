"""The app as a person opens it, in the shop of the test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from printshop.services.shop import Shop
from printshop.ui import wiring

_APP = Path(__file__).parents[2] / "streamlit_app.py"
# Only a page that hangs takes so long, or a machine that is busy elsewhere.
_PATIENCE_S = 60


@pytest.fixture
def open_page(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page of the test's own shop through the router; words after it are its address.

    The page is the first that the tab opens, as from a bookmark: no other is drawn before it.
    """
    monkeypatch.setattr(wiring, "guard", lambda: shop)

    def opened(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(_APP, default_timeout=_PATIENCE_S)
        for name, value in query.items():
            app.query_params[name] = value
        return app.switch_page(f"pages/shop/{page}.py").run()

    return opened
