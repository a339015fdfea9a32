"""The component's parts as Streamlit takes them: one text of HTML, CSS and JavaScript each.

How the scripts become one is said in `components.scripts`.
"""

from pathlib import Path
from typing import Final

from printshop.ui.components.scripts import joined

_FOLDER: Final = Path(__file__).parent
# Each comes after those that it uses while it is loaded.
SCRIPTS: Final = (
    "zip_directory.js",
    "zip_writer.js",
    "zip_outline.js",
    "sha256.js",
    "waits.js",
    "requests.js",
    "remedies.js",
    "words.js",
    "transfer.js",
    "queue.js",
    "folders.js",
    "drop_zone.js",
)


def html() -> str:
    """The skeleton of the drop zone."""
    return _read("drop_zone.html")


def css() -> str:
    """Its looks, within its own shadow root."""
    return _read("drop_zone.css")


def script() -> str:
    """All scripts as one module whose default export is the component."""
    return joined(_FOLDER, SCRIPTS)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
