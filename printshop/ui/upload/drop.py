"""The files a person dropped and has not dealt with yet, and what became of the others.

It lives in the session. Each file is read once, when it comes; its bytes are kept only until
it is saved or left out, and the uploader's own copy goes as soon as it is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final
from uuid import UUID

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from printshop.errors import DatabaseUnavailableError
from printshop.services import uploads
from printshop.services.drafts import Draft, SavedUpload
from printshop.services.shop import Shop
from printshop.ui import boundary, problems
from printshop.ui.formats import count, escape_markdown, size

MAX_WAITING: Final = 20
MAX_WAITING_BYTES: Final = 400_000_000
_MAX_OUTCOMES: Final = 20
_KEY: Final = "upload.drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file that was read and waits to be saved. `key` is unique among those that wait.

    `gave_up`: its grams could not be told apart, which is not tried again.
    """

    key: str
    name: str
    draft: Draft
    gave_up: bool = False
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A file that is in the shop now. The sentence is Markdown."""

    model_id: UUID
    sentence: str


@dataclass(slots=True, kw_only=True)
class Drop:
    """What one person's session holds.

    `refused` says, in Markdown, why files of the last drop could not be taken; `number`
    counts the uploaders shown so far, `concluded` the files that left this list.
    """

    user_id: UUID
    number: int = 0
    concluded: int = 0
    waiting: dict[str, Waiting] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    handled_ids: set[str] = field(default_factory=set)
    compared_with: object = None


def of_session(shop: Shop) -> Drop:
    """What this visitor dropped; another person's is never shown."""
    drop = st.session_state.get(_KEY)
    if drop is None or drop.user_id != shop.user_id:
        drop = st.session_state[_KEY] = Drop(user_id=shop.user_id)
    return drop


def take_in(shop: Shop, drop: Drop, files: Sequence[UploadedFile]) -> None:
    """Read what was just dropped, each file on its own, and empty the uploader.

    A run may be cut short by another click: files that were handled are not taken twice.

    Raises:
        DatabaseUnavailableError: the database does not answer; the files stay in the uploader.

    """
    if not drop.handled_ids:
        drop.refused.clear()
    for file in files:
        if file.file_id not in drop.handled_ids:
            with st.spinner(f"Reading {escape_markdown(file.name)}…"):
                _take_one(shop, drop, file.name, file.getvalue())
            drop.handled_ids.add(file.file_id)
    _empty_uploader(files)
    drop.handled_ids.clear()
    drop.number += 1


def compare_again(shop: Shop, drop: Drop, known: object) -> None:
    """Compare what waits with the shop where the shop has changed.

    Args:
        shop: the shop.
        drop: what waits.
        known: anything that changes when the shop's filaments do.

    """
    seen = (known, drop.concluded)
    if drop.compared_with == seen:
        return
    for waiting in list(drop.waiting.values()):
        _place(drop, replace(waiting, draft=uploads.compare_again(shop, waiting.draft)))
    drop.compared_with = (known, drop.concluded)


def settle(drop: Drop, key: str, saved: SavedUpload, model_name: str) -> None:
    """Note that a file was saved, and let its bytes go."""
    name = escape_markdown(leave_out(drop, key).name)
    label = escape_markdown(saved.label)
    if saved.already_there:
        sentence = f"{name} was saved a moment ago: {label}."
    else:
        sentence = f"{name} is saved: **{escape_markdown(model_name)}**, {label}."
    _conclude(drop, Outcome(model_id=saved.model_id, sentence=sentence))


def leave_out(drop: Drop, key: str) -> Waiting:
    """Drop a file that waits, with its bytes and all that was typed for it."""
    problems.forget(place_of(key))
    prefix = f"{place_of(key)}."
    for name in [str(name) for name in st.session_state if str(name).startswith(prefix)]:
        del st.session_state[name]
    return drop.waiting.pop(key)


def place_of(key: str) -> str:
    """Prefix of the widget keys of a file that waits, and the name of its form."""
    return f"upload.{key}"


def _take_one(shop: Shop, drop: Drop, name: str, data: bytes) -> None:
    key = sha256(data).hexdigest()[:16]
    if key in drop.waiting:
        twin = escape_markdown(drop.waiting[key].name)
        _refuse(drop, name, f"This is the very same file as {twin} below.")
        return
    if why_full := _why_full(drop, len(data)):
        _refuse(drop, name, why_full)
        return
    try:
        draft = uploads.read(shop, name, data)
    except DatabaseUnavailableError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad file must not stop the others
        _refuse(drop, name, " ".join(filter(None, boundary.sentence(error))))
        return
    shown = _told_apart(name, drop.waiting.values())
    _place(drop, Waiting(key=key, name=shown, draft=draft, data=data))


def _place(drop: Drop, waiting: Waiting) -> None:
    """Keep a file for saving, unless the shop has its very bytes already."""
    existing = waiting.draft.existing
    if existing is None:
        drop.waiting[waiting.key] = waiting
        return
    if waiting.key in drop.waiting:
        leave_out(drop, waiting.key)
    name, label = escape_markdown(waiting.name), escape_markdown(existing.label)
    sentence = f"{name} is already in your shop: **{label}**."
    _conclude(drop, Outcome(model_id=existing.model_id, sentence=sentence))


def _conclude(drop: Drop, outcome: Outcome) -> None:
    drop.concluded += 1
    drop.outcomes = [outcome, *drop.outcomes][:_MAX_OUTCOMES]


def _refuse(drop: Drop, name: str, sentence: str) -> None:
    """Keep the sentence, with the file's name before it where it does not begin with it."""
    shown = escape_markdown(name)
    is_named = sentence.startswith(shown)
    drop.refused.append(sentence if is_named else f"{shown}: {sentence}")


def _why_full(drop: Drop, size_bytes: int) -> str:
    held_bytes = sum(len(waiting.data) for waiting in drop.waiting.values())
    if len(drop.waiting) >= MAX_WAITING:
        return f"{count(MAX_WAITING, 'file')} wait already; save some of them, then drop it again."
    if held_bytes + size_bytes > MAX_WAITING_BYTES:
        limit = escape_markdown(size(MAX_WAITING_BYTES))
        return f"The files that wait would exceed {limit}; save some, then drop it again."
    return ""


def _told_apart(name: str, others: Iterable[Waiting]) -> str:
    """The name, with a number where another file of this name waits."""
    taken = {waiting.name for waiting in others}
    number, shown = 1, name
    while shown in taken:
        number += 1
        shown = f"{name} ({number})"
    return shown


def _empty_uploader(files: Iterable[UploadedFile]) -> None:
    """Let Streamlit's copies go: it keeps them until the session ends, even unseen."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
