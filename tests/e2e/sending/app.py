"""The product's web server around that page: the same routes, start, and security headers."""

from pathlib import Path

from printshop.config import load_settings
from printshop.platform.web_server import serve, streamlit_environment

if __name__ == "__main__":
    settings = load_settings()
    # Streamlit reads it when it is loaded.
    streamlit_environment(settings)

    import streamlit as st
    from starlette.middleware import Middleware
    from streamlit.file_util import get_static_dir

    from asgi_app import lifespan
    from printshop.platform.files import stores
    from printshop.ui.web import uploads
    from printshop.ui.web.security import SecurityHeaders, content_security_policy

    index = Path(get_static_dir()) / "index.html"
    policy = content_security_policy(index, storage=stores(settings).origin)
    app = st.App(
        Path(__file__).with_name("page.py"),
        lifespan=lifespan,
        routes=uploads.routes(),
        middleware=[Middleware(SecurityHeaders, policy=policy)],
    )
    serve(app, settings)
