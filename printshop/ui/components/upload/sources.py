"""The component's parts as Streamlit takes them: one text of HTML, CSS and JavaScript each.

The scripts are modules that import each other by name, so that a browser can load each of them
as it stands, which is how they are tested. Streamlit takes a single module: here they are put
one after the other, less their imports and the word `export` before what is not the default.
"""

import re
from pathlib import Path
from typing import Final

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
_IMPORT: Final = re.compile(r'^import \{[^}]*\}\s+from "\./[a-z0-9_]+\.js";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?!default )", re.MULTILINE)


def html() -> str:
    """The skeleton of the drop zone."""
    return _read("drop_zone.html")


def css() -> str:
    """Its looks, within its own shadow root."""
    return _read("drop_zone.css")


def script() -> str:
    """All scripts as one module whose default export is the component."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(name))) for name in SCRIPTS)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
