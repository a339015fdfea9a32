"""Where files come in: the drop zone, or Streamlit's uploader where there is no route for it.

The uploader holds whole files in memory, so what it brought is stored at once, processed in
place, and its own copy let go.
"""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID, uuid4

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from printshop.domain.incoming import IncomingFile, IncomingSource, IncomingStatus
from printshop.errors import DatabaseUnavailableError
from printshop.services.incoming import inbox
from printshop.services.incoming.arrival import take_in
from printshop.services.incoming.inbox import Item
from printshop.services.incoming.processing import process, read_here
from printshop.services.shop import Shop
from printshop.ui import boundary
from printshop.ui.formats import escape_markdown

_NUMBER: Final = "upload.number"
_HANDLED: Final = "upload.handled"
_REFUSED: Final = "upload.refused"
_STUCK: Final = "upload.stuck"


def draw(shop: Shop) -> None:
    """Draw the way in, and take in what came that way."""
    number = st.session_state.setdefault(_NUMBER, 0)
    files = st.file_uploader(
        "3MF files",
        accept_multiple_files=True,
        key=f"upload.files.{number}",
        help="Sliced files (.gcode.3mf or .3mf), projects and files of other programs.",
    )
    if files:
        _take_in_all(shop, files)
        st.rerun()
    for sentence in st.session_state.get(_REFUSED, ()):
        st.error(sentence, icon=":material/error:")


def process_here(shop: Shop, items: Sequence[Item]) -> None:
    """Process what waits to be, where no worker of `printshop run` does it."""
    stuck: set[UUID] = st.session_state.setdefault(_STUCK, set())
    due = [
        item
        for item in items
        if item.incoming.status is IncomingStatus.PROCESSING and item.id not in stuck
    ]
    for item in due:
        with st.spinner(f"Reading {escape_markdown(item.name)}…"):
            # What fails for the storage's sake is not tried again in every run.
            stuck.add(item.id)
            with boundary.errors():
                process(shop, item.id, read_here)
    if due:
        st.rerun()


def try_again(incoming_id: UUID) -> None:
    """Let `process_here` take up a file that it could not process before."""
    st.session_state.get(_STUCK, set()).discard(incoming_id)


def _take_in_all(shop: Shop, files: Sequence[UploadedFile]) -> None:
    """Take in what was just dropped, each file on its own, and empty the uploader.

    A run may be cut short by another click: files that were handled are not taken twice.

    Raises:
        DatabaseUnavailableError: the database does not answer; the files stay in the uploader.

    """
    handled: dict[str, UUID] = st.session_state.setdefault(_HANDLED, {})
    if not handled:
        st.session_state[_REFUSED] = []
    batch_id, waiting = uuid4(), {item.id: item.name for item in inbox.waiting(shop).items}
    for file in files:
        if file.file_id not in handled:
            with st.spinner(f"Reading {escape_markdown(file.name)}…"):
                _take_one(shop, file, batch_id, waiting)
            handled[file.file_id] = batch_id
    _empty_uploader(files)
    handled.clear()
    st.session_state[_NUMBER] += 1


def _take_one(shop: Shop, file: UploadedFile, batch_id: UUID, waiting: dict[UUID, str]) -> None:
    try:
        incoming = take_in(
            shop,
            name=file.name,
            content=file,
            source=IncomingSource.BROWSER,
            batch_id=batch_id,
        )
        if incoming.status is IncomingStatus.PROCESSING:
            process(shop, incoming.id, read_here)
    except DatabaseUnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad file must not stop the others
        _refuse(file.name, " ".join(filter(None, boundary.sentence(error))))
        return
    _note(incoming, file.name, waiting)


def _note(incoming: IncomingFile, name: str, waiting: dict[UUID, str]) -> None:
    """Say of the very same file that it waits already."""
    if incoming.id in waiting:
        twin = escape_markdown(waiting[incoming.id])
        _refuse(name, f"This is the very same file as {twin} below.")
    waiting.setdefault(incoming.id, incoming.name)


def _refuse(name: str, sentence: str) -> None:
    """Keep the sentence, with the file's name before it where it does not begin with it."""
    shown = escape_markdown(name)
    is_named = sentence.startswith(shown)
    st.session_state[_REFUSED].append(sentence if is_named else f"{shown}: {sentence}")


def _empty_uploader(files: Iterable[UploadedFile]) -> None:
    """Let Streamlit's copies go: it keeps them until the session ends, even unseen."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
