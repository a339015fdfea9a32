"""What `asgi_app.py` puts around Streamlit: the health route, and the safety of every answer."""
