"""What the settings page says of files: how large they may be, where they are kept."""

import streamlit as st

from printshop.config import Settings, load_settings
from printshop.ui import wiring
from printshop.ui.formats import escape_markdown


def draw() -> None:
    """Draw the two facts; they are set where Printshop is started, not here."""
    settings = load_settings()
    st.header("Files", anchor=False)
    st.markdown(
        f"- Files of up to **{settings.max_upload_mb:,} MB** are taken.\n"
        f"- They are kept in {_where(settings)}."
    )
    st.caption(
        "Whoever runs Printshop changes these with PRINTSHOP_MAX_UPLOAD_MB and PRINTSHOP_DATA_DIR."
    )


def _where(settings: Settings) -> str:
    """Where the files are. With a sign-in, how the server is laid out is nobody's business."""
    if settings.has_object_storage:
        return "an object storage"
    if wiring.has_sign_in():
        return "a folder of the server"
    return f"the folder {escape_markdown(str(settings.files_dir))}"
