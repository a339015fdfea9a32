"""What `printshop web` serves: the Streamlit app with a health route and security headers."""

import asyncio
import gc
import importlib
import importlib.util
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.file_util import get_static_dir
from streamlit.runtime.pages_manager import PagesManager

from printshop.config import load_settings
from printshop.errors import PrintshopError
from printshop.platform.files import stores
from printshop.ui import boundary, wiring
from printshop.ui.web import downloads, live, print_host, uploads
from printshop.ui.web.health import HealthCheck
from printshop.ui.web.security import KnownHosts, SecurityHeaders, content_security_policy

_LOG = logging.getLogger(__name__)
_ROOT: Final = Path(__file__).parent
# What Streamlit loads with the first table, picture or choice: 0.3 s of somebody's patience.
_LOADED_LATE: Final = ("pandas", "pyarrow", "PIL.WebPImagePlugin", "PIL.PngImagePlugin")
_PAGES: Final = sorted((_ROOT / "pages" / "shop").glob("*.py"))

# Until `st.navigation` was called once, Streamlit takes a folder named `pages` for its older kind
# of app: a deep link right after the start would get "page not found", or a page without the
# router around it.
PagesManager.uses_pages_directory = False


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[None]:
    """Open the shop while the first visitors arrive, and close it after the last.

    Whoever comes before it is open waits for it, and nobody for more than that. A database
    that does not answer does not stop the start: the pages say so, and ask again.
    """
    wiring.note_routes()
    warming_up = asyncio.create_task(asyncio.to_thread(_warm_up))
    yield
    await asyncio.wait({warming_up})
    await asyncio.to_thread(wiring.close)


def _warm_up() -> None:
    try:
        wiring.premises()
    except PrintshopError as error:
        _LOG.warning("%s", error)
    for name in _LOADED_LATE:
        importlib.import_module(name)
    for path in _PAGES:
        spec = importlib.util.spec_from_file_location(f"warm_up_{path.stem}", path)
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
    # What is loaded now stays: a collection that need not walk it takes 1 ms and not 100.
    gc.collect()
    gc.freeze()


def _say_script_error(error: Exception) -> bool:
    """Show what a callback or a fragment raised past every boundary, without its trace."""
    boundary.show(error)
    return True


def _known_names() -> frozenset[str] | None:
    """Names the server answers to; None for any, where people sign in."""
    if wiring.has_sign_in():
        return None
    return frozenset({"localhost", load_settings().host.lower()})


app = st.App(
    _ROOT / "streamlit_app.py",
    lifespan=lifespan,
    routes=[
        Route("/healthz", HealthCheck().answer, methods=["GET"]),
        Route(downloads.PATH, downloads.answer, methods=["GET"]),
        *print_host.routes(most_bytes=load_settings().max_upload_bytes),
        *uploads.routes(),
        live.route(),
    ],
    middleware=[
        Middleware(
            SecurityHeaders,
            policy=content_security_policy(
                Path(get_static_dir()) / "index.html", storage=stores(load_settings()).origin
            ),
        ),
        Middleware(KnownHosts, names=_known_names()),
    ],
    on_script_error=_say_script_error,
)
