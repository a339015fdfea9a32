"""The drop zone: reads chosen files in the browser, and sends them while their forms stand.

| file | what |
|---|---|
| drop_zone.html, .css, .js | what is seen, and how it answers |
| words.js, folders.js | what it says; the files of what was dropped |
| queue.js, transfer.js | all files of a tab, one file on its way |
| requests.js, waits.js | the questions to the server, and waiting for it |
| zip_outline.js, zip_directory.js, zip_writer.js | the outline of a file |
| sha256.js | its hash, in a worker |
| sources.py | these as Streamlit takes them |
| drop_zone.py | the component as a page draws it |
"""

from printshop.ui.components.upload.drop_zone import drop_zone

__all__ = ["drop_zone"]
