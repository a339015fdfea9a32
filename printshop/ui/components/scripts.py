"""Scripts of a component as Streamlit takes them: several modules put together into one.

The scripts are modules that import each other by name, so that a browser can load each of them
as it stands, which is how they are tested. Streamlit takes a single module: they are put one
after the other, less their imports and the word `export` before what is not the default.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_IMPORT: Final = re.compile(r'^import \{[^}]*\}\s+from "\./[a-z0-9_]+\.js";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?!default )", re.MULTILINE)


def joined(folder: Path, names: Sequence[str]) -> str:
    """These scripts of a folder as one module; each comes after those that it needs at once."""
    texts = ((folder / name).read_text(encoding="utf-8") for name in names)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)
